"""The books: exact sums by hand, and double entry after everything."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from show.events import LoanGranted, TraderBankrupted
from show.ledger import Books, closing_part, worth
from tests.show.money import apply_all, fill, open_books, quotes


def test_a_broken_cent_goes_against_the_trader_both_ways() -> None:
    assert worth(1, 4_001) == 4  # selling one lot at 40.01 brings 4.001 cents, rounded down
    assert worth(-1, 4_001) == -5  # buying it costs 4.001 cents, rounded up


def test_a_purchase_moves_cash_lots_and_fee_exactly() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Crypto", 2_500, 4_001, fee=11)])
    account = books.accounts["alex"]
    # 2.5 units at $40.01 are $100.025, which costs $100.03.
    assert account.cash == 1_000_000 - 10_003 - 11
    assert account.positions["Crypto"].cost == 10_003
    assert books.dealer.cash == 10_003
    assert books.dealer.lots["Crypto"] == -2_500
    assert books.exchange == 11


def test_average_cost_and_realised_profit_by_hand() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Crypto", 1_000, 4_000), fill("alex", "Crypto", 3_000, 4_400)])
    apply_all(books, [fill("alex", "Crypto", -2_000, 4_500, fee=9)])
    account = books.accounts["alex"]
    # 4 units cost $172.00; half of it goes with the 2 units sold for $90.00.
    assert account.realised == 9_000 - 8_600
    assert (account.positions["Crypto"].lots, account.positions["Crypto"].cost) == (2_000, 8_600)
    assert account.fees == 9
    assert books.equity("alex", quotes(crypto=4_500)) == 1_000_000 + 400 + (9_000 - 8_600) - 9


def test_a_short_earns_when_the_price_falls() -> None:
    books = open_books()
    apply_all(books, [fill("sarah", "Tech", -4_000, 25_000)])
    assert books.accounts["sarah"].positions["Tech"].cost == -100_000
    assert books.equity("sarah", quotes(tech=20_000)) == 1_000_000 + 20_000
    apply_all(books, [fill("sarah", "Tech", 4_000, 20_000)])
    assert books.accounts["sarah"].realised == 20_000
    assert books.accounts["sarah"].positions == {}


def test_one_fill_can_flip_a_long_into_a_short() -> None:
    books = open_books()
    apply_all(books, [fill("mike", "Bonds", 1_000, 10_000)], tick=3)
    apply_all(books, [fill("mike", "Bonds", -3_000, 11_000)], tick=9)
    account = books.accounts["mike"]
    assert account.realised == 1_000
    position = account.positions["Bonds"]
    assert (position.lots, position.cost, position.opened) == (-2_000, -22_000, 9)


def test_holding_time_is_the_average_over_the_lots_still_open() -> None:
    books = open_books()
    apply_all(books, [fill("alice", "Bonds", 1_000, 10_000)], tick=10)
    apply_all(books, [fill("alice", "Bonds", 3_000, 10_000)], tick=30)
    position = books.accounts["alice"].positions["Bonds"]
    assert position.opened == 25
    apply_all(books, [fill("alice", "Bonds", -2_000, 10_000)], tick=40)
    assert position.opened == 25
    assert position.held(45) == 20


def test_a_long_counts_at_the_bid_and_a_short_at_the_ask() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Crypto", 1_000, 4_000), fill("sarah", "Crypto", -1_000, 4_000)])
    wide = quotes(crypto=4_000, half=50)
    assert books.equity("alex", wide) == 1_000_000 - 50
    assert books.equity("sarah", wide) == 1_000_000 - 50
    assert (books.exposure("alex", wide), books.exposure("sarah", wide)) == (3_950, 4_050)


def test_a_loan_is_traded_with_but_does_not_count() -> None:
    books = open_books()
    apply_all(books, [LoanGranted(trader="alex", amount=50_000)])
    assert books.value("alex", quotes()) == 1_050_000
    assert books.equity("alex", quotes()) == 1_000_000


def test_a_shortfall_is_written_off_by_the_house() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Crypto", 500_000, 4_000), fill("alex", "Crypto", -500_000, 1_900)])
    assert books.accounts["alex"].cash == -50_000
    apply_all(books, [TraderBankrupted(trader="alex", equity=-50_000, shortfall=50_000, until=9)])
    assert books.accounts["alex"].cash == 0
    assert books.house.written_off == -50_000


@pytest.mark.parametrize(
    ("held", "lots", "part"),
    [(0, 5, 0), (5, 5, 0), (5, -3, -3), (5, -8, -5), (-5, 3, 3), (-5, 8, 5), (-5, -1, 0)],
)
def test_the_closing_part_never_crosses_zero(held: int, lots: int, part: int) -> None:
    assert closing_part(held, lots) == part


def test_a_lost_cent_is_named() -> None:
    books = open_books()
    books.accounts["mike"].cash -= 1
    assert not books.balanced()
    assert books.imbalance() == {"cash": -1, "mike": -1}


def test_a_lost_lot_is_named() -> None:
    books = open_books()
    apply_all(books, [fill("mike", "Tech", 1_000, 25_000)])
    books.dealer.lots["Tech"] += 1
    assert books.imbalance() == {"Tech": 1}


def test_books_survive_json() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Crypto", 1_500, 4_003, fee=7)], tick=4)
    apply_all(books, [fill("alex", "Crypto", 700, 4_100, fee=3), fill("sarah", "Tech", -40, 25_001)], tick=7)
    adapter = TypeAdapter(Books)
    assert adapter.validate_json(adapter.dump_json(books)) == books
