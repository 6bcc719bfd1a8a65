"""Hidden Markov chains with Gaussian emissions: the filter that only looks back, and Baum-Welch to fit one.

Features are independent of each other within a state (diagonal covariance). Formulas: L. R. Rabiner, "A
tutorial on hidden Markov models", Proceedings of the IEEE 77 (1989), sections III and V, in the scaled form.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import mul

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Array = NDArray[np.float64]

VARIANCE_FLOOR = 1e-6
"""Times each feature's own variance: a state may not collapse on one observation."""
TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Hidden:
    """The parameters of a chain with K states and d features."""

    start: Array
    """Shape (K,): probabilities of the states before the first observation."""
    transition: Array
    """Shape (K, K): row i holds the probabilities of going from state i to each state."""
    means: Array
    """Shape (K, d)."""
    variances: Array
    """Shape (K, d), above zero."""

    @property
    def states(self) -> int:
        """Return K."""
        return len(self.start)

    def reordered(self, order: Sequence[int]) -> Hidden:
        """Return the same chain with its states renumbered: new state i is the old `order[i]`."""
        index = np.asarray(order)
        return Hidden(
            self.start[index],
            self.transition[np.ix_(index, index)],
            self.means[index],
            self.variances[index],
        )


class Filter:
    """The forward filter, one observation at a time: P(state now | everything until now).

    O(K (K + d)) an observation, in plain floats: for three states that is faster than arrays.
    """

    __slots__ = ("_emissions", "_rows", "ahead", "log_likelihood")

    def __init__(self, chain: Hidden) -> None:
        """Stand before the first observation."""
        self._rows: list[list[float]] = chain.transition.T.tolist()
        self._emissions = [
            (
                -0.5 * sum(math.log(2.0 * math.pi * v) for v in variances),
                [(m, 0.5 / v) for m, v in zip(means, variances, strict=True)],
            )
            for means, variances in zip(chain.means.tolist(), chain.variances.tolist(), strict=True)
        ]
        self.ahead: list[float] = chain.start.tolist()
        """Probabilities of the states at the observation to come."""
        self.log_likelihood = 0.0

    def step(self, observation: Sequence[float]) -> list[float]:
        """Return the probabilities of the states after one more observation of d features.

        An observation that no state can explain at all (its density underflows everywhere) goes to the state
        whose log density is highest, which is the limit of the formula.
        """
        if len(observation) == 1:  # one and two features are what the desk has: a third of the time
            x = observation[0]
            logs = [log - half * (x - m) * (x - m) for log, ((m, half),) in self._emissions]
        elif len(observation) == 2:
            x, y = observation
            logs = [
                log - half * (x - m) * (x - m) - other * (y - n) * (y - n)
                for log, ((m, half), (n, other)) in self._emissions
            ]
        else:
            logs = [
                log - sum(half * (x - m) * (x - m) for x, (m, half) in zip(observation, terms, strict=True))
                for log, terms in self._emissions
            ]
        top = max(logs)
        joint = [p * math.exp(log - top) for p, log in zip(self.ahead, logs, strict=True)]
        total = sum(joint)
        if total < TINY:
            joint = [max(p, 1e-12) * math.exp(log - top) for p, log in zip(self.ahead, logs, strict=True)]
            total = sum(joint)
        now = [p / total for p in joint]
        self.log_likelihood += math.log(total) + top
        self.ahead = [sum(map(mul, row, now)) for row in self._rows]
        return now


def forward_filter(chain: Hidden, observations: Array) -> tuple[Array, float]:
    """Return filtered probabilities, shape (T, K), and the log likelihood of observations of shape (T, d).

    Row t uses observations 0..t alone. That is not what `predict_proba` of common libraries gives: those
    smooth with what came later, and their past changes with every new bar.
    """
    walk = Filter(chain)
    rows = [walk.step(row) for row in observations.tolist()]
    return np.array(rows).reshape(len(rows), chain.states), walk.log_likelihood


def baum_welch(
    chain: Hidden,
    observations: Array,
    *,
    rounds: int = 100,
    tolerance: float = 1e-4,
    stay: float = 0.0,
    tied: bool = False,
) -> tuple[Hidden, float]:
    """Return a chain that explains the observations at least as well, and its log likelihood.

    Expectation-maximisation until a round gains less than `tolerance`, or `rounds` are over.

    Args:
        chain: where to begin; the answer is a local optimum near it.
        observations: shape (T, d), T at least 2.
        rounds: at most this many.
        tolerance: in nats, for all T together.
        stay: how many transitions from each state to itself are counted in advance (a Dirichlet prior);
            0 is plain maximum likelihood.
        tied: whether all states have the same variances.

    Raises:
        ValueError: the observations are fewer than two or not finite.
    """
    if observations.ndim != 2 or len(observations) < 2 or not np.isfinite(observations).all():
        raise ValueError(
            f"Baum-Welch needs a (T, d) array of finite numbers with T >= 2, not {observations!r}"
        )
    floor = VARIANCE_FLOOR * np.var(observations, axis=0) + TINY
    best, sweep = -math.inf, _sweeps(chain, observations)
    for _ in range(rounds):
        reached = sweep.likelihood
        if stay:
            reached += stay * float(np.log(np.maximum(np.diag(chain.transition), TINY)).sum())
        if reached - best < tolerance:
            break
        best = reached
        improved = _maximised(chain, observations, sweep, stay)
        if improved is None:
            break
        variances = np.maximum(improved.variances, floor)
        if tied:
            pooled = sweep.held.mean(axis=0) @ variances
            variances = np.broadcast_to(pooled, variances.shape).copy()
        chain = replace(improved, variances=variances)
        sweep = _sweeps(chain, observations)
    return chain, sweep.likelihood


def fit_chain(
    observations: Array,
    states: int,
    *,
    starts: int = 5,
    rounds: int = 60,
    stay: float = 0.0,
    seed: int = 0,
    near: Hidden | None = None,
) -> tuple[Hidden, float]:
    """Return the best chain of several starts, in order of the last feature's mean, and its log likelihood.

    Each start cuts the observations into states by a random direction in feature space (the first start by
    the last feature alone), runs a few rounds, and the best two run to the end: one start alone often stops
    at a poor local optimum. With a chain to begin `near`, that and the first start are compared, and the
    better one runs until a round gains less than a hundredth of a nat: a seventh of the cost.

    Raises:
        ValueError: the observations are fewer than ten a state, or not finite.
    """
    if len(observations) < 10 * states:
        raise ValueError(
            f"{states} states need at least {10 * states} observations, found {len(observations)}"
        )
    dice = np.random.default_rng(seed)
    known = [near] if near is not None else []
    begun = [*known, *(_cut(observations, states, number, dice) for number in range(1 if known else starts))]
    tried = [baum_welch(chain, observations, rounds=4 if known else 8, stay=stay) for chain in begun]
    ahead = sorted(tried, key=lambda one: -one[1])[: 1 if known else 2]
    tolerance = 1e-2 if known else 1e-4
    ended = [
        baum_welch(chain, observations, rounds=rounds, stay=stay, tolerance=tolerance) for chain, _ in ahead
    ]
    chain, likelihood = max(ended, key=lambda one: one[1])
    return chain.reordered(np.argsort(chain.means[:, -1], kind="stable").tolist()), likelihood


def matched(fresh: Hidden, previous: Hidden) -> Hidden:
    """Return the fresh chain with its states renumbered to resemble the previous one's as closely as can be.

    The assignment minimises the total squared distance of (mean, log standard deviation), means in units of
    the previous chain's (Hungarian method). Labels of a fit are arbitrary; this keeps a name on its state.
    """
    unit = np.sqrt(previous.variances.mean(axis=0))
    here = np.hstack([fresh.means / unit, 0.5 * np.log(fresh.variances)])
    there = np.hstack([previous.means / unit, 0.5 * np.log(previous.variances)])
    cost = ((there[:, None, :] - here[None, :, :]) ** 2).sum(axis=2)
    return fresh.reordered(linear_sum_assignment(cost)[1].tolist())


def _cut(observations: Array, states: int, number: int, dice: np.random.Generator) -> Hidden:
    unit = observations.std(axis=0) + TINY
    direction = np.zeros(observations.shape[1])
    direction[-1] = 1.0
    if number:
        direction = direction + dice.normal(0.0, 0.7, len(direction))
    rank = np.argsort(np.argsort((observations / unit) @ direction, kind="stable"), kind="stable")
    group = rank * states // len(rank)
    means = np.array([observations[group == k].mean(axis=0) for k in range(states)])
    spread = np.array([observations[group == k].var(axis=0) for k in range(states)])
    spread = np.maximum(spread, 0.05 * observations.var(axis=0)) + TINY
    hold = np.full((states, states), 0.1 / max(1, states - 1))
    np.fill_diagonal(hold, 0.9)
    return Hidden(np.full(states, 1.0 / states), hold, means, spread)


@dataclass(frozen=True, slots=True)
class _Sweep:
    """Scaled forward and backward variables, each row of `held` adding up to one, and the log likelihood."""

    held: Array
    moves: Array
    """Expected numbers of transitions, shape (K, K)."""
    likelihood: float


def _sweeps(chain: Hidden, observations: Array) -> _Sweep:
    logs = _log_densities(chain, observations)
    top = _across(np.maximum, logs)
    density = np.exp(logs - top[:, None])
    forward, backward, scale = _there_and_back(chain, density.tolist())
    held = forward * backward
    held /= np.maximum(_across(np.add, held), TINY)[:, None]
    onward = (density[1:] * backward[1:]) / scale[1:, None]
    moves = chain.transition * (forward[:-1].T @ onward)
    return _Sweep(held, moves, float(np.log(scale).sum() + top.sum()))


def _log_densities(chain: Hidden, observations: Array) -> Array:
    """The log density of each observation under each state, shape (T, K), feature by feature."""
    constants = np.log(2.0 * np.pi * chain.variances)
    total = None
    for feature in range(observations.shape[1]):
        part = observations[:, feature, None] - chain.means[:, feature]
        part *= part
        part /= chain.variances[:, feature]
        part += constants[:, feature]
        total = part if total is None else total + part
    assert total is not None, "there is a feature"
    total *= -0.5
    return total


def _across(combine: np.ufunc, table: Array) -> Array:
    """Combine each row of few columns, shape (T,): column by column, for numpy is slow at short rows."""
    made: Array = table[:, 0]
    for column in range(1, table.shape[1]):
        made = combine(made, table[:, column])
    return made


def _there_and_back(chain: Hidden, density: list[list[float]]) -> tuple[Array, Array, Array]:
    """The scaled forward and backward variables and the scales: in plain floats, as in `Filter`."""
    if chain.states == 2:
        return _two_there_and_back(chain, density)
    if chain.states == 3:
        return _three_there_and_back(chain, density)
    out, into = chain.transition.tolist(), chain.transition.T.tolist()
    forward: list[list[float]] = []
    scale: list[float] = []
    ahead = chain.start.tolist()
    for row in density:
        joint = list(map(mul, ahead, row))
        total = max(sum(joint), TINY)
        now = [p / total for p in joint]
        forward.append(now)
        scale.append(total)
        ahead = [sum(map(mul, column, now)) for column in into]
    behind = [1.0] * chain.states
    backward = [behind]
    for row, total in zip(reversed(density[1:]), reversed(scale[1:]), strict=True):
        onward = [p * b / total for p, b in zip(row, behind, strict=True)]
        behind = [sum(map(mul, line, onward)) for line in out]
        backward.append(behind)
    backward.reverse()
    return np.array(forward), np.array(backward), np.array(scale)


def _two_there_and_back(chain: Hidden, density: list[list[float]]) -> tuple[Array, Array, Array]:
    """The same for two states, written out: a quarter of the time."""
    (aa, ab), (ba, bb) = chain.transition.tolist()
    forward: list[float] = []
    scale: list[float] = []
    a, b = chain.start.tolist()
    for x, y in density:
        a *= x
        b *= y
        total = a + b
        if total < TINY:
            total = TINY
        a /= total
        b /= total
        forward += (a, b)
        scale.append(total)
        a, b = aa * a + ba * b, ab * a + bb * b
    a = b = 1.0
    backward = [a, b]
    for (x, y), total in zip(density[:0:-1], scale[:0:-1], strict=True):
        a = x * a / total
        b = y * b / total
        a, b = aa * a + ab * b, ba * a + bb * b
        backward += (a, b)
    return _rows(forward, 2), _rows(backward, 2)[::-1].copy(), np.array(scale)


def _three_there_and_back(chain: Hidden, density: list[list[float]]) -> tuple[Array, Array, Array]:
    """The same for three states, written out: a third of the time, and fits of three states are dear."""
    (aa, ab, ac), (ba, bb, bc), (ca, cb, cc) = chain.transition.tolist()
    forward: list[float] = []
    scale: list[float] = []
    a, b, c = chain.start.tolist()
    for x, y, z in density:
        a *= x
        b *= y
        c *= z
        total = a + b + c
        if total < TINY:
            total = TINY
        a /= total
        b /= total
        c /= total
        forward += (a, b, c)
        scale.append(total)
        a, b, c = aa * a + ba * b + ca * c, ab * a + bb * b + cb * c, ac * a + bc * b + cc * c
    a = b = c = 1.0
    backward = [a, b, c]
    for (x, y, z), total in zip(density[:0:-1], scale[:0:-1], strict=True):
        a = x * a / total
        b = y * b / total
        c = z * c / total
        a, b, c = aa * a + ab * b + ac * c, ba * a + bb * b + bc * c, ca * a + cb * b + cc * c
        backward += (a, b, c)
    return _rows(forward, 3), _rows(backward, 3)[::-1].copy(), np.array(scale)


def _rows(flat: list[float], states: int) -> Array:
    return np.array(flat).reshape(-1, states)


def _maximised(chain: Hidden, observations: Array, sweep: _Sweep, stay: float) -> Hidden | None:
    """The chain of the next round; None if a state explains nothing any more."""
    counts = sweep.moves + stay * np.eye(chain.states)
    weight = sweep.held.sum(axis=0)
    if not (weight.min() > 1e-8 and counts.sum(axis=1).min() > TINY):
        return None
    means = sweep.held.T @ observations / weight[:, None]
    gaps = observations[:, None, :] - means[None]
    variances = np.einsum("tk,tkd->kd", sweep.held, gaps**2) / weight[:, None]
    return Hidden(sweep.held[0], counts / counts.sum(axis=1, keepdims=True), means, variances)
