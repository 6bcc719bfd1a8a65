"""One volatility a bar, from the bar itself: what the embeddings look at."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from show.desk.candour import CannotSay, closes
from show.market.tape import Tape

Series = NDArray[np.float64]


def log_range_variance(tape: Tape, bars: int) -> Series:
    """Return the log of each bar's variance by its range, ln(high / low)^2 / (4 ln 2), shape (bars,).

    Parkinson, Journal of Business 53 (1980) 61. Bars do not overlap, so no smoothness is made that
    the market has not. A bar without range counts as if it had moved by half a cent.

    Raises:
        CannotSay: see `closes`; or a high or low that is missing or the wrong way round.
    """
    price = closes(tape, bars)
    high, low = tape.high[-bars:], tape.low[-bars:]
    if not (np.isfinite(high).all() and np.isfinite(low).all() and (low > 0).all() and (high >= low).all()):
        raise CannotSay("A bar's high or low is missing")
    return np.log(np.maximum(np.log(high / low), 0.5 / price) ** 2 / (4 * math.log(2)))
