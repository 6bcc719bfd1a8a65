"""Answers to the commands that only read."""

from __future__ import annotations

import pytest

from bot.health import health
from bot.meter import meter
from bot.reception.answers import NOT_OPEN, answer, help_on, leaderboard, portfolio, prices, thoughts, trail
from bot.reception.commands import Command
from bot.reception.vocabulary import WORDS
from show.audience.chaos import ChaosRules
from show.events import AnyEvent, BellRang, DecisionMade, OrderFilled, SeasonOpened, TickBegan
from show.rules import SeasonRules, sentences
from show.state import State
from tests.bot.stories import beats, entries, quotes


def at_the_end_of_tick(tick: int) -> State:
    """Return the state of the made-up night when a tick has ended."""
    for entry, state in entries(beats()):
        if entry.event.kind == "TickEnded" and entry.tick == tick:
            return state
    raise AssertionError(f"the night has no tick {tick}")


def with_position() -> State:
    story: list[list[AnyEvent]] = [
        [SeasonOpened(season=1, start=1_000_000), quotes(25_000, 4_000, 10_000)],
        [TickBegan(tick=1, order=("alice",))],
        [OrderFilled(trader="alice", asset="Tech", lots=-10_000, price=25_000, notional=250_000, fee=250)],
        [quotes(24_000, 4_000, 10_000), TickBegan(tick=2, order=()), TickBegan(tick=5, order=())],
    ]
    return [state for _, state in entries(story)][-1]


def test_the_leaderboard_is_ordered_by_equity_and_says_what_is_held() -> None:
    lines = leaderboard(at_the_end_of_tick(1))
    assert [line.split()[1] for line in lines] == ["Sarah", "Alice", "Mike", "Alex"]
    assert lines[0].split()[2:4] == ["$10,651.83", "+6.5%"]
    assert "short Tech" in lines[0]
    assert "margin call" in lines[3]


def test_a_portfolio_has_cost_profit_and_time_held() -> None:
    lines = portfolio(with_position(), "alice")
    assert lines[0] == "Alice, number 1, Coffee Shop: $10,097.00 (+1.0%)"
    assert lines[1] == "short 10 Tech at $250.00, now $240.00: +$99.50 (+4.0%), held 4 ticks"
    assert lines[2] == "cash $12,497.50, closed trades $0.00, fees paid $2.50"


def test_a_portfolio_names_the_loan() -> None:
    end = [state for _, state in entries(beats())][-1]
    assert "owes the house $2,512.50" in portfolio(end, "alex")


def test_thoughts_are_the_last_one_and_its_age() -> None:
    state = at_the_end_of_tick(2)
    assert thoughts(state, "alex") == ['Alex, 1 tick ago, to nobody: "I have no idea what I am doing."']
    assert "not had a thought" in thoughts(state, "mike")[0]


def test_a_trail_says_who_is_there_and_what_was_said() -> None:
    state = at_the_end_of_tick(1)
    assert trail(state, "Startup Offices") == [
        "Startup Offices: nobody is here",
        'tick 1, Alex: "We are so early."',
    ]
    assert trail(state, "Coffee Shop")[0] == "Coffee Shop: Alex, Alice"


def test_prices_say_where_they_are_going_and_that_chaos_strikes() -> None:
    lines = prices(at_the_end_of_tick(1))
    assert lines[0].split()[:3] == ["Tech", "$200.00", "-20.8%"]
    assert lines[-1] == "CHAOS: Coffee runs out (6 ticks left)"


def test_rules_are_those_of_the_season() -> None:
    assert answer(Command("rules"), State(), SeasonRules()) == sentences(SeasonRules())


def test_before_the_first_bell_there_is_a_sentence() -> None:
    assert answer(Command("leaderboard"), State(), SeasonRules()) == [NOT_OPEN]


def test_help_lists_every_command_or_explains_one() -> None:
    assert len(help_on(None)) == 12
    assert len(help_on(None, moderator=True)) == len(WORDS)
    assert not any("Moderator" in line for line in help_on(None))
    assert help_on("vote")[0].startswith("!vote NUMBER: ")


def test_an_intent_has_no_answer_of_its_own() -> None:
    with pytest.raises(ValueError, match="'chaos'"):
        answer(Command("chaos"), at_the_end_of_tick(1), SeasonRules())


def test_the_rate_of_canned_moves_is_said() -> None:
    assert health(at_the_end_of_tick(1)).sentence() == "house answers: 75% ok, 25% late"
    assert health(State()).sentence() == "mind: no answer yet"


def test_a_rare_failure_is_never_rounded_away() -> None:
    turn = DecisionMade(
        trader="mike", trade="Hold", size="out", location="News Room", mood="calm", mind="house"
    )
    story = [[turn] * 999, [turn.model_copy(update={"canned": True})]]
    *_, (_, state) = entries(story)
    assert health(state).sentence() == "mind answers: 99% ok, 1% canned"


def test_the_meter_charges_strikes_and_rests() -> None:
    rules = ChaosRules(rest=3)
    modes: list[str] = []
    for entry, state in entries(beats()):
        mode = meter(state, rules).mode
        if not modes or modes[-1] != mode:
            modes.append(mode)
        if isinstance(entry.event, BellRang) and entry.event.bell == "closing":
            break
    assert modes == ["closed", "charging", "striking", "resting", "closed"]
