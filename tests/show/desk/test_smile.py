"""Smiles against parabolas, Black's delta and QuantLib's strikes."""

from __future__ import annotations

import math

import numpy as np
import pytest
import QuantLib as ql
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from show.desk.pricing.smile import Smile, fit_smile, smiles
from show.market.heston import Heston
from tests.show.desk.chains import USUAL, chain_of

FLAT = Smile(level=0.002, slope=0.0, curve=0.0, expiry=100.0, error=0.0)


@given(st.floats(1e-4, 0.5), st.floats(-0.1, 0.1), st.floats(0.0, 0.05), st.floats(1, 1000))
def test_a_parabola_is_found_again(level: float, slope: float, curve: float, expiry: float) -> None:
    truth = Smile(level, slope, curve, expiry, 0.0)
    money = np.linspace(-2, 2, 9) * level * math.sqrt(expiry)
    found = fit_smile(money, np.array([truth.volatility(float(m)) for m in money]), expiry)
    assert found.level == pytest.approx(level, rel=1e-9)
    assert (found.slope, found.curve) == pytest.approx((slope, curve), abs=1e-9)
    assert found.error < 1e-9


@pytest.mark.parametrize("delta", [0.1, 0.25, 0.5, 0.75, 0.9])
def test_a_flat_smiles_strikes_are_quantlibs(delta: float) -> None:
    deviation = FLAT.level * math.sqrt(FLAT.expiry)
    side = ql.Option.Call
    theirs = ql.BlackDeltaCalculator(side, ql.DeltaVolQuote.Fwd, 100.0, 1.0, 1.0, deviation)
    assert math.exp(FLAT.money_at(delta)) * 100 == pytest.approx(theirs.strikeFromDelta(delta), rel=1e-9)


@given(st.floats(0.05, 0.95), st.floats(-0.1, 0.1), st.floats(0.0, 0.04))
def test_the_strike_has_the_delta_that_was_asked_for(delta: float, slope: float, curve: float) -> None:
    smile = Smile(0.01, slope, curve, 60.0, 0.0)
    money = smile.money_at(delta)
    total = smile.volatility(money) * math.sqrt(60)
    assert norm.cdf(-money / total + total / 2) == pytest.approx(delta, abs=1e-9)


def test_a_negative_correlation_makes_puts_dear_and_a_positive_one_calls() -> None:
    for rho, sign in ((-0.6, -1), (0.6, 1)):
        for smile in smiles(chain_of(USUAL._replace(rho=rho))):
            assert smile.reversal() * sign > 0.01
    for smile in smiles(chain_of(USUAL._replace(rho=0.0))):
        assert abs(smile.reversal()) < 0.01


def test_the_level_is_the_volatility_at_the_money() -> None:
    """For little vol of vol Heston's volatility at the money is the root of the mean variance."""
    calm = Heston(v0=4e-6, kappa=0.01, theta=1e-6, xi=1e-6, rho=-0.5)
    for smile in smiles(chain_of(calm)):
        mean = 1e-6 + 3e-6 * -math.expm1(-0.01 * smile.expiry) / (0.01 * smile.expiry)
        assert smile.level == pytest.approx(math.sqrt(mean), rel=1e-3)
    assert [smile.expiry for smile in smiles(chain_of(calm))] == [60, 120, 240, 480, 960]


def test_what_is_no_smile_is_refused() -> None:
    with pytest.raises(ValueError, match="make no smile"):
        fit_smile(np.array([0.0, 0.1, 0.2]), np.ones(3), 10.0)
    with pytest.raises(ValueError, match="positive"):
        fit_smile(np.linspace(-1, 1, 5), -np.ones(5), 10.0)
    with pytest.raises(ValueError, match="too steep"):
        Smile(0.1, -3.0, 0.0, 100.0, 0.0).money_at(0.01)
    with pytest.raises(ValueError, match="within"):
        FLAT.money_at(1.0)
