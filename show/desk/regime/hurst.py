"""Hurst's exponent by structure functions: do moves go on or turn back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_returns, opinion
from show.market.tape import Bars

LAGS = (1, 2, 4, 8, 16, 32)
"""In bars."""
SHOCK = 4.0
"""A bar's move counts as at most this many typical ones: one jump would be the whole function."""


def structure_exponent(path: Bars, lags: Sequence[int] = LAGS, order: float = 1.0) -> float:
    """Return H, the slope of log mean |x(t + lag) - x(t)|^q against log lag, over the order q.

    For fractional Brownian motion it is Hurst's exponent: 0.5 for a random walk, above it if moves go on,
    below if they turn back (J. Feder, "Fractals", 1988, chapter 9). For order q it is the generalised H(q).

    Args:
        path: shape (n,), the position (a log price), not the moves.
        lags: at least two, increasing, the largest below n / 4 for a fair mean.
        order: q, above zero.

    Raises:
        ValueError: the path is no longer than the largest lag, or never moves at one of them.
    """
    if len(path) <= lags[-1]:
        raise ValueError(f"a path of more than {lags[-1]} points is needed, found {len(path)}")
    means = [float((np.abs(path[lag:] - path[:-lag]) ** order).mean()) for lag in lags]
    if min(means) <= 0.0:
        raise ValueError("the path never moves at one of the lags, so no exponent")
    across = [math.log(lag) for lag in lags]
    up = [math.log(mean) for mean in means]
    middle, height = sum(across) / len(lags), sum(up) / len(lags)
    slope = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True))
    return slope / sum((x - middle) ** 2 for x in across) / order


@dataclass
class HurstExponent(Candid):
    """Follows the last bars where moves go on, fades them where they turn back, shrugs in between."""

    name: ClassVar[str] = "hurst"
    title: ClassVar[str] = "Hurst exponent"
    layer: ClassVar[Layer] = "regime"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 6
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {
        "window": (150.0, 250.0, 400.0), "last": (20.0, 40.0, 80.0), "noise": (0.03, 0.06, 0.12),
    }  # fmt: skip

    window: float = 400.0
    """Bars that the exponent is measured over."""
    last: float = 20.0
    """Bars whose move is followed or faded."""
    noise: float = 0.06
    """How much the exponent of a random walk scatters over the window."""

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return direction: the way of the last bars times the sign of H - 1/2."""
        window, last = round(self.window), round(self.last)
        moves = log_returns(view.tape, window)
        typical = float(np.abs(moves).mean())
        path = np.concatenate(([0.0], np.cumsum(np.clip(moves, -SHOCK * typical, SHOCK * typical))))
        try:
            exponent = structure_exponent(path)
        except ValueError as trouble:
            raise CannotSay(f"No exponent: {trouble}") from trouble
        recent = float(moves[-last:].sum())
        spread = math.sqrt(float(moves @ moves) / window * last)
        gap = exponent - 0.5
        sure = math.erf(abs(gap) / (self.noise * math.sqrt(2.0)))
        way = math.tanh(recent / spread) * math.copysign(1.0, gap)
        habit = "no habit" if abs(gap) < self.noise else "moves go on" if gap > 0.0 else "moves turn back"
        return (
            opinion(
                "direction", way, sure,
                f"Hurst {exponent:.2f} over {window} bars: {habit}; the last {last} made {recent:+.2%}",
                view, {"hurst": exponent},
            ),
        )  # fmt: skip
