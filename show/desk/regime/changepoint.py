"""Bayesian online change-point detection: how long ago did volatility last change its level.

R. P. Adams and D. J. C. MacKay, "Bayesian online changepoint detection" (2007), arXiv:0710.3742.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_returns, opinion
from show.desk.notebook import Notebook
from show.desk.regime.blocks import Blocks
from show.market.tape import BARS_PER_TICK, Tape
from show.words import Asset

Array = NDArray[np.float64]

ALIVE = 20
"""Bars within which the price must have moved, and been readable."""
WARM = 16
"""Blocks whose mean is the prior's guess of a level."""
USUAL = 48
"""Blocks that say what level is usual."""
YOUNG = 20
"""A run shorter than this many bars is news."""
SHAPE, SCALE, STRENGTH = 6.0, 0.9, 0.25
"""The prior of log volatility within a run: its noise is about 0.4 (five squares make it), its level is
known before the run to about twice that noise."""


class RunLength:
    """The posterior of the number of observations since the last change of a normal's mean and variance.

    Before a run its mean and variance have a normal-inverse-gamma prior; a change comes with probability
    `hazard` after each observation. O(number of run lengths kept) an observation, about 20 us for fifty.
    """

    __slots__ = ("_beta", "_hazard", "_prior", "_prune", "_table", "lengths", "levels", "odds")

    def __init__(
        self, hazard: float, mean: float, strength: float, shape: float, scale: float, prune: float = 1e-7
    ) -> None:
        """Stand before the first observation.

        Args:
            hazard: probability of a change after an observation, in (0, 1).
            mean: of the prior, in units of the observations.
            strength: how many observations the prior's mean counts for (kappa), above zero.
            shape: of the variance (alpha), above zero.
            scale: of the variance (beta), in squared units; its mean is beta / (alpha - 1).
            prune: run lengths less likely than this are dropped; 0 keeps all and is exact.

        Raises:
            ValueError: the hazard is not between 0 and 1, or strength, shape or scale is not above zero.
        """
        if not (0.0 < hazard < 1.0 and min(strength, shape, scale) > 0.0):
            raise ValueError(
                f"a hazard in (0, 1) and positive strength, shape and scale are needed, found {hazard!r}, "
                f"{strength!r}, {shape!r} and {scale!r}"
            )
        self._hazard, self._prune = hazard, prune
        self._prior = (mean, strength, shape, scale)
        self._table = _tables(strength, shape, 64)
        self.lengths: NDArray[np.int64] = np.zeros(1, dtype=np.int64)
        """Run lengths, in observations, newest first."""
        self.odds: Array = np.ones(1)
        """Their probabilities."""
        self.levels: Array = np.array([mean])
        """The posterior mean of the level under each of them."""
        self._beta: Array = np.array([scale])

    def observe(self, value: float) -> float:
        """Take in an observation; return the log of its predictive density."""
        mean, strength, shape, scale = self._prior
        if self.lengths[-1] >= self._table.shape[1]:
            self._table = _tables(strength, shape, 2 * self._table.shape[1])
        constant, power, half, share = self._table[:, self.lengths]
        gaps = value - self.levels
        squares = gaps * gaps * half
        logs = constant - 0.5 * np.log(self._beta) - power * np.log1p(squares / self._beta)
        top = float(logs.max())
        joint = self.odds * np.exp(logs - top)
        total = float(joint.sum())
        if not total > 0.0:
            joint = np.where(logs == top, 1.0, 0.0)
            total = float(joint.sum())
        grown = joint * ((1.0 - self._hazard) / total)
        self.odds = np.concatenate(([self._hazard], grown))
        self.levels = np.concatenate(([mean], self.levels + gaps * share))
        self._beta = np.concatenate(([scale], self._beta + squares))
        self.lengths = np.concatenate(([0], self.lengths + 1))
        self._drop()
        return math.log(total) + top

    def younger(self, observations: float) -> float:
        """Return the probability that the run is shorter than this many observations."""
        return float(self.odds[self.lengths < observations].sum())

    def level(self) -> float:
        """Return the posterior mean of the level."""
        return float(self.odds @ self.levels)

    def likeliest(self) -> int:
        """Return the run length that is likeliest, in observations."""
        return int(self.lengths[int(self.odds.argmax())])

    def _drop(self) -> None:
        keep = self.odds > self._prune
        if self._prune and not keep.all():
            self.odds, self.levels = self.odds[keep], self.levels[keep]
            self._beta, self.lengths = self._beta[keep], self.lengths[keep]
            self.odds = self.odds / self.odds.sum()


def _tables(strength: float, shape: float, lengths: int) -> Array:
    """What depends on the run length alone, shape (4, lengths): of Student's log density the constant
    without its scale, and the power; half the weight of a gap's square; the share of a gap that moves the
    level."""
    kappa, alpha = strength + np.arange(lengths), shape + 0.5 * np.arange(lengths)
    constant = (
        gammaln(alpha + 0.5)
        - gammaln(alpha)
        - 0.5 * np.log(2.0 * math.pi)
        - 0.5 * np.log((kappa + 1.0) / kappa)
    )
    table: Array = np.stack((constant, alpha + 0.5, 0.5 * kappa / (kappa + 1.0), 1.0 / (kappa + 1.0)))
    return table


@dataclass(slots=True)
class _Memory:
    hazard: float
    blocks: Blocks = field(default_factory=Blocks)
    recent: deque[float] = field(default_factory=lambda: deque(maxlen=USUAL))
    run: RunLength | None = None

    def learn(self, tape: Tape, start: int) -> None:
        for block in self.blocks.learn(tape, start):
            self._take(block.log_volatility)

    def _take(self, value: float) -> None:
        self.recent.append(value)
        if self.run is not None:
            self.run.observe(value)
        elif len(self.recent) == WARM:
            guess = sum(self.recent) / WARM
            self.run = RunLength(self.hazard, guess, STRENGTH, SHAPE, SCALE)
            for earlier in self.recent:
                self.run.observe(earlier)


@dataclass
class ChangePoint(Candid):
    """Says when volatility last changed its level, and whether the level since then is high."""

    name: ClassVar[str] = "bocpd"
    title: ClassVar[str] = "Change-point watch"
    layer: ClassVar[Layer] = "regime"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {
        "spell": (50.0, 100.0, 200.0),
        "gain": (0.5, 1.0, 2.0),
    }

    spell: float = 50.0
    """How many bars a level lasts on average."""
    gain: float = 1.0
    _notes: Notebook[_Memory] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._notes = Notebook(lambda: _Memory(BARS_PER_TICK / self.spell), _Memory.learn)

    def forget(self, asset: Asset) -> None:
        """Drop what was kept of an asset."""
        self._notes.forget(asset)

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return risk by the level of volatility since the last change."""
        memory = self._notes.read(view.tape)
        log_returns(view.tape, ALIVE)
        if memory.run is None:
            raise CannotSay(f"Only {len(memory.recent)} blocks of five bars, {WARM} needed")
        run, recent = memory.run, np.array(memory.recent)
        young = run.younger(YOUNG / BARS_PER_TICK)
        level, usual = run.level(), float(recent.mean())
        spread = max(float(recent.std()), 0.1)
        score = (level - usual) / spread
        settled = float(run.odds[np.abs(run.lengths - run.likeliest()) <= 2].sum())
        ago = run.likeliest() * BARS_PER_TICK
        figures = {"p_switch": young, "run": float(ago), "level": level, "score": score}
        return (
            opinion(
                "risk", -math.tanh(self.gain * score), settled,
                f"Volatility last changed about {ago} bars ago, to {math.exp(min(level - usual, 9.0)):.1f} "
                f"times the usual; fresh change {young:.0%}",
                view, figures,
            ),
        )  # fmt: skip
