"""The simulated market: three assets under hidden regimes, a dealer who quotes them, and a crowd that trades.

It keeps nothing between moves. The truth it returns is all there is, so a season goes on exactly where its
log ends; the same truth, dice, chaos and flow give the same quotes to the last bit.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from show.events import PricesMoved, Quote, TruthSealed
from show.market.arithmetic import FLOATS
from show.market.bars import Bar, Chance, Hidden, advance, depth, quoted
from show.market.chain import Chain
from show.market.dealer import quotes
from show.market.eve import EVE_BARS, EVE_TICKS, eve_bars
from show.market.options import chain_of
from show.market.regimes import (
    CHAOTIC,
    LAWS,
    MIXING,
    OPENINGS,
    RegimeName,
    duration,
    follow,
    regime_named,
)
from show.market.sealing import States, figures, sealed, unsealed
from show.market.source import ChaosForce
from show.market.tape import BARS_PER_TICK
from show.market.waves import Parts, in_waves, waves
from show.words import ASSETS, Asset

Bars = dict[Asset, list[Bar[float]]]


@dataclass(frozen=True, slots=True)
class Simulator:
    """A market source that needs nothing but dice."""

    @property
    def name(self) -> str:
        """Return the name for the screen."""
        return "simulator"

    def first(self, dice: random.Random) -> tuple[PricesMoved, TruthSealed]:
        """Return the quotes a season opens with, around the opening prices, and the bars of its eve.

        A night lies between: variance is as usual, nobody is excited, and the dealer's book is empty.
        """
        regime, left, states = _fresh(dice)
        opening = {
            asset: _opening(regime, place, state)
            for place, (asset, state) in enumerate(zip(ASSETS, states, strict=True))
        }
        bars = eve_bars(self._eve(dice), opening)
        prices = PricesMoved(quotes=opening, bars=bars, depth=_depths(regime, states))
        return prices, sealed(regime, left, EVE_BARS, states, {})

    def _eve(self, dice: random.Random) -> Iterator[PricesMoved]:
        """Play the session before, without audience or traders."""
        regime, left, states = _fresh(dice)
        truth = sealed(regime, left, 0, states, {})
        for _ in range(EVE_TICKS):
            prices, truth = self.move(truth, dice, chaos=None, flow={})
            yield prices

    def move(
        self,
        truth: TruthSealed,
        dice: random.Random,
        *,
        chaos: ChaosForce | None,
        flow: Mapping[Asset, int],
    ) -> tuple[PricesMoved, TruthSealed]:
        """Return the next quotes and the truth behind them.

        Raises:
            ValueError: the truth was not made by the simulator.
        """
        before = regime_named(truth.regime)
        regime, left, fresh = _regime(before, truth.ticks_left, chaos, dice)
        states = unsealed(truth, before)
        if regime == "Strike":
            laws = LAWS[regime]
            states = [state._replace(variance=law.theta) for state, law in zip(states, laws, strict=True)]
        drowned = in_waves(before, regime)
        states, bars = _tick(regime, states, waves(before, regime, fresh, dice), drowned, flow, dice)
        prices = PricesMoved(
            quotes={asset: _quote(made[-1].bid, made[-1].ask) for asset, made in bars.items()},
            bars={asset: figures(made) for asset, made in bars.items()},
            depth=_depths(regime, states),
        )
        return prices, sealed(regime, left, truth.bar + BARS_PER_TICK, states, bars)

    def chain(self, truth: TruthSealed, asset: Asset, dice: random.Random) -> Chain:
        """Return the options that are quoted on an asset, off the sealed variance.

        Raises:
            ValueError: the truth was not made by the simulator.
        """
        return chain_of(truth, regime_named(truth.regime), asset, dice)


def _fresh(dice: random.Random) -> tuple[RegimeName, int, States]:
    """The regime of a session's first moves, how many they are, and the market at rest."""
    regime = dice.choice(OPENINGS)
    left = duration(regime, dice)
    return regime, left, [Hidden(law.anchor, law.theta, 0.0, 0.0, 0.0, 0.0, 0.0) for law in LAWS[regime]]


def _opening(regime: RegimeName, place: int, state: Hidden[float]) -> Quote:
    fair, shift, half = quoted(FLOATS, LAWS[regime][place], state)
    bid, ask = quotes(FLOATS, math.exp(fair + shift), half)
    return _quote(bid, ask)


def _quote(bid: float, ask: float) -> Quote:
    return Quote(bid=int(bid), ask=int(ask))


def _depths(regime: RegimeName, states: States) -> dict[Asset, tuple[int, int]]:
    return {asset: depth(law, state) for asset, law, state in zip(ASSETS, LAWS[regime], states, strict=True)}


def _regime(
    before: RegimeName, ticks_left: int, chaos: ChaosForce | None, dice: random.Random
) -> tuple[RegimeName, int, bool]:
    """The regime of this move, the moves it lasts after this one, and whether it begins now."""
    if chaos is not None:
        fresh = before not in CHAOTIC
        return ("Strike" if fresh else "Chaos"), chaos.ticks_left, fresh
    if ticks_left > 0 and before not in CHAOTIC:
        return before, ticks_left - 1, False
    drawn, ticks = follow(before, dice)
    return drawn, ticks - 1, True


def _tick(
    regime: RegimeName,
    states: States,
    jumps: list[Parts],
    drowned: bool,
    flow: Mapping[Asset, int],
    dice: random.Random,
) -> tuple[States, Bars]:
    """Play the bars of a tick. The traders' orders hit the quotes of its first."""
    laws = LAWS[regime]
    bars: Bars = {asset: [] for asset in ASSETS}
    bought = [float(max(0, flow.get(asset, 0))) for asset in ASSETS]
    sold = [float(max(0, -flow.get(asset, 0))) for asset in ASSETS]
    for number in range(BARS_PER_TICK):
        shocks = _shocks(regime, dice)
        for place, asset in enumerate(ASSETS):
            chance = Chance(shocks[place], *_chance(dice))
            if drowned:
                chance = chance._replace(shock=0.0, jump=1.0)
            states[place], bar = advance(
                FLOATS, laws[place], states[place], chance, bought[place], sold[place], jumps[place][number]
            )
            bars[asset].append(bar)
        bought = sold = [0.0] * len(ASSETS)
    return states, bars


def _shocks(regime: RegimeName, dice: random.Random) -> tuple[float, float, float]:
    """Three standard normals, correlated as the regime says."""
    gauss = dice.gauss
    one, two, three = gauss(0.0, 1.0), gauss(0.0, 1.0), gauss(0.0, 1.0)
    _, (b1, b2, _), (c1, c2, c3) = MIXING[regime]
    return one, b1 * one + b2 * two, c1 * one + c2 * two + c3 * three


def _chance(dice: random.Random) -> tuple[float, ...]:
    """The other seven dice of a bar, in the order of `Chance`."""
    gauss, uniform = dice.gauss, dice.random
    turbulence, leap, buyers, sellers = gauss(0.0, 1.0), gauss(0.0, 1.0), gauss(0.0, 1.0), gauss(0.0, 1.0)
    return turbulence, 1 - uniform(), leap, buyers, sellers, 1 - uniform(), 1 - uniform()
