"""Poses: what somebody's body does, from what the scene says of them, and how it moves.

In this order: who is broke carries their box, and from the next turn on a tray of coffee; a margin call is a
head in hands; joy, panic and grief take the whole body; whoever listens turns to the speaker; who is at their
turn types, who has just traded is on the phone; and the quieter moods have a bearing of their own.
"""

from __future__ import annotations

from typing import cast

from assets.art import OWN
from assets.office import Spot
from show.stage.bubbles import LETTERS_A_FRAME
from show.stage.people import INTERN, Facing, Look, Pose
from show.stage.rooms import plan
from show.stage.scene import GuestKind, GuestView, Scene, TraderView
from show.words import Mood

BLINK_EVERY, BLINK_FRAMES = 38, 2
BREATH, BREATHS = 8, 3
"""A breath lasts so many frames, and there is one in so many of them."""

GUEST_SHEETS: dict[GuestKind, str] = {
    "intern": "intern",
    "risk officer": "risk",
    "visitor": "visitor",
    "courier": "courier",
}
VISITORS = (OWN, "red", "violet", "blue")
"""What visitors wear, in turn."""

_CARRIED: dict[GuestKind, Pose] = {
    "intern": "tray",
    "risk officer": "clipboard",
    "visitor": "phone",
    "courier": "letter",
}
_STRONG: dict[Mood, Pose] = {"happy": "cheer", "panicked": "panic", "sad": "slump"}
_QUIET: dict[Mood, Pose] = {"smug": "crossed", "angry": "akimbo", "greedy": "cash", "nervous": "nails"}
_PACE: dict[Pose, int] = {"typing": 2, "cheer": 3, "panic": 2, "nails": 5}
"""Frames between the two halves of a movement."""


def resting(view: TraderView, spot: Spot, scene: Scene, frame: int, age: int | None) -> Look:
    """Return how a trader looks who stands on a spot."""
    pose = pose_of(view, spot, scene)
    facing: Facing = "down"
    if view.id != scene.speaker and pose == spot.pose:
        facing = _towards(view, spot, scene)
    face = "blink" if view.mood == "calm" and frame % BLINK_EVERY < BLINK_FRAMES and frame else view.mood
    talking = _is_typing(view, scene, age) and frame // 2 % 2 == 0
    return Look(view.id, facing, 0, pose, face, dress(view), _sways(pose, frame), talking)


def dress(view: TraderView) -> str:
    """Return what a trader wears: a broke one, the intern's grey."""
    return INTERN if view.status == "intern" else OWN


def pose_of(view: TraderView, spot: Spot, scene: Scene) -> Pose:
    """Return what a trader's body does."""
    if view.status == "intern":
        return "box" if view.fallen else "tray"
    feeling: Mood = "panicked" if scene.chaos and view.mood == "nervous" else view.mood
    if view.status == "margin call":
        return "panic" if feeling == "panicked" else "despair"
    if feeling in _STRONG:
        return _STRONG[feeling]
    return _at_rest(view, spot, scene, feeling)


def _at_rest(view: TraderView, spot: Spot, scene: Scene, feeling: Mood) -> Pose:
    own, seated = cast(Pose, spot.pose), spot.pose == "seated"
    if _speaker_here(view, scene):
        return own
    if scene.deal is not None and scene.deal.trader == view.id and not scene.deal.refusal:
        return "typing" if seated else "phone"
    if view.thinking and seated:
        return "typing"
    return _QUIET.get(feeling, own)


def _speaker_here(view: TraderView, scene: Scene) -> TraderView | None:
    """Return somebody else who speaks in the same room."""
    found = (one for one in scene.traders if one.id == scene.speaker and one.speech)
    return next((one for one in found if one.room == view.room and one.id != view.id), None)


def _towards(view: TraderView, spot: Spot, scene: Scene) -> Facing:
    speaker = _speaker_here(view, scene)
    if speaker is None or spot.pose == "seated":
        return cast(Facing, spot.facing)
    return "right" if plan(view.room).spots[speaker.id].x > spot.x else "left"


def _is_typing(view: TraderView, scene: Scene, age: int | None) -> bool:
    """Return whether the trader's bubble is still being typed."""
    spoken = view.speech if view.id == scene.speaker else None
    return spoken is not None and age is not None and age * LETTERS_A_FRAME < len(spoken)


def _sways(pose: Pose, frame: int) -> bool:
    if pose in _PACE:
        return frame // _PACE[pose] % 2 == 1
    return frame // BREATH % BREATHS == BREATHS - 1


def guest(view: GuestView, index: int, frame: int) -> Look:
    """Return how the guest number `index` of a room looks: with what they came with in hand."""
    pose = _CARRIED[view.kind]
    face = "blink" if frame % BLINK_EVERY < BLINK_FRAMES and frame else "calm"
    worn = VISITORS[index % len(VISITORS)] if view.kind == "visitor" else OWN
    return Look(GUEST_SHEETS[view.kind], "down", 0, pose, face, worn, _sways(pose, frame))
