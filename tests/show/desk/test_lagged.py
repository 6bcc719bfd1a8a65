"""Lead and lag against statsmodels, and on markets where it is known who leads."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.tsa.stattools import grangercausalitytests

from show.desk.dynamics.lagged import lead


def pair(strength: float, seed: int = 1, rows: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """A leader, and a follower that repeats a part of it one step later."""
    dice = np.random.default_rng(seed)
    leader = dice.normal(size=rows)
    follower = dice.normal(size=rows)
    follower[1:] += strength * leader[:-1]
    return follower, leader[:, None]


def test_the_test_is_grangers_as_statsmodels_computes_it() -> None:
    follower, leaders = pair(0.15)
    found = lead(follower, leaders)
    theirs = grangercausalitytests(np.column_stack([follower, leaders[:, 0]]), [1])[1]
    assert found.p_value == pytest.approx(theirs[0]["ssr_ftest"][1], rel=1e-10)
    restricted, full = theirs[1][0], theirs[1][1]
    assert found.transfer == pytest.approx(0.5 * math.log(restricted.ssr / full.ssr), rel=1e-10)


def test_the_forecast_is_the_leaders_part_of_the_regression() -> None:
    dice = np.random.default_rng(2)
    leaders = dice.normal(size=(150, 2))
    follower = dice.normal(size=150)
    follower[1:] += leaders[:-1] @ [0.5, -0.2]
    regressors = sm.add_constant(np.column_stack([follower[:-1], leaders[:-1]]))
    theirs = sm.OLS(follower[1:], regressors).fit()
    found = lead(follower, leaders)
    expected = theirs.params[2:] * (leaders[-1] - leaders.mean(axis=0))
    np.testing.assert_allclose(found.contributions, expected, rtol=1e-10)
    assert found.forecast == pytest.approx(expected.sum(), rel=1e-10)
    assert found.error == pytest.approx(math.sqrt(theirs.mse_resid), rel=1e-12)


def test_it_knows_who_leads() -> None:
    follower, leaders = pair(1.0)
    assert lead(follower, leaders).p_value < 1e-6
    assert lead(follower, leaders).transfer == pytest.approx(0.5 * math.log(2), abs=0.12)
    assert lead(leaders[:, 0], follower[:, None]).p_value > 0.01


def test_leaders_that_say_nothing_are_found_as_often_as_chance_has_it() -> None:
    found = np.array([lead(*pair(0.0, seed, 60)).p_value for seed in range(400)])
    assert abs((found < 0.1).mean() - 0.1) < 0.05
    assert abs(found.mean() - 0.5) < 0.05


@pytest.mark.parametrize(("rows", "others"), [(6, 6), (50, 49)])
def test_it_refuses_what_cannot_be_regressed(rows: int, others: int) -> None:
    with pytest.raises(ValueError, match="give k"):
        lead(np.ones(rows), np.ones((others, 1)))


def test_a_follower_without_error_is_refused() -> None:
    with pytest.raises(ValueError, match="explained"):
        lead(np.zeros(40), np.random.default_rng(1).normal(size=(40, 1)))


def test_leaders_that_are_one_share_what_one_would_have_had() -> None:
    dice = np.random.default_rng(5)
    leader = dice.normal(size=80)
    follower = np.concatenate([[0.0], 0.5 * leader[:-1]]) + 0.3 * dice.normal(size=80)
    alone, twice = lead(follower, leader[:, None]), lead(follower, np.column_stack([leader, leader]))
    assert twice.forecast == pytest.approx(alone.forecast)
    np.testing.assert_allclose(twice.contributions, 0.5 * alone.forecast)
