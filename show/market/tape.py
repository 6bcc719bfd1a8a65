"""The tape: what anyone could have recorded of one asset, bar by bar. Never the truth behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    _known: list[Bars] = field(default_factory=list, init=False, repr=False, compare=False)
    """The logs of the closes and their differences, once somebody has asked."""
    _sound: list[bool] = field(default_factory=list, init=False, repr=False, compare=False)

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

    def between(self, bar: int, end: int) -> Tape:
        """Return the bars from number `bar` on, as they were when `end` was the next bar to come."""
        start = min(max(bar, self.first), self.end)
        return self._cut(slice(start - self.first, max(start - self.first, end - self.first)), start)

    def logs(self) -> Bars:
        """Return the logs of the closing mids, shape (n,). Worked out once: many look at one tape."""
        return self._seen()[0]

    def returns(self) -> Bars:
        """Return log returns of the closing mids, shape (n - 1,). Worked out once."""
        return self._seen()[1]

    def is_sound(self) -> bool:
        """Return whether every closing mid is finite and above zero. Worked out once."""
        if not self._sound:
            # The sum is a number only if every price is one.
            finite = np.isfinite(self.close.sum(initial=0.0))
            self._sound.append(bool(finite and self.close.min(initial=np.inf) > 0.0))
        return self._sound[0]

    def _seen(self) -> list[Bars]:
        if not self._known:
            logs = np.log(self.close)
            self._known[:] = logs, logs[1:] - logs[:-1]
        return self._known

    def _cut(self, part: slice, first: int) -> Tape:
        return Tape(
            self.asset, first, self.open[part], self.high[part], self.low[part], self.close[part],
            self.bid[part], self.ask[part], self.bought[part], self.sold[part],
        )  # fmt: skip
