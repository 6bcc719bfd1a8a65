"""The analysts of prices: the contract, and what they say of chains and markets whose truth is known."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pytest

from show.desk.analyst import Analyst, Figures, View
from show.desk.pricing import PRICING_ANALYSTS
from show.desk.pricing.garch import GarchAnalyst, fit_clustering
from show.desk.pricing.heston import HestonAnalyst, fit_chain
from show.desk.pricing.skew import Skew, fit_habit
from show.desk.pricing.smile_resid import SmileResidual, fit_width, wing_residual
from show.desk.pricing.term import TermStructure
from show.desk.pricing.vrp import VariancePremium
from show.market.chain import Chain
from show.market.heston import mean_variance
from tests.show.desk.chains import KAPPA, LEVEL, USUAL, chain_of, quoted
from tests.show.desk.contract import FACTS, silent_on
from tests.show.desk.tapes import alone, tape, view_of

Make = Callable[[], Analyst]
BARS = 600
DICE = np.random.default_rng(5)
MOVES = DICE.normal(0.0, math.sqrt(LEVEL), BARS)
NO_CHAIN = ("no chain", "stale chain", "chain not made", "chain crossed", "chain of zeros")


@pytest.mark.parametrize("make", PRICING_ANALYSTS)
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: str(fact.__name__))
def test_the_contract_holds(fact: Callable[[Make], None], make: Make) -> None:
    fact(make)


@pytest.mark.parametrize("make", PRICING_ANALYSTS)
def test_who_needs_options_is_silent_without(make: Make) -> None:
    silent_on(make, *(NO_CHAIN if make is not GarchAnalyst else ("flat", "few bars", "all nan")))


def of(
    chain: Chain | None, moves: np.ndarray = MOVES, fit: Figures | None = None, heston: Figures | None = None
) -> View:
    services = {"heston": heston} if heston else {}
    return view_of(alone(tape(moves)), chain=chain, fit=fit or {}, services=services)


def used_to(fitter: Callable[[View, Figures], dict[str, float]], chains: list[Chain]) -> dict[str, float]:
    fit: dict[str, float] = {}
    for chain in chains:
        fit = fitter(of(chain, fit=fit), {})
    return fit


def test_heston_finds_the_truth_in_noise() -> None:
    fit = fit_chain(of(chain_of(USUAL, 0.01)), {})
    assert fit["v0"] == pytest.approx(USUAL.v0, rel=0.03)
    assert fit["theta"] == pytest.approx(USUAL.theta, rel=0.03)
    assert fit["rho"] == pytest.approx(USUAL.rho, abs=0.05)
    assert fit["spreads"] < 1


@pytest.mark.parametrize(("now", "level"), [(3.0, 1.0), (0.3, 1.0), (1.0, 3.0), (2.0, 0.5)])
def test_between_fits_heston_follows_the_newest_chain(now: float, level: float) -> None:
    """Both variances have moved since the fit; the newest smiles tell where to."""
    fit = fit_chain(of(chain_of(USUAL)), {})
    scale = math.sqrt(level)
    moved = USUAL._replace(v0=now * LEVEL, theta=level * LEVEL, xi=USUAL.xi * scale)
    (said,) = HestonAnalyst().read(of(chain_of(moved), fit=fit))
    assert said.figures["v0"] == pytest.approx(moved.v0, rel=0.2)
    assert said.figures["theta"] == pytest.approx(moved.theta, rel=0.2)
    truth = float(mean_variance(30, moved))
    assert said.figures["forecast_variance"] == pytest.approx(truth, rel=0.15)
    assert said.signal * math.log(truth / LEVEL) < 0


def test_a_fit_goes_on_from_the_last_one() -> None:
    first = fit_chain(of(chain_of(USUAL, 0.01)), {})
    again = fit_chain(of(chain_of(USUAL, 0.01, seed=2), fit=first), {})
    assert again["theta"] == pytest.approx(first["theta"], rel=0.05)


def test_dear_puts_are_fear() -> None:
    fit = used_to(fit_habit, [chain_of(USUAL._replace(rho=-0.4), 0.005, seed) for seed in range(20)])
    for rho, sign in ((-0.8, -1), (0.0, 1)):
        way, risk = Skew().read(of(chain_of(USUAL._replace(rho=rho)), fit=fit))
        assert way.signal * sign > 0.5 and risk.signal * sign > 0.5
        assert way.confidence > 0.4
    usual = Skew().read(of(chain_of(USUAL._replace(rho=-0.4)), fit=fit))[0]
    assert usual.confidence < 0.4


def test_inverted_is_fear_now() -> None:
    (inverted,) = TermStructure().read(of(chain_of(USUAL._replace(v0=4 * LEVEL), 0.01)))
    (upright,) = TermStructure().read(of(chain_of(USUAL._replace(v0=0.3 * LEVEL), 0.01)))
    assert inverted.signal < -0.5 < 0.4 < upright.signal
    assert "inverted" in inverted.evidence and "upright" in upright.evidence


def test_what_options_charge_beyond_memory_is_a_premium() -> None:
    for factor in (3.0, 1.0, 0.3):
        flat = USUAL._replace(v0=factor * LEVEL, theta=factor * LEVEL, xi=1e-5)
        way, risk = VariancePremium().read(of(chain_of(flat)))
        assert way.figures["premium"] == pytest.approx(math.log(factor), abs=0.35)
        assert way.signal == -risk.signal


def test_garch_knows_a_storm_from_a_calm() -> None:
    dice, variance, moves = np.random.default_rng(3), LEVEL, []
    for _ in range(BARS):
        moves.append(dice.normal() * math.sqrt(variance))
        variance = 0.05 * LEVEL + 0.15 * moves[-1] ** 2 + 0.8 * variance
    series = np.array(moves)
    fit = fit_clustering(of(None, series), {"window": 500.0})
    storm, calm = series.copy(), series.copy()
    storm[-10:] *= 5
    calm[-20:] *= 0.1
    (wild,), (still,) = (GarchAnalyst().read(of(None, one, fit)) for one in (storm, calm))
    assert wild.signal < -0.5 and wild.confidence > 0.5
    assert still.signal > 0.1
    assert wild.figures["long_run"] == pytest.approx(LEVEL, rel=0.6)


def lifted(chain: Chain, by: float) -> Chain:
    """The chain with its nearest low strikes dearer, as a jump to come would make them."""
    middle = np.array(chain.mid_iv)
    middle[0, :3] *= 1 + by
    return quoted(middle, chain.strikes, chain.forward)


def test_the_price_of_a_jump_is_what_heston_leaves() -> None:
    premium, error = wing_residual(lifted(chain_of(USUAL, 0.01), 0.15), USUAL)
    assert premium == pytest.approx(0.15, abs=3 * error)
    assert error < 0.02
    errors = [wing_residual(chain_of(USUAL, 0.01, seed), USUAL) for seed in range(60)]
    z = np.array([premium / error for premium, error in errors])
    assert abs(z.mean()) < 0.4 and 0.6 < z.std() < 1.8


def test_wide_quotes_and_dear_wings_are_fear() -> None:
    chain = chain_of(USUAL, 0.01)
    fit = used_to(fit_width, [chain] * 20)
    model = {name: float(value) for name, value in USUAL._asdict().items()}
    half = 0.04 * chain.mid_iv
    wide = dataclasses.replace(chain, bid_iv=chain.mid_iv - half, ask_iv=chain.mid_iv + half)
    calm = SmileResidual().read(of(chain, fit=fit, heston=model))[0]
    for fearful in (wide, lifted(chain, 0.2)):
        said = SmileResidual().read(of(fearful, fit=fit, heston=model))[0]
        assert said.signal < -0.5
        assert said.confidence > 0.4
    assert abs(calm.signal) < 0.2 and calm.confidence < 0.2


def test_the_residual_waits_for_the_model() -> None:
    chain = chain_of(USUAL)
    (said,) = SmileResidual().read(of(chain, fit=used_to(fit_width, [chain] * 9)))
    assert said.confidence == 0.0
    assert "fit" in said.evidence.lower()


def test_a_variance_that_halved_is_said_to_fall() -> None:
    fit = fit_chain(of(chain_of(USUAL)), {})
    (said,) = HestonAnalyst().read(of(chain_of(USUAL._replace(v0=3 * LEVEL, kappa=KAPPA)), fit=fit))
    assert "falling to" in said.evidence
