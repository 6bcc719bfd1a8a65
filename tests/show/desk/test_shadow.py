"""The shadow tracker: what a stopped order would have made, counted once, and when that proves anything."""

from __future__ import annotations

from show.desk.shadow import HOLD_TICKS, Shadow, Stopped, endings, fee, interval, opening, verdict, verdicts
from show.events import OrderBlocked, OrderClipped, OrderFilled, Quote
from show.words import Asset

QUOTES: dict[Asset, Quote] = {"Tech": Quote(bid=9_990, ask=10_010)}
FEES = 10


def blocked(lots: int = 1_000, check: str = "position") -> OrderBlocked:
    return OrderBlocked(trader="alex", asset="Tech", check=check, sentence="No.", lots=lots)


def followed(lots: int = 1_000) -> Shadow:
    shadow = Shadow()
    event = opening(shadow, blocked(lots), QUOTES, FEES)
    assert event is not None
    shadow.begin(event, 1)
    return shadow


def test_a_phantom_pays_the_ask_and_both_fees() -> None:
    shadow = followed()
    [phantom] = shadow.open
    assert (phantom.price, phantom.fee) == (10_010, fee(1_000, 10_010, FEES))
    [end] = endings(shadow, {"Tech": Quote(bid=10_500, ask=10_520)}, FEES, 1 + HOLD_TICKS)
    assert end.profit == 10_500 - 10_010 - 11 - 11
    assert end.reason == "time"


def test_a_phantom_short_is_bought_back_at_the_ask() -> None:
    shadow = followed(-1_000)
    [end] = endings(shadow, {"Tech": Quote(bid=9_000, ask=9_020)}, FEES, 1 + HOLD_TICKS)
    assert end.profit == 9_990 - 9_020 - 10 - 10


def test_one_idea_is_followed_once_and_only_seen_again() -> None:
    shadow = followed()
    assert opening(shadow, blocked(2_000), QUOTES, FEES) is None
    shadow.refused(blocked(2_000), 9)
    assert [(one.since, one.last_seen) for one in shadow.open] == [(1, 9)]
    assert opening(shadow, blocked(-2_000), QUOTES, FEES) is not None
    assert opening(shadow, blocked(check="order"), QUOTES, FEES) is not None


def test_an_order_of_no_size_or_without_a_quote_leaves_no_phantom() -> None:
    assert opening(Shadow(), blocked(0), QUOTES, FEES) is None
    assert opening(Shadow(), blocked(), {}, FEES) is None


def test_what_was_cut_off_a_clipped_order_is_followed() -> None:
    clip = OrderClipped(
        trader="alex", asset="Tech", check="order", sentence="Less.", wanted=9, allowed=4, lots=700
    )
    event = opening(Shadow(), clip, QUOTES, FEES)
    assert event is not None
    assert event.lots == 700


def test_a_phantom_ends_when_its_trader_goes_the_other_way_and_not_before() -> None:
    shadow = followed()

    def fill(lots: int, asset: Asset = "Tech") -> OrderFilled:
        return OrderFilled(trader="alex", asset=asset, lots=lots, price=10_000, notional=1, fee=1)

    assert endings(shadow, QUOTES, FEES, 2, [fill(500)]) == []
    assert endings(shadow, QUOTES, FEES, 2, [fill(-500, "Bonds")]) == []
    [end] = endings(shadow, QUOTES, FEES, 2, [fill(-500)])
    assert end.reason == "opposite"
    shadow.end(end)
    assert shadow.open == []
    assert shadow.stopped["position"].count == 1


def test_the_season_ends_every_phantom() -> None:
    assert [end.reason for end in endings(followed(), QUOTES, FEES, 2, season_over=True)] == ["season"]


def test_a_rule_is_protective_only_when_enough_orders_prove_it() -> None:
    losses = Stopped(19, -19_000, 0, [-1_000] * 19, [-100] * 19)
    assert verdict("position", losses).verdict == "not proven"
    assert verdict("position", losses).value == 19_000
    proven = Stopped(20, -20_000, 0, [-1_000, -900] * 10, [-100] * 20)
    assert verdict("position", proven).verdict == "protective"
    costly = Stopped(20, 20_000, 20, [1_000, 900] * 10, [100] * 20)
    assert verdict("position", costly).verdict == "costly"
    mixed = Stopped(20, 0, 10, [1_000, -1_000] * 10, [0] * 20)
    assert verdict("position", mixed).verdict == "not proven"


def test_the_interval_covers_the_mean_and_is_the_same_each_time() -> None:
    low, high = interval([1.0, 2.0, 3.0, 4.0])
    assert low < 2.5 < high
    assert interval([1.0, 2.0, 3.0, 4.0]) == (low, high)


def test_verdicts_come_with_the_busiest_rule_first() -> None:
    shadow = Shadow(
        stopped={"order": Stopped(1, 5, 1, [5], [1]), "funds": Stopped(3, 5, 1, [5] * 3, [1] * 3)}
    )
    assert [one.check for one in verdicts(shadow)] == ["funds", "order"]
