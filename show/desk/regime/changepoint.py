"""Bayesian online change-point detection: how long ago did volatility last change its level.

R. P. Adams and D. J. C. MacKay, "Bayesian online changepoint detection" (2007), arXiv:0710.3742.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_returns, opinion
from show.desk.notebook import Notebook
from show.desk.regime.blocks import Blocks
from show.desk.swift import deviation, mean
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
ROOM = 64
DROP_EVERY = 8
"""Observations from one time the longest runs are looked through to the next."""
SHAPE, SCALE, STRENGTH = 6.0, 0.9, 0.25
"""The prior of log volatility within a run: its noise is about 0.4 (five squares make it), its level is
known before the run to about twice that noise."""


class RunLength:
    """The posterior of the number of observations since the last change of a normal's mean and variance.

    Before a run its mean and variance have a normal-inverse-gamma prior; a change comes with probability
    `hazard` after each observation. O(number of run lengths kept) an observation, about 15 us for fifty.

    Runs are kept as columns, newest first, in one of two tables in turn: what each becomes is written one
    place further on, which is all that growing older takes.
    """

    __slots__ = ("_count", "_hazard", "_next", "_now", "_prior", "_prune", "_seen", "_table")

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
            prune: the longest runs, where less likely than this, are dropped; 0 keeps all and is exact.

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
        self._count, self._seen = 1, 0
        self._table = _tables(strength, shape, ROOM)
        self._now, self._next = np.empty((4, ROOM)), np.empty((4, ROOM))
        self._now[:, 0] = 1.0, mean, scale, math.log(scale)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Return the run lengths that are kept, in observations, newest first."""
        return np.arange(self._count)

    @property
    def odds(self) -> Array:
        """Return their probabilities."""
        return self._now[0, : self._count]

    @property
    def levels(self) -> Array:
        """Return the posterior mean of the level under each of them."""
        return self._now[1, : self._count]

    def observe(self, value: float) -> float:
        """Take in an observation; return the log of its predictive density."""
        count = self._count
        if count + 1 >= self._now.shape[1]:
            self._make_room()
        odds, levels, beta, log_beta = self._now[:, :count]
        constant, power, half, share = self._table[:, :count]
        new_odds, new_levels, new_beta, new_log = self._next[:, 1 : count + 1]
        gaps = value - levels
        np.multiply(gaps, share, out=new_levels)
        new_levels += levels
        gaps *= gaps
        gaps *= half
        np.add(beta, gaps, out=new_beta)
        np.log(new_beta, out=new_log)
        # Student's density: its scale is beta before, and what the gap adds makes it beta afterwards.
        logs = (power - 0.5) * log_beta
        logs += constant
        logs -= power * new_log
        top = float(logs.max())
        np.exp(logs - top, out=new_odds)
        new_odds *= odds
        total = float(new_odds.sum())
        if not total > 0.0:
            new_odds[:] = logs == top
            total = float(new_odds.sum())
        new_odds *= (1.0 - self._hazard) / total
        self._next[:, 0] = self._now_at_birth()
        self._now, self._next, self._count = self._next, self._now, count + 1
        self._drop()
        return math.log(total) + top

    def younger(self, observations: float) -> float:
        """Return the probability that the run is shorter than this many observations."""
        return float(self.odds[: math.ceil(observations)].sum())

    def level(self) -> float:
        """Return the posterior mean of the level."""
        return float(self.odds @ self.levels)

    def likeliest(self) -> int:
        """Return the run length that is likeliest, in observations."""
        return int(self.odds.argmax())

    def near(self, length: int, most: int) -> float:
        """Return the probability that the run is this long, give or take `most` observations."""
        return float(self.odds[max(0, length - most) : length + most + 1].sum())

    def _now_at_birth(self) -> tuple[float, float, float, float]:
        mean, _, _, scale = self._prior
        return self._hazard, mean, scale, math.log(scale)

    def _make_room(self) -> None:
        _, strength, shape, _ = self._prior
        size = 2 * self._now.shape[1]
        self._table = _tables(strength, shape, size)
        grown = np.empty((4, size))
        grown[:, : self._count] = self._now[:, : self._count]
        self._now, self._next = grown, np.empty((4, size))

    def _drop(self) -> None:
        """Let go, now and then, of the longest runs; younger ones cost no more than they are wide."""
        self._seen += 1
        if self._prune and self._seen % DROP_EVERY == 0 and self.odds[-1] <= self._prune:
            self._count = int(np.flatnonzero(self.odds > self._prune)[-1]) + 1
            kept = self.odds
            kept /= kept.sum()


@lru_cache(maxsize=32)
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
        level, usual = run.level(), mean(recent)
        spread = max(deviation(recent), 0.1)
        score = (level - usual) / spread
        likeliest = run.likeliest()
        settled, ago = run.near(likeliest, 2), likeliest * BARS_PER_TICK
        figures = {"p_switch": young, "run": float(ago), "level": level, "score": score}
        return (
            opinion(
                "risk", -math.tanh(self.gain * score), settled,
                f"Volatility last changed about {ago} bars ago, to {math.exp(min(level - usual, 9.0)):.1f} "
                f"times the usual; fresh change {young:.0%}",
                view, figures,
            ),
        )  # fmt: skip
