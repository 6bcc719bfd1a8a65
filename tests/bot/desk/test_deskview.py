"""The desk on screens: before it has spoken, in the made-up night, and with rules that stopped orders."""

from __future__ import annotations

import json

from bot.desk.deskview import NO_DESK, desk_lines, desk_sheet, seat_views
from bot.reception.answers import answer
from bot.reception.commands import Command
from show.desk.shadow import Stopped
from show.rules import SeasonRules
from show.state import State
from tests.bot.stories import desk_beats, entries, quotes


def spoken() -> State:
    state = State()
    for _, last in entries([[quotes(25_000, 4_000, 10_000)], *desk_beats()], state):
        state = last
    return state


def test_before_the_desk_has_spoken_it_says_so() -> None:
    state = State()
    assert desk_lines(state) == [NO_DESK]
    assert desk_sheet(state)["seats"] == []


def test_the_desk_tells_its_views_its_argument_and_who_is_believed() -> None:
    said = "\n".join(desk_lines(spoken()))
    assert "Tech up 0.60, stormy (-0.40), disagreement 0.41." in said
    assert "  Rolling volatility, for storm: Volatility is 2.1 times its usual size" in said
    assert "  Kalman trend: The slope is 3.0 of its errors and steady" in said
    assert "Believed most: Rolling volatility 1.05, Kalman trend 0.95" in said
    assert "Nine of ten without skill would lie between 0.70 and 1.40." in said
    assert "of changes that improve nothing it would keep 16 %" in said


def test_before_anybody_has_a_record_nobody_is_ranked() -> None:
    state = spoken()
    state.desk.ledger.weights = [1.0 for _ in state.desk.ledger.weights]
    said = "\n".join(desk_lines(state))
    assert "Nobody has a record yet: all are believed alike (1.00)." in said
    assert "Believed most" not in said


def test_the_command_answers_on_every_host() -> None:
    assert answer(Command("desk"), spoken(), SeasonRules()) == desk_lines(spoken())


def test_a_seat_shows_its_stronger_signal_and_silence_as_none() -> None:
    state = spoken()
    [volatility, trend] = seat_views(state.desk)
    assert (volatility.signals, trend.signals) == ((-40,) * 3, (60,) * 3)
    assert volatility.lucky
    assert state.desk.spoke is not None
    quiet = state.desk.spoke.model_copy(update={"views": {"Tech": (0, 0, 60, 50)}})
    state.desk.spoke = quiet
    assert seat_views(state.desk)[0].signals == (None, None, None)


def test_a_rule_that_stopped_orders_gets_its_verdict_in_words() -> None:
    state = spoken()
    state.desk.shadow.stopped = {"order": Stopped(20, -20_000, 0, [-1_000, -900] * 10, [-50] * 20)}
    assert "  order: 20 stopped orders, saved $200.00, -50 bp each: protective." in desk_lines(state)


def test_the_sheet_is_plain_json() -> None:
    sheet = desk_sheet(spoken())
    assert json.loads(json.dumps(sheet)) == sheet
    assert sheet["argument"]["loser"] == "Kalman trend"
    assert [seat["weight"] for seat in sheet["seats"]] == [1.05, 0.95]
