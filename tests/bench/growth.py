"""How the desk's cost grows with assets and with history: `python -m tests.bench.growth`.

Processor time of one thread, as the show has it, in a Markdown table of microseconds a tick. An analyst who
reads one asset should cost ten times as much for ten times the assets and the same whatever the history; who
compares all assets costs more than that. Fits are told apart: they are made in turn, one every some ticks.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median
from typing import cast

import numpy as np

from show.desk.analyst import WINDOW_BARS, Analyst, Figures, House, View
from show.desk.panel import FIT_STRETCH
from show.desk.roster import ROSTER
from show.desk.sittings import SITTING_TICKS, sittings
from show.market.chain import Chain
from show.market.eve import EVE_BARS
from show.market.reel import Reel
from show.market.simulator import Simulator
from show.market.tape import BARS_PER_TICK, Tape
from show.words import ASSETS, Asset
from tests.bench.machine import named

FLOORS = (3, 30, 300)
HISTORIES = (500, 2_000, 10_000, 20_000)
SEEDS = 10
"""Thirty assets are ten markets; three hundred are those at ten levels of price, so that no memory of a
window serves twice."""
SITTINGS = 30
"""Sittings that are measured, after one that is not."""
ROUNDS = 3
"""All is measured so often in turn, and the medians are told: other work on the machine comes and goes."""
STRETCH = SITTINGS * SITTING_TICKS * BARS_PER_TICK


@dataclass(frozen=True, slots=True)
class Night:
    """One market of three assets, with the options as they were quoted when the measured stretch began."""

    tapes: dict[Asset, Tape]
    chains: dict[Asset, Chain]


@lru_cache(maxsize=SEEDS + len(HISTORIES))
def night(seed: int, bars: int) -> Night:
    """Return a market with so many bars before the measured stretch."""
    market, reels = Simulator(), {asset: Reel() for asset in ASSETS}
    prices, truth = market.first(random.Random(f"growth {seed}"))
    parts: dict[Asset, list[Tape]] = {asset: [] for asset in ASSETS}
    chains: dict[Asset, Chain] = {}
    for asset, reel in reels.items():
        reel.mark(prices.quotes[asset].mid)
    ticks = -(-bars // BARS_PER_TICK)
    for tick in range(ticks + STRETCH // BARS_PER_TICK):
        prices, truth = market.move(truth, random.Random(f"growth {seed} {tick}"), chaos=None, flow={})
        for asset, reel in reels.items():
            reel.add(prices.bars[asset])
            if tick % 256 == 0 or tick == ticks + STRETCH // BARS_PER_TICK - 1:
                parts[asset].append(reel.tape(asset))
        if tick == ticks - 1:
            for asset in ASSETS:
                dice = random.Random(f"growth {seed} chain {asset}")
                quoted = market.chain(truth, asset, dice)
                chains[asset] = replace(quoted, asof=ticks * BARS_PER_TICK)
    return Night({asset: _joined(made) for asset, made in parts.items()}, chains)


def _joined(parts: Sequence[Tape]) -> Tape:
    """One tape of many that overlap, since a reel keeps only the newest bars, without the eve."""
    begins = [EVE_BARS, *(part.end for part in parts)]
    fresh = [part.since(begin) for part, begin in zip(parts, begins, strict=False)]
    names = ("open", "high", "low", "close", "bid", "ask", "bought", "sold")
    return Tape(parts[0].asset, 0, *(np.concatenate([getattr(one, name) for one in fresh]) for name in names))


@dataclass(slots=True)
class Floor:
    """Some assets, the options on them, and what fits said of them."""

    tapes: dict[Asset, Tape]
    chains: dict[Asset, Chain]
    twins: dict[Asset, tuple[int, Asset]]
    """The market and the asset of which each is one."""


def floor(assets: int, bars: int, turn: int = 0) -> Floor:
    """Return a floor of so many assets with so much history; each turn has other levels of price."""
    made = Floor({}, {}, {})
    for number in range(assets // len(ASSETS)):
        market, level = night(number % SEEDS, bars), 1.0 + number // SEEDS / 97.0 + turn / 1009.0
        for asset in ASSETS:
            name, tape, chain = cast(Asset, f"{asset} {number}"), market.tapes[asset], market.chains[asset]
            prices = (tape.open, tape.high, tape.low, tape.close, tape.bid, tape.ask)
            raised = [level * column for column in prices]
            columns = (*raised, tape.bought, tape.sold)
            made.tapes[name] = Tape(name, 0, *columns)
            made.chains[name] = replace(
                chain, asset=name, forward=level * chain.forward, strikes=level * chain.strikes
            )
            made.twins[name] = number % SEEDS, asset
    return made


class Company:
    """One of each analyst, who read a floor sitting by sitting while a clock runs for each."""

    def __init__(self, on: Floor, bars: int) -> None:
        self._floor, self._start = on, -(-bars // BARS_PER_TICK) * BARS_PER_TICK
        self._services: dict[Asset, dict[str, Figures]] = {asset: {} for asset in on.tapes}
        self.seconds: dict[str, float] = {}
        """Of the measured sittings, by analyst."""
        self.fitting: dict[str, float] = {}
        """One fit, in seconds; the mean over those that were made."""
        self._fits: dict[str, dict[tuple[int, Asset], Figures]] = {}

    def play(self) -> None:
        """Fit, read once, and then measure."""
        analysts = [make() for make in ROSTER]
        for number in range(SITTINGS + 1):
            end = self._start + number * SITTING_TICKS * BARS_PER_TICK
            shown = {asset: tape.upto(end) for asset, tape in self._floor.tapes.items()}
            for analyst in analysts:
                if number == 0:
                    self._fit(analyst, shown)
                spent = self._read(analyst, number, shown)
                if number:
                    self.seconds[analyst.name] = self.seconds.get(analyst.name, 0.0) + spent

    def _view(self, analyst: str, asset: Asset, shown: dict[Asset, Tape]) -> View:
        fit = self._fits.get(analyst, {}).get(self._floor.twins[asset], {})
        tick = shown[asset].end // BARS_PER_TICK
        return View(
            tick, asset, shown, self._floor.chains[asset], fit, self._services[asset], House(risk=0.3)
        )

    def _fit(self, analyst: Analyst, shown: dict[Asset, Tape]) -> None:
        fitter = type(analyst).fitter
        if fitter is None:
            return
        parameters = {name: float(getattr(analyst, name)) for name in analyst.grid}
        known = self._fits.setdefault(analyst.name, {})
        begun = time.thread_time()
        for asset, twin in self._floor.twins.items():
            if twin not in known:
                known[twin] = fitter(self._view(analyst.name, asset, shown), parameters)
        self.fitting[analyst.name] = (time.thread_time() - begun) / len(known)

    def _read(self, analyst: Analyst, number: int, shown: dict[Asset, Tape]) -> float:
        every = sittings(analyst.every)
        views = [
            self._view(analyst.name, asset, shown)
            for place, asset in enumerate(shown)
            if number == 0 or (number + place) % every == 0
        ]
        begun = time.thread_time()
        said = [analyst.read(view) for view in views]
        spent = time.thread_time() - begun
        for view, opinions in zip(views, said, strict=True):
            self._services[view.asset][analyst.name] = opinions[0].figures
        return spent


def measured(assets: int, bars: int, turn: int) -> Company:
    """Return a company that has read a floor; the markets are played before the clock runs."""
    company = Company(floor(assets, bars, turn), bars)
    company.play()
    return company


def middle(companies: Sequence[Company]) -> Company:
    """Return the medians of companies that have read alike floors."""
    made = Company(Floor({}, {}, {}), 0)
    names = companies[0].seconds
    made.seconds = {name: median(one.seconds[name] for one in companies) for name in names}
    made.fitting = {name: median(one.fitting[name] for one in companies) for name in companies[0].fitting}
    return made


def main() -> None:
    """Print the table."""
    asked = [(assets, WINDOW_BARS) for assets in FLOORS] + [(len(ASSETS), bars) for bars in HISTORIES]
    turns = [[measured(assets, bars, turn) for assets, bars in asked] for turn in range(ROUNDS)]
    found = [middle(alike) for alike in zip(*turns, strict=True)]
    by_floor, by_history = found[: len(FLOORS)], found[len(FLOORS) :]
    print(f"On {named()}; microseconds of processor time a tick; left with {WINDOW_BARS} bars of history.\n")
    heads = ["analyst", *(f"{n} assets" for n in FLOORS), "100 times the assets"]
    heads += [*(f"{n:,} bars" for n in HISTORIES), "40 times the bars", f"fits at {HISTORIES[0]} bars"]
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    names = [make().name for make in ROSTER]
    for name in names:
        print(_row(name, [name], by_floor, by_history))
    print(_row("**all**", names, by_floor, by_history))


def _row(title: str, names: Sequence[str], by_floor: Sequence[Company], by_history: Sequence[Company]) -> str:
    left, right = ([_tick(one, names) for one in side] for side in (by_floor, by_history))
    fits = [_fits(one, names) for one in (by_history[0], by_history[-1])]
    fit = f"{fits[0]:.0f}, at {HISTORIES[-1]:,} bars {fits[1]:.0f}" if fits[0] else ""
    cells = [title, *(f"{cost:,.0f}" for cost in left), f"{left[-1] / left[0]:.0f} x"]
    cells += [*(f"{cost:,.0f}" for cost in right), f"{right[-1] / right[0]:.1f} x", fit]
    return f"| {' | '.join(cells)} |"


def _tick(company: Company, names: Sequence[str]) -> float:
    """Microseconds a tick."""
    return 1e6 * sum(company.seconds[name] for name in names) / (SITTINGS * SITTING_TICKS)


def _fits(company: Company, names: Sequence[str]) -> float:
    """Microseconds a tick that fits take for three assets."""
    every = {make().name: FIT_STRETCH * make().fit_every for make in ROSTER}
    return sum(
        1e6 * len(ASSETS) * company.fitting[name] / every[name] for name in names if name in company.fitting
    )


if __name__ == "__main__":
    main()
