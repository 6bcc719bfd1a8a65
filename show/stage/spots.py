"""Where everyone stands: a spot for each person in each room, and the way from room to room."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import cast

from assets.office import Spot, load_office
from show.stage.people import Facing, Look, Pose, pose_of
from show.stage.rooms import plan
from show.stage.scene import GuestKind, Scene, TraderView
from show.words import Room

FRAMES_PER_SECOND = 10
"""The pace of the picture: pixel art has no use for more."""

PIXELS_A_FRAME = 5
"""A walk across the whole office takes under six seconds, which is one beat."""

BLINK_EVERY, BLINK_FRAMES = 38, 2

PATHS_KEPT = 64

Point = tuple[int, int]

GUEST_SHEETS: dict[GuestKind, str] = {
    "intern": "intern",
    "risk officer": "risk",
    "visitor": "visitor",
    "courier": "courier",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in the picture: where the feet are, in pixels of the office, and how they look."""

    x: int
    y: int
    look: Look
    room: Room
    trader: TraderView | None = None
    walking: bool = False


def actors(scene: Scene, frame: int, age: int | None) -> list[Actor]:
    """Return everyone in the picture, furthest back first.

    `frame` moves what never ends (eyes, feet); `age` counts the frames since the beat began, and None means
    that every walk is over.
    """
    people = [_trader(view, frame + 11 * index, age, scene) for index, view in enumerate(scene.traders)]
    people += _guests(scene, frame)
    return sorted(people, key=lambda actor: (actor.y, actor.x))


def _trader(view: TraderView, frame: int, age: int | None, scene: Scene) -> Actor:
    place = plan(view.room)
    spot = place.spots[view.id]
    dress = "intern" if view.status == "intern" else "own"
    if age is not None and view.came_from is not None and view.came_from != view.room:
        way = path(view.id, view.came_from, view.room)
        at = _along(way, age * PIXELS_A_FRAME)
        if at is not None:
            x, y, facing = at
            look = Look(view.id, facing, _stride(frame), dress=dress)
            return Actor(x, y, look, view.room, view, walking=True)
    look = _resting(view, spot, frame, dress, scene)
    return Actor(place.x + spot.x, place.y + spot.y, look, view.room, view)


def _stride(frame: int) -> int:
    return (0, 1, 0, 2)[frame // 2 % 4]


def _resting(view: TraderView, spot: Spot, frame: int, dress: str, scene: Scene) -> Look:
    feeling = "panicked" if scene.chaos and view.mood == "nervous" else view.mood
    # A broke trader carries the box with what was on the desk.
    pose = "box" if view.status == "intern" else pose_of(feeling, cast(Pose, spot.pose))
    moved = pose != spot.pose
    # A strong feeling turns the face to the audience; so does speaking, whose bubble hangs over the face.
    facing: Facing = "down" if moved or view.id == scene.speaker else cast(Facing, spot.facing)
    face = "blink" if view.mood == "calm" and frame % BLINK_EVERY < BLINK_FRAMES and frame else view.mood
    return Look(view.id, facing, 0, pose, face, dress)


def _guests(scene: Scene, frame: int) -> list[Actor]:
    found: list[Actor] = []
    taken: dict[Room, int] = {}
    for guest in scene.guests:
        place = plan(guest.room)
        index = taken.get(guest.room, 0)
        taken[guest.room] = index + 1
        if index < len(place.guests):
            spot = place.guests[index]
            look = Look(GUEST_SHEETS[guest.kind], cast(Facing, spot.facing))
            found.append(Actor(place.x + spot.x, place.y + spot.y, look, guest.room))
    return found


@lru_cache(maxsize=PATHS_KEPT)
def path(who: str, origin: Room, room: Room) -> tuple[Point, ...]:
    """Return the corners of the way from somebody's spot in one room to the one in another."""
    rooms = _route(origin, room)
    first, last = plan(origin), plan(room)
    corners = [(first.x + x, first.y + y) for x, y in _to_lane(first.spots[who], first.lane)]
    for here, there in pairwise(rooms):
        corners += _through(here, there)
    end = [(last.x + x, last.y + y) for x, y in _to_lane(last.spots[who], last.lane)]
    return tuple(_tidy([*corners, *reversed(end)]))


def _to_lane(spot: Spot, lane: int) -> list[Point]:
    column = spot.x if spot.via is None else spot.via
    return [(spot.x, spot.y), (column, spot.y), (column, lane)]


def _through(here: Room, there: Room) -> list[Point]:
    """Return the corners along the lane of one room, through the door, to the lane of the next."""
    one, two = plan(here), plan(there)
    out_x, out_y = one.exits[there]
    in_x, in_y = two.exits[here]
    return [
        (one.x + out_x, one.y + one.lane),
        (one.x + out_x, one.y + out_y),
        (two.x + in_x, two.y + in_y),
        (two.x + in_x, two.y + two.lane),
    ]


def _route(origin: Room, room: Room) -> list[Room]:
    queue: deque[list[Room]] = deque([[origin]])
    while queue:
        way = queue.popleft()
        if way[-1] == room:
            return way
        for other in load_office()[way[-1]].exits:
            if other not in way:
                queue.append([*way, cast(Room, other)])
    raise AssertionError(f"no way leads from {origin!r} to {room!r}; the floor plan needs an exit")


def _tidy(corners: list[Point]) -> list[Point]:
    return [point for index, point in enumerate(corners) if index == 0 or point != corners[index - 1]]


def _along(way: tuple[Point, ...], distance: int) -> tuple[int, int, Facing] | None:
    """Return the place so far along a way and which way one walks there; None when it is over."""
    for (x, y), (to_x, to_y) in pairwise(way):
        length = abs(to_x - x) + abs(to_y - y)
        if distance < length:
            return _between((x, y), (to_x, to_y), distance, length)
        distance -= length
    return None


def _between(start: Point, end: Point, distance: int, length: int) -> tuple[int, int, Facing]:
    across, down = end[0] - start[0], end[1] - start[1]
    x = start[0] + round(across * distance / length)
    y = start[1] + round(down * distance / length)
    if abs(across) >= abs(down):
        return x, y, "right" if across > 0 else "left"
    return x, y, "down" if down > 0 else "up"


def walk_frames(who: str, origin: Room, room: Room) -> int:
    """Return how many frames a walk takes."""
    way = path(who, origin, room)
    length = sum(abs(b[0] - a[0]) + abs(b[1] - a[1]) for a, b in pairwise(way))
    return -(-length // PIXELS_A_FRAME)
