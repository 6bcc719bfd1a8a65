"""Hidden chains: the filter against every path there is, the fit against an independent library."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hmmlearn.hmm import GaussianHMM
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from show.desk.regime.markov import Array, Filter, Hidden, baum_welch, fit_chain, forward_filter, matched

TRUTH = Hidden(
    np.array([0.5, 0.3, 0.2]),
    np.array([[0.95, 0.04, 0.01], [0.03, 0.94, 0.03], [0.02, 0.06, 0.92]]),
    np.array([[0.1, 0.0], [-0.2, 0.8], [0.0, 1.6]]),
    np.array([[1.0, 0.10], [4.0, 0.12], [16.0, 0.15]]),
)


def drawn(chain: Hidden, length: int, seed: int) -> tuple[Array, NDArray[np.int64]]:
    dice = np.random.default_rng(seed)
    states = np.zeros(length, dtype=np.int64)
    states[0] = dice.choice(chain.states, p=chain.start)
    for t in range(1, length):
        states[t] = dice.choice(chain.states, p=chain.transition[states[t - 1]])
    noise = dice.normal(size=(length, chain.means.shape[1]))
    return chain.means[states] + np.sqrt(chain.variances[states]) * noise, states


def density(chain: Hidden, state: int, row: Array) -> float:
    parts = np.exp(-0.5 * (row - chain.means[state]) ** 2 / chain.variances[state])
    return float(np.prod(parts / np.sqrt(2.0 * np.pi * chain.variances[state])))


def by_every_path(chain: Hidden, rows: Array) -> tuple[Array, float]:
    """P(last state | rows) and the likelihood, by adding up all paths."""
    last = np.zeros(chain.states)
    for path in itertools.product(range(chain.states), repeat=len(rows)):
        weight = chain.start[path[0]] * density(chain, path[0], rows[0])
        for t in range(1, len(rows)):
            weight *= chain.transition[path[t - 1], path[t]] * density(chain, path[t], rows[t])
        last[path[-1]] += weight
    return last / last.sum(), float(last.sum())


def library(chain: Hidden, rounds: int = 1) -> GaussianHMM:
    """The same chain in hmmlearn, without its priors."""
    model = GaussianHMM(
        chain.states, covariance_type="diag", n_iter=rounds, tol=-1.0, init_params="",
        covars_prior=0.0, covars_weight=1.0, means_weight=0.0, min_covar=0.0,
    )  # fmt: skip
    model.n_features = chain.means.shape[1]
    model.startprob_, model.transmat_ = chain.start, chain.transition
    model.means_, model.covars_ = chain.means, chain.variances
    return model


def test_the_filter_adds_up_every_path() -> None:
    rows, _ = drawn(TRUTH, 7, seed=1)
    found, likelihood = forward_filter(TRUTH, rows)
    for end in range(1, len(rows) + 1):
        expected, _ = by_every_path(TRUTH, rows[:end])
        np.testing.assert_allclose(found[end - 1], expected, rtol=0, atol=1e-14)
    assert likelihood == pytest.approx(math.log(by_every_path(TRUTH, rows)[1]), abs=1e-12)


def test_the_likelihood_is_that_of_an_independent_library() -> None:
    rows, _ = drawn(TRUTH, 500, seed=2)
    assert forward_filter(TRUTH, rows)[1] == pytest.approx(library(TRUTH).score(rows), abs=1e-9)


def test_the_filter_never_looks_ahead_and_smoothing_does() -> None:
    rows, _ = drawn(TRUTH, 200, seed=3)
    whole, _ = forward_filter(TRUTH, rows)
    np.testing.assert_array_equal(whole[:120], forward_filter(TRUTH, rows[:120])[0])
    smooth = library(TRUTH).predict_proba(rows)
    np.testing.assert_allclose(whole[-1], smooth[-1], atol=1e-12)
    assert np.abs(whole[:-1] - smooth[:-1]).max() > 0.2


def test_an_observation_nobody_expects_goes_to_the_widest_state() -> None:
    assert Filter(TRUTH).step((1e6, 0.0)) == pytest.approx([0.0, 0.0, 1.0])
    stuck = Hidden(np.array([1.0, 0.0]), np.eye(2), np.array([[0.0], [50.0]]), np.ones((2, 1)))
    assert Filter(stuck).step((50.0,)) == pytest.approx([0.0, 1.0])


def test_rounds_of_baum_welch_are_those_of_an_independent_library() -> None:
    rows, _ = drawn(TRUTH, 400, seed=4)
    begun = Hidden(
        np.full(3, 1 / 3), np.full((3, 3), 0.1) + 0.7 * np.eye(3),
        np.array([[0.0, 0.2], [0.0, 0.7], [0.0, 1.2]]), np.full((3, 2), 2.0),
    )  # fmt: skip
    ours, _ = baum_welch(begun, rows, rounds=6, tolerance=-math.inf)
    theirs = library(begun, rounds=6).fit(rows)
    np.testing.assert_allclose(ours.transition, theirs.transmat_, atol=1e-10)
    np.testing.assert_allclose(ours.means, theirs.means_, atol=1e-10)
    np.testing.assert_allclose(ours.variances, np.diagonal(theirs.covars_, axis1=1, axis2=2), atol=1e-9)


@pytest.mark.parametrize("tied", [False, True])
def test_more_rounds_never_explain_less(tied: bool) -> None:
    rows, _ = drawn(TRUTH, 150, seed=5)
    begun = Hidden(
        np.full(2, 0.5), np.full((2, 2), 0.5), np.array([[0.0, 0.3], [0.1, 0.9]]), np.full((2, 2), 1.0)
    )
    reached = [baum_welch(begun, rows, rounds=n, tolerance=-math.inf, tied=tied)[1] for n in range(12)]
    assert all(after >= before - 1e-9 for before, after in itertools.pairwise(reached))


def test_tied_states_share_their_variances() -> None:
    rows, _ = drawn(TRUTH, 150, seed=5)
    begun = Hidden(np.full(2, 0.5), np.full((2, 2), 0.5), np.array([[0.0, 0.3], [0.1, 0.9]]), np.ones((2, 2)))
    chain, _ = baum_welch(begun, rows, tied=True)
    np.testing.assert_array_equal(chain.variances[0], chain.variances[1])
    assert np.abs(chain.means[0] - chain.means[1]).max() > 0.1


def test_the_fit_finds_the_chain_behind_the_data() -> None:
    rows, states = drawn(TRUTH, 3_000, seed=6)
    chain, likelihood = fit_chain(rows, 3)
    np.testing.assert_allclose(chain.means[:, 1], TRUTH.means[:, 1], atol=0.05)
    np.testing.assert_allclose(np.diag(chain.transition), np.diag(TRUTH.transition), atol=0.02)
    assert likelihood >= forward_filter(TRUTH, rows)[1]
    assert (forward_filter(chain, rows)[0].argmax(axis=1) == states).mean() > 0.9


def test_several_starts_are_no_worse_than_one() -> None:
    gains = []
    for seed in range(6):
        rows, _ = drawn(TRUTH, 150, seed=20 + seed)
        gains.append(fit_chain(rows, 3, starts=5)[1] - fit_chain(rows, 3, starts=1)[1])
    assert min(gains) > -0.5 and max(gains) > 1.0


def test_counting_stays_in_advance_makes_states_last() -> None:
    rows = np.random.default_rng(7).normal(size=(120, 2))
    loose, _ = fit_chain(rows, 2)
    held, _ = fit_chain(rows, 2, stay=20.0)
    assert np.diag(held.transition).min() > np.diag(loose.transition).min()


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(3)), st.integers(0, 10**6))
def test_a_match_undoes_any_renumbering(order: list[int], seed: int) -> None:
    wobble = np.random.default_rng(seed).normal(0.0, 0.03, TRUTH.means.shape)
    fresh = Hidden(TRUTH.start, TRUTH.transition, TRUTH.means + wobble, TRUTH.variances).reordered(order)
    found = matched(fresh, TRUTH)
    np.testing.assert_allclose(found.means, TRUTH.means + wobble)
    np.testing.assert_array_equal(found.transition, TRUTH.transition)


@pytest.mark.parametrize("rows", [np.zeros((1, 2)), np.full((9, 2), np.nan), np.zeros(9)])
def test_what_cannot_be_fitted_is_refused(rows: Array) -> None:
    with pytest.raises(ValueError, match="finite"):
        baum_welch(TRUTH, rows)


def test_too_few_observations_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 30"):
        fit_chain(np.zeros((29, 2)), 3)
