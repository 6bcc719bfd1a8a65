"""A blanked show: whatever the scene holds, the picture is the test card and the words say no more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.events import AnyEvent, Entry, ShowPanicked, ShowResumed
from show.stage.alt import STAND_BY, alt_text
from show.stage.cards import stand_by_card
from show.stage.picture import draw, numbers, tint
from show.stage.scene import Scene
from show.stage.view import scene
from show.state import State, fold
from tests.show.stage.gallery import GALLERY
from tests.show.stage.strange import SCENES

BLANK = Scene(tick=0, season=0, episode=0, minutes=0, traders=(), panicked=True)


@pytest.mark.parametrize("name", GALLERY)
def test_panic_shows_the_same_card_for_every_scene(name: str) -> None:
    blank = replace(GALLERY[name], paused=True, panicked=True)
    assert np.array_equal(numbers(blank, 7, 3), stand_by_card().colour)
    assert tint(blank) != "paused"
    assert np.array_equal(np.asarray(draw(blank, 7)), np.asarray(draw(BLANK)))


@given(SCENES, st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_no_word_of_a_scene_survives_panic(strange: Scene, frame: int) -> None:
    blank = replace(strange, panicked=True)
    assert draw(blank, frame).tobytes() == draw(BLANK).tobytes()
    assert alt_text(blank) == STAND_BY


def test_the_card_comes_with_the_event_and_goes_with_the_next() -> None:
    state = State()
    events: tuple[AnyEvent, ...] = (ShowPanicked(by="host"), ShowResumed(by="host"))
    for number, event in enumerate(events, 1):
        fold(state, Entry(seq=number, beat=number, tick=0, at=0, event=event))
        assert scene(state).panicked == (number == 1)


def test_a_drawn_card_cannot_be_spoilt_by_whoever_draws_on_it() -> None:
    numbers(BLANK)[:] = 0
    assert numbers(BLANK).any()
