"""How an analyst speaks: bounded, in one short sentence, and silent with a reason when it cannot know."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from show.desk.analyst import Figures, Kind, Opinion, View
from show.market.tape import Bars, Tape
from show.words import Asset

EVIDENCE_CHARACTERS = 120
NOTHING: Figures = {}


class CannotSay(Exception):
    """Raised by an analyst that has nothing to go by; the sentence becomes its evidence, at confidence zero.

    Figures that hold without the opinion (an intensity, say) may go with it.
    """

    def __init__(self, reason: str, figures: Figures = NOTHING) -> None:
        super().__init__(reason)
        self.reason = reason
        self.figures = figures


class Candid(ABC):
    """An analyst that says what it thinks in `say` and may raise `CannotSay` anywhere in it."""

    kinds: ClassVar[tuple[Kind, ...]]

    @abstractmethod
    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return its opinions, or raise `CannotSay`."""
        ...

    def read(self, view: View) -> tuple[Opinion, ...]:
        """Return its opinions; silence with the reason where it cannot say."""
        try:
            with np.errstate(all="ignore"):
                return self.say(view)
        except CannotSay as silence:
            evidence, figures, asof = silence.reason[:EVIDENCE_CHARACTERS], silence.figures, view.tape.end
            return tuple(Opinion(kind, 0.0, 0.0, evidence, asof, figures) for kind in self.kinds)

    def forget(self, asset: Asset) -> None:  # noqa: B027 - most analysts keep nothing, so there is nothing to drop
        """Drop what was kept of an asset: nothing, where nothing is kept."""


def opinion(
    kind: Kind, signal: float, confidence: float, evidence: str, view: View, figures: Figures = NOTHING
) -> Opinion:
    """Return an opinion cut to its bounds.

    Raises:
        CannotSay: signal, confidence or a figure is not a finite number.
    """
    if not all(map(math.isfinite, (signal, confidence, *figures.values()))):
        raise CannotSay("The arithmetic gave no number, so no opinion")
    return Opinion(
        kind, clip(signal, -1.0, 1.0), clip(confidence, 0.0, 1.0),
        evidence[:EVIDENCE_CHARACTERS], view.tape.end, figures,
    )  # fmt: skip


def clip(value: float, low: float, high: float) -> float:
    """Return the value, or the nearer bound if it lies outside."""
    return min(max(value, low), high)


def closes(tape: Tape, bars: int) -> Bars:
    """Return the last `bars` closing mids in cents, shape (bars,), all finite and above zero.

    Raises:
        CannotSay: there are fewer bars, or some cannot be read.
    """
    last = tape.close[-bars:]
    if len(last) < bars:
        raise CannotSay(f"Only {len(last)} bars on the tape, {bars} needed")
    if not tape.is_sound():
        bad = int(np.sum(~(np.isfinite(last) & (last > 0.0))))
        if bad:
            raise CannotSay(f"{bad} of the last {bars} bars cannot be read")
    return last


def log_closes(tape: Tape, bars: int) -> Bars:
    """Return the logs of the last `bars` closing mids, shape (bars,).

    Raises:
        CannotSay: see `closes`.
    """
    closes(tape, bars)
    logs = tape.logs()
    return logs[len(logs) - bars :]


def log_returns(tape: Tape, bars: int) -> Bars:
    """Return the last `bars` log returns of the closing mids, shape (bars,).

    Raises:
        CannotSay: there are too few bars, some cannot be read, or the price has not moved at all.
    """
    moves = each_move(tape, bars)
    if not moves.any():
        raise CannotSay(f"The price has not moved in {bars} bars")
    return moves


def each_move(tape: Tape, bars: int) -> Bars:
    """Return the last `bars` log returns as `log_returns` does, even of a price that has not moved.

    Raises:
        CannotSay: there are too few bars, or some cannot be read.
    """
    closes(tape, bars + 1)
    moves = tape.returns()
    return moves[len(moves) - bars :]


def fitted(fit: Figures, *names: str) -> tuple[float, ...]:
    """Return figures of a fit in the order of their names.

    Raises:
        CannotSay: there is no fit yet, or one of these figures is missing or is not a number.
    """
    if not fit:
        raise CannotSay("Not fitted yet")
    lost = [name for name in names if not math.isfinite(fit.get(name, math.nan))]
    if lost:
        raise CannotSay(f"The fit gave no usable {lost[0]}")
    return tuple(fit[name] for name in names)


def service(services: Mapping[str, Figures], speaker: str, figure: str, otherwise: float) -> float:
    """Return a figure of an analyst who spoke before, or another value where it is missing or no number."""
    value = services.get(speaker, NOTHING).get(figure, otherwise)
    return value if math.isfinite(value) else otherwise
