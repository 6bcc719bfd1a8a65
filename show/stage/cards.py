"""Cards: what is shown over the office or instead of it. Each is a canvas of the frame's size and palette."""

from __future__ import annotations

import io
from functools import cache, lru_cache

import numpy as np
from PIL import Image

from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.palette import CLEAR, colours, number
from show.stage.people import Look, accent, person, portrait
from show.stage.scene import TraderView
from show.stage.stamps import Stamp

WIDTH, HEIGHT = 320, 180
CARDS_KEPT = 16


def image(card: Canvas) -> Image.Image:
    """Return a card as an RGB picture of its own size."""
    return Image.fromarray(colours("day")[card.colour], "RGB")


def png(card: Canvas, scale: int = 4) -> bytes:
    """Return a card as a palette PNG, every pixel a square of `scale`."""
    large = np.repeat(np.repeat(card.colour, scale, 0), scale, 1)
    picture = Image.fromarray(large, "P")
    picture.putpalette(colours("day").tobytes())
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=6)
    return stream.getvalue()


def enlarged(art: Stamp, times: int) -> Stamp:
    """Return a stamp with every pixel a square."""
    colour = np.repeat(np.repeat(art.colour, times, 0), times, 1)
    return Stamp(colour, colour != CLEAR)


def centred(canvas: Canvas, font: fonts.Font, text: str, y: int, colour: str, times: int = 1) -> None:
    """Write a line in the middle of a canvas, cut if it is too long, its pixels `times` as large."""
    short = fonts.shorten(font, text, (canvas.width - 8) // times)
    art = enlarged(fonts.line(font, short, number(colour)), times)
    canvas.press(art, (canvas.width - art.width) // 2, y)


@cache
def paused_card() -> Stamp:
    """Return the card that hangs over the office while a moderator holds the clock."""
    canvas = Canvas(112, 42, number("ink"))
    canvas.frame(Box(1, 1, 110, 40), number("gold"))
    centred(canvas, "talk", "The floor is paused", 22, "white")
    centred(canvas, "tiny", "BACK IN A MOMENT", 32, "fog")
    for x in (51, 58):
        canvas.fill(Box(x, 7, 4, 10), number("gold"))
    return Stamp(canvas.colour, canvas.colour != CLEAR)


@lru_cache(maxsize=CARDS_KEPT)
def stand_by_card(reason: str = "") -> Canvas:
    """Return the card that replaces the picture when a moderator blanks the stage."""
    canvas = Canvas(WIDTH, HEIGHT, number("ink"))
    bars = ("white", "lemon", "sky", "lime", "violet", "coral", "blue", "slate")
    for index, name in enumerate(bars):
        canvas.fill(Box(index * 40, 0, 40, 112), number(name))
        canvas.fill(Box(index * 40, 112, 40, 10), number(bars[-1 - index]))
    for index, name in enumerate(("ink", "night", "slate", "steel", "fog", "silver", "white", "ink")):
        canvas.fill(Box(index * 40, 122, 40, 14), number(name))
    bear = enlarged(person(Look("sarah", pose="cup")), 3)
    canvas.fill(Box(120, 22, 80, 84), number("ink"))
    canvas.fill(Box(122, 24, 76, 80), number("steel"))
    canvas.press(bear, 130, 25)
    centred(canvas, "talk", "Please stand by", 141, "white", 2)
    centred(canvas, "tiny", reason or "THE FLOOR WILL BE BACK", 165, "fog")
    return canvas


def _name(canvas: Canvas, view: TraderView, middle: int, y: int) -> None:
    art = fonts.line("tiny", fonts.shorten("tiny", view.name, 60), accent(view.id), number("ink"))
    canvas.press(art, middle - art.width // 2, y)


def _dress(view: TraderView) -> str:
    return "intern" if view.status == "intern" else "own"


@lru_cache(maxsize=CARDS_KEPT)
def confession_card(view: TraderView, thought: str) -> Canvas:
    """Return the confessional: one trader in a dim booth, and what they really think."""
    canvas = Canvas(WIDTH, HEIGHT, number("ink"))
    _booth(canvas)
    art = enlarged(portrait(view.id, view.mood, _dress(view)), 5)
    canvas.press(art, 14, 150 - art.height)
    canvas.fill(Box(0, 150, WIDTH, 30), number("bark"))
    canvas.fill(Box(0, 150, WIDTH, 2), number("oak"))
    _name(canvas, view, 64, 156)
    centred(canvas, "tiny", "ONLY YOU CAN HEAR THIS", 168, "tan")
    cloud = Box(128, 18, 182, 116)
    lines = fonts.wrap("talk", thought, cloud.width - 24)[:10]
    height = max(34, len(lines) * fonts.pitch("talk") + 16)
    _cloud(canvas, Box(cloud.x, cloud.y + (cloud.height - height) // 2, cloud.width, height))
    top = cloud.y + (cloud.height - height) // 2 + (height - len(lines) * fonts.pitch("talk")) // 2
    for row, text in enumerate(lines):
        canvas.press(fonts.line("talk", text, number("ink")), cloud.x + 12, top + row * fonts.pitch("talk"))
    return canvas


def _booth(canvas: Canvas) -> None:
    for fold in range(0, WIDTH, 10):
        canvas.fill(Box(fold, 0, 6, 150), number("wine"))
        canvas.fill(Box(fold + 6, 0, 4, 150), number("plum"))
    for step, name in enumerate(("plum", "wine", "red")):
        width = 96 - step * 20
        canvas.fill(Box(64 - width // 2, 0, width, 150), number(name))
    canvas.fill(Box(52, 0, 24, 6), number("lemon"))


def _cloud(canvas: Canvas, box: Box) -> None:
    ink, white = number("ink"), number("white")
    for grown, colour in ((1, ink), (0, white)):
        canvas.fill(
            Box(box.x + 6 - grown, box.y - grown, box.width - 12 + 2 * grown, box.height + 2 * grown), colour
        )
        canvas.fill(
            Box(box.x - grown, box.y + 6 - grown, box.width + 2 * grown, box.height - 12 + 2 * grown), colour
        )
        canvas.fill(
            Box(box.x + 3 - grown, box.y + 2 - grown, box.width - 6 + 2 * grown, box.height - 4 + 2 * grown),
            colour,
        )
    for x, y, size in ((box.x - 8, box.bottom - 10, 6), (box.x - 15, box.bottom - 3, 4)):
        canvas.fill(Box(x - 1, y - 1, size + 2, size + 2), ink)
        canvas.fill(Box(x, y, size, size), white)
