"""The simulated market: correlated log prices with stochastic volatility under hidden regimes.

It keeps nothing between moves. The truth it returns is all there is, so a season goes on exactly where its
log ends; the same truth, dice, chaos and flow give the same quotes to the last bit.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass

from show.events import PricesMoved, Quote, TruthSealed
from show.market.dealer import PRICE_FLOOR, TERMS, pressure, quote
from show.market.regimes import CHAOTIC, OPENINGS, REGIMES, Per, RegimeName, duration, follow, regime_named
from show.market.source import ChaosForce
from show.words import ASSETS, Asset

START: Mapping[Asset, int] = {"Tech": 25_000, "Crypto": 4_000, "Bonds": 10_000}
"""Opening mids in cents."""
LOG_FLOOR = math.log(PRICE_FLOOR)

PULL = 0.006
"""How much of its distance to the opening price a log price gives back per tick (half-life 115 ticks).

Without it a log price wanders without bound, and after some thousand ticks Crypto is a cent or a million. It
is slow beside a regime (8 to 28 ticks), so it cancels no trend, it only limits what trends add up to. A
stronger pull would pay whoever keeps a fixed share and charge whoever is short of one.
"""

KAPPA = 0.25
"""How fast log variance goes to the regime's level (half-life 2.4 ticks)."""
VOL_OF_VOL = 0.30
RHO: Per = (-0.5, -0.2, -0.1)
"""Correlation of return and log variance: falls are louder than rises."""

Range = tuple[float, float]
FIRST_WAVE: tuple[Range, Range, Range] = ((-5.5, -3.0), (-14.0, -9.0), (0.6, 1.2))
"""What the first move of chaos does to each price, in percent, instead of a draw around a drift."""
SECOND_WAVE: tuple[Range, Range, Range] = ((-3.0, -1.5), (-9.0, -4.0), (0.2, 0.6))


@dataclass(frozen=True, slots=True)
class Simulator:
    """A market source that needs nothing but dice."""

    @property
    def name(self) -> str:
        """Return the name for the screen."""
        return "simulator"

    def first(self, dice: random.Random) -> tuple[PricesMoved, TruthSealed]:
        """Return the quotes a season opens with, around the opening prices."""
        regime = dice.choice(OPENINGS)
        truth = TruthSealed(
            regime=regime,
            ticks_left=duration(regime, dice),
            fair={asset: math.log(START[asset]) for asset in ASSETS},
            variance=dict(zip(ASSETS, _levels(regime), strict=True)),
        )
        return _quoted(truth, dict.fromkeys(ASSETS, 0.0)), truth

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
        regime, ticks_left, fresh = _regime(before, truth.ticks_left, chaos, dice)
        returns, variance = _step(truth, before, regime, fresh, dice)
        bought = {asset: pressure(flow.get(asset, 0), truth.fair[asset]) for asset in ASSETS}
        fair = {
            asset: max(LOG_FLOOR, truth.fair[asset] + change + TERMS[asset].impact * bought[asset])
            for asset, change in zip(ASSETS, returns, strict=True)
        }
        after = TruthSealed(
            regime=regime, ticks_left=ticks_left, fair=fair, variance=dict(zip(ASSETS, variance, strict=True))
        )
        return _quoted(after, bought), after


def _quoted(truth: TruthSealed, bought: Mapping[Asset, float]) -> PricesMoved:
    chaotic = truth.regime in CHAOTIC
    quotes: dict[Asset, Quote] = {
        asset: quote(asset, truth.fair[asset], truth.variance[asset], bought[asset], chaotic=chaotic)
        for asset in ASSETS
    }
    return PricesMoved(quotes=quotes)


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


def _step(
    truth: TruthSealed, before: RegimeName, regime: RegimeName, fresh: bool, dice: random.Random
) -> tuple[list[float], list[float]]:
    """Log returns and the variances after them, in the order of the assets."""
    if regime == "Strike":
        return _wave(FIRST_WAVE, dice), _levels(regime)
    if regime == "Chaos" and before == "Strike":
        return _wave(SECOND_WAVE, dice), _levels(regime)
    return _diffuse(truth, regime, fresh, dice)


def _wave(ranges: tuple[Range, Range, Range], dice: random.Random) -> list[float]:
    return [math.log1p(dice.uniform(low, high) / 100) for low, high in ranges]


def _diffuse(
    truth: TruthSealed, name: RegimeName, fresh: bool, dice: random.Random
) -> tuple[list[float], list[float]]:
    regime, levels = REGIMES[name], _levels(name)
    shocks = _correlated(regime.correlation, dice)
    returns, variances = [], []
    for index, asset in enumerate(ASSETS):
        variance, shock, rho = truth.variance[asset], shocks[index], RHO[index]
        gap = math.log(START[asset]) - truth.fair[asset]
        change = regime.drift[index] / 100 - variance / 2 + math.sqrt(variance) * shock + PULL * gap
        if fresh:
            change += dice.gauss(regime.jump[index], abs(regime.jump[index]) / 2) / 100
        returns.append(change)
        noise = rho * shock + math.sqrt(1 - rho * rho) * dice.gauss(0.0, 1.0)
        variances.append(variance * math.exp(KAPPA * math.log(levels[index] / variance) + VOL_OF_VOL * noise))
    return returns, variances


def _levels(name: RegimeName) -> list[float]:
    return [(volatility / 100) ** 2 for volatility in REGIMES[name].volatility]


def _correlated(correlation: Per, dice: random.Random) -> tuple[float, float, float]:
    """Three standard normals with the correlations of the pairs 0-1, 0-2, 1-2 (Cholesky)."""
    first, second, third = dice.gauss(0.0, 1.0), dice.gauss(0.0, 1.0), dice.gauss(0.0, 1.0)
    r01, r02, r12 = correlation
    across = math.sqrt(1 - r01 * r01)
    mixed = (r12 - r01 * r02) / across
    rest = math.sqrt(1 - r02 * r02 - mixed * mixed)
    return first, r01 * first + across * second, r02 * first + mixed * second + rest * third
