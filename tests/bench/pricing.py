"""Slow fits and heavy readings of the desk beside the libraries that do the same, in one run.

python -m tests.bench.pricing            all
python -m tests.bench.pricing --quick    fewer rounds

Medians of rounds that alternate between the two, on one thread; the ratio is theirs over ours.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import gudhi
import numpy as np
import QuantLib as ql
from arch import arch_model
from scipy.spatial.distance import cdist

from show.desk.analyst import Analyst, Figures, View
from show.desk.dynamics import DYNAMICS_ANALYSTS
from show.desk.dynamics.landscape import landscape_norm, loops
from show.desk.pricing import PRICING_ANALYSTS
from show.desk.pricing.calibration import calibrate
from show.desk.pricing.clustering import Prior, fit_garch
from show.desk.sittings import SITTING_TICKS, sittings
from show.market.chain import Chain
from show.market.heston import Heston
from show.market.tape import BARS_PER_TICK
from show.words import ASSETS
from tests.show.desk.chains import LEVEL, USUAL, chain_of
from tests.show.desk.contract import look, parameters

DAYS = 365.0
ENGINES = ("analytic", "COS")


@dataclass(frozen=True)
class Fit:
    """A calibration of either side: Heston's figures per bar, and the error in volatility."""

    model: Heston
    error: float


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def beside(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Median milliseconds of each, taken in turns."""
    for work in works:
        work()
    times = [[seconds(work) for work in works] for _ in range(rounds)]
    return [1e3 * statistics.median(column) for column in zip(*times, strict=True)]


def quantlib_fit(chain: Chain, engine: str) -> Fit:
    """Calibrate QuantLib's Heston model to the chain by its own Levenberg-Marquardt; a bar is a day."""
    today = ql.Date(1, 1, 2024)
    ql.Settings.instance().evaluationDate = today
    flat = ql.YieldTermStructureHandle(ql.FlatForward(today, 0.0, ql.Actual365Fixed()))
    level = float(np.median(chain.mid_iv)) ** 2 * DAYS
    unit = float(np.exp(np.log(chain.expiries).mean())) / DAYS
    spot = ql.QuoteHandle(ql.SimpleQuote(chain.forward))
    # The point that our own fit begins with, in QuantLib's units.
    process = ql.HestonProcess(flat, flat, spot, level, 1 / unit, level, math.sqrt(level / unit), -0.4)
    model = ql.HestonModel(process)
    priced = ql.AnalyticHestonEngine(model, 64) if engine == "analytic" else ql.COSHestonEngine(model)
    helpers = []
    for row, bars in enumerate(chain.expiries):
        for strike, volatility in zip(chain.strikes[row], chain.mid_iv[row], strict=True):
            quote = ql.QuoteHandle(ql.SimpleQuote(float(volatility) * math.sqrt(DAYS)))
            helper = ql.HestonModelHelper(
                ql.Period(int(bars), ql.Days), ql.NullCalendar(), chain.forward, float(strike), quote,
                flat, flat, ql.BlackCalibrationHelper.ImpliedVolError,
            )  # fmt: skip
            helper.setPricingEngine(priced)
            helpers.append(helper)
    criteria = ql.EndCriteria(400, 40, 1e-8, 1e-8, 1e-8)
    model.calibrate(helpers, ql.LevenbergMarquardt(1e-8, 1e-8, 1e-8), criteria)
    theta, kappa, xi, rho, v0 = model.params()
    gaps = [helper.calibrationError() for helper in helpers]
    found = Heston(v0 / DAYS, kappa / DAYS, theta / DAYS, xi / DAYS, rho)
    return Fit(found, float(np.sqrt(np.mean(np.square(gaps)))) / math.sqrt(level))


def calibrations(rounds: int) -> None:
    """Print ours beside QuantLib's, on exact chains and on noisy ones."""
    print("Heston calibration of 45 options, cold start")
    for name, noise in (("exact quotes", 0.0), ("quotes 1 % off", 0.01)):
        chain = chain_of(USUAL._replace(v0=0.7 * LEVEL), noise)
        ours = calibrate(chain)
        print(f"  {name}: ours error {ours.error:.2e}, theta off {ours.model.theta / LEVEL - 1:+.2%}")
        for engine in ENGINES:
            theirs = quantlib_fit(chain, engine)
            mine, other = beside(rounds, partial(calibrate, chain), partial(quantlib_fit, chain, engine))
            print(
                f"    QuantLib {engine}: error {theirs.error:.2e}, theta off "
                f"{theirs.model.theta / LEVEL - 1:+.2%}; "
                f"{mine:.1f} ms against {other:.1f} ms, ratio {other / mine:.1f}"
            )


def likelihoods(rounds: int) -> None:
    """Print GARCH fits beside arch's."""
    returns = np.random.default_rng(1).standard_t(6, 500)
    theirs = arch_model(returns, mean="Zero", rescale=False)
    ours, believing, other = beside(
        rounds,
        lambda: fit_garch(returns),
        lambda: fit_garch(returns, Prior()),
        lambda: theirs.fit(disp="off"),
    )
    print(
        f"GARCH(1,1) fit of 500 returns: {ours:.1f} ms, with the desk's prior {believing:.1f}, against arch "
        f"{other:.1f} ms, ratios {other / ours:.1f} and {other / believing:.1f}"
    )


def homologies(rounds: int) -> None:
    """Print the landscape norm beside gudhi's plain Rips filtration."""
    cloud = np.random.default_rng(1).normal(size=(50, 3))

    def plain() -> float:
        apart = cdist(cloud, cloud)
        tree = gudhi.RipsComplex(distance_matrix=apart).create_simplex_tree(max_dimension=2)
        tree.compute_persistence()
        return landscape_norm(np.asarray(tree.persistence_intervals_in_dimension(1)))

    assert math.isclose(plain(), landscape_norm(loops(cloud)), rel_tol=1e-12)
    mine, other = beside(rounds, lambda: landscape_norm(loops(cloud)), plain)
    print(f"Loops of 50 points: {mine:.2f} ms against plain gudhi {other:.2f} ms, ratio {other / mine:.1f}")


def readings(rounds: int) -> None:
    """Print what each analyst costs a tick for three assets, spread over the ticks it rests, and its fit."""
    print("Milliseconds a tick for three assets, fits aside; the first reading; a fit")
    total = 0.0
    for make in (*PRICING_ANALYSTS, *DYNAMICS_ANALYSTS):
        cost, first, fit = reading(make, rounds)
        total += cost
        print(f"  {make().name:14} {cost:7.3f} {first:9.2f} {fit:9.2f}")
    print(f"  {'all':14} {total:7.3f}")


def reading(make: Callable[[], Analyst], rounds: int) -> tuple[float, float, float]:
    analyst = make()
    fitter, slow = type(analyst).fitter, 0.0
    fit: Figures = {}
    if fitter:
        for _ in range(3):
            began = time.perf_counter()
            fit = fitter(look(512, fit=fit), parameters(analyst))
            slow = time.perf_counter() - began
    first = seconds(lambda: everyone(analyst, views(512, fit)))
    ticks = SITTING_TICKS * sittings(analyst.every)
    step = ticks * BARS_PER_TICK
    shown = [views(end, fit) for end in range(512 + step, 700, step)[:rounds]]
    times = [seconds(partial(everyone, analyst, three)) for three in shown]
    return 1e3 * statistics.median(times) / ticks, 1e3 * first, 1e3 * slow


def views(end: int, fit: Figures) -> list[View]:
    return [look(end, asset, fit) for asset in ASSETS]


def everyone(analyst: Analyst, three: list[View]) -> None:
    for view in three:
        analyst.read(view)


def main() -> None:
    """Run all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 5 if parser.parse_args().quick else 25
    calibrations(rounds)
    likelihoods(rounds)
    homologies(rounds)
    readings(rounds)


if __name__ == "__main__":
    main()
