"""Many markets at once: the law of a bar over an axis of paths, for facts and studies, never for the show.

The formulas are those of the tick (`show.market.bars`); only the dice are drawn otherwise, so a path agrees
with a season of the show in law and not in its figures. Nobody asks for chaos here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from show.market.arithmetic import ARRAYS, Array
from show.market.bars import Bar, Chance, Hidden, Law, advance, quoted
from show.market.dealer import IMPACT_UNIT
from show.market.regimes import LAWS, MIXING, OPENINGS, REGIME_NAMES, REGIMES
from show.market.tape import BARS_PER_TICK
from show.words import ASSETS

PLACES = {name: place for place, name in enumerate(REGIME_NAMES)}
TABLE = {
    field: np.array([[getattr(law, field) for law in LAWS[name]] for name in REGIME_NAMES])
    for field in Law._fields
}
"""Every figure of every law, shape (regimes, assets)."""
MIX = np.array([MIXING[name] for name in REGIME_NAMES])
SPANS = np.array([REGIMES[name].ticks for name in REGIME_NAMES])
JUMPS = np.array([REGIMES[name].jump for name in REGIME_NAMES]) / 100
NEXT = np.cumsum(
    [[REGIMES[name].then.get(other, 0) for other in REGIME_NAMES] for name in REGIME_NAMES],
    axis=1,
    dtype=float,
)
NEXT /= NEXT[:, -1:]

FIGURES = ("bid", "ask", "high", "low", "bought", "sold", "jumped", "fair", "variance", "intensity")

ORDERS = 0.12
"""How often one of four traders has an order for an asset in a tick: as in a rehearsal."""
ORDER_SIZE = 0.6
"""How large it is on average, in impact units."""

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Paths:
    """n bars of p markets. Prices in cents, lots and truth have shape (n, 3, p), assets in the usual order.

    `first` are the mids before the first bar, shape (3, p). `variance` per bar and `intensity` in jumps per
    bar are as they were at the beginning of a bar. `regime` has shape (n, p) and indexes `REGIME_NAMES`.
    """

    first: Array
    bid: Array
    ask: Array
    high: Array
    low: Array
    bought: Array
    sold: Array
    jumped: Array
    fair: Array
    variance: Array
    intensity: Array
    regime: Ints

    @property
    def close(self) -> Array:
        """Return the mids at the end of each bar."""
        return 0.5 * (self.bid + self.ask)

    def returns(self) -> Array:
        """Return log returns of the mids, shape (n, 3, p)."""
        return np.diff(np.log(self.close), axis=0, prepend=np.log(self.first)[None])


@dataclass(slots=True)
class _Markets:
    """Where the paths stand."""

    regime: Ints
    left: Ints
    law: Law[Array]
    mix: Array
    state: Hidden[Array]


def simulate(bars: int, paths: int, seed: int, *, orders: bool = True, fair_game: bool = False) -> Paths:
    """Return paths from the opening prices on.

    `bars` is rounded up to whole ticks. Without `orders` the four traders stay at home. A `fair_game` has no
    drift, nobody who knows of one, no pull and no jump at a change of regime: its fair price must be a
    martingale.

    Raises:
        ValueError: bars or paths are not positive.
    """
    if bars < 1 or paths < 1:
        raise ValueError(f"{bars} bars of {paths} paths are none; ask for at least one of one")
    dice = np.random.default_rng(seed)
    ticks = -(-bars // BARS_PER_TICK)
    markets = _opened(paths, dice, fair_game)
    made = _room(ticks * BARS_PER_TICK, paths)
    made.first[:] = _mids(markets)
    for tick in range(ticks):
        fresh = _turn(markets, dice, fair_game) if tick else np.zeros(paths, dtype=bool)
        waves = _waves(markets.regime, fresh, dice) * (not fair_game)
        traded = _orders(markets, dice) if orders else np.zeros((2, len(ASSETS), paths))
        _play(markets, dice, waves, traded, made, tick * BARS_PER_TICK)
    return made


def _room(bars: int, paths: int) -> Paths:
    shape = (bars, len(ASSETS), paths)
    figures = {field: np.empty(shape) for field in FIGURES}
    return Paths(first=np.empty(shape[1:]), regime=np.empty((bars, paths), dtype=np.int64), **figures)


def _opened(paths: int, dice: np.random.Generator, fair_game: bool) -> _Markets:
    regime = np.array([PLACES[name] for name in OPENINGS])[dice.integers(len(OPENINGS), size=paths)]
    law = _laws(regime, fair_game)
    nothing = np.zeros((len(ASSETS), paths))
    state = Hidden(law.anchor.copy(), law.theta.copy(), *(nothing.copy() for _ in range(5)))
    return _Markets(regime, _spans(regime, dice), law, MIX[regime], state)


def _mids(markets: _Markets) -> Array:
    fair, shift, _ = quoted(ARRAYS, markets.law, markets.state)
    made: Array = np.exp(fair + shift)
    return made


def _laws(regime: Ints, fair_game: bool) -> Law[Array]:
    rows: Mapping[str, Array] = {field: figures[regime].T.copy() for field, figures in TABLE.items()}
    law = Law(**rows)
    if not fair_game:
        return law
    return law._replace(drift=0 * law.drift, pull=0 * law.pull, tilt=0 * law.tilt)


def _spans(regime: Ints, dice: np.random.Generator) -> Ints:
    made: Ints = dice.integers(SPANS[regime, 0], SPANS[regime, 1] + 1)
    return made


def _turn(markets: _Markets, dice: np.random.Generator, fair_game: bool) -> NDArray[np.bool_]:
    """Go on to the next tick; return whose regime is new."""
    over: NDArray[np.bool_] = markets.left == 0
    draws = dice.random(len(over))
    markets.left = markets.left - 1
    if over.any():
        drawn = (draws[:, None] > NEXT[markets.regime]).sum(axis=1)
        markets.regime = np.where(over, drawn, markets.regime)
        markets.left = np.where(over, _spans(markets.regime, dice) - 1, markets.left)
        markets.law, markets.mix = _laws(markets.regime, fair_game), MIX[markets.regime]
    return over


def _waves(regime: Ints, fresh: NDArray[np.bool_], dice: np.random.Generator) -> Array:
    jump = JUMPS[regime].T
    made: Array = (jump + 0.5 * np.abs(jump) * dice.standard_normal(jump.shape)) * fresh
    return made


def _orders(markets: _Markets, dice: np.random.Generator) -> Array:
    """What the four traders buy and sell in a tick, in lots, shape (2, 3, p)."""
    shape = (2, *markets.state.fair.shape)
    units = dice.binomial(4, ORDERS / 2, size=shape) * dice.exponential(ORDER_SIZE, size=shape)
    lots: Array = np.floor(units * 1_000 * IMPACT_UNIT / np.exp(markets.state.fair))
    return lots


def _play(
    markets: _Markets, dice: np.random.Generator, waves: Array, traded: Array, made: Paths, start: int
) -> None:
    shape = markets.state.fair.shape
    normals = dice.standard_normal((BARS_PER_TICK, 5, *shape))
    uniforms = 1 - dice.random((BARS_PER_TICK, 3, *shape))
    shocks = np.einsum("pij,bjp->bip", markets.mix, normals[:, 0])
    nothing = np.zeros(shape)
    for number in range(BARS_PER_TICK):
        _, turbulence, leap, buyers, sellers = normals[number]
        jump, above, below = uniforms[number]
        chance = Chance(shocks[number], turbulence, jump, leap, buyers, sellers, above, below)
        bought, sold, wave = (*traded, waves) if number == 0 else (nothing, nothing, nothing)
        before = markets.state
        markets.state, bar = advance(ARRAYS, markets.law, before, chance, bought, sold, wave)
        _write(made, start + number, markets, before, bar)


def _write(made: Paths, row: int, markets: _Markets, before: Hidden[Array], bar: Bar[Array]) -> None:
    made.bid[row], made.ask[row], made.high[row], made.low[row] = bar.bid, bar.ask, bar.high, bar.low
    made.bought[row], made.sold[row], made.jumped[row] = bar.bought, bar.sold, bar.jumped
    made.fair[row], made.variance[row] = markets.state.fair, before.variance
    made.intensity[row] = markets.law.rate + before.excited
    made.regime[row] = markets.regime
