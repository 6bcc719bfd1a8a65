"""The dealer: who takes the other side of every trade, and what that does to the quotes.

A dealer who holds inventory bears its risk. Avellaneda & Stoikov ("High-frequency trading in a limit order
book", Quantitative Finance 8, 2008) give the best quotes up to a closing time T; they are here as published.
The show's floor never closes, so its dealer quotes what Guéant, Lehalle & Fernandez-Tapia ("Dealing with the
inventory risk", Mathematics and Financial Economics 7, 2013, section 4) find far from any closing time.

In both, buyers who see an ask at distance d from the mid come at the rate A * exp(-k * d).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from show.market.arithmetic import Arithmetic, N
from show.words import Asset

PRICE_FLOOR = 100
"""No bid falls below this, in cents: a worthless asset would leave nothing to talk about."""

IMPACT_UNIT = 1_000_000
"""Impact is quoted per this many cents ($10,000, a trader's whole stake)."""

MOST_PRESSURE = 40.0
"""What the dealer takes in one bar, in impact units: an order beyond that moves the price no further."""

MOST_INVENTORY = 200.0
"""The inventory in trades at which the dealer leans no further."""

JUMP_PREMIUM = 0.25
"""The share of the loss expected from jumps in a bar that the dealer adds to the half spread."""


def avellaneda_stoikov(
    mid: float, inventory: float, gamma: float, sigma: float, k: float, left: float
) -> tuple[float, float]:
    """Return bid and ask of Avellaneda & Stoikov (2008), equations 29 and 30.

    `mid` in cents, `inventory` in units of the asset, `gamma` and `k` in 1/cents, `sigma` in cents per square
    root of a bar, `left` in bars to the close. The reservation price is mid - inventory gamma sigma^2 left,
    the whole spread gamma sigma^2 left + (2 / gamma) ln(1 + gamma / k): it narrows as the close comes.

    Raises:
        ValueError: gamma or k is not positive.
    """
    _positive(gamma=gamma, k=k)
    risk = gamma * sigma * sigma * max(0.0, left)
    half = 0.5 * risk + math.log1p(gamma / k) / gamma
    reservation = mid - inventory * risk
    return reservation - half, reservation + half


def gueant_lehalle_fernandez(
    inventory: float, gamma: float, sigma: float, k: float, rate: float, size: float = 1.0
) -> tuple[float, float]:
    """Return the stationary distances of bid and ask from the mid, in cents.

    Guéant, Lehalle & Fernandez-Tapia (2013): (1 / gamma) ln(1 + gamma / k) + (1 ± 2 q) / 2 * c with
    c = sqrt(sigma^2 gamma / (2 k A) * (1 + gamma / k)^(1 + k / gamma)). Units as in `avellaneda_stoikov`;
    `rate` (A) is in trades per bar at no distance; `inventory` (q) and `size` count trades. A distance may be
    negative: a dealer with too much of it sells below the mid.

    Raises:
        ValueError: gamma, k or the rate is not positive.
    """
    _positive(gamma=gamma, k=k, rate=rate)
    lean = size * sigma * math.sqrt(lean_factor(gamma / k) * gamma / (2 * k * rate))
    near = math.log1p(gamma / k) / gamma
    return near + (0.5 + inventory) * lean, near + (0.5 - inventory) * lean


def lean_factor(ratio: float) -> float:
    """Return (1 + g)^(1 + 1/g) for g = gamma / k: e for a dealer without fear of risk, 4 for g = 1."""
    return math.exp((1.0 + 1.0 / ratio) * math.log1p(ratio))


def _positive(**figures: float) -> None:
    for name, value in figures.items():
        if not value > 0:
            raise ValueError(f"{name} is {value!r}; the dealer's formulas need it above zero")


class Terms(NamedTuple):
    """How the dealer makes a market in one asset. Distances are log prices (0.0001 is a basis point)."""

    least_half: float
    """Half the spread in a market that does not move."""
    per_volatility: float
    """How much a unit of volatility per bar adds: who trades compares a spread with what a bar moves."""
    impact: float
    """What an impact unit of buying does to the fair price for good."""
    echo: float
    """What it does on top of that for a while."""
    clip: int
    """The lots of one trade of the crowd, about $10,000."""
    risk_ratio: float
    """gamma / k: the dealer's fear of inventory."""


TERMS: Mapping[Asset, Terms] = {
    "Tech": Terms(0.00020, 0.045, 0.00009, 0.00018, 40_000, 0.00005),
    "Crypto": Terms(0.00030, 0.045, 0.00015, 0.00021, 250_000, 0.00005),
    "Bonds": Terms(0.00005, 0.045, 0.000025, 0.00003, 100_000, 0.00005),
}

TRADES = 10.0
"""How many trades of the crowd hit each side of the quotes in a usual bar."""

ECHO_STAYS = 0.6
"""The share of the passing part of the impact that is left after a bar."""


def lean(terms: Terms) -> float:
    """Return how far the quotes shift per trade of inventory, in volatilities per root bar.

    It is c / sigma of the stationary quotes, where the usual number of trades comes at a distance of 1 / k.
    """
    rate = TRADES * math.e
    return math.sqrt(lean_factor(terms.risk_ratio) * terms.risk_ratio / (2 * rate))


def quotes(of: Arithmetic[N], mid: N, half: N) -> tuple[N, N]:
    """Return bid and ask in whole cents around a mid in cents; `half` is half the spread as a share of it.

    The bid is rounded down and the ask up, so they never cross or touch.
    """
    bid = of.most(PRICE_FLOOR, of.floor(mid * (1 - half)))
    return bid, of.most(bid + 1, of.ceil(mid * (1 + half)))
