"""Rolling volatility: the plain baseline that every other judge of risk must beat."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_returns, opinion
from show.desk.swift import median
from show.market.tape import Bars

HISTORY = 260
"""Bars that the newest volatility is compared with."""
NORMAL = 1.4826
"""A normal's standard deviation over its median absolute deviation."""


def rolling_volatility(returns: Bars, bars: int) -> Bars:
    """Return root mean squares of returns over each window of `bars`, shape (n - bars + 1,), per sqrt(bar).

    The mean return is taken as zero: over tens of bars it is far smaller than its own error.

    Raises:
        ValueError: there are fewer returns than a window, or the window is not positive.
    """
    if not 0 < bars <= len(returns):
        raise ValueError(f"a window of {bars!r} bars needs at least as many returns, found {len(returns)}")
    total = np.concatenate(([0.0], np.cumsum(returns * returns)))
    means: Bars = (total[bars:] - total[:-bars]) / bars
    root: Bars = np.sqrt(np.maximum(means, 0.0))
    return root


def robust_score(values: Bars) -> float:
    """Return how many robust standard deviations the last value lies above the median of all of them.

    The spread is the median absolute deviation times 1.4826; it is infinite or not a number if that is zero.
    """
    middle = median(values)
    spread = NORMAL * median(np.abs(values - middle))
    gap = float(values[-1]) - middle
    return gap / spread if spread > 0.0 else math.nan if gap == 0.0 else math.copysign(math.inf, gap)


@dataclass
class RollingVolatility(Candid):
    """Says whether the last twenty bars moved more or less than usual. Nothing else, and nothing clever."""

    name: ClassVar[str] = "rollvol"
    title: ClassVar[str] = "Rolling volatility"
    layer: ClassVar[Layer] = "regime"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (10.0, 20.0, 40.0), "gain": (0.25, 0.5, 1.0)}

    window: float = 20.0
    """In bars."""
    gain: float = 0.5
    """Signal per robust standard deviation of log volatility, before it bends."""

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return risk by the robust z-score of log volatility among the last bars."""
        window = round(self.window)
        moves = log_returns(view.tape, min(HISTORY, max(3 * window, len(view.tape.close) - 1)))
        paths = rolling_volatility(moves, window)
        now, usual = float(paths[-1]), median(paths)
        if now <= 0.0 or usual <= 0.0:
            raise CannotSay(f"The price stood still for {window} bars")
        still = float(paths.min()) <= 0.0
        score = robust_score(np.log(paths[paths > 0.0] if still else paths))
        if not math.isfinite(score):
            raise CannotSay("Volatility has not changed at all, so nothing is unusual")
        figures: Figures = {"volatility": now, "usual": usual, "score": score}
        return (
            opinion(
                "risk", -math.tanh(self.gain * score), math.erf(abs(score) / math.sqrt(2.0)),
                f"The last {window} bars moved {now:.2%} each; {usual:.2%} is usual (z {score:+.1f})",
                view, figures,
            ),
        )  # fmt: skip
