"""The dealer: turns a fair price into bid and ask, and lets the traders' own orders move both."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from show.events import Quote
from show.ledger import LOTS_PER_UNIT
from show.words import Asset

PRICE_FLOOR = 100
"""No bid falls below this, in cents: a worthless asset would leave nothing to talk about."""

IMPACT_UNIT = 1_000_000
"""Impact and skew are quoted per this many cents ($10,000, a trader's whole stake)."""

CHAOS_SPREAD = 2.0


@dataclass(frozen=True, slots=True)
class Terms:
    """How the dealer makes a market in one asset. All figures are log prices (0.0001 is a basis point).

    Impact and skew together stay below what a round trip costs (two half spreads and two fees) for the
    largest order the rules allow, so that nobody can pump a price and sell into the dealer's own answer.
    """

    half_spread: float
    per_volatility: float
    """How much a unit of volatility adds to the half spread."""
    impact: float
    """What an order of one impact unit does to the fair price for good."""
    skew: float
    """How far the dealer leans for one move to be rid of that inventory."""


TERMS: Mapping[Asset, Terms] = {
    "Tech": Terms(half_spread=0.00010, per_volatility=0.020, impact=0.00015, skew=0.00008),
    "Crypto": Terms(half_spread=0.00030, per_volatility=0.030, impact=0.00030, skew=0.00015),
    "Bonds": Terms(half_spread=0.00005, per_volatility=0.020, impact=0.00005, skew=0.00003),
}


def pressure(lots: int, fair: float) -> float:
    """Return traders' net buying at a fair log price in impact units, negative when they sold."""
    return lots * math.exp(fair) / LOTS_PER_UNIT / IMPACT_UNIT


def quote(asset: Asset, fair: float, variance: float, bought: float, *, chaotic: bool) -> Quote:
    """Return bid and ask around a fair log price; `bought` is the pressure since the last move.

    The bid is rounded down and the ask up to the cent, so they never cross or touch.
    """
    terms = TERMS[asset]
    half = terms.half_spread + terms.per_volatility * math.sqrt(variance)
    if chaotic:
        half *= CHAOS_SPREAD
    mid = math.exp(fair + terms.skew * bought)
    bid = max(PRICE_FLOOR, math.floor(mid * (1 - half)))
    return Quote(bid=bid, ask=max(bid + 1, math.ceil(mid * (1 + half))))
