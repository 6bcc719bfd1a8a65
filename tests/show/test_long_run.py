"""Money in the long run: nobody's equity explodes, not even that of a trader who reads the sealed truth."""

from __future__ import annotations

import random

from show.decisions import Decision
from show.events import LoanGranted, MarginCalled, MarginMet, OrderFilled, TraderBankrupted
from show.margin import Ruling, comeback, review
from show.market.regimes import REGIMES, regime_named
from show.market.simulator import Simulator
from show.orders import Order, plan
from show.rules import SeasonRules
from show.words import ASSETS, Asset, Status
from tests.show.money import decide, open_books

TICKS = 20_000
RULES = SeasonRules()


def knowing(regime: str) -> Decision:
    """What somebody would do who knows the regime: all the leverage there is on its strongest trend."""
    drift = REGIMES[regime_named(regime)].drift
    place = max(range(3), key=lambda index: abs(drift[index]))
    return decide(ASSETS[place], "leveraged" if drift[place] > 0 else "short")


def play(ticks: int) -> list[int]:
    """Return the equity of the knowing trader at the end of each tick."""
    market, books, history = Simulator(), open_books(), []
    prices, truth = market.first(random.Random(0))
    flow: dict[Asset, int] = {}
    for tick in range(1, ticks + 1):
        prices, truth = market.move(truth, random.Random(tick), chaos=None, flow=flow)
        flow = dict.fromkeys(ASSETS, 0)
        for event in plan("alice", knowing(truth.regime), books, prices.quotes, RULES, tick, "trading"):
            books.apply(event, tick)
            if isinstance(event, OrderFilled):
                flow[event.asset] += event.lots
        history.append(books.equity("alice", prices.quotes))
    assert books.balanced()
    return history


def test_perfect_foresight_earns_a_wage_and_does_not_compound() -> None:
    history = play(TICKS)
    first, second = history[TICKS // 2], history[-1] - history[TICKS // 2]
    most = RULES.position_limit * len(ASSETS) * 2 // 100  # two percent of all that may be held, each tick
    assert 0 < history[-1] < TICKS * most
    assert second < 2 * first


def leveraged_season(seed: int) -> set[str]:
    """Return what the rules did in a season to one who buys Crypto on credit and then waits."""
    market, books, dice = Simulator(), open_books(), random.Random(seed)
    prices, truth = market.first(dice)
    status: Status = "trading"
    due = 0
    kinds: set[str] = set()
    for tick in range(1, 481):
        prices, truth = market.move(truth, dice, chaos=None, flow={})
        events: list[Order | Ruling] = []
        if status == "intern":
            events += [comeback("alex", books, RULES)] if tick >= due else []
        elif books.accounts["alex"].positions:
            events += review("alex", books, prices.quotes, RULES, tick, status, due)
        else:
            events += plan("alex", decide("Crypto", "leveraged"), books, prices.quotes, RULES, tick, status)
        for event in events:
            books.apply(event, tick)
            kinds.add(event.kind)
            status, due = after(event, status, due)
    assert books.balanced()
    return kinds


def after(event: Order | Ruling, status: Status, due: int) -> tuple[Status, int]:
    match event:
        case MarginCalled():
            return "margin call", event.due
        case TraderBankrupted():
            return "intern", event.until
        case MarginMet() | LoanGranted():
            return "trading", 0
        case _:
            return status, due


def test_leverage_now_and_then_ends_in_a_margin_call_or_at_the_coffee_machine() -> None:
    seasons = [leveraged_season(seed) for seed in range(30)]
    called, broke, back = (
        sum(kind in kinds for kinds in seasons)
        for kind in ("MarginCalled", "TraderBankrupted", "LoanGranted")
    )
    assert 5 <= called <= 25
    assert 1 <= broke <= 15
    assert 1 <= back <= broke
