"""Heston's prices against QuantLib's analytic engine and against an integral to thirty digits."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
import QuantLib as ql

from show.market.heston import Heston, black, cf, cos_price, feller, implied_vol_black, mean_variance

TEXTBOOK = Heston(0.04, 1.5, 0.05, 0.6, -0.7)
SHOW = Heston(1.8e-5, 0.0116, 1.6e-5, 5.5e-4, -0.6)
MODELS = (
    TEXTBOOK,
    Heston(0.04, 1e-8, 0.05, 0.3, -0.7),
    Heston(0.01, 12.0, 0.02, 1e-6, 0.3),
    Heston(0.09, 4.0, 0.02, 0.9, 0.5),
)


def quantlib(model: Heston, forward: float, strike: float, days: int) -> float:
    today = ql.Date(2, 1, 2024)
    ql.Settings.instance().evaluationDate = today
    flat = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, ql.Actual365Fixed()))
    spot = ql.QuoteHandle(ql.SimpleQuote(forward))
    process = ql.HestonProcess(flat, flat, spot, model.v0, model.kappa, model.theta, model.xi, model.rho)
    put = ql.VanillaOption(ql.PlainVanillaPayoff(ql.Option.Put, strike), ql.EuropeanExercise(today + days))
    put.setPricingEngine(ql.AnalyticHestonEngine(ql.HestonModel(process), 1e-9, 100_000))
    return float(put.NPV())


def exact_cf(u: complex, expiry: float, model: Heston) -> complex:
    """Solve Heston's Riccati equations by Taylor series, to thirty digits, without any closed form."""
    v0, kappa, theta, xi, rho = (mpmath.mpf(x) for x in model)
    w = mpmath.mpc(u)

    def slopes(t: object, y: list[object]) -> list[object]:
        d = y[0]
        return [
            -(w * w + 1j * w) / 2 - (kappa - rho * xi * 1j * w) * d + xi * xi * d * d / 2,
            kappa * theta * d,
        ]

    with mpmath.workdps(30):
        d, c = mpmath.odefun(slopes, 0, [mpmath.mpc(0), mpmath.mpc(0)])(expiry)
        return complex(mpmath.exp(c + d * v0))


@pytest.mark.parametrize("model", [*MODELS, SHOW])
def test_the_characteristic_function_is_one_at_zero_and_makes_the_forward_a_martingale(model: Heston) -> None:
    at = cf([0.0, -1j], 0.7, model)
    assert np.abs(at - 1).max() < 1e-14


@pytest.mark.parametrize("model", [TEXTBOOK, Heston(0.09, 4.0, 0.02, 0.9, 0.5)])
@pytest.mark.parametrize("u", [0.5, 3.0 + 0.2j, 12.0])
def test_the_characteristic_function_solves_hestons_equations(model: Heston, u: complex) -> None:
    assert abs(complex(cf(u, 0.8, model)) - exact_cf(u, 0.8, model)) < 1e-13


def test_a_variance_that_never_moves_gives_a_lognormal() -> None:
    u = np.linspace(0.1, 30, 50)
    still = cf(u, 2.0, Heston(0.04, 1.0, 0.04, 0.0, 0.0))
    assert np.abs(still - np.exp(-0.5 * 0.08 * (u * u + 1j * u))).max() < 1e-14


@pytest.mark.parametrize("days", [7, 30, 365, 1_825])
@pytest.mark.parametrize("model", MODELS)
def test_prices_are_quantlibs(model: Heston, days: int) -> None:
    strikes = 100 * np.exp(np.linspace(-2, 2, 5) * math.sqrt(model.v0 * days / 365))
    ours = cos_price(100.0, strikes, [days / 365], model)[0]
    theirs = [quantlib(model, 100.0, strike, days) for strike in strikes]
    assert np.abs(ours - theirs).max() < 1e-7


def test_on_the_shows_clock_more_terms_change_nothing() -> None:
    expiries = np.array([60.0, 240.0, 960.0])
    strikes = 25_000 * np.exp(
        np.linspace(-2, 2, 9) * np.sqrt(mean_variance(expiries, SHOW) * expiries)[:, None]
    )
    plenty = cos_price(25_000.0, strikes, expiries, SHOW, terms=4_096)
    assert np.abs(cos_price(25_000.0, strikes, expiries, SHOW) - plenty).max() < 1e-9


def test_puts_and_calls_agree_with_parity_and_far_strikes_are_intrinsic() -> None:
    strikes = np.array([1e-3, 50.0, 100.0, 200.0, 1e6])
    puts, calls = (cos_price(100.0, strikes, [1.0], TEXTBOOK, call=call)[0] for call in (False, True))
    assert calls - puts == pytest.approx(100.0 - strikes, abs=1e-9)
    assert puts[0] == 0.0
    assert puts[-1] == pytest.approx(1e6 - 100.0, abs=1e-6)


@pytest.mark.parametrize(
    "bad", [(0.0, [1.0], [1.0]), (1.0, [-1.0], [1.0]), (1.0, [1.0], [0.0]), (math.nan, [1.0], [1.0])]
)
def test_what_cannot_be_priced_is_refused(bad: tuple[float, list[float], list[float]]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        cos_price(*bad, TEXTBOOK)


def test_black_and_the_implied_volatility_undo_each_other() -> None:
    strikes, vols = np.meshgrid(100 * np.exp(np.linspace(-1.5, 1.5, 31)), [0.02, 0.1, 0.4, 1.5])
    for call in (False, True):
        prices = black(100.0, strikes, 0.5, vols, call=call)
        found = implied_vol_black(prices, 100.0, strikes, 0.5, call=call)
        known = prices > np.maximum(0.0, (100 - strikes) * (1 if call else -1)) + 1e-9
        assert np.isfinite(found[known]).all()
        assert np.abs(found[known] / vols[known] - 1).max() < 1e-6


def test_the_tiniest_price_still_has_its_volatility() -> None:
    price = black(100.0, 40.0, 1.0, 0.1)
    assert 0 < price < 1e-15
    assert implied_vol_black(price, 100.0, 40.0, 1.0) == pytest.approx(0.1, rel=1e-12)


def test_black_is_the_formula_of_the_books() -> None:
    assert black(100.0, 100.0, 1.0, 0.2, call=True) == pytest.approx(
        100 * math.erf(0.1 / math.sqrt(2)), rel=1e-13
    )


@pytest.mark.parametrize("price", [math.nan, -1.0, 0.0, 100.0, 1e9])
def test_a_price_no_volatility_gives_has_none(price: float) -> None:
    assert math.isnan(implied_vol_black(price, 100.0, 100.0, 1.0))


def test_feller() -> None:
    assert feller(TEXTBOOK) == pytest.approx(0.15 / 0.36)
    assert feller(Heston(1, 1, 1, 0, 0)) == math.inf
