"""The confessional: a dim booth, a candle, one trader behind the half door, and what they really think."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from show.stage import fonts
from show.stage.busts import bust_of
from show.stage.canvas import Box, Canvas
from show.stage.palette import Bytes, number
from show.stage.people import accent
from show.stage.scene import TraderView
from show.stage.stamps import enlarged, stamp

BOOTHS_KEPT = 16
FLICKER = 4
"""Frames between two shapes of the flame."""

LEDGE = 22
"""Rows of the half door at the foot, with the name on it."""

LARGE_LINES = 4
"""A thought of so few lines is written twice as large."""

ARCH = 100
"""Columns of the niche the trader sits in."""

ASKED, OPENED = "ONLY YOU CAN HEAR THIS", "OPENED BY THE AUDIENCE"
"""Who can hear a thought: whoever asked for it, or everybody."""

_TONES = ("honey", "oak", "wood", "bark", "umber", "night")
"""The wood from the candle outward."""

_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16


@lru_cache(maxsize=BOOTHS_KEPT)
def booth(
    view: TraderView, thought: str, width: int, height: int, flame: int = 0, whose: str = ASKED
) -> Canvas:
    """Return the booth, `width` by `height`.

    `flame` is 0 or 1, one of the candle's two shapes; `whose` says who can hear the thought.
    """
    canvas = Canvas(width, height)
    canvas.colour[:] = _panels(width, height)
    floor = height - LEDGE
    _niche(canvas, floor)
    art = enlarged(bust_of(view), 2)
    canvas.press(art, 8 + (ARCH - art.width) // 2, floor - art.height)
    _door(canvas, floor, view, whose)
    _curtain(canvas, floor)
    canvas.press(enlarged(stamp("booth", "candle~1" if flame else "candle"), 2), ARCH + 12, floor - 36)
    _spoken(canvas, thought, Box(ARCH + 38, 8, width - ARCH - 44, floor - 14))
    return canvas


@cache
def _panels(width: int, height: int) -> Bytes:
    """Return planks in candlelight: the further from the flame, the darker."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    away = np.hypot(x - ARCH - 20, (y - height + LEDGE + 30) * 1.3) / 34
    dither = np.tile(_BAYER, (height // 4 + 1, width // 4 + 1))[:height, :width]
    tone = np.clip(np.floor(np.rint(away * 64) / 64 + 0.7 + dither), 1, len(_TONES) - 1).astype(np.intp)
    tone[:, np.arange(width) % 14 == 0] = len(_TONES) - 1
    panels: Bytes = np.array([number(name) for name in _TONES], np.uint8)[tone]
    return panels


def _niche(canvas: Canvas, floor: int) -> None:
    """Cut the arch into the planks, with the lattice in it: the audience sits behind."""
    lattice = stamp("booth", "lattice")
    inside = np.zeros_like(canvas.colour, bool)
    rim = np.zeros_like(inside)
    middle = 8 + ARCH // 2
    for row in range(4, floor):
        # A round head of the arch: half a circle over straight sides.
        over = max(0, 4 + ARCH // 2 - row)
        half = int(max(0.0, (ARCH // 2) ** 2 - over**2) ** 0.5)
        rim[row, max(0, middle - half) : middle + half] = True
        inside[row, middle - half + 4 : max(middle - half + 4, middle + half - 4)] = row > 7
    canvas.colour[rim] = number("oak")
    tiled = np.tile(lattice.colour, (floor // 12 + 1, canvas.width // 12 + 1))
    whole = np.full_like(canvas.colour, number("night"))
    whole[:floor] = tiled[:floor, : canvas.width]
    canvas.colour[inside] = whole[inside]


def _door(canvas: Canvas, floor: int, view: TraderView, whose: str) -> None:
    canvas.fill(Box(0, floor, canvas.width, canvas.height - floor), number("wood"))
    canvas.fill(Box(0, floor, canvas.width, 2), number("honey"))
    canvas.fill(Box(0, floor + 2, canvas.width, 1), number("umber"))
    plate = Box(14, floor + 6, ARCH - 12, 11)
    canvas.fill(plate, number("ink"))
    canvas.frame(plate, number("gold"))
    name = fonts.shorten("tiny", view.name, plate.width - 8)
    art = fonts.line("tiny", name, accent(view.id))
    canvas.press(art, plate.x + (plate.width - art.width) // 2, plate.y + 3)
    words = fonts.line("tiny", whose, number("cream"))
    left = ARCH + 12
    canvas.press(words, left + max(0, (canvas.width - left - words.width) // 2), plate.y + 3)


def _curtain(canvas: Canvas, floor: int) -> None:
    folds = ("wine", "red", "red", "wine", "plum")
    for x in range(10):
        drop = floor - 34 - 5 * abs(4 - x)
        canvas.fill(Box(x, 0, 1, drop if x > 3 else floor), number(folds[x % len(folds)]))
    canvas.fill(Box(0, floor - 42, 9, 3), number("gold"))


def _spoken(canvas: Canvas, thought: str, room: Box) -> None:
    font, times, lines = _fitted(thought, room.width - 16, room.height - 12)
    pitch = fonts.pitch(font) * times
    height = max(26, len(lines) * pitch + 12)
    box = Box(room.x, room.y + (room.height - height) // 3, room.width, height)
    _cloud(canvas, box, room.bottom - 46)
    top = box.y + (box.height - len(lines) * pitch + times) // 2
    for row, text in enumerate(lines):
        art = enlarged(fonts.line(font, text, number("ink")), times)
        canvas.press(art, box.x + 8, top + row * pitch)


def _fitted(thought: str, width: int, height: int) -> tuple[fonts.Font, int, tuple[str, ...]]:
    """Return the largest letters there is room for, their size, and the thought in lines of them."""
    sizes: tuple[tuple[fonts.Font, int], ...] = (("talk", 2), ("talk", 1))
    for font, times in sizes:
        lines = fonts.wrap(font, thought, width // times)
        if len(lines) * fonts.pitch(font) * times <= height and (times == 1 or len(lines) <= LARGE_LINES):
            return font, times, lines
    return "tiny", 1, fonts.wrap("tiny", thought, width)[: height // fonts.pitch("tiny")]


def _cloud(canvas: Canvas, box: Box, lowest: int) -> None:
    tail = min(box.bottom - 10, lowest)
    ink, white = number("ink"), number("white")
    for grown, colour in ((1, ink), (0, white)):
        for inset, drop in ((6, 0), (3, 2), (0, 6)):
            part = Box(box.x + inset, box.y + drop, box.width - 2 * inset, box.height - 2 * drop)
            canvas.fill(part.grown(grown), colour)
    for x, y, size in ((box.x - 9, tail, 6), (box.x - 17, tail + 6, 4)):
        canvas.fill(Box(x - 1, y - 1, size + 2, size + 2), ink)
        canvas.fill(Box(x, y, size, size), white)


def flame(frame: int) -> int:
    """Return which shape the candle has in a frame."""
    return frame // FLICKER % 2
