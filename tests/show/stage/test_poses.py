"""Every pose follows from what the scene says, and moves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from show.stage.layout import layout
from show.stage.people import Look
from show.stage.scene import DealView, GuestView, Scene
from show.words import ROOMS, TraderId
from tests.show.stage.gallery import CHAOS, DAY, DEAL, KINDS, all_in, changed, says


def look(scene: Scene, who: TraderId, frame: int = 0, age: int | None = None) -> Look:
    found = [a.look for a in layout(scene, frame, age).actors if a.trader and a.trader.id == who]
    return found[0]


@pytest.mark.parametrize(
    ("changes", "pose"),
    [
        ({"mood": "happy"}, "cheer"),
        ({"mood": "panicked"}, "panic"),
        ({"mood": "sad"}, "slump"),
        ({"mood": "smug"}, "crossed"),
        ({"mood": "angry"}, "akimbo"),
        ({"mood": "greedy"}, "cash"),
        ({"mood": "nervous"}, "nails"),
        ({"mood": "happy", "status": "margin call"}, "despair"),
        ({"mood": "panicked", "status": "margin call"}, "panic"),
        ({"mood": "sad", "status": "intern", "fallen": True}, "box"),
        ({"mood": "sad", "status": "intern"}, "tray"),
    ],
)
def test_mood_and_trouble_are_seen_in_the_body(changes: dict[str, Any], pose: str) -> None:
    for room in ROOMS:
        found = look(changed("mike", room=room, **changes), "mike")
        assert (found.pose, found.facing) == (pose, "down")


def test_whoever_has_traded_is_on_the_phone_and_whoever_sits_types() -> None:
    calm = changed("alex", mood="calm")
    assert look(replace(calm, deal=DEAL), "alex").pose == "phone"
    at_desk = changed("sarah", mood="calm", thinking=True)
    assert look(at_desk, "sarah").pose == "typing"
    assert look(replace(at_desk, deal=replace(DEAL, trader="sarah")), "sarah").pose == "typing"
    refused = DealView(trader="sarah", asset="Tech", refusal="No.")
    assert look(replace(changed("sarah", mood="calm"), deal=refused), "sarah").pose == "seated"


def test_nervous_people_panic_when_chaos_strikes() -> None:
    assert look(changed("sarah", CHAOS, mood="nervous"), "sarah").pose == "panic"


@pytest.mark.parametrize(("listener", "facing"), [("mike", "right"), ("alice", "left")])
def test_whoever_listens_turns_to_the_speaker(listener: TraderId, facing: str) -> None:
    scene = says("alex", "Listen.", all_in("Startup Offices"))
    assert look(scene, listener).facing == facing
    assert look(scene, "alex").facing == "down"


def test_the_mouth_moves_while_the_bubble_is_typed_and_then_rests() -> None:
    scene = says("sarah", "Everything goes to zero.")
    assert {look(scene, "sarah", frame, frame).talking for frame in range(6)} == {True, False}
    assert not any(look(scene, "sarah", frame, frame + 60).talking for frame in range(6))
    assert not look(scene, "sarah").talking


def test_nobody_stands_like_a_statue() -> None:
    scene = replace(DAY, guests=tuple(GuestView(kind=kind, room="Coffee Shop") for kind in KINDS))
    for actor in layout(scene).actors:
        seen = {
            moved.look
            for frame in range(60)
            for moved in layout(scene, frame).actors
            if (moved.x, moved.y) == (actor.x, actor.y)
        }
        assert len(seen) > 1, actor.look.who


def test_guests_bring_what_they_came_with_and_are_not_twins() -> None:
    guests = tuple(GuestView(kind=kind, room="News Room") for kind in (*KINDS[1:], "visitor"))
    looks = [actor.look for actor in layout(replace(DAY, traders=(), guests=guests)).actors]
    assert sorted(one.pose for one in looks) == ["clipboard", "letter", "phone", "phone"]
    assert len({(one.who, one.dress) for one in looks}) == 4
