"""The picture that hosts show: the stage's own, walking people, and the test card."""

from __future__ import annotations

from dataclasses import replace

from bot.drawing.painting import Moment, StagePainter
from show.audience.chaos import ChaosRules
from show.stage.alt import STAND_BY
from show.stage.picture import draw
from show.stage.view import scene
from show.state import State
from tests.bot.stories import beats, calm, entries

CHAOS = ChaosRules(most=3)


def state_of_the_night(kind: str) -> State:
    """Return the made-up night's state at the last event of a kind."""
    last = State()
    for entry, state in entries(beats() if kind == "ShowPanicked" else calm()):
        last = state
        if entry.event.kind == kind:
            break
    return last


def test_a_picture_is_the_stages_own_to_the_pixel() -> None:
    state = state_of_the_night("VoteOpened")
    picture = StagePainter(CHAOS).picture(Moment(state, frame=3))
    assert picture.mode == "P"
    assert picture.convert("RGB").tobytes() == draw(scene(state, CHAOS), 3).tobytes()


def test_who_walks_is_seen_walking() -> None:
    state = state_of_the_night("TraderMoved")
    painter = StagePainter(CHAOS)
    there = painter.picture(Moment(state, frame=3, age=4))
    walking = painter.picture(Moment(state, frame=3, age=4, walks={"alex": "Startup Offices"}))
    assert there.tobytes() != walking.tobytes()


def test_a_blanked_show_is_a_test_card_in_picture_and_words() -> None:
    state = state_of_the_night("ShowPanicked")
    painter = StagePainter(CHAOS)
    card = painter.picture(Moment(state)).convert("RGB").tobytes()
    assert card == painter.picture(Moment(state, frame=50)).convert("RGB").tobytes()
    assert card == draw(scene(state, CHAOS)).tobytes()
    assert card != draw(replace(scene(state, CHAOS), panicked=False)).tobytes()
    assert painter.words(state) == STAND_BY
