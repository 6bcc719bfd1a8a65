"""The reel: the bars of one asset since the season began, the newest kept, cheap to add to and to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import PlainSerializer, PlainValidator, TypeAdapter

from show.market.tape import Bars, Tape
from show.words import Asset

BARS_KEPT = 2_048
"""So many of the newest bars are on the tape: some three hours of show."""

FIGURES = 6
"""An event says of a bar: bid, ask - bid, high - bid, bid - low, lots bought, lots sold."""

PENDING = 64 * FIGURES * 5
"""Figures that wait to be unpacked: sixty-four ticks at once for a host that never asks for a tape."""

COLUMNS = ("open", "high", "low", "close", "bid", "ask", "bought", "sold")


@dataclass(frozen=True, slots=True)
class Kept:
    """A reel as a checkpoint keeps it."""

    end: int
    before: float
    figures: list[int]


def unpacked(figures: Sequence[int], before: float) -> Bars:
    """Return bars as an event says them, by `COLUMNS`, shape (8, n); `before` is the mid they open at."""
    bid, spread, up, down, bought, sold = np.array(figures, dtype=np.float64).reshape(-1, FIGURES).T
    ask = bid + spread
    close = 0.5 * (bid + ask)
    opened = np.concatenate(([before], close[:-1]))
    # What was quoted is rounded to cents, the path between was not.
    high, low = np.maximum(bid + up, opened), np.minimum(bid - down, opened)
    return np.stack((opened, high, low, close, bid, ask, bought, sold))


def first_mid(figures: Sequence[int]) -> float:
    """Return the mid at which the first of some bars closed, in cents."""
    return figures[0] + 0.5 * figures[1]


class Reel:
    """Adding bars costs a microsecond; they are unpacked when a tape is asked for.

    A tape is a view of the arrays. They are written only behind its end, and a full block is left to the
    tapes that look at it, so that a tape never changes, not even in another thread.
    """

    __slots__ = ("_before", "_block", "_end", "_pending", "_used")

    def __init__(self) -> None:
        self._end = 0
        self._before = 0.0
        self._block: Bars = np.empty((len(COLUMNS), 0))
        self._used = 0
        self._pending: list[int] = []

    def mark(self, mid: float) -> None:
        """Note the mid in cents that the first bar opens at."""
        if self._end == 0:
            self._before = mid

    def add(self, figures: Sequence[int]) -> None:
        """Add bars as an event says them, six figures each."""
        self._pending += figures
        self._end += len(figures) // FIGURES
        if len(self._pending) >= PENDING:
            self._unpack()

    def tape(self, asset: Asset) -> Tape:
        """Return the newest bars, at most `BARS_KEPT`."""
        if self._pending:
            self._unpack()
        size = min(self._used, BARS_KEPT)
        columns = self._block[:, self._used - size : self._used]
        return Tape(asset, self._end - size, *columns)

    def _unpack(self) -> None:
        columns = unpacked(self._pending, self._before)
        self._pending = []
        size = columns.shape[1]
        self._make_room(size)
        self._block[:, self._used : self._used + size] = columns
        self._before = float(columns[COLUMNS.index("close"), -1])
        self._used += size

    def _make_room(self, size: int) -> None:
        if self._used + size <= self._block.shape[1]:
            return
        kept = min(self._used, BARS_KEPT)
        block = np.empty((len(COLUMNS), 2 * BARS_KEPT + size))
        block[:, :kept] = self._block[:, self._used - kept : self._used]
        self._block, self._used = block, kept

    def kept(self) -> Kept:
        """Return what a checkpoint needs."""
        tape = self.tape("Tech")
        bid = tape.bid
        rows = (bid, tape.ask - bid, tape.high - bid, bid - tape.low, tape.bought, tape.sold)
        figures = np.stack(rows, axis=1)
        before = float(tape.open[0]) if len(tape.open) else self._before
        return Kept(end=self._end, before=before, figures=np.floor(figures).astype(np.int64).ravel().tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reel) and self.kept() == other.kept()


def restored(kept: object) -> Reel:
    """Return the reel of a checkpoint.

    Raises:
        pydantic.ValidationError: it is none.
    """
    if isinstance(kept, Reel):
        return kept
    found = KEPT.validate_python(kept)
    reel = Reel()
    reel._before = found.before
    reel._pending = list(found.figures)
    reel._end = found.end
    return reel


KEPT: TypeAdapter[Kept] = TypeAdapter(Kept)
KeptReel = Annotated[Reel, PlainValidator(restored), PlainSerializer(Reel.kept, return_type=Kept)]
"""A reel as a field of the state."""
