"""The batch of paths: the same law as the tick's, in another arithmetic, and the facts measured on it."""

from __future__ import annotations

import itertools
import random
from functools import cache

import numpy as np
import pytest

from show.market.arithmetic import ARRAYS, FLOATS, Array
from show.market.bars import Chance, Hidden, Law, advance
from show.market.batch import Paths, simulate
from show.market.regimes import LAWS, REGIME_NAMES, REGIMES
from show.market.simulator import Simulator
from show.words import ASSETS


@cache
def market() -> Paths:
    return simulate(4_000, 8, seed=3)


def column(law: Law[float]) -> Law[Array]:
    return Law(*(np.array([figure]) for figure in law))


def test_both_arithmetics_play_the_same_bar() -> None:
    """The same dice give the same bars to the cent, and the same truth to the last bits of exp and log."""
    dice = np.random.default_rng(5)
    for name in REGIME_NAMES:
        for law in LAWS[name]:
            one = Hidden(law.anchor, law.theta, 0.02, 3.0, 0.0005, 4.0, 2.0)
            many = Hidden(*(np.array([figure]) for figure in one))
            for _ in range(40):
                normals, uniforms = dice.standard_normal(5), 1 - dice.random(3)
                shock, turbulence, leap, buyers, sellers = normals.tolist()
                jump, above, below = uniforms.tolist()
                chance = Chance(shock, turbulence, jump, leap, buyers, sellers, above, below)
                row = Chance(*(np.array([figure]) for figure in chance))
                one, bar = advance(FLOATS, law, one, chance, 3e5, 1e5, 0.0)
                lots = np.array([3e5]), np.array([1e5])
                many, bars = advance(ARRAYS, column(law), many, row, *lots, np.array([0.0]))
                assert [float(figure[0]) for figure in bars] == pytest.approx(list(bar), rel=1e-12)
                assert [float(figure[0]) for figure in many] == pytest.approx(list(one), rel=1e-9, abs=1e-15)


def test_a_path_agrees_in_law_with_the_ticks_of_a_show() -> None:
    """Mean size of a tick's move, spread, volume and rate of jumps: within what chance allows."""
    batch = simulate(4_000, 16, seed=4, orders=False)
    closes = np.concatenate([batch.first[None], batch.close])[::5]
    sizes = np.abs(np.diff(np.log(closes), axis=0)).mean(axis=(0, 2))
    moved, jumps, volume, spread, ticks = np.zeros(3), np.zeros(3), np.zeros(3), np.zeros(3), 0
    for seed in range(6):
        prices, truth = Simulator().first(random.Random(seed))
        for tick in range(1_000):
            before = prices
            prices, truth = Simulator().move(truth, random.Random(f"{seed} {tick}"), chaos=None, flow={})
            ticks += 1
            for place, asset in enumerate(ASSETS):
                old, new = before.quotes[asset], prices.quotes[asset]
                moved[place] += abs(np.log((new.bid + new.ask) / (old.bid + old.ask)))
                jumps[place] += truth.jumped[asset].bit_count()
                volume[place] += sum(prices.bars[asset][4::6])
                spread[place] += (new.ask - new.bid) / new.mid
    assert moved / ticks == pytest.approx(sizes, rel=0.15)
    assert jumps / ticks / 5 == pytest.approx(batch.jumped.mean(axis=(0, 2)), rel=0.3)
    assert volume / ticks / 5 == pytest.approx(batch.bought.mean(axis=(0, 2)), rel=0.25)
    assert spread / ticks == pytest.approx(
        ((batch.ask - batch.bid) / batch.close).mean(axis=(0, 2)), rel=0.25
    )


def test_equal_seeds_give_equal_paths_and_others_do_not() -> None:
    again = simulate(100, 3, seed=8)
    assert np.array_equal(simulate(100, 3, seed=8).bid, again.bid)
    assert not np.array_equal(simulate(100, 3, seed=9).bid, again.bid)


def test_every_bar_of_every_path_is_a_bar() -> None:
    paths = market()
    assert np.isfinite(paths.returns()).all()
    assert (paths.bid >= 100).all()
    assert (paths.bid < paths.ask).all()
    assert (paths.low <= paths.close).all()
    assert (paths.high >= paths.close).all()
    assert (paths.variance > 0).all()
    assert (paths.bought >= 0).all()
    assert (paths.sold >= 0).all()


def test_regimes_last_as_written() -> None:
    regime = market().regime[::5, 0]
    changes = np.flatnonzero(np.diff(regime)) + 1
    for start, end in itertools.pairwise(changes):
        shortest, longest = REGIMES[REGIME_NAMES[regime[start]]].ticks
        assert shortest <= end - start <= longest


def test_who_knows_the_regime_tilts_the_flow_to_its_side() -> None:
    """Some ten trades in a thousand: seen in 4,000 bars of eight paths, and hardly in a few."""
    paths = market()
    for name, place, sign in (("Tech Boom", 0, 1), ("Crash", 0, -1), ("Crash", 1, -1), ("Rate Shock", 2, -1)):
        there = paths.regime == REGIME_NAMES.index(name)
        bought, sold = (volume[:, place][there].sum() for volume in (paths.bought, paths.sold))
        assert 0.002 < sign * (bought / (bought + sold) - 0.5) < 0.03


def test_where_nobody_knows_anything_the_flow_is_even() -> None:
    paths = simulate(2_000, 16, seed=6, orders=False, fair_game=True)
    bought, sold = paths.bought.sum(axis=(0, 2)), paths.sold.sum(axis=(0, 2))
    assert bought / (bought + sold) == pytest.approx(0.5, abs=0.002)


def test_nothing_cannot_be_simulated() -> None:
    with pytest.raises(ValueError, match="ask for at least one"):
        simulate(0, 8, seed=1)


def test_the_variance_follows_hestons_stationary_law() -> None:
    """Held in one regime the variance has mean theta and variance theta xi^2 / (2 kappa)."""
    law = column(LAWS["Stagnant"][0])
    law = Law(*(np.repeat(figure, 4_000) for figure in law))
    zero = np.zeros(4_000)
    state = Hidden(law.anchor, law.theta, zero, zero, zero, zero, zero)
    dice = np.random.default_rng(2)
    for _ in range(400):
        rows = (*dice.standard_normal((5, 4_000)),)
        shock, turbulence, leap, buyers, sellers = rows
        never, above, below = np.ones(4_000), *(1 - dice.random((2, 4_000)))
        chance = Chance(shock, turbulence, never, leap, buyers, sellers, above, below)
        state, _ = advance(ARRAYS, law, state, chance, zero, zero, zero)
    theta, kappa, xi = law.theta[0], law.kappa[0], law.xi[0]
    assert state.variance.mean() == pytest.approx(theta, rel=0.05)
    assert state.variance.var() == pytest.approx(theta * xi * xi / (2 * kappa), rel=0.15)
