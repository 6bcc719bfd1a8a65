"""The mechanical book: what it wants, when it trades, and credit that adds up to the last fraction."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from show.desk.book import FINE, Book, divided, settlement, trades, value_at_mid, wanted_share, wishes
from show.events import AssetView, Quote
from show.ledger import Account
from show.words import ASSETS, Asset

SEATS = ["a", "b", "c"]
UNIT = st.floats(-1.0, 1.0)


def view(asset: Asset, wanted: float, shares: tuple[int, ...], execution: float = 0.0) -> AssetView:
    return AssetView(
        asset=asset, direction=wanted, risk=0.0, execution=execution, disagreement=0.0, subject="direction",
        wanted=wanted, shares=shares,
    )  # fmt: skip


def quotes(dice: Random) -> dict[Asset, Quote]:
    quoted: dict[Asset, Quote] = {}
    for asset in ASSETS:
        bid = dice.randint(3_000, 30_000)
        quoted[asset] = Quote(bid=bid, ask=bid + dice.randint(1, 40))
    return quoted


def opened() -> Book:
    return Book(Account(start=1_000_000, cash=1_000_000))


@given(direction=UNIT, risk=UNIT, disagreement=st.floats(0, 1), scale=st.floats(0, 50))
def test_no_asset_asks_for_more_than_its_share(
    direction: float, risk: float, disagreement: float, scale: float
) -> None:
    share = wanted_share(direction, risk, disagreement, scale)
    assert -0.8 <= share <= 0.8
    assert share * direction >= 0.0


def test_fear_and_disagreement_make_the_book_smaller() -> None:
    bold = wanted_share(0.5, 1.0, 0.0, 1.0)
    assert bold == pytest.approx(0.4)
    assert wanted_share(0.5, -1.0, 0.0, 1.0) == pytest.approx(0.04)
    assert wanted_share(0.5, 1.0, 0.5, 1.0) == pytest.approx(0.2)


def test_the_parts_add_up_to_what_is_wanted_and_never_blow_up() -> None:
    parts = divided({"a": 0.5, "b": -0.2}, 0.3, 0.24, SEATS)
    assert sum(parts) == pytest.approx(0.24, abs=1e-12)
    assert divided({"a": 0.5, "b": -0.5}, 0.0, 0.0, SEATS) == [0.0, 0.0, 0.0]


def test_small_changes_are_not_traded_and_an_unwanted_position_is() -> None:
    book, quoted = opened(), {asset: Quote(bid=9_999, ask=10_001) for asset in ASSETS}
    assert trades(book, [view("Tech", 0.05, ())], quoted, 10) == []
    [bought] = trades(book, [view("Tech", 0.5, ())], quoted, 10)
    assert (bought.lots, bought.price, bought.fee) == (50_000, 10_001, 501)
    book.trade(bought, quoted["Tech"])
    assert trades(book, [view("Tech", 0.47, ())], quoted, 10) == []
    [sold] = trades(book, [view("Tech", 0.0, ())], quoted, 10)
    assert sold.lots == -50_000


def test_a_dear_moment_makes_the_book_wait() -> None:
    book, quoted = opened(), {asset: Quote(bid=9_999, ask=10_001) for asset in ASSETS}
    assert trades(book, [view("Tech", 0.1, (), execution=-1.0)], quoted, 10) == []
    assert trades(book, [view("Tech", 0.1, (), execution=1.0)], quoted, 10) != []


@given(seed=st.integers(0, 10_000), wants=st.lists(st.integers(-700_000, 700_000), min_size=9, max_size=9))
def test_credit_constraint_and_cost_add_up_to_what_the_account_gained(seed: int, wants: list[int]) -> None:
    dice, book = Random(seed), opened()
    quoted, gained = quotes(dice), 0
    before = value_at_mid(book.account, quoted)
    for tick in range(4):
        shares = [tuple(wants[3 * index : 3 * index + 3]) for index in range(3)]
        views = [view(asset, sum(part) / 3e6, part) for asset, part in zip(ASSETS, shares, strict=True)]
        for trade in trades(book, views, quoted, 10):
            book.trade(trade, quoted[trade.asset])
        for one in views:
            book.begin(one.asset, quoted[one.asset], wishes(one, book.account.value(quoted)))
        quoted = quotes(dice)
        settled = settlement(book, quoted, SEATS, tick)
        assert sum(settled.earned) + settled.constraint - settled.cost == settled.gained
        book.settle(settled, SEATS)
        gained += settled.gained
    assert value_at_mid(book.account, quoted) - before == gained
    assert sum(book.earned.values()) + book.constraint - book.costs == book.gained == gained


def test_an_analyst_is_credited_with_what_it_wanted_times_the_return() -> None:
    book = opened()
    book.begin("Tech", Quote(bid=9_990, ask=10_010), [100_000 * FINE, -40_000 * FINE, 0])
    settled = settlement(book, {"Tech": Quote(bid=10_190, ask=10_210)}, SEATS, 1)
    assert settled.earned == (2_000 * FINE, -800 * FINE, 0)
    assert settled.gained == 0
    assert settled.constraint == -1_200 * FINE
