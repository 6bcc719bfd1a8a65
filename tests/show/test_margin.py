"""Margin calls, forced sales, bankruptcy and the way back, to the cent."""

from __future__ import annotations

from show.events import LoanGranted, MarginCalled, MarginMet, OrderFilled, TraderBankrupted
from show.ledger import Books
from show.margin import Ruling, comeback, review
from show.orders import plan
from show.rules import SeasonRules
from tests.show.money import Quotes, apply_all, decide, fill, open_books, quotes

RULES = SeasonRules(fee_bps=10, bankruptcy_floor=25_000)


def leveraged() -> Books:
    """Alex owns $20,000 of Crypto at $40.00 on $10,000 of his own."""
    books = open_books()
    apply_all(books, [fill("alex", "Crypto", 500_000, 4_000)])
    return books


def kinds(events: list[Ruling]) -> list[str]:
    return [event.kind for event in events]


def rule(books: Books, at: Quotes, tick: int = 5, due: int | None = None) -> list[Ruling]:
    return review("alex", books, at, RULES, tick, "trading" if due is None else "margin call", due)


def test_a_quiet_account_is_left_alone() -> None:
    assert rule(open_books(), quotes()) == []
    assert rule(leveraged(), quotes(crypto=2_667)) == []  # $3,335 on $13,335: just over a quarter


def test_a_quarter_of_exposure_is_the_line() -> None:
    (event,) = rule(leveraged(), quotes(crypto=2_666))
    assert event == MarginCalled(trader="alex", equity=333_000, exposure=1_333_000, due=6)


def test_prices_can_answer_a_margin_call() -> None:
    assert rule(leveraged(), quotes(crypto=3_000), 6, due=6) == [MarginMet(trader="alex", forced=False)]


def test_nothing_is_sold_before_it_is_due() -> None:
    assert rule(leveraged(), quotes(crypto=2_500), 5, due=6) == []


def test_a_forced_sale_sells_no_more_than_needed() -> None:
    books, at = leveraged(), quotes(crypto=2_500)
    sold, met = rule(books, at, 6, due=6)
    assert isinstance(sold, OrderFilled)
    assert met == MarginMet(trader="alex", forced=True)
    # $2,500 must be 40 % of what stays, and a sale costs a tenth of a percent in fees:
    # (0.4 * 1,250,000 - 250,000) / (0.4 - 0.001) = 626,567 cents are 250,627 lots. There both broken cents
    # go against Alex and he is one short, so it takes one lot more.
    assert (sold.lots, sold.notional, sold.fee, sold.reason) == (-250_628, 626_570, 627, "margin call")
    apply_all(books, [sold])
    value, exposure = books.value("alex", at), books.exposure("alex", at)
    assert value * 100 >= exposure * 40
    assert (value - 3) * 100 < (exposure + 3) * 40


def test_the_largest_position_is_cut_first_and_only_it_if_that_is_enough() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Bonds", 50_000, 10_000), fill("alex", "Crypto", 400_000, 4_000)])
    sold, met = rule(books, quotes(crypto=2_400), 6, due=6)
    assert isinstance(sold, OrderFilled)
    assert sold.asset == "Crypto"
    assert met.kind == "MarginMet"


def test_the_next_position_follows_if_one_is_not_enough() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Bonds", 90_000, 10_000), fill("alex", "Crypto", 250_000, 4_000)])
    events = rule(books, quotes(crypto=3_200, bonds=3_500), 6, due=6)
    # $800.00 of Crypto are sold whole; $2,150 on $3,150 of Bonds are then more than enough.
    assert kinds(events) == ["OrderFilled", "MarginMet"]
    deep = rule(books, quotes(crypto=2_900, bonds=2_700), 6, due=6)
    assert kinds(deep) == ["OrderFilled", "OrderFilled", "MarginMet"]
    assert [event.asset for event in deep if isinstance(event, OrderFilled)] == ["Crypto", "Bonds"]


def test_a_short_is_bought_back_in_a_forced_sale() -> None:
    books = open_books()
    apply_all(books, [fill("alex", "Tech", -80_000, 25_000)])
    bought, met = rule(books, quotes(tech=31_000), 6, due=6)
    assert isinstance(bought, OrderFilled)
    assert bought.lots > 0
    assert met == MarginMet(trader="alex", forced=True)


def test_bankruptcy_closes_all_and_the_house_writes_off_the_rest() -> None:
    books, at = leveraged(), quotes(crypto=1_800)
    apply_all(books, [fill("alex", "Bonds", 1_000, 10_000)])
    events = rule(books, at)
    # 500 units at $18.00 are $9,000 with a fee of $9.00, one bond is $100.00 with a fee of ten cents; the
    # loan of the dealer was $10,100.00. What is missing is $1,009.10.
    assert kinds(events) == ["OrderFilled", "OrderFilled", "TraderBankrupted"]
    assert events[-1] == TraderBankrupted(trader="alex", equity=-100_910, shortfall=100_910, until=17)
    apply_all(books, events)
    account = books.accounts["alex"]
    assert (account.cash, account.positions, account.forgiven) == (0, {}, 100_910)
    assert books.equity("alex", at) == 0


def test_what_is_left_above_zero_stays_with_the_broke_trader() -> None:
    books, at = leveraged(), quotes(crypto=2_040)
    events = rule(books, at)
    assert events[-1] == TraderBankrupted(trader="alex", equity=20_000 - 1_020, shortfall=0, until=17)
    apply_all(books, events)
    assert books.accounts["alex"].cash == 18_980


def test_the_floor_itself_is_broke() -> None:
    assert "TraderBankrupted" in kinds(rule(leveraged(), quotes(crypto=2_050)))
    assert "TraderBankrupted" not in kinds(rule(leveraged(), quotes(crypto=2_051)))


def test_a_forced_sale_that_eats_the_rest_ends_in_bankruptcy() -> None:
    rules = SeasonRules(fee_bps=500, bankruptcy_floor=25_000)
    events = review("alex", leveraged(), quotes(crypto=2_060), rules, 6, "margin call", 6)
    assert kinds(events)[0] == "OrderFilled"
    assert kinds(events)[-1] == "TraderBankrupted"
    assert "MarginMet" not in kinds(events)


def test_an_intern_has_nothing_to_review() -> None:
    assert review("alex", leveraged(), quotes(crypto=100), RULES, 9, "intern", 12) == []


def test_a_comeback_lends_what_is_missing_and_counts_net_of_it() -> None:
    books = leveraged()
    apply_all(books, rule(books, quotes(crypto=2_040)))
    loan = comeback("alex", books, RULES)
    assert loan == LoanGranted(trader="alex", amount=250_000 - 18_980)
    apply_all(books, [loan])
    assert books.value("alex", quotes()) == 250_000
    assert books.equity("alex", quotes()) == 18_980


def test_a_broke_trader_cannot_trade_and_after_the_loan_can() -> None:
    books, at = leveraged(), quotes(crypto=1_800)
    apply_all(books, rule(books, at))
    decision = decide("Bonds", "large")
    assert kinds_of(plan("alex", decision, books, at, RULES, 6, "intern")) == ["OrderBlocked"]
    apply_all(books, [comeback("alex", books, RULES)])
    assert kinds_of(plan("alex", decision, books, at, RULES, 18, "trading")) == ["OrderFilled"]
    assert rule(books, at, 18) == []  # the loan does not make him broke again at once


def kinds_of(events: object) -> list[str]:
    assert isinstance(events, list)
    return [event.kind for event in events]
