"""The dealer's quotes: the published formulas, and what holds for every quote on the floor."""

from __future__ import annotations

import math

import pytest

from show.market.arithmetic import FLOATS
from show.market.bars import Hidden, depth, quoted
from show.market.dealer import (
    IMPACT_UNIT,
    PRICE_FLOOR,
    TERMS,
    avellaneda_stoikov,
    gueant_lehalle_fernandez,
    lean,
    lean_factor,
    quotes,
)
from show.market.regimes import LAWS
from show.rules import SeasonRules
from show.words import ASSETS

CALM = LAWS["Stagnant"]


def state(
    place: int, inventory: float = 0.0, variance: float | None = None, excited: float = 0.0
) -> Hidden[float]:
    law = CALM[place]
    return Hidden(law.anchor, variance or law.theta, excited, inventory, 0.0, 0.0, 0.0)


def test_avellaneda_and_stoikov_quote_what_they_published() -> None:
    # Their example, section 3.3: s = 100, gamma = 0.1, sigma = 2, k = 1.5, T = 1; the optimal spread at the
    # open is gamma sigma^2 T + (2 / gamma) ln(1 + gamma / k) = 0.4 + 1.2908.
    bid, ask = avellaneda_stoikov(100.0, 0.0, 0.1, 2.0, 1.5, 1.0)
    assert ask - bid == pytest.approx(0.4 + 20 * math.log(1 + 0.1 / 1.5), abs=1e-12)
    assert 0.5 * (bid + ask) == pytest.approx(100.0, abs=1e-12)
    bid, ask = avellaneda_stoikov(100.0, 3.0, 0.1, 2.0, 1.5, 0.5)
    assert 0.5 * (bid + ask) == pytest.approx(100.0 - 3 * 0.1 * 4 * 0.5, abs=1e-12)


def test_towards_the_close_the_spread_narrows_and_the_lean_vanishes() -> None:
    wide = avellaneda_stoikov(100.0, 5.0, 0.1, 2.0, 1.5, 1.0)
    late = avellaneda_stoikov(100.0, 5.0, 0.1, 2.0, 1.5, 0.0)
    assert late[1] - late[0] < wide[1] - wide[0]
    assert 0.5 * sum(late) == pytest.approx(100.0, abs=1e-12)


def test_the_stationary_quotes_are_those_of_the_closed_form() -> None:
    gamma, sigma, k, rate = 0.01, 0.3, 0.3, 0.9
    near = math.log(1 + gamma / k) / gamma
    step = math.sqrt(sigma**2 * gamma / (2 * k * rate) * (1 + gamma / k) ** (1 + k / gamma))
    for inventory in (-2, 0, 3):
        below, above = gueant_lehalle_fernandez(inventory, gamma, sigma, k, rate)
        assert below == pytest.approx(near + (2 * inventory + 1) / 2 * step, abs=1e-12)
        assert above == pytest.approx(near - (2 * inventory - 1) / 2 * step, abs=1e-12)


def test_a_dealer_without_fear_of_risk_has_the_known_limits() -> None:
    assert lean_factor(1e-9) == pytest.approx(math.e, rel=1e-8)
    assert lean_factor(1.0) == pytest.approx(4.0)


@pytest.mark.parametrize(("name", "value"), [("gamma", 0.0), ("k", -1.0), ("k", math.nan)])
def test_a_figure_that_makes_no_market_is_named(name: str, value: float) -> None:
    figures = {"gamma": 0.1, "k": 1.5} | {name: value}
    with pytest.raises(ValueError, match=f"{name} is .*above zero"):
        avellaneda_stoikov(100.0, 0.0, figures["gamma"], 2.0, figures["k"], 1.0)


@pytest.mark.parametrize("place", range(3))
def test_the_floors_lean_is_the_stationary_quotes_lean(place: int) -> None:
    """The law of a bar writes the published lean in shares of the price and of the volatility."""
    terms, law = TERMS[ASSETS[place]], CALM[place]
    mid, volatility = math.exp(law.anchor), math.sqrt(law.theta)
    k = 1 / (0.01 * mid)
    below, above = gueant_lehalle_fernandez(
        7.0, terms.risk_ratio * k, volatility * mid, k, law.trades * math.e
    )
    flat_below, flat_above = gueant_lehalle_fernandez(
        0.0, terms.risk_ratio * k, volatility * mid, k, law.trades * math.e
    )
    assert (below - flat_below) / mid == pytest.approx(7.0 * lean(terms) * volatility, rel=1e-9)
    assert flat_above - above == pytest.approx(below - flat_below, rel=1e-9)
    assert quoted(FLOATS, law, state(place, 7.0))[1] == pytest.approx(-(below - flat_below) / mid, rel=1e-9)


@pytest.mark.parametrize("place", range(3))
def test_the_spread_grows_with_variance_and_with_the_danger_of_jumps(place: int) -> None:
    halves = [quoted(FLOATS, CALM[place], state(place, variance=v))[2] for v in (1e-8, 1e-6, 1e-4, 1e-2)]
    assert halves == sorted(set(halves))
    calm, alarmed = (quoted(FLOATS, CALM[place], state(place, excited=e))[2] for e in (0.0, 0.3))
    assert alarmed > 1.5 * calm


@pytest.mark.parametrize("place", range(3))
def test_the_dealer_offers_less_in_a_storm_and_on_the_side_that_fills_the_book(place: int) -> None:
    law = CALM[place]
    calm, wild = depth(law, state(place)), depth(law, state(place, variance=16 * law.theta))
    assert wild[0] < calm[0]
    bid, ask = depth(law, state(place, inventory=20.0))
    assert 0 < bid < calm[0] < ask


def test_the_bid_is_rounded_down_and_the_ask_up() -> None:
    assert quotes(FLOATS, 4_000.0, 0.0006) == (3_997, 4_003)


def test_a_worthless_asset_is_still_quoted() -> None:
    assert quotes(FLOATS, 3.0, 0.01) == (PRICE_FLOOR, PRICE_FLOOR + 1)


@pytest.mark.parametrize("asset", ASSETS)
def test_pumping_a_price_costs_more_than_it_brings(asset: str) -> None:
    """Buy all the rules allow in two orders and sell at once: the dealer's answer must not pay for it."""
    (place, name) = next((place, known) for place, known in enumerate(ASSETS) if known == asset)
    rules, terms, law = SeasonRules(), TERMS[name], CALM[place]
    size = rules.order_limit / IMPACT_UNIT
    trades = rules.order_limit / (law.clip / 1_000 * math.exp(law.anchor))
    leans = lean(terms) * math.sqrt(law.theta) * trades
    pushed = (terms.impact + terms.echo) * size + leans
    bought = [0.0, pushed]  # the log price of each order, from where the price stood
    gain = sum(2 * pushed - price for price in bought)
    half = quoted(FLOATS, law, state(place))[2]
    assert gain < len(bought) * 2 * (rules.fee_bps / 10_000 + half)
