"""The run length's posterior against every way to cut a short series into runs."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from show.desk.regime.changepoint import RunLength

PRIOR = {"mean": 0.2, "strength": 0.5, "shape": 3.0, "scale": 1.2}
HAZARD = 0.1


def evidence(run: list[float]) -> float:
    """The probability of a run: its joint distribution is a multivariate Student t."""
    if not run:
        return 1.0
    n = len(run)
    shape = PRIOR["scale"] / PRIOR["shape"] * (np.eye(n) + np.ones((n, n)) / PRIOR["strength"])
    joint = stats.multivariate_t(np.full(n, PRIOR["mean"]), shape, df=2 * PRIOR["shape"])
    return float(joint.pdf(np.array(run)))


def by_every_cut(values: list[float]) -> tuple[np.ndarray, float]:
    """P(run length | values), and the probability of the values, by adding up all ways to cut them."""
    odds = np.zeros(len(values) + 1)
    for cuts in itertools.product((False, True), repeat=len(values)):
        weight, run = 1.0, []
        for value, cut in zip(values, cuts, strict=True):
            run.append(value)
            if cut:
                weight *= HAZARD * evidence(run)
                run = []
            else:
                weight *= 1.0 - HAZARD
        odds[len(run)] += weight * evidence(run)
    return odds / odds.sum(), float(odds.sum())


def test_the_posterior_adds_up_every_cut() -> None:
    values = [0.1, -0.3, 0.4, 2.1, 1.8, 2.4, 2.0]
    run = RunLength(HAZARD, **PRIOR, prune=0.0)
    likelihood = sum(run.observe(value) for value in values)
    odds, total = by_every_cut(values)
    assert run.lengths.tolist() == list(range(len(values) + 1))
    np.testing.assert_allclose(run.odds, odds, rtol=1e-11)
    assert likelihood == pytest.approx(math.log(total), abs=1e-11)


def test_pruning_costs_no_more_than_what_it_drops() -> None:
    dice = np.random.default_rng(1)
    values = np.concatenate([dice.normal(0, 0.5, 80), dice.normal(3, 0.5, 80), dice.normal(-1, 0.5, 80)])
    exact, short = RunLength(0.02, **PRIOR, prune=0.0), RunLength(0.02, **PRIOR)
    for value in values:
        assert exact.observe(value) == pytest.approx(short.observe(value), abs=1e-5)
        assert exact.younger(5) == pytest.approx(short.younger(5), abs=1e-5)
        assert exact.level() == pytest.approx(short.level(), abs=1e-5)
    assert len(exact.odds) == 241 and len(short.odds) < 120


def test_a_change_is_noticed_soon_and_dated_well() -> None:
    dice = np.random.default_rng(2)
    run = RunLength(0.02, 0.0, 0.25, 6.0, 0.9)
    for value in dice.normal(0.0, 0.4, 60):
        run.observe(value)
    assert run.younger(4) < 0.2 and run.likeliest() > 30
    for value in dice.normal(1.5, 0.4, 4):
        run.observe(value)
    assert run.younger(6) > 0.9 and run.likeliest() == 4
    assert run.level() == pytest.approx(1.5, abs=0.4)


def test_an_absurd_value_leaves_a_posterior() -> None:
    run = RunLength(0.02, **PRIOR)
    for value in (0.0, 1e150, -1e150, 0.0):
        run.observe(value)
    assert run.odds.sum() == pytest.approx(1.0) and np.isfinite(run.level())


@pytest.mark.parametrize("wrong", [{"hazard": 0.0}, {"hazard": 1.0}, {"scale": 0.0}, {"shape": -1.0}])
def test_a_prior_that_is_none_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="hazard"):
        RunLength(**{"hazard": HAZARD, **PRIOR, **wrong})
