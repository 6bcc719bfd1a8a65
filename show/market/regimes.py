"""The market's hidden regimes: what each does to the three assets, how long it lasts, what follows it.

Drift and volatility are written per tick of the floor, in percent of the price, and turned into the law of a
bar, a fifth of a tick. They are far larger than a real market's, and on purpose: a regime lasts a few minutes
of show, and a trader who reads it must be able to profit within that. For the same reason the volatility's
clock is compressed: its half-life is an hour of bars, not a month of days, or nobody would see it move.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from show.market.bars import Law
from show.market.dealer import TERMS, TRADES, lean
from show.market.heston import Heston
from show.market.tape import BARS_PER_TICK
from show.words import ASSETS, Asset

RegimeName = Literal[
    "Tech Boom", "Crypto Frenzy", "Bond Rally", "Stagnant", "Rate Shock", "Crash", "Recovery",
    "Strike", "Chaos", "Aftershocks",
]  # fmt: skip
REGIME_NAMES: tuple[RegimeName, ...] = get_args(RegimeName)

CHAOTIC: frozenset[str] = frozenset({"Strike", "Chaos"})
"""The regimes while chaos lasts: its first move, and the moves after that. No draw leads to them."""

OPENINGS: tuple[RegimeName, ...] = ("Tech Boom", "Crypto Frenzy", "Bond Rally", "Stagnant")
"""A season opens in one of these: nobody should be ruined before the audience knows their names."""

START: Mapping[Asset, int] = {"Tech": 25_000, "Crypto": 4_000, "Bonds": 10_000}
"""Opening mids in cents."""

PULL = 0.006 / BARS_PER_TICK
"""How much of its distance to the opening price a log price gives back per bar (half-life 578 bars).

Without it a log price wanders without bound, and after some thousand ticks Crypto is a cent or a million. It
is slow beside a regime (40 to 140 bars), so it cancels no trend, it only limits what trends add up to. A
stronger pull would pay whoever keeps a fixed share and charge whoever is short of one.
"""

Per = tuple[float, float, float]
"""One figure per asset, in the order Tech, Crypto, Bonds."""

RHO: Per = (-0.70, -0.65, -0.65)
"""Correlation of return and variance: falls are louder than rises."""
FELLER = 0.95
"""xi^2 / (2 kappa theta). Below one the variance keeps away from zero."""
JUMP_SD: Per = (1.7, 3.6, 0.40)
"""The deviation of a jump in percent: some four and a half usual bars, or nobody could tell it from noise."""
JUMP_LEAN: Per = (-0.30, -0.20, -0.25)
"""The mean of a jump, in its deviations."""
INFORMED = 0.2
"""How many informed traders come for each usual one, where a tick's drift is as large as its deviation.

Who knows the regime trades the more, the better its drift can be told from noise: the tilt of the flow is
this times drift over deviation, some 0.1 in a boom. Of 1,000 trades 510 are buys then: enough to be worth
counting, not enough to see.
"""
USUAL: Per = (0.95, 2.0, 0.24)
"""The volatility in percent per tick at which a usual number of trades comes."""


@dataclass(frozen=True, slots=True)
class Regime:
    """One regime. `correlation` is of the pairs Tech-Crypto, Tech-Bonds, Crypto-Bonds."""

    drift: Per
    volatility: Per
    """The long-run level of the diffusion, without the jumps."""
    correlation: Per
    ticks: tuple[int, int]
    """The shortest and the longest duration, both possible, all between equally likely."""
    then: Mapping[RegimeName, int]
    """What may follow, by weight."""
    jumps: float = 0.04
    """Jumps per tick when nothing has excited them."""
    half_life: float = 45.0
    """How many bars the variance needs for half its way to the regime's level."""
    jump: Per = (0.0, 0.0, 0.0)
    """The mean jump in percent on the first move; its scatter is half as large."""
    hint: RegimeName | None = None
    """The regime whose headlines fit, where it has none of its own."""


REGIMES: Mapping[RegimeName, Regime] = {
    "Tech Boom": Regime(
        drift=(0.50, 0.10, -0.03), volatility=(0.95, 1.9, 0.22), correlation=(0.45, -0.15, -0.10),
        ticks=(10, 28), jump=(0.8, 0.3, -0.1),
        then={"Crypto Frenzy": 3, "Stagnant": 3, "Rate Shock": 3, "Crash": 3},
    ),
    "Crypto Frenzy": Regime(
        drift=(0.02, 1.30, -0.06), volatility=(0.85, 3.4, 0.24), correlation=(0.30, -0.10, -0.10),
        ticks=(8, 22), jump=(0.0, 2.0, 0.0),
        then={"Crash": 6, "Stagnant": 2, "Tech Boom": 2, "Rate Shock": 2},
    ),
    "Bond Rally": Regime(
        drift=(-0.10, -0.28, 0.16), volatility=(0.75, 1.7, 0.28), correlation=(0.40, -0.30, -0.20),
        ticks=(10, 26), jump=(0.0, -0.3, 0.2),
        then={"Stagnant": 3, "Tech Boom": 3, "Recovery": 2, "Crypto Frenzy": 2},
    ),
    "Stagnant": Regime(
        drift=(-0.02, -0.02, 0.02), volatility=(0.60, 1.3, 0.17), correlation=(0.35, 0.00, 0.00),
        ticks=(8, 18),
        then={"Tech Boom": 3, "Crypto Frenzy": 3, "Bond Rally": 3, "Rate Shock": 3, "Crash": 2},
    ),
    "Rate Shock": Regime(
        drift=(-0.35, -0.45, -0.22), volatility=(1.15, 2.3, 0.42), correlation=(0.55, 0.40, 0.30),
        ticks=(8, 20), jump=(-0.8, -1.0, -0.5),
        then={"Bond Rally": 4, "Recovery": 3, "Crash": 2, "Stagnant": 2},
    ),
    "Crash": Regime(
        drift=(-0.75, -1.60, 0.14), volatility=(1.60, 3.8, 0.40), correlation=(0.75, -0.45, -0.40),
        ticks=(8, 18), jump=(-1.5, -3.0, 0.3),
        then={"Recovery": 6, "Bond Rally": 3, "Stagnant": 2},
    ),
    "Recovery": Regime(
        drift=(0.40, 0.70, -0.05), volatility=(1.05, 2.4, 0.26), correlation=(0.60, -0.20, -0.20),
        ticks=(10, 24), jump=(0.6, 1.0, 0.0),
        then={"Tech Boom": 4, "Stagnant": 3, "Crypto Frenzy": 3, "Bond Rally": 1},
    ),
    "Strike": Regime(
        drift=(0.0, 0.0, 0.0), volatility=(2.20, 4.8, 0.60), correlation=(0.85, -0.50, -0.45),
        ticks=(1, 1), then={"Recovery": 6, "Aftershocks": 4}, hint="Crash",
    ),
    "Chaos": Regime(
        drift=(-0.15, -0.30, 0.05), volatility=(2.20, 4.8, 0.60), correlation=(0.80, -0.50, -0.45),
        ticks=(1, 1), then={"Recovery": 6, "Aftershocks": 4}, hint="Crash",
    ),
    "Aftershocks": Regime(
        drift=(-0.25, -0.50, 0.04), volatility=(1.70, 3.8, 0.45), correlation=(0.70, -0.40, -0.35),
        ticks=(4, 9), jump=(-0.8, -1.5, 0.2),
        then={"Recovery": 5, "Stagnant": 2, "Bond Rally": 2}, hint="Crash",
    ),
}  # fmt: skip


def heston(name: RegimeName, asset: Asset, v0: float) -> Heston:
    """Return what the variance of an asset follows under a regime, per bar, from v0 on."""
    law = LAWS[name][ASSETS.index(asset)]
    return Heston(v0, law.kappa, law.theta, law.xi, law.rho)


def _law(regime: Regime, place: int) -> Law[float]:
    asset = ASSETS[place]
    terms, rho = TERMS[asset], RHO[place]
    kappa = math.log(2) / regime.half_life
    theta = (regime.volatility[place] / 100) ** 2 / BARS_PER_TICK
    deviation = JUMP_SD[place] / 100
    mean = JUMP_LEAN[place] * deviation
    return Law(
        drift=regime.drift[place] / 100 / BARS_PER_TICK,
        kappa=kappa,
        theta=theta,
        xi=math.sqrt(2 * kappa * theta * FELLER),
        rho=rho,
        rest=math.sqrt(1 - rho * rho),
        rate=regime.jumps / BARS_PER_TICK,
        jump_mean=mean,
        jump_sd=deviation,
        jump_growth=math.expm1(mean + 0.5 * deviation * deviation),
        tilt=INFORMED * regime.drift[place] / regime.volatility[place],
        usual=USUAL[place] / 100 / math.sqrt(BARS_PER_TICK),
        anchor=math.log(START[asset]),
        pull=PULL,
        least_half=terms.least_half,
        per_volatility=terms.per_volatility,
        lean=lean(terms),
        impact=terms.impact,
        echo=terms.echo,
        clip=float(terms.clip),
        trades=TRADES,
    )


LAWS: Mapping[RegimeName, tuple[Law[float], ...]] = {
    name: tuple(_law(regime, place) for place in range(len(ASSETS))) for name, regime in REGIMES.items()
}
"""The law of a bar under each regime, in the order of the assets."""


def mixing(regime: Regime) -> tuple[Per, Per, Per]:
    """Return the lower triangle that gives three independent normals the correlations (Cholesky)."""
    r01, r02, r12 = regime.correlation
    across = math.sqrt(1 - r01 * r01)
    mixed = (r12 - r01 * r02) / across
    rest = math.sqrt(1 - r02 * r02 - mixed * mixed)
    return (1.0, 0.0, 0.0), (r01, across, 0.0), (r02, mixed, rest)


MIXING: Mapping[RegimeName, tuple[Per, Per, Per]] = {name: mixing(regime) for name, regime in REGIMES.items()}


def regime_named(token: str) -> RegimeName:
    """Return the regime of a sealed truth.

    Raises:
        ValueError: another source than the simulator made that truth.
    """
    if token not in REGIME_NAMES:
        raise ValueError(
            f"{token!r} is no regime of the simulated market; a season goes on with the source it began "
            "with, so start that source again or reset the season"
        )
    return token


def hint(token: str) -> RegimeName:
    """Return the regime whose headlines fit a truth; where no simulator knows it, those of a quiet market."""
    if token not in REGIME_NAMES:
        return "Stagnant"
    return REGIMES[token].hint or token


def follow(regime: RegimeName, dice: random.Random) -> tuple[RegimeName, int]:
    """Draw the regime after this one, and how many ticks it lasts."""
    choices = REGIMES[regime].then
    drawn = dice.choices(list(choices), weights=list(choices.values()))[0]
    return drawn, duration(drawn, dice)


def duration(regime: RegimeName, dice: random.Random) -> int:
    """Draw how many ticks a regime lasts."""
    return dice.randint(*REGIMES[regime].ticks)
