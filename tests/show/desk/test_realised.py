"""HAR-RV against statsmodels and arch; realised measures against their limits."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from arch.univariate import HARX
from hypothesis import given, settings
from hypothesis import strategies as st

from show.desk.pricing.realised import Belief, bipower_variance, har_forecast, memories, realised_variance


def persistent(blocks: int, seed: int = 1) -> np.ndarray:
    dice = np.random.default_rng(seed)
    logs = [0.0]
    for _ in range(blocks - 1):
        logs.append(0.95 * logs[-1] + 0.3 * dice.normal())
    return np.asarray(1e-5 * np.exp(logs))


def test_realised_variance_is_the_sum_of_squares_of_each_block() -> None:
    np.testing.assert_allclose(realised_variance(np.arange(7.0), 3), [1 + 4 + 9, 16 + 25 + 36])
    with pytest.raises(ValueError, match="no block"):
        realised_variance(np.ones(2), 3)


def test_the_weights_are_those_of_arch() -> None:
    series = persistent(400) * 1e5
    theirs = HARX(series, lags=[1, 5, 22], rescale=False).fit(disp="off").params.to_numpy()[:4]
    np.testing.assert_allclose(har_forecast(series, 1).weights, theirs, rtol=1e-7)


@pytest.mark.parametrize("horizon", [1, 6, 12])
def test_the_forecast_is_that_of_statsmodels(horizon: int) -> None:
    series = persistent(150)
    rows = memories(series)
    ahead = np.array([series[i + 22 : i + 22 + horizon].mean() for i in range(150 - 22 - horizon + 1)])
    unit = series.mean()
    theirs = sm.OLS(ahead / unit, rows[: len(ahead)] / [1, unit, unit, unit]).fit()
    found = har_forecast(series, horizon)
    expected = theirs.predict(rows[-1:] / [1, unit, unit, unit])[0] * unit
    assert found.variance == pytest.approx(np.clip(expected, series.min(), series.max()), rel=1e-9)
    assert found.explained == pytest.approx(theirs.rsquared, rel=1e-9)


def test_a_belief_is_ridge_regression_towards_it() -> None:
    series = persistent(120)
    free, sure = har_forecast(series, 6), har_forecast(series, 6, Belief(blocks=1e12))
    units = np.array([series.mean(), 1, 1, 1])
    np.testing.assert_allclose(sure.weights, np.array(Belief().weights) * units, rtol=1e-6)
    np.testing.assert_allclose(har_forecast(series, 6, Belief(blocks=1e-9)).weights, free.weights, rtol=1e-6)
    unit = series.mean()
    rows = memories(series)[: 120 - 22 - 6 + 1] / [1, unit, unit, unit]
    ahead = np.array([series[i + 22 : i + 28].mean() for i in range(len(rows))]) / unit
    # Ridge is least squares with a row more for each weight.
    more = np.vstack([rows, 10 * np.eye(4)])
    there = np.concatenate([ahead, 10 * np.array(Belief().weights)])
    expected = np.linalg.lstsq(more, there, rcond=None)[0]
    np.testing.assert_allclose(har_forecast(series, 6, Belief()).weights, expected * units, rtol=1e-8)


def test_it_forecasts_better_than_the_mean() -> None:
    gains = []
    for seed in range(30):
        series = persistent(160, seed)
        known, truth = series[:150], series[150:155].mean()
        gains.append(abs(np.log(har_forecast(known, 5).variance / truth)) < abs(np.log(known.mean() / truth)))
    assert np.mean(gains) > 0.6


@settings(max_examples=30)
@given(st.integers(0, 1000), st.floats(1e-9, 1e6))
def test_it_keeps_within_what_was_seen_and_the_unit_does_not_matter(seed: int, unit: float) -> None:
    series = persistent(60, seed)
    found = har_forecast(series, 3).variance
    assert series.min() <= found <= series.max()
    assert har_forecast(series * unit, 3).variance == pytest.approx(found * unit, rel=1e-7)


def test_bipower_variance_does_not_see_jumps() -> None:
    returns = np.random.default_rng(1).normal(0, 0.01, 20_000)
    assert bipower_variance(returns) == pytest.approx(1e-4, rel=0.03)
    returns[::500] += 0.2
    assert bipower_variance(returns) == pytest.approx(1e-4, rel=0.12)
    assert np.mean(returns**2) > 1.7e-4


def test_too_few_blocks_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        har_forecast(np.ones(31), 2)
