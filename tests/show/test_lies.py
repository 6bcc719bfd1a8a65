"""The rule of the biggest lie, case by case."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from show.events import (
    EVENT,
    Entry,
    Event,
    LineSpoken,
    OrderFilled,
    SeasonOpened,
    ThoughtKept,
    ThoughtRevealed,
)
from show.lies import Lies
from show.state import State, fold


def line(text: str) -> LineSpoken:
    return LineSpoken(trader="mike", room="News Room", text=text, heard_by=())


def order(lots: int, price: int = 10_000, asset: str = "Tech") -> OrderFilled:
    worth = abs(lots) * price // 1000
    figures = {"lots": lots, "price": price, "notional": worth, "fee": 1}
    return OrderFilled.model_validate({"trader": "mike", "asset": asset, **figures})


def heard(*beats: Sequence[Event]) -> Lies:
    lies, state = Lies(), State()
    fold(state, Entry(seq=1, beat=0, tick=0, at=0, event=SeasonOpened(season=1, start=1_000_000)))
    for number, events in enumerate(beats, 1):
        for event in events:
            entry = Entry(
                seq=state.seq + 1,
                beat=number,
                tick=number,
                at=0,
                event=EVENT.validate_python(event.model_dump()),
            )
            fold(state, entry)
            lies.hear(entry, state)
    return lies


def test_who_says_to_buy_and_sells_it_all_lies() -> None:
    lie = heard([order(5_000)], [order(-5_000), line("Buy Tech!")]).biggest
    assert lie is not None
    assert (lie.said.text, lie.said.name, lie.asset, lie.bought, lie.cents) == (
        "Buy Tech!", "Mike", "Tech", False, 50_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    "events",
    [
        [order(5_000), line("Buy Tech!")],
        [order(-5_000), line("Selling Tech.")],
        [order(-2_000), line("Holding Tech.")],
        [order(-5_000, asset="Bonds"), line("Buy Tech!")],
        [line("Buy Tech!")],
        [order(-5_000), line("Nice weather over Tech.")],
    ],
)
def test_who_does_as_they_say_does_not_lie(events: list[Event]) -> None:
    assert heard([order(5_000), order(5_000, asset="Bonds")], events).biggest is None


def test_a_denial_is_a_lie_however_much_is_left() -> None:
    lie = heard([order(9_000)], [order(-1_000), line("Never selling my Tech.")]).biggest
    assert lie is not None and lie.cents == 10_000


def test_a_line_that_names_nothing_is_about_the_only_order() -> None:
    one = [order(-9_000), line("I'm buying this dip with both hands!")]
    assert heard([order(9_000)], one).biggest is not None
    two = [order(-9_000), order(2_000, asset="Bonds"), line("I'm buying this dip with both hands!")]
    assert heard([order(9_000)], two).biggest is None


def test_orders_of_another_turn_do_not_count() -> None:
    assert heard([order(5_000)], [order(-5_000)], [line("Buy Tech!")]).biggest is None


def test_the_biggest_lie_is_the_one_of_most_money_and_then_the_earliest() -> None:
    small = [order(-1_000), line("Never selling my Tech.")]
    large = [order(-2_000), line("I'm not selling Tech.")]
    again = [order(-2_000), line("Never ever selling Tech.")]
    lie = heard([order(9_000)], small, large, again).biggest
    assert lie is not None and lie.said.text == "I'm not selling Tech."


def test_a_sealed_thought_is_not_told_before_the_audience_opens_it() -> None:
    turn = [ThoughtKept(trader="mike", text="I am selling Tech."), line("Buying Tech!")]
    assert heard(turn).biggest is None
    opened = ThoughtRevealed(trader="mike", text="I am selling Tech.")
    lie = heard(turn, [opened]).biggest
    assert lie is not None
    assert (lie.thought, lie.bought, lie.cents) == ("I am selling Tech.", False, 0)
    assert heard(turn, [ThoughtRevealed(trader="alex", text="I am selling Tech.")]).biggest is None
