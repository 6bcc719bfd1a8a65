"""Heston's model fitted to chains that are priced elsewhere, so that the truth is known."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
import QuantLib as ql
from hypothesis import given, settings
from hypothesis import strategies as st

from show.desk.pricing.calibration import calibrate, usable
from show.market.heston import Heston
from tests.show.desk.chains import EXPIRIES, KAPPA, LEVEL, USUAL, chain_of, grid, quoted

DAYS = 365.0
"""QuantLib counts in years: let a bar be a day."""


def quantlib_volatilities(model: Heston, strikes: np.ndarray, forward: float) -> np.ndarray:
    """Implied volatilities per root bar by QuantLib's analytic engine."""
    today = ql.Date(1, 1, 2024)
    ql.Settings.instance().evaluationDate = today
    flat = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, ql.Actual365Fixed()))
    spot = ql.QuoteHandle(ql.SimpleQuote(forward))
    process = ql.HestonProcess(
        flat, flat, spot, model.v0 * DAYS, model.kappa * DAYS, model.theta * DAYS, model.xi * DAYS, model.rho
    )
    engine = ql.AnalyticHestonEngine(ql.HestonModel(process), 1e-13, 100_000)
    found = np.empty_like(strikes)
    for row, bars in enumerate(EXPIRIES):
        exercise = ql.EuropeanExercise(today + int(bars))
        for column, strike in enumerate(strikes[row]):
            side = ql.Option.Put if strike < forward else ql.Option.Call
            option = ql.EuropeanOption(ql.PlainVanillaPayoff(side, float(strike)), exercise)
            option.setPricingEngine(engine)
            deviation = ql.blackFormulaImpliedStdDev(side, float(strike), forward, option.NPV())
            found[row, column] = deviation / math.sqrt(bars)
    return found


@pytest.mark.parametrize("factor", [0.6, 1.0, 2.5])
def test_quantlibs_chain_gives_its_model_back(factor: float) -> None:
    truth = USUAL._replace(v0=factor * LEVEL)
    strikes = grid(truth, 10_000.0)
    found = calibrate(quoted(quantlib_volatilities(truth, strikes, 10_000.0), strikes, 10_000.0))
    np.testing.assert_allclose(found.model, truth, rtol=2e-4)
    assert found.error < 1e-5
    assert found.converged and found.quotes == 45


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0.05, 20),
    st.floats(-1.2, 1.2),
    st.floats(-1.0, 1.0),
    st.floats(0.3, 1.3),
    st.floats(-0.85, 0.4),
)
def test_any_sensible_chain_is_explained(
    level: float, now: float, haste: float, feller: float, rho: float
) -> None:
    theta, kappa = level * LEVEL, KAPPA * math.exp(haste)
    truth = Heston(theta * math.exp(now), kappa, theta, math.sqrt(feller * 2 * kappa * theta), rho)
    found = calibrate(chain_of(truth))
    assert found.error < 1e-3
    assert found.model.v0 == pytest.approx(truth.v0, rel=0.02)
    assert found.model.rho == pytest.approx(truth.rho, abs=0.03)


def test_noise_costs_a_little() -> None:
    """Medians over chains whose quotes are off by 1 % of volatility, as the dealer's are."""
    found = np.array([calibrate(chain_of(USUAL, 0.01, seed)).model for seed in range(20)])
    errors = np.median(np.abs(found / np.array(USUAL) - 1), axis=0)
    assert errors[[0, 2]].max() < 0.02
    assert errors[1] < 0.12
    assert np.median(np.abs(found[:, 4] - USUAL.rho)) < 0.02


def test_a_warm_start_and_a_cold_one_agree() -> None:
    chain = chain_of(USUAL, 0.01)
    cold, warm = calibrate(chain), calibrate(chain, USUAL)
    np.testing.assert_allclose(warm.model, cold.model, rtol=0.01)
    lost = calibrate(chain, Heston(1e-3, 3.0, 1e-9, 0.5, 0.9))
    assert lost.error == pytest.approx(cold.error, rel=0.01)


def test_the_unit_of_time_does_not_matter() -> None:
    chain = chain_of(USUAL, 0.01)
    hours = dataclasses.replace(
        chain, expiries=chain.expiries / 60, bid_iv=chain.bid_iv * 60**0.5, ask_iv=chain.ask_iv * 60**0.5
    )
    bars, scaled = calibrate(chain).model, calibrate(hours).model
    np.testing.assert_allclose(scaled[:4], np.array(bars[:4]) * 60, rtol=1e-6)


def test_a_few_quotes_that_feel_a_jump_do_not_rule() -> None:
    chain = chain_of(USUAL)
    dear = np.array(chain.bid_iv)
    dear[0, :2] *= 1.3
    found = calibrate(dataclasses.replace(chain, bid_iv=dear, ask_iv=dear * 1.04))
    assert found.model.v0 == pytest.approx(USUAL.v0, rel=0.05)
    assert found.model.theta == pytest.approx(USUAL.theta, rel=0.02)


def test_holes_and_crossed_quotes_are_left_out() -> None:
    chain = chain_of(USUAL)
    bid, ask = np.array(chain.bid_iv), np.array(chain.ask_iv)
    bid[0, 3], ask[1, :], bid[2, 0], ask[4, 8] = math.nan, math.nan, -1.0, bid[4, 8] / 2
    spoiled = dataclasses.replace(chain, bid_iv=bid, ask_iv=ask)
    assert usable(spoiled).sum() == 45 - 1 - 9 - 1 - 1
    found = calibrate(spoiled)
    assert found.quotes == 33
    np.testing.assert_allclose(found.model, USUAL, rtol=1e-3)


def test_too_few_quotes_are_refused() -> None:
    chain = chain_of(USUAL)
    few = np.full_like(chain.bid_iv, math.nan)
    few[0] = chain.bid_iv[0]
    with pytest.raises(ValueError, match="9 usable quotes at 1 expiries"):
        calibrate(dataclasses.replace(chain, bid_iv=few))
