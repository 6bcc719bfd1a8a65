"""Hamilton's switching mean: is the drift up or down just now, judged by a filter over two hidden states.

J. D. Hamilton, "A new approach to the economic analysis of nonstationary time series and the business cycle",
Econometrica 57 (1989), equations (4.2) to (4.9).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, fitted, log_returns, opinion
from show.desk.notebook import Notebook
from show.desk.regime.blocks import Block, blocks_of
from show.desk.regime.markov import Hidden, baum_welch, forward_filter
from show.desk.regime.walk import Walk
from show.market.tape import BARS_PER_TICK
from show.words import Asset

Array = NDArray[np.float64]

FIT_BARS = 4_000
LEAST_BLOCKS = 40
ALIVE = 20
"""Bars within which the price must have moved, and been readable."""
MEMORY = 24
"""Blocks over which the size of a move is averaged, so that moves of storms and calms can be compared."""
STAY = 5.0
STARTS = ((0.5, 0.95), (1.0, 0.95), (1.5, 0.7))
"""How far apart the two means begin, in standard deviations, and how likely a state is to last."""
SHOCK = 3.0
"""A move counts as at most this many of its own standard deviations: one jump is no new drift."""


def hamilton_filter(
    series: Array, means: Sequence[float], sd: float, transition: Array, ar: Sequence[float] = ()
) -> tuple[Array, float]:
    """Return P(state | everything until now), shape (T - r, K), and the log likelihood.

    The series is y_t = m(s_t) + sum_i ar_i (y_t-i - m(s_t-i)) + sd e_t with standard normal e and a Markov
    state s; the filter begins at t = r in the chain's long-run shares and conditions on the first r values.

    Args:
        series: shape (T,).
        means: K means, one a state, in units of the series.
        sd: of the noise, in the same units, above zero.
        transition: shape (K, K); row i holds the probabilities of going from state i.
        ar: r autoregressive coefficients, lag one first. Cost grows as K to the power r + 1.

    Raises:
        ValueError: the series is no longer than the lags, or sd is not above zero.
    """
    lags, states = len(ar), len(means)
    if len(series) <= lags or not sd > 0.0:
        raise ValueError(
            f"more than {lags} values and a positive sd are needed, found {len(series)} and {sd!r}"
        )
    if not lags:
        level = np.asarray(means, dtype=np.float64)[:, None]
        chain = Hidden(_long_run(transition), transition, level, np.full((states, 1), sd * sd))
        return forward_filter(chain, np.asarray(series, dtype=np.float64)[:, None])
    return _lagged_filter(series, np.asarray(means, dtype=np.float64), sd, transition, ar)


def _lagged_filter(
    series: Array, level: Array, sd: float, transition: Array, ar: Sequence[float]
) -> tuple[Array, float]:
    lags, states = len(ar), len(level)
    onward = transition.T.reshape((states, states) + (1,) * (lags - 1))
    # Axis 0 of every table is the newest state; the last axis is the oldest that still matters.
    table = _long_run(transition)
    for _ in range(lags):
        table = transition.T.reshape((states, states) + (1,) * (table.ndim - 1)) * table[None]
    rows, likelihood = [], 0.0
    for t in range(lags, len(series)):
        expected = _along(level, 0, lags + 1)
        for lag, weight in enumerate(ar, 1):
            expected = expected + weight * (series[t - lag] - _along(level, lag, lags + 1))
        logs = -0.5 * ((series[t] - expected) / sd) ** 2
        top = logs.max()
        joint = table * np.exp(logs - top)
        total = joint.sum()
        likelihood += math.log(total) + top - math.log(sd) - 0.5 * math.log(2.0 * math.pi)
        held = joint / total
        rows.append(held.sum(axis=tuple(range(1, lags + 1))))
        table = onward * held.sum(axis=-1)[None]
    return np.array(rows), float(likelihood)


def _along(level: Array, axis: int, axes: int) -> Array:
    return level.reshape([-1 if k == axis else 1 for k in range(axes)])


def _long_run(transition: Array) -> Array:
    states = len(transition)
    system = np.vstack([np.eye(states) - transition.T, np.ones(states)])
    shares: Array = np.linalg.lstsq(system, np.append(np.zeros(states), 1.0), rcond=None)[0]
    return shares


def fit_switching(
    series: Array, *, stay: float = 0.0, rounds: int = 200, near: Hidden | None = None
) -> tuple[Hidden, float]:
    """Return a two-state chain with one common variance fitted to a series of shape (T,), and its likelihood.

    The state with the lower mean comes first. Expectation-maximisation from three starts (one common variance
    is Hamilton's model without lags); `stay` counts transitions to oneself in advance, 0 for none.
    A chain to begin `near` replaces all starts but the first, and the search then ends a little earlier.

    Raises:
        ValueError: there are fewer than 20 values, or they are not finite.
    """
    if len(series) < 20:
        raise ValueError(f"at least 20 values are needed, found {len(series)}")
    spread = float(series.std()) + 1e-300
    column = series[:, None]
    tried = [] if near is None else [baum_welch(near, column, rounds=4, stay=stay, tied=True)]
    for gap, hold in STARTS if near is None else STARTS[:1]:
        chain = Hidden(
            np.array([0.5, 0.5]), np.array([[hold, 1.0 - hold], [1.0 - hold, hold]]),
            series.mean() + spread * np.array([[-gap], [gap]]), np.full((2, 1), spread**2 / (1.0 + gap**2)),
        )  # fmt: skip
        tried.append(baum_welch(chain, column, rounds=12 if near is None else 4, stay=stay, tied=True))
    begun = max(tried, key=lambda one: one[1])[0]
    tolerance = 1e-4 if near is None else 1e-2
    chain, likelihood = baum_welch(begun, column, rounds=rounds, tolerance=tolerance, stay=stay, tied=True)
    return chain.reordered(np.argsort(chain.means[:, 0], kind="stable").tolist()), likelihood


def fit_hamilton(view: View, parameters: Figures) -> dict[str, float]:
    """Return the two means (in standard deviations of a block), their noise and the odds of staying."""
    tape = view.tape
    moves = np.array(scaled(blocks_of(tape.since(tape.end - FIT_BARS))))
    if len(moves) < LEAST_BLOCKS or not moves.any():
        return {}
    near = _known(view.fit)
    chain, _ = fit_switching(moves, stay=parameters.get("stay", STAY), rounds=60, near=near)
    return {
        "asof": float(tape.end),
        "down": float(chain.means[0, 0]), "up": float(chain.means[1, 0]),
        "noise": math.sqrt(chain.variances[0, 0]),
        "stay_down": float(chain.transition[0, 0]), "stay_up": float(chain.transition[1, 1]),
    }  # fmt: skip


def _known(fit: Figures) -> Hidden | None:
    try:
        return _believed(fit)
    except CannotSay:
        return None


@dataclass(slots=True)
class Scale:
    """The usual size of a block's move, averaged exponentially; each is measured by those before it."""

    variance: float = 0.0
    read: int = 0

    def measure(self, block: Block) -> float:
        """Return the block's move in standard deviations, cut at `SHOCK`, and learn from it."""
        fresh = BARS_PER_TICK * block.variance
        if not self.read:
            self.variance = fresh
        move = block.move / math.sqrt(self.variance)
        self.read += 1
        weight = max(2.0 / (MEMORY + 1), 1.0 / self.read)
        self.variance += weight * (min(fresh, SHOCK**2 * self.variance) - self.variance)
        return min(max(move, -SHOCK), SHOCK)


def scaled(blocks: Sequence[Block]) -> list[float]:
    """Return the blocks' moves in standard deviations of the moves before each."""
    scale = Scale()
    return [scale.measure(block) for block in blocks]


def _believed(fit: Figures) -> Hidden:
    down, up, noise, stay_down, stay_up = fitted(fit, "down", "up", "noise", "stay_down", "stay_up")
    if not (max(abs(down), abs(up)) < 1e3 and 1e-6 < noise < 1e3 and min(stay_down, stay_up) > 0.0):
        raise CannotSay("The fit makes no sense, so no drift")
    if not (down < up and max(stay_down, stay_up) < 1.0):
        raise CannotSay("The fit found two states that are one, so no contrast")
    leave = np.array([1.0 - stay_down, 1.0 - stay_up])
    return Hidden(
        leave[::-1] / leave.sum(),
        np.array([[stay_down, leave[0]], [leave[1], stay_up]]),
        np.array([[down], [up]]),
        np.full((2, 1), noise**2),
    )


def _walk() -> Walk:
    scale = Scale()
    return Walk(lambda block: (scale.measure(block),))


@dataclass
class HamiltonSwitching(Candid):
    """Says whether the drift is up or down just now: the two states' drifts by their odds.

    Blocks of five bars instead of thirty: the filter adds up their evidence by itself, and a switch within
    thirty bars would be lost in their sum. Moves are measured in their own recent volatility, or storms and
    calms would be the states.
    """

    name: ClassVar[str] = "hamilton"
    title: ClassVar[str] = "Hamilton switching"
    layer: ClassVar[Layer] = "regime"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 2
    fit_every: ClassVar[int] = 60
    fitter: ClassVar[Fitter | None] = staticmethod(fit_hamilton)
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"stay": (5.0, 20.0, 60.0), "gain": (0.5, 1.0, 2.0)}

    stay: float = STAY
    gain: float = 1.0
    _notes: Notebook[Walk] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._notes = Notebook(_walk, Walk.learn)

    def forget(self, asset: Asset) -> None:
        """Drop what was kept of an asset."""
        self._notes.forget(asset)

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return direction by the filtered odds of the two states."""
        walk = self._notes.read(view.tape)
        fitted(view.fit)
        log_returns(view.tape, ALIVE)
        chain, odds = walk.under(view.fit, _believed)
        low, high = chain.means[:, 0].tolist()
        rising, lasts = odds[1], BARS_PER_TICK / (1.0 - float(chain.transition[1, 1]))
        drift = odds[0] * low + rising * high
        return (
            opinion(
                "direction",
                math.tanh(self.gain * drift * math.sqrt(self.horizon / BARS_PER_TICK)),
                abs(2.0 * rising - 1.0),
                f"Upper state {rising:.0%} likely ({high:+.2f} sd in 5 bars, lower {low:+.2f}); "
                f"it lasts {lasts:.0f} bars",
                view, {"p_up": rising, "drift": drift},
            ),
        )  # fmt: skip
