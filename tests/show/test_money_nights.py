"""Random nights of orders, price shocks, margin calls, bankruptcies and loans: the books always balance."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.events import (
    AnyEvent,
    LoanGranted,
    MarginCalled,
    MarginMet,
    OrderBlocked,
    OrderClipped,
    OrderFilled,
    Quote,
    TraderBankrupted,
)
from show.ledger import Account, Books
from show.margin import comeback, review
from show.orders import CLEARING, TARGETS, Order, close, plan
from show.prospect import Prospect
from show.rules import SeasonRules
from show.words import ASSETS, SIZES, TRADERS, TRADES, Size, Status, Trade, TraderId
from tests.show.money import Quotes, decide, open_books, quotes

SEASONS = (
    SeasonRules(),
    SeasonRules(leverage_pct=100, shorts=False, fee_bps=0),
    SeasonRules(
        leverage_pct=300, maintenance_pct=20, restored_pct=30, bankruptcy_floor=25_000, intern_ticks=2
    ),
    SeasonRules(order_limit=300_000, position_limit=600_000, fee_bps=50, least_order=60_000),
)
BOLD: tuple[Size, ...] = (*SIZES, "leveraged", "leveraged", "leveraged", "short")
"""What random traders choose from: often enough too much."""
CHECKS = ("intern", "market", "shorts", "leverage", "funds", "minimum", "buying power", "position", "order")


class Night:
    """Four traders, wild prices, and whatever the rules make of it."""

    def __init__(self, season: SeasonRules, seed: int) -> None:
        self.season = season
        self.dice = random.Random(seed)
        self.books: Books = open_books()
        self.quotes: Quotes = quotes(half=5)
        self.tick = 1
        self.status: dict[TraderId, Status] = dict.fromkeys(TRADERS, "trading")
        self.due: dict[TraderId, int | None] = dict.fromkeys(TRADERS)
        self.seen: Counter[str] = Counter()

    def run(self, ticks: int) -> Night:
        """Play some ticks, proving everything after each step."""
        for _ in range(ticks):
            self.prices_jump()
            for trader in self.dice.sample(TRADERS, self.dice.randint(0, len(TRADERS))):
                self.trader_decides(trader, self.dice.choice(TRADES), self.dice.choice(BOLD))
            self.tick_ends()
        return self

    def prices_jump(self) -> None:
        wild = self.dice.choice((0.02, 0.1, 0.4))
        half = self.dice.choice((0.0, 0.001, 0.02))
        for asset in ASSETS:
            mid = self.quotes[asset].mid * (1 + self.dice.uniform(-wild, wild))
            mid = min(10_000_000, max(200, mid))
            self.quotes[asset] = Quote(bid=int(mid * (1 - half)), ask=int(mid * (1 + half)) + 1)

    def trader_decides(self, trader: TraderId, trade: Trade, size: Size) -> None:
        before = self.books.accounts[trader].copy()
        status = self.status[trader]
        events = plan(trader, decide(trade, size), self.books, self.quotes, self.season, self.tick, status)
        if trade == "Hold":
            assert events == []
            return
        self.says_what_failed_first(before, events, trader, trade, size)
        for event in events:
            self.apply(event)
        self.keeps_the_limits(before, events, trader)

    def tick_ends(self) -> None:
        for trader in TRADERS:
            due, status = self.due[trader], self.status[trader]
            if status == "intern":
                assert due is not None
                if self.tick >= due:
                    self.apply(comeback(trader, self.books, self.season))
                continue
            for event in review(trader, self.books, self.quotes, self.season, self.tick, status, due):
                self.apply(event)
            self.is_solvent(trader)
        self.tick += 1

    def apply(self, event: AnyEvent) -> None:
        self.books.apply(event, self.tick)
        assert self.books.balanced(), (event, self.books.imbalance())
        self.equity_is_start_and_profit_less_fees()
        self.positions_are_real()
        self.seen[f"{event.kind} {getattr(event, 'check', getattr(event, 'reason', ''))}".strip()] += 1
        match event:
            case MarginCalled():
                self.status[event.trader], self.due[event.trader] = "margin call", event.due
            case TraderBankrupted():
                self.status[event.trader], self.due[event.trader] = "intern", event.until
            case MarginMet() | LoanGranted():
                self.status[event.trader], self.due[event.trader] = "trading", None
            case OrderFilled():
                self.was_fair(event)
            case _:
                pass

    def was_fair(self, fill: OrderFilled) -> None:
        quote = self.quotes[fill.asset]
        assert fill.price == (quote.ask if fill.lots > 0 else quote.bid)
        assert 0 <= fill.notional * 1000 - fill.lots * fill.price < 1000 or fill.lots < 0
        assert 0 <= -fill.lots * fill.price - fill.notional * 1000 < 1000 or fill.lots > 0
        assert fill.fee == max(1, -(-fill.notional * self.season.fee_bps // 10_000))

    def says_what_failed_first(
        self, before: Account, events: Sequence[Order], trader: TraderId, trade: Trade, size: Size
    ) -> None:
        said = [event.check for event in events if isinstance(event, OrderBlocked | OrderClipped)]
        failing = self.failing_checks(before.copy(), trader, trade, size)
        assert said == [check for check in CHECKS if check in failing][:1]
        for event in events:
            if isinstance(event, OrderBlocked):
                assert len(events) == 1
            if isinstance(event, OrderClipped):
                assert 0 < event.allowed < event.wanted
                assert [fill.notional for fill in events if isinstance(fill, OrderFilled)][
                    -1
                ] == event.allowed
                assert len(event.sentence) <= 200

    def failing_checks(self, account: Account, trader: TraderId, trade: Trade, size: Size) -> set[str]:
        """Every check that the order as wanted fails, worked out by posting it to a copy of the account."""
        rules, target = self.season, TARGETS[size]
        assert trade != "Hold"
        if self.status[trader] == "intern":
            return {"intern"}
        failing = {"shorts"} if target < 0 and not rules.shorts else set()
        if target > 100 and rules.leverage_pct <= 100:
            failing.add("leverage")
        if target and account.value(self.quotes) <= 0:
            failing.add("funds")
        if failing:
            return failing
        if size in CLEARING:
            for other in [other for other in account.positions if other != trade]:
                close(trader, account, other, self.quotes, rules, "decision", self.tick)
        prospect = Prospect.of(account, trade, self.quotes, rules)
        fill = prospect.fill(trader, prospect.order_for(target), "decision")
        value = account.value(self.quotes)
        if not fill.lots or not target or fill.notional <= value * rules.tolerance_pct // 100:
            return set()
        return self.limits_failed_by(account, fill)

    def limits_failed_by(self, account: Account, fill: OrderFilled) -> set[str]:
        rules, held, failing = self.season, account.lots(fill.asset), set()
        opened = max(0, abs(held + fill.lots) - abs(held)) if held * (held + fill.lots) >= 0 else None
        account.fill(fill, self.tick)
        after = account.lots(fill.asset)
        if fill.notional < rules.least_order and after:
            failing.add("minimum")
        if opened == 0:
            return failing  # it only closes
        size = abs(account.positions[fill.asset].value(self.quotes[fill.asset]))
        if account.exposure(self.quotes) * 100 > account.value(self.quotes) * rules.leverage_pct:
            failing.add("buying power")
        if size > rules.position_limit:
            failing.add("position")
        lots = abs(after) if opened is None else opened
        worth = -(-lots * fill.price // 1000) if fill.lots > 0 else lots * fill.price // 1000
        if worth > rules.order_limit:
            failing.add("order")
        return failing

    def keeps_the_limits(self, before: Account, events: Sequence[Order], trader: TraderId) -> None:
        if not events or not isinstance(events[-1], OrderFilled):
            return
        fill, account, rules = events[-1], self.books.accounts[trader], self.season
        held, after = before.lots(fill.asset), account.lots(fill.asset)
        if after == 0 or (held * after > 0 and abs(after) <= abs(held)):
            return  # closing is always allowed
        value = account.value(self.quotes)
        assert account.exposure(self.quotes) * 100 <= value * rules.leverage_pct
        assert account.cash * 100 >= value * (100 - rules.leverage_pct)
        assert abs(account.positions[fill.asset].value(self.quotes[fill.asset])) <= rules.position_limit

    def is_solvent(self, trader: TraderId) -> None:
        """After the end of a tick: broke with nothing owed but loans, or above the floor."""
        account = self.books.accounts[trader]
        if self.status[trader] == "intern":
            assert account.cash >= 0
            assert account.positions == {}
            return
        assert account.value(self.quotes) > self.season.bankruptcy_floor
        if self.status[trader] == "trading":
            margin = (
                account.value(self.quotes) * 100 - account.exposure(self.quotes) * self.season.maintenance_pct
            )
            assert margin >= 0

    def equity_is_start_and_profit_less_fees(self) -> None:
        for trader, account in self.books.accounts.items():
            unrealised = sum(held.profit(self.quotes[asset]) for asset, held in account.positions.items())
            expected = account.start + account.realised + unrealised - account.fees + account.forgiven
            assert self.books.equity(trader, self.quotes) == expected

    def positions_are_real(self) -> None:
        for account in self.books.accounts.values():
            for position in account.positions.values():
                assert position.lots
                assert (position.cost >= 0) if position.lots > 0 else (position.cost <= 0)
                assert 1 <= position.opened <= self.tick


@settings(max_examples=40, deadline=None)
@given(season=st.sampled_from(SEASONS), seed=st.integers(0, 2**32))
def test_books_balance_on_any_night(season: SeasonRules, seed: int) -> None:
    Night(season, seed).run(30)


@pytest.mark.parametrize("kind", [
    "OrderFilled decision", "OrderFilled margin call", "OrderFilled bankruptcy", "MarginCalled", "MarginMet",
    "TraderBankrupted", "LoanGranted", "OrderBlocked intern", "OrderBlocked shorts", "OrderBlocked leverage",
    "OrderBlocked buying power", "OrderBlocked minimum", "OrderBlocked position", "OrderClipped buying power",
    "OrderClipped position", "OrderClipped order",
])  # fmt: skip
def test_the_nights_see_every_kind_of_trouble(kind: str, seen: Counter[str]) -> None:
    assert seen[kind] > 0


@pytest.fixture(scope="module")
def seen() -> Counter[str]:
    """What happened on a few nights of each season."""
    nights = [Night(season, seed).run(40) for season in SEASONS for seed in range(4)]
    return sum((night.seen for night in nights), Counter())
