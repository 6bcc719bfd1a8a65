"""Cards: what is shown over the office or instead of it. Each is a canvas of the frame's size and palette."""

from __future__ import annotations

import io
from functools import cache, lru_cache

import numpy as np
from PIL import Image

from show.stage import fonts
from show.stage.booth import ASKED, booth
from show.stage.canvas import Box, Canvas
from show.stage.palette import CLEAR, colours, number
from show.stage.people import Look, person
from show.stage.scene import TraderView
from show.stage.stamps import Stamp, enlarged

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


def confession_card(view: TraderView, thought: str, whose: str = ASKED) -> Canvas:
    """Return the confessional as a card of its own: one trader in a dim booth, and what they really think."""
    return booth(view, thought, WIDTH, HEIGHT, 0, whose)
