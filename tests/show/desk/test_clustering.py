"""GARCH(1,1) against arch, and what its forecasts must satisfy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from arch import arch_model
from hypothesis import given
from hypothesis import strategies as st

from show.desk.pricing.clustering import (
    Garch,
    Prior,
    fit_garch,
    log_likelihood,
    mean_forecast,
    next_variance,
    variances,
)

TRUTH = Garch(omega=0.02, alpha=0.08, beta=0.90)


def simulated(values: int, seed: int = 1, model: Garch = TRUTH) -> np.ndarray:
    dice, variance, out = np.random.default_rng(seed), model.long_run, []
    for _ in range(values):
        out.append(dice.normal() * math.sqrt(variance))
        variance = model.omega + model.alpha * out[-1] ** 2 + model.beta * variance
    return np.array(out)


@pytest.fixture(scope="module")
def returns() -> np.ndarray:
    return simulated(1500)


def test_the_likelihood_is_that_of_arch(returns: np.ndarray) -> None:
    theirs = arch_model(returns, mean="Zero", rescale=False)
    for model in (TRUTH, Garch(0.1, 0.2, 0.5), Garch(0.01, 0.0, 0.95)):
        fixed = theirs.fix([model.omega, model.alpha, model.beta])
        assert log_likelihood(returns, model) == pytest.approx(fixed.loglikelihood, rel=1e-12)
        np.testing.assert_allclose(
            variances(returns, model)[:-1], fixed.conditional_volatility**2, rtol=1e-10
        )


def test_the_fit_is_as_good_as_archs(returns: np.ndarray) -> None:
    theirs = arch_model(returns, mean="Zero", rescale=False).fit(disp="off")
    found = fit_garch(returns)
    assert log_likelihood(returns, found) > theirs.loglikelihood - 1e-4
    assert (found.omega, found.alpha, found.beta) == pytest.approx(tuple(theirs.params), rel=0.02)


def test_the_forecast_is_that_of_arch(returns: np.ndarray) -> None:
    fixed = arch_model(returns, mean="Zero", rescale=False).fix([TRUTH.omega, TRUTH.alpha, TRUTH.beta])
    theirs = fixed.forecast(horizon=30).variance.to_numpy()[-1]
    following = float(variances(returns, TRUTH)[-1])
    assert following == pytest.approx(theirs[0], rel=1e-12)
    for horizon in (1, 7, 30):
        assert mean_forecast(following, TRUTH, horizon) == pytest.approx(theirs[:horizon].mean(), rel=1e-12)


def test_the_fit_finds_the_truth_on_long_samples() -> None:
    found = fit_garch(simulated(6000, 3))
    assert found.persistence == pytest.approx(TRUTH.persistence, abs=0.015)
    assert found.alpha == pytest.approx(TRUTH.alpha, abs=0.02)


def test_a_prior_rules_short_samples_and_gives_way_to_long_ones() -> None:
    prior = Prior()
    short = [fit_garch(simulated(100, seed), prior) for seed in range(12)]
    free = [fit_garch(simulated(100, seed)) for seed in range(12)]
    assert spread_of(short) < 0.3 * spread_of(free)
    far = Garch(omega=0.3, alpha=0.35, beta=0.35)
    long = simulated(6000, 1, far)
    assert fit_garch(long, prior).persistence == pytest.approx(fit_garch(long).persistence, abs=0.02)


def spread_of(found: list[Garch]) -> float:
    return float(np.std([one.persistence for one in found]))


def test_the_unit_does_not_matter(returns: np.ndarray) -> None:
    here, there = fit_garch(returns[:500]), fit_garch(returns[:500] * 1e-4)
    assert there.omega == pytest.approx(here.omega * 1e-8, rel=1e-4)
    assert (there.alpha, there.beta) == pytest.approx((here.alpha, here.beta), rel=1e-4)


@given(
    st.floats(0.001, 10), st.floats(0.0, 0.5), st.floats(0.0, 0.499), st.integers(1, 100), st.floats(0.01, 20)
)
def test_a_forecast_is_between_now_and_the_long_run(
    omega: float, alpha: float, beta: float, horizon: int, now: float
) -> None:
    model = Garch(omega, alpha, beta)
    ahead = mean_forecast(now, model, horizon)
    low, high = sorted((now, model.long_run))
    assert low * (1 - 1e-9) <= ahead <= high * (1 + 1e-9)
    path, following = 0.0, now
    for _ in range(horizon):
        path, following = path + following, omega + model.persistence * following
    assert ahead == pytest.approx(path / horizon, rel=1e-9)


def test_a_persistence_of_one_grows_for_ever() -> None:
    assert Garch(0.1, 0.1, 0.9).long_run == math.inf
    assert mean_forecast(2.0, Garch(0.1, 0.1, 0.9), 3) == pytest.approx((2.0 + 2.1 + 2.2) / 3)


def test_what_holds_no_garch_is_refused() -> None:
    with pytest.raises(ValueError, match="give 50"):
        fit_garch(np.zeros(100))
    with pytest.raises(ValueError, match="give 50"):
        fit_garch(np.ones(3))
    with pytest.raises(ValueError, match="no variance"):
        variances(np.array([]), TRUTH)
    assert log_likelihood(np.ones(9), Garch(-1.0, 0.0, 0.0)) == -math.inf


@pytest.mark.parametrize("bars", [1, 40, 300])
def test_the_next_variance_alone_is_the_last_of_all(returns: np.ndarray, bars: int) -> None:
    model = Garch(1e-6, 0.08, 0.9)
    assert next_variance(returns[:bars], model) == pytest.approx(variances(returns[:bars], model)[-1])
