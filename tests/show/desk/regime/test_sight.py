"""What the regime analysts see where the truth is known: trends, storms and the moment they begin."""

from __future__ import annotations

import numpy as np
import pytest

from show.desk.analyst import Opinion
from show.desk.regime.blocks import Block, blocks_of
from show.desk.regime.changepoint import ChangePoint
from show.desk.regime.efficiency import EfficiencyGate
from show.desk.regime.hmm import HiddenMarkov, chain_of, figures_of, fit_hmm
from show.desk.regime.hurst import HurstExponent
from show.desk.regime.kalman import KalmanTrend
from show.desk.regime.markov import Hidden
from show.desk.regime.switching import HamiltonSwitching
from show.desk.regime.volatility import RollingVolatility
from tests.show.desk.contract import Make, parameters
from tests.show.desk.tapes import CALM, STORM, Floats, alone, tape, view_of

BARS = 800


def heard(make: Make, returns: Floats, *, fit_on: Floats | None = None) -> tuple[Opinion, ...]:
    """What an analyst says at the end of these bars, fitted on others where it fits."""
    analyst = make()
    fit: dict[str, float] = {}
    fitter = type(analyst).fitter
    if fitter is not None:
        past = view_of(alone(tape(returns[:-60] if fit_on is None else fit_on)))
        fit = fitter(past, parameters(analyst))
        assert fit
    return analyst.read(view_of(alone(tape(returns)), fit=fit))


def of_kind(said: tuple[Opinion, ...], kind: str) -> Opinion:
    return next(one for one in said if one.kind == kind)


def drifting(way: float, seed: int) -> Floats:
    """Swings of 100 bars up and down, and 60 bars of one way at the end: a drift of a fifth of the noise."""
    dice = np.random.default_rng(seed)
    ways = np.where(np.arange(BARS) // 100 % 2 == 0, -1.0, 1.0)
    ways[-60:] = way
    return 0.001 * (dice.normal(size=BARS) + 0.4 * ways)


@pytest.mark.parametrize("make", [EfficiencyGate, KalmanTrend, HamiltonSwitching, HurstExponent])
@pytest.mark.parametrize("way", [1.0, -1.0])
def test_a_trend_is_seen_and_which_way_it_goes(make: Make, way: float) -> None:
    said = [of_kind(heard(make, drifting(way, seed)), "direction") for seed in range(6)]
    right = [one.signal * one.confidence * way for one in said]
    assert np.mean(right) > 0.15 and sum(one > -0.02 for one in right) >= 5


@pytest.mark.parametrize("make", [HiddenMarkov, ChangePoint, RollingVolatility])
def test_a_storm_is_told_from_the_calm(make: Make) -> None:
    dice = np.random.default_rng(2)
    spells = np.where(np.arange(BARS) // 100 % 2 == 1, STORM, CALM)
    calm, storm = spells.copy(), spells.copy()
    calm[-40:], storm[-40:] = CALM, STORM
    noise = dice.normal(size=BARS)
    quiet = of_kind(heard(make, calm * noise), "risk")
    loud = of_kind(heard(make, storm * noise), "risk")
    assert quiet.signal * quiet.confidence > 0.1 and loud.signal * loud.confidence < -0.1


def test_the_hidden_state_is_the_true_one() -> None:
    dice = np.random.default_rng(3)
    stormy = np.arange(BARS) // 100 % 2 == 1
    returns = np.where(stormy, STORM, CALM) * dice.normal(size=BARS)
    analyst = HiddenMarkov()
    fit = fit_hmm(view_of(alone(tape(returns[:600]))), {})
    right = []
    for end in range(620, BARS + 1, 10):
        said = analyst.read(view_of(alone(tape(returns).upto(end)), fit=fit))
        right.append((said[0].figures["p_stress"] > 0.5) == stormy[end - 1])
    assert np.mean(right) > 0.85


def test_a_refit_keeps_the_names_of_the_states() -> None:
    dice = np.random.default_rng(4)
    stormy = np.arange(1_200) // 100 % 2 == 1
    one = tape(np.where(stormy, STORM, CALM) * dice.normal(size=1_200))
    first = fit_hmm(view_of(alone(one.upto(700))), {})
    second = fit_hmm(view_of(alone(one), fit=first), {})
    for state in range(3):
        assert second[f"mean_{state}_1"] == pytest.approx(first[f"mean_{state}_1"], abs=0.8)
    assert second["mean_0_1"] < second["mean_1_1"] < second["mean_2_1"]


def test_a_chain_survives_its_figures() -> None:
    chain = Hidden(
        np.array([0.6, 0.3, 0.1]), np.array([[0.9, 0.08, 0.02], [0.1, 0.8, 0.1], [0.0, 0.2, 0.8]]),
        np.array([[0.001, -7.0], [0.0, -6.0], [-0.002, -5.0]]), np.full((3, 2), 0.04),
    )  # fmt: skip
    found = chain_of(figures_of(chain))
    assert found is not None
    np.testing.assert_allclose(found.transition, chain.transition)
    np.testing.assert_allclose(found.variances, chain.variances)
    np.testing.assert_allclose(found.start @ found.transition, found.start, atol=1e-12)


def test_a_change_of_volatility_is_dated() -> None:
    dice = np.random.default_rng(5)
    size = np.where(np.arange(BARS) < BARS - 30, CALM, STORM)
    said = heard(ChangePoint, size * dice.normal(size=BARS))[0]
    assert said.figures["run"] == pytest.approx(30.0, abs=5.0)
    assert said.signal < -0.5 and ("30 bars ago" in said.evidence or "25 bars ago" in said.evidence)


def test_moves_that_turn_back_are_faded() -> None:
    dice = np.random.default_rng(6)
    noise = dice.normal(size=BARS + 1)
    back = 0.001 * (noise[1:] - 0.9 * noise[:-1])
    back[-10:] += 0.001
    said = heard(HurstExponent, back)[0]
    assert said.figures["hurst"] < 0.3 and said.signal < 0.0 and said.confidence > 0.9


def test_one_jump_is_no_trend() -> None:
    dice = np.random.default_rng(7)
    flat = 0.001 * dice.normal(size=BARS)
    jumped = flat.copy()
    jumped[-8] = 0.05
    before, after = (heard(KalmanTrend, moves)[0] for moves in (flat, jumped))
    assert abs(after.signal * after.confidence - before.signal * before.confidence) < 0.5


def test_blocks_are_five_bars_that_begin_at_fives() -> None:
    returns = np.random.default_rng(8).normal(0.0, 0.01, 40)
    whole = tape(returns)
    found = blocks_of(whole.since(3))
    assert [block.number for block in found] == [1, 2, 3, 4, 5, 6, 7]
    third = found[2]
    np.testing.assert_allclose(third.move, returns[15:20].sum(), rtol=1e-9)
    np.testing.assert_allclose(third.variance, (returns[15:20] ** 2).mean(), rtol=1e-9)
    assert third.log_volatility == pytest.approx(0.5 * np.log(third.variance))


def test_a_block_that_stands_still_has_a_volatility_all_the_same() -> None:
    found: list[Block] = blocks_of(tape(np.zeros(20)))
    assert len(found) == 3 and all(np.isfinite(block.log_volatility) for block in found)
