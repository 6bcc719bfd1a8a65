"""An analyst's own past: in which windows to look, and how unusual the newest one is."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import WINDOW_BARS
from show.desk.candour import CannotSay
from show.desk.swift import median
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
    middle = median(past)
    spread = MAD_TO_SD * median(np.abs(past - middle))
    return (value - middle) / spread if spread > 0 else 0.0


def room(tape: Tape) -> int:
    """Return how many of the newest bars an analyst may look back on."""
    return min(WINDOW_BARS, len(tape.close))


def grid(tape: Tape, window: int, step: int) -> range:
    """Return the bar numbers, multiples of `step`, at which windows in the newest bars end, newest last.

    They are as `Tape.upto` takes them. They stand still while the tape grows, so whoever remembers what a
    statistic was in a window works out one window a step, and not all again.

    Raises:
        CannotSay: fewer than six such windows: too short a past to call anything unusual.
    """
    last = tape.end - tape.end % step
    first = -(-(tape.end - room(tape) + window) // step) * step
    if last - first < 5 * step:
        raise CannotSay(f"Only {len(tape.close)} bars on the tape, {window + 6 * step} needed to compare")
    return range(first, last + 1, step)
