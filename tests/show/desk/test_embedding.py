"""Delay and dimension of systems where they are known, and mutual information against its definition."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.desk.dynamics.embedding import (
    best_delay,
    best_dimension,
    embed,
    false_neighbours,
    mutual_information,
    neighbours,
)
from tests.show.desk.attractors import henon, lorenz, rossler


def test_points_are_values_a_delay_apart() -> None:
    np.testing.assert_array_equal(embed(np.arange(7.0), 2, 3), [[0, 2, 4], [1, 3, 5], [2, 4, 6]])
    with pytest.raises(ValueError, match="cannot be embedded"):
        embed(np.arange(4.0), 2, 3)


def entropy(seen: list[Hashable]) -> float:
    return -sum(count / len(seen) * math.log(count / len(seen)) for count in Counter(seen).values())


def test_mutual_information_is_both_entropies_less_the_joint_one() -> None:
    series = lorenz(2000)
    bins = list(np.argsort(np.argsort(series)) * 16 // 2000)
    for delay in (0, 1, 7):
        here, there = bins[: 2000 - delay], bins[delay:]
        expected = entropy(here) + entropy(there) - entropy(list(zip(here, there, strict=True)))
        assert mutual_information(series, delay) == pytest.approx(expected, rel=1e-10)


def test_mutual_information_of_normals_is_known() -> None:
    """-ln(1 - r^2) / 2 (Gelfand & Yaglom 1957), from below by the bins and from above by their bias."""
    dice, r, n = np.random.default_rng(1), 0.8, 200_000
    series = np.empty(2 * n)
    series[::2] = dice.normal(size=n)
    series[1::2] = r * series[::2] + math.sqrt(1 - r * r) * dice.normal(size=n)
    # Of all neighbours half belong together and half do not, so look at the pairs alone.
    paired = np.concatenate([series[::2], series[1::2]])
    assert mutual_information(paired, n, 40) == pytest.approx(-math.log(1 - r * r) / 2, rel=0.03)


def test_the_delay_of_known_attractors() -> None:
    """Lorenz 0.2 of a unit of time, Rossler about 1.3: where their information has its first minimum."""
    assert best_delay(lorenz(3000), 20) in (3, 4)
    assert 11 <= best_delay(rossler(3000), 40) <= 15


def test_the_dimension_of_known_attractors() -> None:
    assert best_dimension(henon(1000), 1, 5, 0.005) == 2
    assert best_dimension(lorenz(3000)[:2000], 3, 5, 0.005, theiler=20) == 3


def test_noise_has_false_neighbours_in_every_dimension() -> None:
    noise = np.random.default_rng(1).normal(size=1000)
    assert min(false_neighbours(noise, 1, d) for d in range(1, 6)) > 0.1
    assert false_neighbours(henon(1000), 1, 1) > 0.5


@settings(max_examples=25)
@given(st.integers(20, 60), st.integers(1, 3), st.integers(0, 5), st.integers(0, 1000))
def test_neighbours_are_the_nearest_that_are_allowed(count: int, width: int, theiler: int, seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(count, width))
    near, nearest = neighbours(points, theiler)
    for i in range(count):
        apart = [math.dist(points[i], points[j]) for j in range(count) if abs(i - j) > theiler]
        assert near[i] == pytest.approx(min(apart), rel=1e-12)
        assert abs(nearest[i] - i) > theiler


@given(st.integers(0, 1000))
def test_information_does_not_change_with_the_scale_of_the_series(seed: int) -> None:
    series = np.random.default_rng(seed).normal(size=120)
    assert mutual_information(np.exp(series), 3) == mutual_information(series, 3)


def test_too_little_is_refused() -> None:
    with pytest.raises(ValueError, match="Theiler"):
        neighbours(np.zeros((5, 2)), 2)
    with pytest.raises(ValueError, match="no pair"):
        mutual_information(np.zeros(5), 5)
    with pytest.raises(ValueError, match="no neighbours"):
        false_neighbours(np.ones(50), 1, 2)
