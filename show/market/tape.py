"""The tape: what anyone could have recorded of one asset, bar by bar. Never the truth behind it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from show.words import Asset

Bars = NDArray[np.float64]

BARS_PER_TICK = 5
"""A bar is the market's own step. A tick of the floor shows the five bars since the last one."""


@dataclass(frozen=True, slots=True)
class Tape:
    """One asset's bars, oldest first; every array has shape (n,). Bar 0 is the first of the season.

    `open`, `high`, `low`, `close` are mids and `bid`, `ask` the dealer's quotes at the end of the bar, all in
    cents. `bought` and `sold` are lots that buyers and sellers took from the dealer in the bar.
    """

    asset: Asset
    first: int
    """The number of the oldest bar on this tape."""
    open: Bars
    high: Bars
    low: Bars
    close: Bars
    bid: Bars
    ask: Bars
    bought: Bars
    sold: Bars

    @property
    def end(self) -> int:
        """Return the number of the bar that comes after the newest one."""
        return self.first + len(self.close)

    def upto(self, bar: int) -> Tape:
        """Return the tape as it was when `bar` was the next bar to come."""
        return self._cut(slice(None, max(0, bar - self.first)), self.first)

    def since(self, bar: int) -> Tape:
        """Return the bars from number `bar` on."""
        start = min(max(bar, self.first), self.end)
        return self._cut(slice(start - self.first, None), start)

    def returns(self) -> Bars:
        """Return log returns of the closing mids, shape (n - 1,)."""
        return np.diff(np.log(self.close))

    def _cut(self, part: slice, first: int) -> Tape:
        columns = {
            f.name: getattr(self, f.name)[part] for f in fields(self) if f.name not in ("asset", "first")
        }
        return replace(self, first=first, **columns)
