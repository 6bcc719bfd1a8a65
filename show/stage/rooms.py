"""The rooms: walls, floors, windows, what hangs there, and the signs. The back layer of every picture."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np

from assets.office import Piece, RoomPlan, load_office
from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.light import HEIGHT, ROOM_HEIGHT, ROOM_WIDTH, WALL_HEIGHT, WIDTH
from show.stage.palette import Bytes, number
from show.stage.stamps import Stamp, stamp

Sky = Literal["own", "rain", "dusk", "night", "alarm"]
"""The dress of the windows' view; `own` is the day's."""

SIGN_COLOURS: dict[str, str] = {
    "Startup Offices": "pink",
    "VC Office": "gold",
    "Coffee Shop": "peach",
    "News Room": "sky",
}


def plan(room: str) -> RoomPlan:
    """Return the plan of a room."""
    return load_office()[room]


def room_box(room: str) -> Box:
    """Return a room's pixels in the office, walls included."""
    place = plan(room)
    return Box(place.x, place.y, ROOM_WIDTH, ROOM_HEIGHT)


@cache
def sign_box(room: str) -> Box:
    """Return where a room's sign hangs: on the wall top, where nobody's head can be."""
    place = plan(room)
    return Box(place.x + 1, place.y - 3, fonts.measure("tiny", room) + 6, 9)


@cache
def back(sky: Sky) -> tuple[Bytes, Bytes]:
    """Return the colours of the empty office without furniture, and 1 where something shines by itself."""
    canvas = Canvas(WIDTH, HEIGHT, number("night"))
    shine = Canvas(WIDTH, HEIGHT, 0)
    _walls(canvas)
    for room in load_office().values():
        _room(canvas, shine, room, sky)
    for room in load_office().values():
        # Thresholds lie in the walls between rooms, so they come when all rooms are drawn.
        for piece in room.hung:
            if "threshold" in piece.sprite or "landing" in piece.sprite:
                _press(canvas, shine, stamp_of(piece), room.x + piece.x, room.y + piece.y)
    return canvas.colour, shine.colour


def stamp_of(piece: Piece) -> Stamp:
    """Return a piece of furniture as a stamp."""
    return stamp(piece.sheet, piece.sprite, piece.dress)


def _press(canvas: Canvas, shine: Canvas, art: Stamp, x: int, y: int) -> None:
    canvas.press(art, x, y)
    glow = np.zeros_like(art.mask) if art.glow is None else art.glow
    shine.press(Stamp(glow.astype(np.uint8), art.mask), x, y)


def _walls(canvas: Canvas) -> None:
    for room in load_office().values():
        edge = Box(room.x, room.y, ROOM_WIDTH, ROOM_HEIGHT)
        canvas.frame(edge.grown(2), number("slate"))
        canvas.frame(edge.grown(1), number("ink"))


def _room(canvas: Canvas, shine: Canvas, room: RoomPlan, sky: Sky) -> None:
    floor = Box(room.x, room.y + WALL_HEIGHT, ROOM_WIDTH, ROOM_HEIGHT - WALL_HEIGHT)
    _tile(canvas, stamp(room.sheet, "wall"), Box(room.x, room.y, ROOM_WIDTH, WALL_HEIGHT))
    _tile(canvas, stamp(room.sheet, "floor"), floor)
    for view in room.skies:
        whole = stamp("rooms/shared", "sky", sky)
        part = (slice(0, view.height), slice(view.start, view.start + view.width))
        art = Stamp(whole.colour[part], whole.mask[part], whole.mask[part])
        _press(canvas, shine, art, room.x + view.x, room.y + view.y)
    wall = stamp(room.sheet, "wall")
    if wall.glow is not None:
        _tile_shine(shine, wall, Box(room.x, room.y, ROOM_WIDTH, WALL_HEIGHT))
    for piece in room.hung:
        _press(canvas, shine, stamp_of(piece), room.x + piece.x, room.y + piece.y)


def _tile(canvas: Canvas, tile: Stamp, box: Box) -> None:
    across, down = box.width // tile.width + 1, box.height // tile.height + 1
    tiled = np.tile(tile.colour, (down, across))[: box.height, : box.width]
    canvas.colour[box.y : box.bottom, box.x : box.right] = tiled


def _tile_shine(shine: Canvas, tile: Stamp, box: Box) -> None:
    glow = Stamp(np.asarray(tile.glow, np.uint8), tile.mask)
    _tile(shine, glow, box)


@cache
def sign(room: str) -> Stamp:
    """Return a room's sign; it shines, so that it can be read at night."""
    box = sign_box(room)
    canvas = Canvas(box.width, box.height, number("ink"))
    paint = number(SIGN_COLOURS.get(room, "silver"))
    canvas.fill(Box(1, 1, box.width - 2, box.height - 2), number("slate"))
    canvas.fill(Box(1, 1, 1, box.height - 2), paint)
    canvas.press(fonts.line("tiny", room, paint), 3, 2)
    every = np.ones_like(canvas.colour, bool)
    return Stamp(canvas.colour, every, every)
