"""The dealer's quotes."""

from __future__ import annotations

import math

import pytest

from show.market.dealer import IMPACT_UNIT, PRICE_FLOOR, TERMS, quote
from show.market.regimes import REGIMES
from show.rules import SeasonRules
from show.words import ASSETS


def test_the_bid_is_rounded_down_and_the_ask_up() -> None:
    # Half a spread of 3 bp and 3 % of a volatility of 1 % is 6 bp: 4,000 -/+ 2.4 cents.
    made = quote("Crypto", math.log(4_000), 0.0001, 0.0, chaotic=False)
    assert (made.bid, made.ask) == (3_997, 4_003)


def test_chaos_doubles_the_spread() -> None:
    made = quote("Crypto", math.log(400_500), 0.0001, 0.0, chaotic=True)
    # 12 basis points of 400,500 are 480.6 cents to either side.
    assert (made.bid, made.ask) == (400_019, 400_981)


def test_the_spread_grows_with_variance() -> None:
    spreads = [
        (made := quote("Tech", math.log(25_000), variance, 0.0, chaotic=False)).ask - made.bid
        for variance in (0.0, 0.0001, 0.001, 0.01)
    ]
    assert spreads == sorted(set(spreads))


@pytest.mark.parametrize("asset", ASSETS)
def test_after_selling_to_traders_the_dealer_leans_up(asset: str) -> None:
    (name,) = (known for known in ASSETS if known == asset)
    leaned = quote(name, math.log(1e7), 0.0001, 2.0, chaotic=False)
    straight = quote(name, math.log(1e7), 0.0001, 0.0, chaotic=False)
    assert leaned.bid > straight.bid
    assert leaned.ask > straight.ask


def test_a_worthless_asset_is_still_quoted() -> None:
    made = quote("Crypto", math.log(3), 0.01, -50.0, chaotic=True)
    assert (made.bid, made.ask) == (PRICE_FLOOR, PRICE_FLOOR + 1)


@pytest.mark.parametrize("asset", ASSETS)
def test_pumping_a_price_costs_more_than_it_brings(asset: str) -> None:
    """Buy all the rules allow in two orders and sell at once: the dealer's answer must not pay for it."""
    (place, name) = next((place, known) for place, known in enumerate(ASSETS) if known == asset)
    rules, terms = SeasonRules(), TERMS[name]
    size = rules.order_limit / IMPACT_UNIT
    stays, leans = terms.impact * size, terms.skew * size
    bought = [0.0, stays + leans]  # the log price of each order, from where the price stood
    sold = stays + stays + leans
    gain = sum(sold - price for price in bought)
    calm = REGIMES["Stagnant"].volatility[place] / 100
    half_spread = terms.half_spread + terms.per_volatility * calm
    assert gain < len(bought) * 2 * (rules.fee_bps / 10_000 + half_spread)
