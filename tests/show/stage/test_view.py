"""From state to scene: what the audience may see, and nothing more."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from show.audience.chaos import ChaosRules
from show.stage.picture import draw
from show.stage.scene import Scene
from show.stage.view import scene
from show.state import State
from show.words import ASSETS, TRADERS
from tests.show.company import Company


@pytest.fixture
async def company() -> Company:
    return await Company(11).run(9)


async def test_the_scene_says_what_the_state_says(company: Company) -> None:
    state = company.state
    seen = scene(state)
    assert (seen.tick, seen.season, seen.episode) == (state.tick, 1, 1)
    assert [view.id for view in seen.traders] == [place.who for place in state.standings()]
    for view in seen.traders:
        assert view.room == state.office.room_of(view.id)
        assert view.equity == state.equity(view.id)
        assert view.mood == state.cast[view.id].mood
        assert view.history == tuple(state.cast[view.id].history)
    assert [view.asset for view in seen.prices] == list(ASSETS)
    assert seen.headline == state.wire.headlines[0].event.text
    assert draw(seen).size == (320, 180)


async def test_only_the_last_line_of_this_tick_is_spoken(company: Company) -> None:
    state = company.state
    seen = scene(state)
    spoken = [view for view in seen.traders if view.speech]
    assert [view.id for view in spoken] == [state.programme.speaker] == [seen.speaker]
    assert spoken[0].speech == state.cast[spoken[0].id].lines[0]
    state.tick += 1
    assert not [view for view in scene(state).traders if view.speech]
    assert scene(state).speaker is None


async def test_the_scene_cannot_tell_the_regime(company: Company) -> None:
    state = company.state
    assert state.board.truth is not None
    before = scene(state)
    state.board.truth = state.board.truth.model_copy(update={"regime": "Crash", "ticks_left": 99})
    assert scene(state) == before
    assert state.board.truth.regime not in repr(before)
    assert not {"regime", "truth", "thought"} & {field.name for field in fields(Scene)}


async def test_a_scene_is_frozen_and_can_be_remembered(company: Company) -> None:
    seen = scene(company.state)
    assert hash(seen) == hash(replace(seen))
    with pytest.raises(AttributeError):
        seen.tick = 3  # type: ignore[misc]  # this is the test


async def test_chaos_the_vote_and_the_meter_are_seen(company: Company) -> None:
    await company.ask("chaos", viewer="page:ann")
    state = company.state
    if state.board.chaos is None:
        assert scene(state).backers == 1
    else:
        seen = scene(state)
        assert seen.chaos is not None
        assert seen.chaos.headline == state.board.chaos.headline
        assert seen.chaos.ticks_left == state.board.chaos.until - state.tick
    assert scene(state, ChaosRules(quorum=1.0, most=1)).needed == 1
    while state.crowd.ballot is None:
        await company.run(1)
    seen = scene(state)
    assert seen.vote is not None
    assert [option.label for option in seen.vote.options] == [
        option.label for option in state.crowd.ballot.options
    ]


def test_the_risk_officer_comes_to_a_margin_call() -> None:
    state = State()
    state.cast["mike"].status = "margin call"
    assert [(guest.kind, guest.room) for guest in scene(state).guests] == [
        ("risk officer", state.office.room_of("mike"))
    ]


def test_an_empty_state_can_be_seen() -> None:
    seen = scene(State())
    assert {view.id for view in seen.traders} == set(TRADERS)
    assert seen.headline == ""
    assert draw(seen).size == (320, 180)
