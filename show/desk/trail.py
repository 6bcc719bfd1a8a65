"""An analyst's own past: what its statistic was before, and how unusual it is now."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import WINDOW_BARS
from show.desk.candour import CannotSay
from show.market.tape import Tape

Series = NDArray[np.float64]

MAD_TO_SD = 1.4826
"""The standard deviation of a normal over its median absolute deviation."""


def robust_z(value: float, history: Series) -> float:
    """Return how far a value is from the median of its past, in robust standard deviations (MAD x 1.4826).

    `history` has shape (n,); with fewer than five finite values, or none that differ, the answer is zero.
    """
    past = history[np.isfinite(history)]
    if len(past) < 5 or not math.isfinite(value):
        return 0.0
    middle = float(np.median(past))
    spread = MAD_TO_SD * float(np.median(np.abs(past - middle)))
    return (value - middle) / spread if spread > 0 else 0.0


def room(tape: Tape) -> int:
    """Return how many of the newest bars an analyst may look back on."""
    return min(WINDOW_BARS, len(tape.close))


@dataclass(slots=True)
class Trail:
    """A statistic at the ends of past windows, oldest first; each is computed once and then remembered.

    What is remembered follows from the bars of its own window alone, so it is the same whoever asks when.
    """

    kept: dict[str, dict[int, float]] = field(default_factory=dict)

    def past(self, key: str, ends: range, at: Callable[[int], float], *, keep: int = 256) -> Series:
        """Return the statistic at each of `ends`, shape (len(ends),); `at(end)` computes one."""
        known = self.kept.setdefault(key, {})
        for end in ends:
            if end not in known:
                known[end] = at(end)
        values = np.array([known[end] for end in ends])
        for old in sorted(known)[:-keep]:
            del known[old]
        return values

    def forget(self, key: str) -> None:
        """Drop what is remembered under a key."""
        self.kept.pop(key, None)


def ends(tape: Tape, window: int, step: int) -> range:
    """Return the ends of windows of `window` bars that lie in the newest bars, `step` apart, newest last.

    They are bar numbers as `Tape.upto` takes them; the last one is the end of the tape.

    Raises:
        CannotSay: fewer than six such windows: too short a past to call anything unusual.
    """
    count = (room(tape) - window) // step + 1
    if count < 6:
        raise CannotSay(f"Only {len(tape.close)} bars on the tape, {window + 5 * step} needed to compare")
    return range(tape.end - (count - 1) * step, tape.end + 1, step)
