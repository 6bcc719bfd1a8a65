"""A Kalman filter of level and slope: the trend with its standard error, and so a t-statistic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, clip, log_returns, opinion
from show.desk.notebook import Notebook
from show.desk.regime.blocks import Block, Blocks
from show.market.tape import BARS_PER_TICK, Tape
from show.words import Asset

MEMORY = 24
"""Blocks over which the noise of a block's move is averaged (exponentially)."""
SHOCK = 3.0
"""Standard deviations beyond which a move counts as this many: one jump is no trend."""
NOISE_SHARE = 0.02
"""Share of a move's variance that is not in the level: quotes are whole cents and bounce."""
ALIVE = 20
"""Bars within which the price must have moved, and been readable."""
WARM = 6
"""Blocks before the first opinion."""


@dataclass(slots=True)
class LocalTrend:
    """Level and slope of a series, with their covariance, updated by one observation in constant time.

    The series is y_t = level_t + e_t; level_t+1 = level_t + slope_t + h_t; slope_t+1 = damping slope_t + z_t,
    all noises normal and independent (A. C. Harvey, "Forecasting, structural time series models and the
    Kalman filter", 1989, section 2.3.2; the damped form is 2.3.6). The state is that of the next observation.
    """

    level: float
    slope: float
    level_variance: float
    slope_variance: float
    covariance: float = 0.0
    log_likelihood: float = 0.0

    def observe(self, value: float, noise: float) -> float:
        """Take in an observation with noise of this variance; return its surprise in standard deviations."""
        gap, total = value - self.level, self.level_variance + noise
        if not 0.0 < total < math.inf:
            return 0.0
        gain, turn = self.level_variance / total, self.covariance / total
        self.level += gain * gap
        self.slope += turn * gap
        self.slope_variance -= turn * self.covariance
        self.covariance -= gain * self.covariance
        self.level_variance -= gain * self.level_variance
        self.log_likelihood -= 0.5 * (math.log(2.0 * math.pi * total) + gap * gap / total)
        return gap / math.sqrt(total)

    def advance(self, level_noise: float, slope_noise: float, damping: float = 1.0) -> None:
        """Go one step on, with these variances of the level's and the slope's noise."""
        self.level_variance += 2.0 * self.covariance + self.slope_variance + level_noise
        self.covariance = damping * (self.covariance + self.slope_variance)
        self.slope_variance = damping * damping * self.slope_variance + slope_noise
        self.level += self.slope
        self.slope *= damping


@dataclass(slots=True)
class _Memory:
    wander: float
    """Standard deviation of the slope in the long run, in standard deviations of a block's move."""
    life: float
    """Bars in which a slope loses half of itself."""
    blocks: Blocks = field(default_factory=Blocks)
    variance: float = 0.0
    price: float = 0.0
    trend: LocalTrend | None = None
    read: int = 0

    def learn(self, tape: Tape, start: int) -> None:
        for block in self.blocks.learn(tape, start):
            self._take(block)

    def _take(self, block: Block) -> None:
        self.read += 1
        fresh = max(block.move**2, BARS_PER_TICK * block.variance)
        if self.trend is None:
            self.variance = fresh
            self.trend = LocalTrend(0.0, 0.0, 0.0, self.wander**2 * fresh)
        else:
            bound = SHOCK**2 * self.variance
            self.variance += max(2.0 / (MEMORY + 1), 1.0 / self.read) * (min(fresh, bound) - self.variance)
        damping = 0.5 ** (BARS_PER_TICK / self.life)
        spread = math.sqrt(self.variance)
        self.price += clip(block.move, -SHOCK * spread, SHOCK * spread)
        self.trend.advance(self.variance, (1.0 - damping**2) * self.wander**2 * self.variance, damping)
        self.trend.observe(self.price, NOISE_SHARE * self.variance)


@dataclass
class KalmanTrend(Candid):
    """Says the way of the slope, as surely as it stands out from its own standard error."""

    name: ClassVar[str] = "kalman"
    title: ClassVar[str] = "Kalman trend"
    layer: ClassVar[Layer] = "regime"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {
        "wander": (0.3, 0.5, 0.8),
        "life": (25.0, 40.0, 80.0),
    }

    wander: float = 0.5
    """Standard deviation of the slope in the long run, in standard deviations of a block's move."""
    life: float = 40.0
    """Bars in which a slope loses half of itself."""
    _notes: Notebook[_Memory] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._notes = Notebook(lambda: _Memory(self.wander, self.life), _Memory.learn)

    def forget(self, asset: Asset) -> None:
        """Drop what was kept of an asset."""
        self._notes.forget(asset)

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return direction by the t-statistic of the slope."""
        memory = self._notes.read(view.tape)
        log_returns(view.tape, ALIVE)
        if memory.trend is None or memory.read < WARM:
            raise CannotSay(f"Only {memory.read} blocks of five bars, {WARM} needed")
        trend = memory.trend
        score = trend.slope / math.sqrt(trend.slope_variance)
        figures = {"slope": trend.slope / BARS_PER_TICK, "t": score}
        return (
            opinion(
                "direction", math.tanh(score), math.erf(abs(score) / math.sqrt(2.0)),
                f"The slope is {figures['slope']:+.3%} a bar, {abs(score):.1f} standard errors from flat",
                view, figures,
            ),
        )  # fmt: skip
