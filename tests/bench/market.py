"""What prices and money cost a tick, how fast markets are simulated, and how lively each regime is.

`python -m tests.bench.market`
"""

from __future__ import annotations

import itertools
import math
import random
import time
import timeit
from collections.abc import Callable
from statistics import median

from show.events import OrderFilled, PricesMoved, TruthSealed
from show.margin import review
from show.market.batch import simulate
from show.market.heston import black, cos_price, implied_vol_black
from show.market.options import fair_chain
from show.market.regimes import heston
from show.market.simulator import Simulator
from show.market.source import ChaosForce
from show.market.tape import BARS_PER_TICK
from show.orders import plan
from show.rules import SeasonRules
from show.words import ASSETS, SIZES, TRADERS, Asset
from tests.show.money import decide, open_books

BUDGET_US = 500.0
"""For one tick: a move, and four traders planned, posted and reviewed."""

TICKS = 3_000
PATHS = (1, 8, 64, 512)
BATCH_BARS = 400
RULES = SeasonRules()
Moves = list[tuple[PricesMoved, TruthSealed]]


def walk(ticks: int, seed: int) -> Moves:
    """Return a path with chaos of six ticks in each hundred."""
    market = Simulator()
    moves = [market.first(random.Random(seed))]
    for tick in range(1, ticks):
        left = 65 - tick % 100
        chaos = ChaosForce(left) if 0 <= left < 6 else None
        moves.append(market.move(moves[-1][1], random.Random(f"{seed} {tick}"), chaos=chaos, flow={}))
    return moves


def costs() -> dict[str, float]:
    """Return the median microseconds of each part, and of a whole tick of four traders."""
    market, books, dice = Simulator(), open_books(), random.Random(1)
    prices, truth = market.first(dice)
    flow: dict[Asset, int] = {}
    times: dict[str, list[float]] = {name: [] for name in ("move", "plan", "apply", "review", "tick")}
    for tick in range(1, TICKS):
        begun = time.perf_counter()
        start = time.perf_counter()
        prices, truth = market.move(truth, random.Random(f"1 {tick}"), chaos=None, flow=flow)
        times["move"].append((time.perf_counter() - start) * 1e6)
        flow = dict.fromkeys(ASSETS, 0)
        for trader in TRADERS:
            decision = decide(dice.choice(ASSETS), dice.choice(SIZES))
            start = time.perf_counter()
            events = plan(trader, decision, books, prices.quotes, RULES, tick, "trading")
            times["plan"].append((time.perf_counter() - start) * 1e6)
            start = time.perf_counter()
            for event in events:
                books.apply(event, tick)
                if isinstance(event, OrderFilled):
                    flow[event.asset] += event.lots
            times["apply"].append((time.perf_counter() - start) * 1e6)
        for trader in TRADERS:
            start = time.perf_counter()
            review(trader, books, prices.quotes, RULES, tick, "trading")
            times["review"].append((time.perf_counter() - start) * 1e6)
        times["tick"].append((time.perf_counter() - begun) * 1e6)
    return {name: median(values) for name, values in times.items()}


def liveliness(moves: Moves) -> dict[str, dict[Asset, list[float]]]:
    """Return the changes of the mids in percent, by regime and asset."""
    table: dict[str, dict[Asset, list[float]]] = {}
    for (before, _), (after, truth) in itertools.pairwise(moves):
        row = table.setdefault(truth.regime, {asset: [] for asset in ASSETS})
        for asset in ASSETS:
            row[asset].append(100 * math.log(after.quotes[asset].mid / before.quotes[asset].mid))
    return table


def speeds() -> dict[str, float]:
    """Return bars of one asset a second: tick by tick, and of many paths at once. Medians of five."""
    times: dict[str, list[float]] = {name: [] for name in ("tick", *(f"{paths} paths" for paths in PATHS))}
    for run in range(5):
        market = Simulator()
        truth = market.first(random.Random(run))[1]
        start = time.perf_counter()
        for tick in range(BATCH_BARS // BARS_PER_TICK):
            truth = market.move(truth, random.Random(f"{run} {tick}"), chaos=None, flow={})[1]
        times["tick"].append(BATCH_BARS * len(ASSETS) / (time.perf_counter() - start))
        for paths in PATHS:
            start = time.perf_counter()
            simulate(BATCH_BARS, paths, run)
            times[f"{paths} paths"].append(BATCH_BARS * len(ASSETS) * paths / (time.perf_counter() - start))
    return {name: median(values) for name, values in times.items()}


def options() -> dict[str, float]:
    """Return the median milliseconds of a chain of 45 options: priced, implied, and as it is quoted."""
    truth = Simulator().first(random.Random(1))[1]
    model = heston("Stagnant", "Tech", truth.variance["Tech"])
    expiries, strikes, vols = fair_chain(model, 25_000.0)
    puts = black(25_000.0, strikes, expiries[:, None], vols)
    parts: dict[str, Callable[[], object]] = {
        "cos_price": lambda: cos_price(25_000.0, strikes, expiries, model),
        "implied": lambda: implied_vol_black(puts, 25_000.0, strikes, expiries[:, None]),
        "chain": lambda: Simulator().chain(truth, "Tech", random.Random(1)),
    }
    return {name: 1e3 * median(timeit.repeat(part, number=1, repeat=60)) for name, part in parts.items()}


def main() -> None:
    """Print all tables."""
    for name, cost in options().items():
        print(f"{name:12s}{cost:8.3f} ms for a chain of 45 options")
    found = speeds()
    for name, bars in found.items():
        print(
            f"{name:12s}{bars:12,.0f} bars of an asset a second, {bars / found['tick']:6.2f} times the tick's"
        )
    measured = costs()
    for name, cost in measured.items():
        print(f"{name:8s}{cost:8.1f} us")
    print(f"budget {BUDGET_US:.0f} us: {measured['tick'] / BUDGET_US:.2f} of it\n")
    print(
        f"{'regime':15s}{'share':>6s}" + "".join(f"{asset + ' |move|':>15s}{'drift':>8s}" for asset in ASSETS)
    )
    table = liveliness(walk(20_000, 5))
    moves = sum(len(row["Tech"]) for row in table.values())
    for regime, row in sorted(table.items()):
        cells = "".join(
            f"{median(map(abs, row[asset])):14.2f}%{sum(row[asset]) / len(row[asset]):+7.2f}%"
            for asset in ASSETS
        )
        print(f"{regime:15s}{len(row['Tech']) / moves:6.2f}{cells}")


if __name__ == "__main__":
    main()
