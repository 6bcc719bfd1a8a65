"""Random nights, frame by frame: what is drawn is what the state says, and nothing covers a face."""

from __future__ import annotations

import asyncio
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from show.stage.action import Action
from show.stage.canvas import Box
from show.stage.layout import layout
from show.stage.rooms import room_box
from show.stage.view import scene
from show.state import State, fold
from tests.show.company import Company
from tests.show.stage.test_layout import OFFICE, faces, floating

TICKS = 2
LOOKS = (0, 9, 30)
"""Ages of a beat at which it is looked at, in frames."""

WORDS = ("chaos", "vote", "pause", "resume", "skip")


@given(st.integers(0, 10**6), st.lists(st.sampled_from(WORDS), max_size=4))
@settings(max_examples=4, deadline=None)
def test_in_every_frame_of_a_random_night_the_picture_tells_the_truth(seed: int, asked: list[str]) -> None:
    company = Company(seed)
    asyncio.run(_played(company, asked))
    state, action, number = State(), Action(), 0
    for entry in company.log.entries:
        fold(state, entry)
        action.notice(entry, number)
        if state.board.quotes:
            for look in LOOKS if action.began == number else (0,):
                _check(state, action, number + look)
        number += LOOKS[-1]


async def _played(company: Company, asked: list[str]) -> None:
    await company.run(1)
    for viewer, word in enumerate(asked):
        await company.ask(word, text="1", viewer=f"page:{viewer}", moderator=True)
    await company.run(TICKS)


def _check(state: State, action: Action, number: int) -> None:
    seen = action.walked(scene(state))
    plan = layout(seen, number, action.age(number))
    placed = {actor.trader.id: actor for actor in plan.actors if actor.trader}
    assert set(placed) == set(state.cast)
    for who, actor in placed.items():
        assert actor.trader is not None
        assert actor.trader.room == actor.room == state.office.room_of(who)
        assert actor.walking or room_box(actor.room).holds(Box(actor.x - 5, actor.y - 1, 10, 1))
        assert not actor.walking or who in action.walks
        assert actor.trader.equity == state.equity(who)
    for speaker, bubble in plan.bubbles:
        view = next(view for view in seen.traders if view.id == speaker)
        assert view.speech in state.cast[view.id].lines
        assert OFFICE.holds(bubble.box)
    for part in floating(plan):
        assert not any(part.meets(face) for face in faces(plan).values())
    for (_, one), (_, other) in combinations(plan.bubbles, 2):
        assert not one.box.meets(other.box)
