"""The moving picture: lines are typed and walks are walked from their beat on, at any frame rate."""

from __future__ import annotations

import pytest

from show.events import AnyEvent, Entry, LineSpoken, TraderMoved
from show.stage.action import STILL_FRAMES, Action
from show.stage.layout import Layout, layout
from show.stage.picture import numbers
from show.stage.view import scene
from show.state import State
from tests.bot.stories import entries
from tests.show.stage.test_framing import OPENING

LINE = LineSpoken(trader="mike", room="News Room", text="I have to run, and I will.", heard_by=())
WALK = TraderMoved(trader="mike", origin="News Room", room="Coffee Shop")


def played(*events: AnyEvent) -> tuple[State, list[Entry]]:
    """Return the state after an opening and one beat of these events, and that beat."""
    state = State()
    told = [entry for entry, _ in entries([OPENING, list(events)], state)]
    return state, [entry for entry in told if entry.event in events]


def shown(action: Action, state: State, number: int) -> bytes:
    seen = action.walked(scene(state))
    return numbers(seen, action.frame(number), action.age(number)).tobytes()


@pytest.mark.parametrize("fps", [10, 15, 30])
def test_a_walk_takes_as_long_at_any_number_of_frames_a_second(fps: int) -> None:
    state, beat = played(WALK)
    action = Action(fps)
    for entry in beat:
        action.notice(entry)
    walking = []
    for number in range(100, 100 + 9 * fps):
        seen = action.walked(scene(state))
        plan = layout(seen, int(action.frame(number)), action.age(number))
        walking.append(next((a.x, a.y) for a in plan.actors if a.walking) if _walks(plan) else None)
    seconds = sum(place is not None for place in walking) / fps
    assert 1 < seconds < 8
    assert seconds == pytest.approx(len([p for p in range(100) if _at_tenths(state, beat, p)]) / 10, abs=0.11)
    assert len(set(walking)) > seconds * min(fps, 20) / 2


def _walks(plan: Layout) -> bool:
    return any(actor.walking for actor in plan.actors)


def _at_tenths(state: State, beat: list[Entry], age: int) -> bool:
    action = Action()
    for entry in beat:
        action.notice(entry)
    return _walks(layout(action.walked(scene(state)), age, age))


def test_a_line_is_typed_once_and_then_stands() -> None:
    state, beat = played(LINE)
    action = Action(fps=30)
    before = shown(action, state, 5)
    for entry in beat:
        action.notice(entry)
    frames = [shown(action, state, number) for number in (6, 9, 15)]
    assert len({before, *frames}) == 4
    end = 66 + 3 * STILL_FRAMES
    assert shown(action, state, end) == shown(Action(fps=30), state, end)


def test_the_next_beat_ends_the_walks_of_the_last() -> None:
    _, beat = played(WALK)
    action = Action()
    action.notice(beat[0])
    assert action.age(40) == 0
    assert dict(action.walks) == {"mike": "News Room"}
    action.notice(Entry(seq=99, beat=99, tick=1, at=0, event=LINE))
    assert action.age(43) == 0
    assert not action.walks


def test_the_picture_goes_on_with_the_log() -> None:
    state, action = State(), Action()
    frames = []
    for number, (entry, _) in enumerate(entries([OPENING, [LINE]], state)):
        action.notice(entry)
        frames.append(shown(action, state, number // 100))
    assert len(set(frames)) > 2
