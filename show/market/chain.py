"""The options chain: what the dealer quotes on the future of one asset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from show.words import Asset

Grid = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chain:
    """Quotes of European options of one asset at m expiries with k strikes each.

    Time is in bars and volatility is per square root of a bar, so that total variance is iv * iv * bars. The
    show has no interest: the forward is the mid. Prices follow from Black's formula of 1976. A quote that is
    not made is NaN.
    """

    asset: Asset
    asof: int
    """The number of bars that were on the tape when it was quoted."""
    forward: float
    """In cents."""
    expiries: Grid
    """Shape (m,), in bars from now."""
    strikes: Grid
    """Shape (m, k), in cents."""
    bid_iv: Grid
    """Shape (m, k)."""
    ask_iv: Grid
    """Shape (m, k)."""

    @property
    def mid_iv(self) -> Grid:
        """Return the middle of bid and ask volatility, shape (m, k)."""
        return 0.5 * (self.bid_iv + self.ask_iv)
