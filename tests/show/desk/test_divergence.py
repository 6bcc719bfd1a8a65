"""Lyapunov exponents of systems where they are known, and of surrogates, where there are none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.desk.dynamics.divergence import divergence, lyapunov, surrogate_exponents
from show.desk.dynamics.embedding import embed, neighbours
from show.desk.dynamics.surrogates import surrogate
from tests.show.desk.attractors import henon, logistic, lorenz, rossler


def test_the_logistic_map_loses_a_bit_a_step() -> None:
    assert lyapunov(logistic(1000), 1, 1, 1, (0, 4)) == pytest.approx(math.log(2), rel=0.01)


def test_henons_map() -> None:
    assert lyapunov(henon(1000), 1, 2, 2, (0, 6)) == pytest.approx(0.4192, rel=0.03)


def test_the_slope_is_what_nolds_finds() -> None:
    """nolds 0.6.2, lyap_r(henon(300), emb_dim=2, lag=1, min_tsep=10, trajectory_len=9, fit="poly")."""
    assert lyapunov(henon(300), 1, 2, 10, (0, 8)) == pytest.approx(0.436183293820084, rel=1e-12)


def test_lorenz_and_rossler_flow() -> None:
    """The error Rosenstein, Collins & De Luca (1993) themselves report on so few values is 5 to 10 %."""
    assert lyapunov(lorenz(3000), 2, 3, 30, (10, 40)) / 0.05 == pytest.approx(0.9056, rel=0.08)
    assert lyapunov(rossler(3000), 15, 3, 60, (20, 120)) / 0.1 == pytest.approx(0.0714, rel=0.06)


def test_a_circle_does_not_diverge() -> None:
    wave = np.sin(0.37 * np.arange(600))
    assert abs(lyapunov(wave, 4, 2, 10, (0, 10))) < 1e-3


def test_divergence_is_the_mean_log_distance() -> None:
    series = np.random.default_rng(1).normal(size=60)
    points = embed(series, 2, 2)
    count = len(points) - 4
    _, nearest = neighbours(points[:count], 3)
    for k, found in enumerate(divergence(series, 2, 2, 3, 4)):
        logs = [math.log(math.dist(points[i + k], points[nearest[i] + k])) for i in range(count)]
        assert found == pytest.approx(sum(logs) / count, rel=1e-12)


def test_chaos_stands_out_of_its_surrogates_and_noise_does_not() -> None:
    def z(series: np.ndarray, seed: int) -> float:
        chance = surrogate_exponents(series, 1, 2, 2, (0, 4), 19, np.random.default_rng(seed))
        return float((lyapunov(series, 1, 2, 2, (0, 4)) - chance.mean()) / chance.std(ddof=1))

    assert abs(z(henon(300), 1)) > 5
    noise = [z(np.random.default_rng(seed).normal(size=150), seed) for seed in range(25)]
    assert abs(np.mean(noise)) < 0.6
    assert np.mean(np.abs(noise) > 3) < 0.1


def test_volatility_that_clusters_has_a_positive_exponent_without_any_chaos() -> None:
    """Why a positive exponent alone is not called chaos: a GARCH series has one, and so do its surrogates."""
    dice, variance, logs = np.random.default_rng(5), 1.0, []
    for _ in range(400):
        shock = dice.normal() * math.sqrt(variance)
        variance = 0.05 + 0.1 * shock**2 + 0.85 * variance
        logs.append(math.log(shock**2 + 1e-6))
    series = np.array(logs)
    chance = surrogate_exponents(series, 1, 3, 5, (0, 5), 19, dice)
    found = lyapunov(series, 1, 3, 5, (0, 5))
    assert found > 0.02
    assert chance.min() > 0.0


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(60, 200))
def test_a_surrogate_has_the_same_values_in_another_order(seed: int, length: int) -> None:
    dice = np.random.default_rng(seed)
    series = dice.normal(size=length).cumsum()
    made = surrogate(series, dice)
    np.testing.assert_array_equal(np.sort(made), np.sort(series))
    assert not np.array_equal(made, series)


def test_a_surrogate_has_the_same_spectrum() -> None:
    dice = np.random.default_rng(4)
    shocks = dice.standard_t(4, size=2000)
    series = np.convolve(shocks, 0.9 ** np.arange(60), "valid")
    made = surrogate(series, dice)
    for lag in (1, 5, 20):
        theirs = np.corrcoef(series[:-lag], series[lag:])[0, 1]
        assert np.corrcoef(made[:-lag], made[lag:])[0, 1] == pytest.approx(theirs, abs=0.02)


def test_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="no future"):
        divergence(np.arange(10.0), 1, 2, 1, 12)
    with pytest.raises(ValueError, match="two steps"):
        lyapunov(np.arange(50.0), 1, 2, 1, (3, 3))
    with pytest.raises(ValueError, match="meets"):
        lyapunov(np.ones(50), 1, 2, 1, (0, 3))
    with pytest.raises(ValueError, match="spectrum"):
        surrogate(np.ones(3), np.random.default_rng(1))
