"""Where everyone stands: a spot for each person in each room, and the way from room to room."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import cast

from assets.office import Spot, load_office
from show.stage import poses
from show.stage.people import Facing, Look, Pose
from show.stage.rooms import plan
from show.stage.scene import Scene, TraderView
from show.words import Room, TraderId

FRAMES_PER_SECOND = 10
"""The pace of the picture: frames are counted at it, and a faster screen shows parts of them."""

PIXELS_A_FRAME = 5
"""A walk across the whole office takes under six seconds, which is one beat."""

APART = (15, 9)
"""Columns and rows between the feet of two who walk at the same time; closer than both is an overlap."""

PATHS_KEPT = 64

Point = tuple[int, int]
Walk = tuple[TraderId, Room, Room]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in the picture: where the feet are, in pixels of the office, and how they look."""

    x: int
    y: int
    look: Look
    room: Room
    trader: TraderView | None = None
    walking: bool = False


def actors(scene: Scene, frame: int, age: float | None) -> list[Actor]:
    """Return everyone in the picture, furthest back first.

    `frame` moves what never ends (eyes, feet); `age` counts the frames since the beat began, and None means
    that every walk is over.
    """
    walks = walks_of(scene) if age is not None else ()
    waits = dict(zip((walk[0] for walk in walks), departures(walks), strict=True))
    people = []
    for index, view in enumerate(scene.traders):
        at = None
        if age is not None and view.id in waits and view.came_from is not None:
            at = _walker(view, view.came_from, frame, age - waits[view.id])
        people.append(at or _standing(view, scene, frame + 11 * index, age))
    people += _guests(scene, frame)
    return sorted(people, key=lambda actor: (actor.y, actor.x))


def walks_of(scene: Scene) -> tuple[Walk, ...]:
    """Return who walks in the beat a scene shows, from where to where."""
    return tuple(
        (view.id, view.came_from, view.room)
        for view in scene.traders
        if view.came_from is not None and view.came_from != view.room
    )


def _walker(view: TraderView, origin: Room, frame: int, age: float) -> Actor | None:
    """Return a trader on the way, or None at its end. Before the start they wait where they were."""
    way = path(view.id, origin, view.room)
    at = _along(way, max(0, int(age * PIXELS_A_FRAME)))
    if at is None:
        return None
    x, y, facing = at
    step = 0 if age < 0 else (0, 1, 0, 2)[frame // 2 % 4]
    pose: Pose = "tray" if view.status == "intern" else ""
    return Actor(x, y, Look(view.id, facing, step, pose, dress=poses.dress(view)), view.room, view, True)


def _standing(view: TraderView, scene: Scene, frame: int, age: float | None) -> Actor:
    place = plan(view.room)
    spot = place.spots[view.id]
    look = poses.resting(view, spot, scene, frame, None if age is None else int(age))
    return Actor(place.x + spot.x, place.y + spot.y, look, view.room, view)


def _guests(scene: Scene, frame: int) -> list[Actor]:
    found: list[Actor] = []
    taken: dict[Room, int] = {}
    for guest in scene.guests:
        place = plan(guest.room)
        index = taken.get(guest.room, 0)
        taken[guest.room] = index + 1
        if index < len(place.guests):
            spot, look = place.guests[index], poses.guest(guest, index, frame + 7 * index)
            found.append(Actor(place.x + spot.x, place.y + spot.y, look, guest.room))
    return found


@lru_cache(maxsize=PATHS_KEPT)
def departures(walks: tuple[Walk, ...]) -> tuple[int, ...]:
    """Return how many frames each walker waits before the first step, so that no two ever overlap."""
    found: list[int] = []
    gone: list[tuple[int, list[Point]]] = []
    for walk in walks:
        steps = _steps(path(*walk))
        wait = 0
        while any(_overlap(wait, steps, *other) for other in gone):
            wait += 1
        found.append(wait)
        gone.append((wait, steps))
    return tuple(found)


def _steps(way: tuple[Point, ...]) -> list[Point]:
    """Return where a walker is in each frame of a walk."""
    steps: list[Point] = []
    while (at := _along(way, len(steps) * PIXELS_A_FRAME)) is not None:
        steps.append(at[:2])
    return steps


def _overlap(wait: int, steps: list[Point], start: int, other: list[Point]) -> bool:
    for frame in range(max(wait, start), min(wait + len(steps), start + len(other))):
        (x, y), (to_x, to_y) = steps[frame - wait], other[frame - start]
        if abs(x - to_x) < APART[0] and abs(y - to_y) < APART[1]:
            return True
    return False


def walks_end(scene: Scene) -> int:
    """Return the age of a scene at which its last walk is over; 0 if nobody walks."""
    walks = walks_of(scene)
    return max(
        (wait + walk_frames(*walk) for wait, walk in zip(departures(walks), walks, strict=True)), default=0
    )


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
