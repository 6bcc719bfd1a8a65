"""Kalman's trend, Kaufman's ratio, Hurst's exponent and rolling volatility against independent values."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from statsmodels.tsa.statespace.structural import UnobservedComponents

from show.desk.regime.efficiency import efficiency_ratio
from show.desk.regime.hurst import structure_exponent
from show.desk.regime.kalman import LocalTrend
from show.desk.regime.volatility import robust_score, rolling_volatility

NOISE, LEVEL, SLOPE = 0.5, 0.2, 0.01
"""Variances of the observation, the level and the slope."""
WALKS = hnp.arrays(np.float64, st.integers(3, 40), elements=st.floats(-50, 50, allow_subnormal=False))


def series(length: int, seed: int) -> np.ndarray:
    dice = np.random.default_rng(seed)
    slope = np.cumsum(dice.normal(0, math.sqrt(SLOPE), length))
    level = np.cumsum(slope + dice.normal(0, math.sqrt(LEVEL), length))
    return np.asarray(level + dice.normal(0, math.sqrt(NOISE), length))


def filtered(values: np.ndarray, damping: float = 1.0) -> LocalTrend:
    trend = LocalTrend(0.3, 0.1, 2.0, 0.5, 0.2)
    for index, value in enumerate(values.tolist()):
        if index:
            trend.advance(LEVEL, SLOPE, damping)
        trend.observe(value, NOISE)
    return trend


def test_the_trend_is_that_of_an_independent_library() -> None:
    values = series(80, seed=1)
    model = UnobservedComponents(values, level="lltrend")
    model.ssm.initialize_known(np.array([0.3, 0.1]), np.array([[2.0, 0.2], [0.2, 0.5]]))
    model.loglikelihood_burn, model.ssm.tolerance = 0, 0.0
    result = model.smooth([NOISE, LEVEL, SLOPE])
    trend = filtered(values)
    assert trend.log_likelihood == pytest.approx(result.llf, abs=1e-9)
    np.testing.assert_allclose([trend.level, trend.slope], result.filtered_state[:, -1], atol=1e-10)
    covariance = result.filtered_state_cov[:, :, -1]
    np.testing.assert_allclose(
        [trend.level_variance, trend.covariance, trend.slope_variance],
        [covariance[0, 0], covariance[0, 1], covariance[1, 1]],
        atol=1e-10,
    )


@pytest.mark.parametrize("damping", [1.0, 0.8])
def test_the_trend_is_what_conditioning_one_large_normal_gives(damping: float) -> None:
    values = series(12, seed=2)
    step = np.array([[1.0, 1.0], [0.0, damping]])
    mean, spread = np.array([0.3, 0.1]), np.array([[2.0, 0.2], [0.2, 0.5]])
    means, blocks = [mean], [spread]
    for _ in values[1:]:
        means.append(step @ means[-1])
        blocks.append(step @ blocks[-1] @ step.T + np.diag([LEVEL, SLOPE]))
    n = len(values)
    joint = np.zeros((2 * n, 2 * n))
    for i in range(n):
        carried = blocks[i]
        for j in range(i, n):
            joint[2 * j : 2 * j + 2, 2 * i : 2 * i + 2] = carried
            joint[2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = carried.T
            carried = step @ carried
    seen = joint[::2, ::2] + NOISE * np.eye(n)
    gain = joint[-2:, ::2] @ np.linalg.inv(seen)
    expected = means[-1] + gain @ (values - np.array([m[0] for m in means]))
    left = joint[-2:, -2:] - gain @ joint[::2, -2:]
    trend = filtered(values, damping)
    np.testing.assert_allclose([trend.level, trend.slope], expected, atol=1e-10)
    np.testing.assert_allclose([trend.level_variance, trend.slope_variance], np.diag(left), atol=1e-10)


def test_a_straight_line_is_efficient_and_a_round_trip_is_not() -> None:
    assert efficiency_ratio(np.array([5.0, 6.0, 7.0, 8.0])) == 1.0
    assert efficiency_ratio(np.array([5.0, 6.0, 7.0, 5.0])) == 0.0
    assert efficiency_ratio(np.array([10.0, 12.0, 11.0, 13.0])) == pytest.approx(3 / 5)
    assert efficiency_ratio(np.array([5.0, 5.0])) == 0.0


@settings(max_examples=60, deadline=None)
@given(WALKS, st.floats(0.1, 10), st.floats(-100, 100))
def test_efficiency_has_bounds_and_no_units(prices: np.ndarray, scale: float, shift: float) -> None:
    ratio = efficiency_ratio(prices)
    assert 0.0 <= ratio <= 1.0 + 1e-12
    assert efficiency_ratio(prices[::-1]) == pytest.approx(ratio)
    if np.abs(np.diff(prices)).sum() > 1e-3:
        assert efficiency_ratio(scale * prices + shift) == pytest.approx(ratio, abs=1e-6)


def test_the_efficiency_of_a_random_walk_is_about_one_over_root_n() -> None:
    dice = np.random.default_rng(3)
    for span in (10, 90):
        ratios = [efficiency_ratio(np.cumsum(dice.normal(size=span + 1))) for _ in range(4_000)]
        assert np.mean(ratios) * math.sqrt(span) == pytest.approx(1.0, abs=0.05)


@cache
def fractional(hurst: float, length: int, seed: int) -> np.ndarray:
    """Fractional Brownian motion, exact, by the covariance of its increments."""
    lags = np.arange(length, dtype=np.float64)
    power = 2 * hurst
    row = 0.5 * ((lags + 1) ** power - 2 * lags**power + np.abs(lags - 1) ** power)
    index = np.abs(np.subtract.outer(np.arange(length), np.arange(length)))
    steps = np.linalg.cholesky(row[index]) @ np.random.default_rng(seed).normal(size=(length, 12))
    return np.cumsum(steps, axis=0).T


@pytest.mark.parametrize("hurst", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("order", [1.0, 2.0])
def test_the_exponent_of_fractional_motion_is_its_own(hurst: float, order: float) -> None:
    found = [structure_exponent(path, order=order) for path in fractional(hurst, 700, seed=4)]
    assert np.mean(found) == pytest.approx(hurst, abs=0.03)


def test_the_exponent_of_a_line_is_one_and_has_no_units() -> None:
    line = np.arange(100.0)
    assert structure_exponent(line) == pytest.approx(1.0, abs=1e-12)
    walk = fractional(0.6, 300, seed=5)[0]
    assert structure_exponent(7.0 * walk + 3.0) == pytest.approx(structure_exponent(walk), abs=1e-12)


def test_a_path_without_exponent_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 32 points"):
        structure_exponent(np.arange(32.0))
    with pytest.raises(ValueError, match="never moves"):
        structure_exponent(np.zeros(100))


@settings(max_examples=60, deadline=None)
@given(WALKS, st.data())
def test_rolling_volatility_is_the_root_mean_square_of_each_window(
    moves: np.ndarray, data: st.DataObject
) -> None:
    bars = data.draw(st.integers(1, len(moves)))
    found = rolling_volatility(moves, bars)
    expected = [math.sqrt(float((moves[k : k + bars] ** 2).mean())) for k in range(len(moves) - bars + 1)]
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-5)


def test_a_window_longer_than_its_returns_is_refused() -> None:
    with pytest.raises(ValueError, match="window of 4"):
        rolling_volatility(np.ones(3), 4)


def test_a_robust_score_does_not_mind_an_outlier() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 1e9, 5.0])
    assert robust_score(values) == pytest.approx((5.0 - 3.5) / (1.4826 * 1.5))
    assert math.isnan(robust_score(np.ones(5))) and robust_score(np.array([1.0, 1.0, 1.0, 2.0])) == math.inf
