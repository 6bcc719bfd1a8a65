"""What the desk's analysts and routines cost, side by side with the plain way: `python -m tests.bench.desk`.

Ratios hold on any machine; the microseconds are those of the one it ran on.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from functools import partial
from statistics import median

import numpy as np
from hmmlearn.hmm import GaussianHMM
from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

from show.desk.analyst import WINDOW_BARS, Analyst, Figures, House, View
from show.desk.execution import EXECUTION_ANALYSTS
from show.desk.execution.hawkes import Excitation, hawkes_log_likelihood
from show.desk.regime import REGIME_ANALYSTS
from show.desk.regime.changepoint import RunLength
from show.desk.regime.kalman import LocalTrend
from show.desk.regime.markov import Filter, Hidden, fit_chain
from show.desk.regime.switching import hamilton_filter
from show.desk.sittings import SITTING_TICKS, sittings
from show.market.reel import Reel
from show.market.simulator import Simulator
from show.market.tape import BARS_PER_TICK, Tape
from show.words import ASSETS, Asset

Act = Callable[[], object]
Tapes = Mapping[Asset, Tape]
TICKS = 400


def microseconds(act: Act, times: int = 7, each: float = 0.02) -> float:
    """Return the median cost of one call; each of the `times` measures takes about `each` seconds."""
    started = time.perf_counter()
    act()
    calls = max(1, int(each / max(time.perf_counter() - started, 1e-7)))
    costs = []
    for _ in range(times):
        started = time.perf_counter()
        for _ in range(calls):
            act()
        costs.append((time.perf_counter() - started) / calls)
    return 1e6 * median(costs)


def compare(what: str, ours: Act, plain: Act, name: str) -> None:
    """Print both costs and how many times dearer the plain way is."""
    mine, theirs = microseconds(ours), microseconds(plain)
    print(f"{what:44}{mine:10.1f} us   {name:28}{theirs:12.1f} us   {theirs / mine:9.1f} x")


def walked(ticks: int = TICKS) -> Tapes:
    """Tapes of the simulated market."""
    market, reels = Simulator(), {asset: Reel() for asset in ASSETS}
    prices, truth = market.first(random.Random("bench 0"))
    for asset, reel in reels.items():
        reel.mark(prices.quotes[asset].mid)
    for tick in range(1, ticks + 1):
        prices, truth = market.move(truth, random.Random(f"bench {tick}"), chaos=None, flow={})
        for asset, reel in reels.items():
            reel.add(prices.bars[asset])
    return {asset: reel.tape(asset) for asset, reel in reels.items()}


def routines() -> None:
    """Compare the routines of layers one and four with libraries and with definitions."""
    dice = np.random.default_rng(1)
    for length in (100, 400, 1_600):
        rows = np.column_stack([dice.normal(size=length), dice.normal(size=length).cumsum() / 10.0])
        chain, _ = fit_chain(rows[:100], 3)
        walk, row = Filter(chain), rows[-1].tolist()
        model = _library(chain)
        compare(
            f"hidden Markov: one more of {length} blocks",
            partial(walk.step, row),
            partial(model.predict_proba, rows),
            "hmmlearn predict_proba",
        )
    for events in (100, 1_000):
        times = np.sort(dice.uniform(0.0, 50.0 * events, events))
        law = (60.0 * events, 0.01, 0.5, 0.05)
        compare(
            f"Hawkes likelihood of {events} events",
            partial(hawkes_log_likelihood, times.tolist(), *law),
            partial(_every_pair, times, *law),
            "every pair, in numpy",
        )
    series = dice.normal(size=400)
    chain2 = np.array([[0.9, 0.1], [0.1, 0.9]])
    regression = MarkovRegression(series, k_regimes=2, trend="c", switching_variance=False)
    compare(
        "Hamilton filter over 400 values",
        lambda: hamilton_filter(series, (-0.5, 0.5), 1.0, chain2),
        lambda: regression.filter(np.array([0.9, 0.1, -0.5, 0.5, 1.0])),
        "statsmodels filter",
    )
    _steps(dice)


def _steps(dice: np.random.Generator) -> None:
    """Print what one step of each constant-time routine costs."""
    run, values = RunLength(0.05, 0.0, 0.25, 6.0, 0.9), iter(dice.normal(size=1_000_000).tolist())
    trend, process = LocalTrend(0.0, 0.0, 1.0, 0.1), Excitation(0.01, 0.5, 0.05)

    def follow() -> None:
        trend.advance(1.0, 0.01, 0.9)
        trend.observe(next(values), 0.02)

    def strike() -> None:
        process.pass_time(1.0)
        process.strike()

    print(f"{'run length: one more block':44}{microseconds(lambda: run.observe(next(values))):10.1f} us")
    print(f"{'local trend: one more block':44}{microseconds(follow):10.1f} us")
    print(f"{'Hawkes intensity: one more event':44}{microseconds(strike):10.1f} us")


def _library(chain: Hidden) -> GaussianHMM:
    model = GaussianHMM(chain.states, covariance_type="diag", init_params="")
    model.n_features = chain.means.shape[1]
    model.startprob_, model.transmat_ = chain.start, chain.transition
    model.means_, model.covars_ = chain.means, chain.variances
    return model


def _every_pair(times: np.ndarray, end: float, base: float, branching: float, decay: float) -> float:
    gaps = times[:, None] - times[None, :]
    echo = np.where(gaps > 0.0, np.exp(-decay * np.maximum(gaps, 0.0)), 0.0).sum(axis=1)
    faded = branching * (1.0 - np.exp(-decay * (end - times))).sum()
    return float(np.log(base + branching * decay * echo).sum() - base * end - faded)


def analysts(tapes: Tapes) -> None:
    """Print what each analyst costs a reading, a tick of three assets, and a fit."""
    total = 0.0
    print(f"\n{'analyst':16}{'a reading':>12}{'a tick, 3 assets':>20}{'a fit':>12}")
    for make in (*REGIME_ANALYSTS, *EXECUTION_ANALYSTS):
        reading, fit = _cost(make(), tapes)
        tick = 3.0 * reading / ticks_between(make())
        total += tick
        fitting = f"{fit:9.1f} ms" if fit else ""
        print(f"{make().name:16}{reading:9.1f} us{tick:17.1f} us{fitting:>12}")
    print(f"{'all together':16}{'':12}{total:17.1f} us")


def ticks_between(analyst: Analyst) -> int:
    """Return after how many ticks an analyst reads again: the desk does not sit over every close."""
    return SITTING_TICKS * sittings(analyst.every)


def _cost(analyst: Analyst, tapes: Tapes) -> tuple[float, float]:
    """The median microseconds of a reading as the tape grows, and the milliseconds of a fit."""
    first = tapes["Tech"].end - 64 * BARS_PER_TICK
    start = first - WINDOW_BARS
    fitter, fit, fitting = type(analyst).fitter, {}, 0.0
    if fitter is not None:
        parameters = {name: float(getattr(analyst, name)) for name in analyst.grid}
        begun = time.perf_counter()
        fit = fitter(_view(tapes, start, first, {}), parameters)
        fitting = 1e3 * (time.perf_counter() - begun)
    costs = []
    for end in range(first, tapes["Tech"].end + 1, BARS_PER_TICK):
        view = _view(tapes, start, end, fit)
        begun = time.perf_counter()
        analyst.read(view)
        costs.append(1e6 * (time.perf_counter() - begun))
    return median(costs[1:]), fitting


def _view(tapes: Tapes, start: int, end: int, fit: Figures) -> View:
    shown = {asset: tape.since(start).upto(end) for asset, tape in tapes.items()}
    return View(end // BARS_PER_TICK, "Tech", shown, None, fit, {}, House(risk=0.3))


def main() -> None:
    """Print all tables."""
    routines()
    analysts(walked())


if __name__ == "__main__":
    main()
