"""Permutation entropy against the values its inventors print, and what it must not depend on."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from show.desk.dynamics.ordinal import permutation_entropy

EXAMPLE = np.array([4.0, 7.0, 9.0, 10.0, 6.0, 11.0, 3.0])
"""The worked example of Bandt & Pompe (2002)."""


@pytest.mark.parametrize(("order", "bits"), [(2, 0.918), (3, 1.522)])
def test_the_example_of_bandt_and_pompe(order: int, bits: float) -> None:
    found = permutation_entropy(EXAMPLE, order) * math.log2(math.factorial(order))
    assert found == pytest.approx(bits, abs=5e-4)


def test_weights_are_variances_of_the_windows() -> None:
    """By hand: the windows of order 2 of 4 7 9 10 6 11 3 have variances d^2 / 4 of their steps d."""
    steps = np.diff(EXAMPLE)
    rising = (steps[steps > 0] ** 2).sum() / (steps**2).sum()
    expected = -rising * math.log2(rising) - (1 - rising) * math.log2(1 - rising)
    assert permutation_entropy(EXAMPLE, 2, weighted=True) == pytest.approx(expected, rel=1e-12)


def test_the_logistic_map_never_falls_twice_in_a_row() -> None:
    """At r = 4 the pattern 'x > f(x) > f(f(x))' is forbidden: five patterns of order 3 are left."""
    x = [0.1234]
    for _ in range(50_000):
        x.append(4 * x[-1] * (1 - x[-1]))
    seen = Counter(tuple(np.argsort(x[i : i + 3])) for i in range(len(x) - 2))
    assert len(seen) == 5
    share = np.array(list(seen.values())) / (len(x) - 2)
    by_hand = -(share * np.log(share)).sum() / math.log(6)
    assert permutation_entropy(np.array(x), 3) == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize("order", [3, 4, 5])
def test_noise_uses_all_patterns_and_a_line_one(order: int) -> None:
    noise = np.random.default_rng(1).normal(size=20_000)
    assert permutation_entropy(noise, order) > 0.999
    assert permutation_entropy(np.arange(100.0), order) == 0.0


def test_a_burst_lowers_the_weighted_entropy_alone() -> None:
    dice = np.random.default_rng(2)
    quiet, burst = dice.normal(size=200), dice.normal(size=200)
    burst[100:106] *= 30
    assert permutation_entropy(burst, 4, weighted=True) < permutation_entropy(quiet, 4, weighted=True) - 0.2
    assert abs(permutation_entropy(burst, 4) - permutation_entropy(quiet, 4)) < 0.02


@settings(max_examples=40)
@given(arrays(np.float64, st.integers(12, 60), elements=st.integers(-50, 50).map(float)), st.integers(2, 5))
def test_it_is_a_share_and_only_order_counts(series: np.ndarray, order: int) -> None:
    found = permutation_entropy(series, order)
    assert 0.0 <= found <= 1.0 + 1e-12
    assert permutation_entropy(np.exp(series / 10) * 3 - 7, order) == found


@pytest.mark.parametrize(("values", "order", "delay"), [(3, 4, 1), (100, 1, 1), (100, 8, 1), (100, 3, 0)])
def test_it_refuses_what_holds_no_pattern(values: int, order: int, delay: int) -> None:
    with pytest.raises(ValueError, match="order"):
        permutation_entropy(np.arange(float(values)), order, delay)


def test_all_orders_of_three_are_told_apart() -> None:
    series = np.array([v for p in itertools.permutations((1.0, 2.0, 3.0)) for v in (*p, math.inf, -math.inf)])
    assert permutation_entropy(series[np.isfinite(series)][:3], 3) == 0.0
    assert permutation_entropy(np.array([1.0, 2.0, 3.0, 1.0]), 3) == pytest.approx(math.log(2) / math.log(6))
