"""Hamilton's filter: his own published estimates and likelihood, and an independent library's."""

from __future__ import annotations

import itertools
import math
import warnings
from typing import Any

import numpy as np
import pytest
from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

from show.desk.regime.switching import fit_switching, hamilton_filter
from tests.show.desk.regime.gnp import GROWTH

PAPER: dict[str, Any] = {
    "means": (-0.3588, 1.1635),
    "sd": 0.7690,
    "transition": np.array([[0.7550, 0.2450], [0.0951, 0.9049]]),
    "ar": (0.0135, -0.0575, -0.2470, -0.2129),
}
"""Econometrica 57 (1989), table I."""


def switching(length: int, seed: int, gap: float = 1.5) -> tuple[np.ndarray, np.ndarray]:
    dice = np.random.default_rng(seed)
    states = np.zeros(length, dtype=int)
    for t in range(1, length):
        states[t] = dice.random() < (0.95 if states[t - 1] else 0.05)
    return np.where(states, gap / 2, -gap / 2) + dice.normal(size=length), states


def test_hamiltons_own_estimates_have_the_likelihood_he_published() -> None:
    odds, likelihood = hamilton_filter(GROWTH, **PAPER)
    assert likelihood == pytest.approx(-181.263, abs=0.001)
    assert odds.shape == (len(GROWTH) - 4, 2)


def test_the_recessions_are_those_of_the_record() -> None:
    odds, _ = hamilton_filter(GROWTH, **PAPER)
    quarters = [f"{1952 + (k + 1) // 4}Q{(k + 1) % 4 + 1}" for k in range(len(odds))]
    falling = {quarter for quarter, row in zip(quarters, odds, strict=True) if row[0] > 0.5}
    assert {"1957Q4", "1974Q4", "1982Q1"} <= falling
    assert not {"1955Q2", "1965Q1", "1972Q3", "1984Q1"} & falling


@pytest.mark.parametrize("ar", [(), (0.4,), (0.3, -0.2)])
def test_the_filter_adds_up_every_path(ar: tuple[float, ...]) -> None:
    series, _ = switching(6, seed=1)
    means, sd, chain = (-1.0, 0.6), 0.8, np.array([[0.9, 0.1], [0.3, 0.7]])
    share = np.array([0.75, 0.25])
    last, total = np.zeros(2), 0.0
    for path in itertools.product(range(2), repeat=len(series)):
        weight = share[path[0]] * math.prod(chain[a, b] for a, b in itertools.pairwise(path))
        for t in range(len(ar), len(series)):
            past = sum(w * (series[t - i] - means[path[t - i]]) for i, w in enumerate(ar, 1))
            gap = (series[t] - means[path[t]] - past) / sd
            weight *= math.exp(-0.5 * gap * gap) / (sd * math.sqrt(2 * math.pi))
        last[path[-1]] += weight
        total += weight
    odds, likelihood = hamilton_filter(series, means, sd, chain, ar)
    np.testing.assert_allclose(odds[-1], last / total, atol=1e-13)
    assert likelihood == pytest.approx(math.log(total), abs=1e-12)


def test_filter_and_fit_are_those_of_an_independent_library() -> None:
    series, _ = switching(300, seed=2)
    model = MarkovRegression(series, k_regimes=2, trend="c", switching_variance=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = model.fit()
    stay_0, leave_1, low, high, variance = result.params
    chain = np.array([[stay_0, 1 - stay_0], [leave_1, 1 - leave_1]])
    odds, likelihood = hamilton_filter(series, (low, high), math.sqrt(variance), chain)
    np.testing.assert_allclose(odds, result.filtered_marginal_probabilities, atol=1e-9)
    assert likelihood == pytest.approx(result.llf, abs=1e-8)
    ours, _ = fit_switching(series)
    order = np.argsort([low, high])
    np.testing.assert_allclose(ours.means[:, 0], np.array([low, high])[order], atol=0.05)
    sd = math.sqrt(ours.variances[0, 0])
    assert hamilton_filter(series, ours.means[:, 0].tolist(), sd, ours.transition)[1] > result.llf - 0.3


def test_the_fit_finds_the_drifts() -> None:
    series, states = switching(2_000, seed=3, gap=2.0)
    chain, _ = fit_switching(series)
    np.testing.assert_allclose(chain.means[:, 0], [-1.0, 1.0], atol=0.1)
    np.testing.assert_allclose(np.diag(chain.transition), [0.95, 0.95], atol=0.02)
    odds, _ = hamilton_filter(series, (-1.0, 1.0), 1.0, chain.transition)
    assert ((odds[:, 1] > 0.5) == states).mean() > 0.9


def test_what_cannot_be_filtered_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 1 values"):
        hamilton_filter(np.ones(1), (0.0, 1.0), 1.0, np.eye(2), (0.5,))
    with pytest.raises(ValueError, match="positive sd"):
        hamilton_filter(np.ones(9), (0.0, 1.0), 0.0, np.eye(2))
    with pytest.raises(ValueError, match="at least 20"):
        fit_switching(np.ones(19))
