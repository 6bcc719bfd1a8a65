"""Orders: sizes by hand, and which rule blocks or clips them."""

from __future__ import annotations

import pytest

from show.decisions import Decision
from show.events import OrderBlocked, OrderClipped, OrderFilled
from show.ledger import Books
from show.orders import TARGETS, Order, plan
from show.rules import SeasonRules
from show.words import SIZES, Status
from tests.show.money import Quotes, apply_all, decide, fill, open_books, quotes

FREE = SeasonRules(fee_bps=0)


def order(
    books: Books,
    decision: Decision,
    at: Quotes | None = None,
    rules: SeasonRules = FREE,
    status: Status = "trading",
) -> list[Order]:
    return plan("alex", decision, books, quotes() if at is None else at, rules, 5, status)


def only_fill(events: list[Order]) -> OrderFilled:
    (event,) = events
    assert isinstance(event, OrderFilled)
    return event


def block(events: list[Order]) -> tuple[str, str]:
    (event,) = events
    assert isinstance(event, OrderBlocked)
    return event.check, event.sentence


def test_every_size_has_a_target() -> None:
    assert set(TARGETS) == set(SIZES)


def test_a_quarter_of_the_account_by_hand() -> None:
    # A quarter of $10,000 less a fee of one cent is 9.9999 units of Tech at $250.00.
    event = only_fill(order(open_books(), decide("Tech", "medium")))
    assert (event.lots, event.price, event.notional, event.fee) == (9_999, 25_000, 249_975, 1)


def test_the_fee_is_its_share_rounded_up() -> None:
    event = only_fill(order(open_books(), decide("Tech", "medium"), rules=SeasonRules(fee_bps=10)))
    # 25 % of $9,997.50 are $2,499.37, which buys 9.997 units for $2,499.25; the fee is 249.925 cents.
    assert (event.lots, event.notional, event.fee) == (9_997, 249_925, 250)


def test_a_purchase_pays_the_ask_and_a_short_gets_the_bid() -> None:
    at = quotes(half=20)
    assert only_fill(order(open_books(), decide("Tech", "small"), at)).price == 25_020
    sold = only_fill(order(open_books(), decide("Crypto", "short"), at))
    assert (sold.price, sold.lots < 0) == (3_980, True)


def test_a_short_is_half_the_account() -> None:
    books = open_books()
    apply_all(books, order(books, decide("Crypto", "short")))
    assert books.exposure("alex", quotes()) == pytest.approx(500_000, abs=4)
    assert books.accounts["alex"].lots("Crypto") == -124_999


def test_all_in_never_borrows_even_after_spread_and_fee() -> None:
    books, at, rules = open_books(), quotes(half=30), SeasonRules(fee_bps=25)
    apply_all(books, order(books, decide("Crypto", "all-in"), at, rules))
    # One more lot costs about 4 cents, and a position of all there is leaves the spread as cash.
    assert books.accounts["alex"].cash >= 0
    assert books.exposure("alex", at) <= books.value("alex", at) < books.exposure("alex", at) + 5


def test_leverage_fits_the_season_exactly_and_is_not_clipped() -> None:
    books, at = open_books(), quotes(half=10)
    events = order(books, decide("Crypto", "leveraged"), at, SeasonRules())
    apply_all(books, events)
    assert [event.kind for event in events] == ["OrderFilled"]
    assert books.exposure("alex", at) <= 2 * books.value("alex", at) < books.exposure("alex", at) + 12


@pytest.mark.parametrize("size", ["all-in", "leveraged"])
def test_the_big_sizes_close_everything_else_first(size: str) -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Bonds", 5_000, 10_000), fill("alex", "Tech", -2_000, 25_000)])
    events = order(books, decide("Crypto", "all-in" if size == "all-in" else "leveraged"))
    apply_all(books, events)
    assert [getattr(event, "asset", None) for event in events] == ["Bonds", "Tech", "Crypto"]
    assert list(books.accounts["alex"].positions) == ["Crypto"]


def test_other_sizes_leave_other_positions_alone() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Bonds", 5_000, 10_000)])
    apply_all(books, order(books, decide("Tech", "large")))
    assert books.accounts["alex"].lots("Bonds") == 5_000


def test_out_closes_to_the_last_lot() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Crypto", 3, 4_000)])
    assert only_fill(order(books, decide("Crypto", "out"))).lots == -3


def test_out_of_nothing_does_nothing() -> None:
    assert order(open_books(), decide("Crypto", "out")) == []


@pytest.mark.parametrize("size", SIZES)
def test_hold_never_trades(size: str) -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Crypto", 90_000, 4_000)])
    decision = decide("Hold").model_copy(update={"size": size})
    assert order(books, decision) == []


def test_asking_for_what_is_held_trades_nothing() -> None:
    books = open_books()
    apply_all(books, order(books, decide("Tech", "medium")))
    nearly = quotes(tech=26_500)  # the position is now 26.1 % of the account: within the tolerance
    assert order(books, decide("Tech", "medium"), nearly) == []
    assert only_fill(order(books, decide("Tech", "medium"), quotes(tech=30_000))).lots < 0


def test_asking_again_trades_nothing_for_any_size() -> None:
    at, rules = quotes(half=10), SeasonRules()
    for size in SIZES:
        books = open_books()
        apply_all(books, order(books, decide("Crypto", size), at, rules))
        assert order(books, decide("Crypto", size), at, rules) == [], size


def test_a_flip_is_one_fill_through_zero() -> None:
    books = open_books()
    apply_all(books, order(books, decide("Crypto", "large")))
    event = only_fill(order(books, decide("Crypto", "short")))
    apply_all(books, [event])
    assert event.lots < -240_000
    assert books.accounts["alex"].lots("Crypto") < -124_000


def test_an_intern_is_blocked_before_anything_else() -> None:
    rules = SeasonRules(shorts=False)
    check, sentence = block(order(open_books(), decide("Tech", "short"), {}, rules, "intern"))
    assert (check, sentence) == ("intern", "Alex is an unpaid intern and may not trade.")


def test_without_a_quote_the_market_is_closed() -> None:
    rules = SeasonRules(shorts=False)
    check, sentence = block(order(open_books(), decide("Tech", "short"), {}, rules))
    assert (check, sentence) == ("market", "Alex wanted to trade Tech, but the market is closed.")


def test_a_season_may_forbid_shorts() -> None:
    check, sentence = block(order(open_books(), decide("Tech", "short"), rules=SeasonRules(shorts=False)))
    assert (check, sentence) == ("shorts", "Alex wanted to short Tech, but this season allows no shorts.")


def test_a_season_may_forbid_leverage() -> None:
    rules = SeasonRules(leverage_pct=100)
    check, sentence = block(order(open_books(), decide("Tech", "leveraged"), rules=rules))
    assert check == "leverage"
    assert sentence == "Alex wanted Tech on credit, but this season allows no leverage."


def test_a_season_with_less_leverage_clips_to_it() -> None:
    rules = SeasonRules(leverage_pct=150, fee_bps=0)
    clipped, filled = order(open_books(), decide("Crypto", "leveraged"), rules=rules)
    assert isinstance(clipped, OrderClipped)
    assert isinstance(filled, OrderFilled)
    assert (clipped.check, clipped.wanted, clipped.allowed) == ("buying power", 1_999_996, 1_499_996)
    assert filled.notional == clipped.allowed
    assert clipped.sentence == (
        "Alex wanted to buy $19,999.96 of Crypto, but the season's limit of 1.5x the account "
        "allows $14,999.96."
    )


def test_buying_power_counts_what_else_is_held() -> None:
    books = open_books()
    apply_all(books, order(books, decide("Crypto", "leveraged")))
    fallen = quotes(crypto=3_900)  # $19,500 of Crypto on an account of $9,500: beyond the limit already
    check, sentence = block(order(books, decide("Bonds", "small"), fallen))
    assert check == "buying power"
    assert sentence == (
        "Alex wanted to buy $949.90 of Bonds, but the season's limit of 2x the account allows no more."
    )


def test_closing_is_allowed_beyond_every_limit() -> None:
    books = open_books()
    apply_all(books, order(books, decide("Crypto", "leveraged")))
    tight = SeasonRules(order_limit=100, position_limit=100, leverage_pct=100)
    event = only_fill(order(books, decide("Crypto", "out"), quotes(crypto=3_000), tight))
    assert event.lots == -books.accounts["alex"].lots("Crypto")


def test_a_flip_may_close_but_not_open_more_than_allowed() -> None:
    books = open_books()
    apply_all(books, order(books, decide("Crypto", "large")))
    held = books.accounts["alex"].lots("Crypto")
    rules = SeasonRules(fee_bps=0, order_limit=100_000)
    clipped, filled = order(books, decide("Crypto", "short"), rules=rules)
    assert isinstance(clipped, OrderClipped)
    assert isinstance(filled, OrderFilled)
    assert clipped.check == "order"
    assert filled.lots == -held - 25_000  # $1,000.00 opened at $40.00


def test_the_first_limit_names_the_event_and_the_tightest_is_told() -> None:
    rules = SeasonRules(fee_bps=0, position_limit=800_000, order_limit=300_000)
    clipped, filled = order(open_books(), decide("Crypto", "all-in"), rules=rules)
    assert isinstance(clipped, OrderClipped)
    assert isinstance(filled, OrderFilled)
    assert (clipped.check, filled.notional) == ("position", 300_000)
    assert clipped.sentence == (
        "Alex wanted to buy $9,999.96 of Crypto, but the limit of $8,000.00 for one position "
        "allows $8,000.00, and the dealer's limit of $3,000.00 a quote only $3,000.00."
    )


def test_an_order_under_the_minimum_is_blocked() -> None:
    rules = SeasonRules(fee_bps=0, least_order=200_000)
    check, sentence = block(order(open_books(), decide("Bonds", "small"), rules=rules))
    assert check == "minimum"
    assert sentence == "Alex wanted to buy $999.90 of Bonds, but no order is smaller than $2,000.00."


def test_nothing_left_to_trade_with_is_said() -> None:
    books = open_books()
    apply_all(books, order(books, decide("Crypto", "leveraged")))
    check, sentence = block(order(books, decide("Bonds", "small"), quotes(crypto=1_500)))
    assert (check, sentence) == ("funds", "Alex wanted Bonds, but has nothing left to trade with.")


def test_a_blocked_order_closes_nothing() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Bonds", 50_000, 10_000)])
    rules = SeasonRules(fee_bps=0, position_limit=100)
    assert block(order(books, decide("Crypto", "all-in"), rules=rules))[0] == "position"


def test_planning_changes_no_books() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Bonds", 5_000, 10_000)])
    before = repr(books)
    order(books, decide("Crypto", "all-in"))
    assert repr(books) == before
