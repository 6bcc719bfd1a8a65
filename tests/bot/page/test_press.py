"""The press and the camera: what is kept for browsers, and when a new picture is taken."""

from __future__ import annotations

import json
from typing import Any

from PIL import Image

from bot.drawing.painting import Moment
from bot.page.camera import Camera
from bot.page.press import LINES_KEPT, Press
from show.audience.chaos import ChaosRules
from show.events import AnyEvent, LineSpoken, ShowPanicked, TickBegan, TraderMoved
from show.state import State
from tests.bot.page.conftest import Clock
from tests.bot.stories import beats, entries, night, quotes


def spoken(text: str) -> LineSpoken:
    return LineSpoken(trader="mike", room="News Room", text=text, heard_by=())


def words(state: State) -> str:
    return "a wall"


def press_of(told: list[list[AnyEvent]], begin: int = 0) -> Press:
    """Return a press that was handed the entries after `begin`."""
    press = Press(ChaosRules(), words)
    for entry, state in entries(told):
        if entry.seq > begin and not entry.event.sealed:
            press.print(entry, state)
    return press


def texts(message: str | None) -> list[str]:
    assert message is not None
    read: dict[str, Any] = json.loads(message)
    return [line["text"] for line in read["lines"]]


def test_a_press_that_begins_in_the_middle_knows_what_the_rooms_remember() -> None:
    told: list[list[AnyEvent]] = [[spoken("one")], [spoken("two")], [spoken("three")]]
    assert texts(press_of(told, begin=1).lines_after(0)) == ["one", "two", "three"]
    assert texts(press_of(told, begin=2).lines_after(0)) == ["one", "two", "three"]


def test_only_the_last_lines_are_kept_and_who_missed_more_begins_anew() -> None:
    told: list[list[AnyEvent]] = [[spoken(f"line {number}")] for number in range(LINES_KEPT + 10)]
    press = press_of(told)
    message = press.lines_after(5)
    assert len(texts(message)) == LINES_KEPT
    assert '"fresh":true' in str(message)
    assert press.lines_after(press.seq) is None


def test_the_sheet_is_written_once_an_entry() -> None:
    press = press_of(beats())
    assert press.sheet() is press.sheet()
    sheet = json.loads(press.sheet())
    assert sheet["alt"] == "a wall"
    assert sheet["mind"] == "house answers: 75% ok, 25% late"
    assert sheet["air"] == "closed"


def test_the_sheet_has_the_open_ballot_and_the_chaos_that_strikes() -> None:
    press = Press(ChaosRules(), words)
    for entry, state in night():
        press.print(entry, state)
        if entry.event.kind == "VoteCast":
            break
    sheet = json.loads(press.sheet())
    assert sheet["vote"]["options"] == [{"label": "Alex", "votes": 1}, {"label": "Sarah", "votes": 0}]
    assert sheet["chaos"]["mode"] == "striking"
    assert sheet["chaos"]["owner"] == "the control room"


def test_a_blanked_show_leaves_nothing_of_what_was_said_on_the_page() -> None:
    bad: list[list[AnyEvent]] = [[spoken("something awful")], [ShowPanicked(by="terminal:host")]]
    message = press_of(bad).lines_after(1)
    assert texts(message) == ["The test card is on, says the control room."]
    assert '"fresh":true' in str(message)


def test_before_the_first_entry_there_is_nothing_to_say() -> None:
    press = Press(ChaosRules(), words)
    assert press.sheet() == ""
    assert press.lines_after(0) is None


class Witness:
    """A painter that keeps every moment it was asked for, and paints the same picture each time."""

    def __init__(self) -> None:
        self.moments: list[Moment] = []

    def picture(self, moment: Moment) -> Image.Image:
        self.moments.append(moment)
        return Image.new("P", (320, 180))

    def words(self, state: State) -> str:
        return ""


def test_a_picture_is_taken_once_a_frame_and_kept_if_it_is_new() -> None:
    clock, witness = Clock(), Witness()
    *_, (_, state) = night()
    camera = Camera(witness, lambda: state, clock, fps=10)
    assert camera.roll()
    assert not camera.roll()
    clock.now += 0.1
    assert not camera.roll()
    assert len(witness.moments) == 2
    assert camera.shot.number == 1


def test_nothing_is_drawn_before_there_are_prices() -> None:
    witness = Witness()
    assert not Camera(witness, lambda: State(), Clock(), fps=10).roll()
    assert Camera(witness, lambda: None, Clock(), fps=10).still() is None
    assert witness.moments == []


def test_a_walk_begins_with_its_beat_and_ends() -> None:
    clock, witness = Clock(), Witness()
    walk = TraderMoved(trader="mike", origin="News Room", room="Coffee Shop")
    told: list[list[AnyEvent]] = [[quotes(1, 1, 1)], [spoken("Bye."), walk], [TickBegan(tick=1, order=())]]
    *_, (_, state) = entries(told)
    camera = Camera(witness, lambda: state, clock, fps=10)
    ages: list[Any] = []
    for beat, seconds in ((1, 1.0), (2, 1.0), (3, 0.5), (3, 10.0)):
        for entry, _ in entries(told):
            if entry.beat == beat:
                camera.notice(entry)
        clock.now += seconds
        camera.roll()
        ages.append((witness.moments[-1].age, dict(witness.moments[-1].walks)))
    assert ages[0] == (None, {})
    assert ages[1] == (10, {"mike": "News Room"})
    assert ages[2] == (15, {"mike": "News Room"})
    assert ages[3][0] is None
