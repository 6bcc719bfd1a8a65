"""The hidden Markov analyst: which of a few states the market is in, and what such states did before.

The state is judged by the forward filter alone, never by a path decoded over all data. Two features per block
of five bars: its return, and the log of its volatility. States are in order of volatility, so that "the
stormiest" means something, and each fit is matched to the one before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, clip, fitted, log_returns, opinion
from show.desk.notebook import Notebook
from show.desk.regime.blocks import Block, blocks_of
from show.desk.regime.markov import Array, Hidden, fit_chain, forward_filter, matched
from show.desk.regime.walk import Walk
from show.market.tape import BARS_PER_TICK
from show.words import Asset

STATES = 3
FIT_BARS = 4_000
ALIVE = 20
"""Bars within which the price must have moved, and been readable."""
USUAL = 48
"""Blocks whose mean log volatility is the usual one."""
LOUDNESS = 1.0
"""Signal per unit of log volatility above the usual one, before it bends."""
STAY = 5.0
"""Transitions from a state to itself counted in advance: regimes last, a fit on noise should not flicker."""


def fit_hmm(view: View, parameters: Figures) -> dict[str, float]:
    """Return a chain fitted to the newest bars as flat figures, matched to the last fit; none if it cannot.

    The last fit is where it begins.
    """
    tape = view.tape
    observations = features(blocks_of(tape.since(tape.end - FIT_BARS)))
    if len(observations) < 10 * STATES or observations.std(axis=0).min() <= 0.0:
        return {}
    before = chain_of(view.fit) if view.fit else None
    chain, likelihood = fit_chain(observations, STATES, stay=parameters.get("stay", STAY), near=before)
    if before is not None:
        order = matched(chain, before)
        # A match that puts a calmer state above a stormier one would turn the signal around: keep the order.
        chain = order if bool(np.all(np.diff(order.means[:, -1]) > 0.0)) else chain
    held = forward_filter(chain, observations)[0].sum(axis=0)
    sure = {f"sure_{k}": _sureness(chain, k, float(held[k])) for k in range(STATES)}
    return {
        "asof": float(tape.end), "likelihood": likelihood / len(observations),
        **figures_of(chain), **sure,
    }  # fmt: skip


def _sureness(chain: Hidden, state: int, blocks: float) -> float:
    """How sure it is that a state's drift has the sign it has: one less the p-value of a smaller t-statistic.

    One is taken off since the fit chose the states to be unlike, which alone makes drifts of about that size.
    """
    t = abs(float(chain.means[state, 0])) * math.sqrt(blocks / float(chain.variances[state, 0]))
    return math.erf(max(0.0, t - 1.0) / math.sqrt(2.0))


def features(blocks: list[Block]) -> Array:
    """Return what the chain sees of blocks: return and log volatility, shape (T, 2)."""
    return np.array([_seen(block) for block in blocks], dtype=np.float64).reshape(-1, 2)


def figures_of(chain: Hidden) -> dict[str, float]:
    """Return a chain as flat figures."""
    figures: dict[str, float] = {}
    for i in range(chain.states):
        figures |= {f"stay_{i}_{j}": float(chain.transition[i, j]) for j in range(chain.states)}
        figures |= {f"mean_{i}_{d}": float(chain.means[i, d]) for d in range(2)}
        figures |= {f"sd_{i}_{d}": math.sqrt(chain.variances[i, d]) for d in range(2)}
    return figures


def chain_of(fit: Figures) -> Hidden | None:
    """Return the chain of a fit, beginning in its states' long-run shares; None if it makes no sense."""
    every = range(STATES)
    names = [f"stay_{i}_{j}" for i in every for j in every]
    names += [f"{part}_{i}_{d}" for part in ("mean", "sd") for i in every for d in range(2)]
    values = [fit.get(name, math.nan) for name in names]
    if not all(-1e6 < value < 1e6 for value in values):
        return None
    numbers = np.array(values)
    transition, means, sds = (
        numbers[: STATES**2].reshape(STATES, STATES),
        numbers[STATES**2 : STATES * (STATES + 2)].reshape(STATES, 2),
        numbers[STATES * (STATES + 2) :].reshape(STATES, 2),
    )
    if transition.min() < 0.0 or np.abs(transition.sum(axis=1) - 1.0).max() > 1e-6 or sds.min() < 1e-9:
        return None
    start = np.linalg.matrix_power(transition, 1_024)[0]
    return Hidden(start / start.sum(), transition, means, sds**2)


def _seen(block: Block) -> tuple[float, float]:
    return block.move, block.log_volatility


def _believed(fit: Figures) -> Hidden:
    chain = chain_of(fit)
    if chain is None:
        raise CannotSay("The fit makes no sense, so no state")
    return chain


@dataclass
class HiddenMarkov(Candid):
    """Says which hidden state the market is in, how stormy it is, and which way such states drifted."""

    name: ClassVar[str] = "hmm"
    title: ClassVar[str] = "Hidden Markov model"
    layer: ClassVar[Layer] = "regime"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction", "risk")
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 24
    fitter: ClassVar[Fitter | None] = staticmethod(fit_hmm)
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"stay": (0.0, 5.0, 20.0), "gain": (0.5, 1.0, 2.0)}

    stay: float = STAY
    gain: float = 1.0
    """How strongly a state's drift becomes a direction."""
    _notes: Notebook[Walk] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._notes = Notebook(lambda: Walk(_seen), Walk.learn)

    def forget(self, asset: Asset) -> None:
        """Drop what was kept of an asset."""
        self._notes.forget(asset)

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return direction and risk by the filtered probabilities of the states."""
        walk = self._notes.read(view.tape)
        fitted(view.fit)
        log_returns(view.tape, ALIVE)
        chain, odds = walk.under(view.fit, _believed)
        usual = [row[1] for row in walk.recent(USUAL)]
        return self._opinions(chain, odds, sum(usual) / len(usual), view)

    def _opinions(self, chain: Hidden, now: list[float], usual: float, view: View) -> tuple[Opinion, ...]:
        surprise = -sum(p * math.log(p) for p in now if p > 0.0) / math.log(len(now))
        levels = chain.means[:, 1].tolist()
        middle = 0.5 * (levels[0] + levels[-1])
        stress = sum(p for p, level in zip(now, levels, strict=True) if level > middle)
        louder = sum(p * level for p, level in zip(now, levels, strict=True)) - usual
        drifts, spreads = chain.means[:, 0].tolist(), np.sqrt(chain.variances[:, 0]).tolist()
        steps = math.sqrt(self.horizon / BARS_PER_TICK)
        sure = [clip(view.fit.get(f"sure_{k}", 0.0), 0.0, 1.0) ** 2 for k in range(len(now))]
        way = sum(
            p * trust * math.tanh(self.gain * drift / spread * steps)
            for p, trust, drift, spread in zip(now, sure, drifts, spreads, strict=True)
        )
        top = max(range(len(now)), key=now.__getitem__)
        figures = {"p_stress": stress, "state": float(top)} | {f"p_{k}": p for k, p in enumerate(now)}
        calm, storm = (math.exp(min(level, 0.0)) for level in (levels[0], levels[-1]))
        return (
            opinion(
                "direction", way, 1.0 - surprise,
                f"State {top + 1} of {len(now)}, {now[top]:.0%} likely, drifts {drifts[top]:+.2%} in 5 bars",
                view, figures,
            ),
            opinion(
                "risk", -math.tanh(LOUDNESS * louder), 1.0 - surprise,
                f"Storm {stress:.0%} likely: bars of {storm:.2%} there, {calm:.2%} in the calm state",
                view, figures,
            ),
        )  # fmt: skip
