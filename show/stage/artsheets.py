"""Previews of the art for whoever draws it: people in every frame, portraits, fonts, and every sheet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import get_args

import numpy as np
from PIL import Image

from assets.art import load_font, load_palette
from assets.office import load_office
from show.stage import contact, fonts
from show.stage.busts import bust
from show.stage.canvas import Box, Canvas
from show.stage.palette import CLEAR, colours, number
from show.stage.people import Facing, Look, Pose, accent, person, portrait
from show.stage.poses import GUEST_SHEETS
from show.stage.stamps import Stamp
from show.words import MOODS, TRADERS

SCALE = 4
GAP = 4
WIDTH = 300
"""Columns of a preview, before it is scaled."""

FACINGS: tuple[Facing, ...] = ("down", "up", "left", "right")
POSES: tuple[Pose, ...] = tuple(pose for pose in get_args(Pose) if pose not in ("", "seated"))
MOVING: tuple[Pose, ...] = ("typing", "cheer", "panic", "nails")
SPECIMEN = "Buy low, sell high: $1,234,567.89 (-12.5%) & call it skill!"


def names() -> list[str]:
    """Return what can be previewed: the put-together sheets first, then each file."""
    return [*PREVIEWS, *(name for name in contact.sheets() if name not in PREVIEWS)]


def preview(name: str, scale: int = SCALE) -> Image.Image:
    """Return a preview, read anew from the files.

    Raises:
        ArtError: a file is wrong; the message says file, line and column.
        KeyError: there is no sheet of that name; the message names those there are.
    """
    forget()
    load_palette()
    if name in PREVIEWS:
        return _shown(PREVIEWS[name](), scale)
    if name not in contact.sheets():
        raise KeyError(f"there is no sheet {name!r}; there are {', '.join(names())}")
    return contact.contact(name, scale)


def everything(scale: int = 2) -> Image.Image:
    """Return all previews under each other; every art file is read, so every mistake is found."""
    load_office()
    parts = [preview(name, scale) for name in names()]
    whole = Image.new("RGB", (max(part.width for part in parts), sum(part.height for part in parts)))
    y = 0
    for part in parts:
        whole.paste(part, (0, y))
        y += part.height
    return whole


def forget() -> None:
    """Forget all art and everything made of it, so that the next drawing sees what is on disk now."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("assets.art", "assets.office", "show.stage.")):
            for thing in list(vars(module).values()):
                clear = getattr(thing, "cache_clear", None)
                if callable(clear):
                    clear()


def _people() -> Canvas:
    rows = [(who, list(_frames(who))) for who in (*TRADERS, *GUEST_SHEETS.values())]
    return _rows(rows)


def _frames(who: str) -> Iterator[Stamp]:
    for facing in FACINGS:
        for step in (0, 1, 2):
            yield person(Look(who, facing, step))
    for pose in POSES:
        yield person(Look(who, pose=pose))
        if pose in MOVING:
            yield person(Look(who, pose=pose, sway=True))
    if who in TRADERS:
        yield person(Look(who, pose="box", dress="intern", face="sad"))


def _portraits() -> Canvas:
    rows: list[tuple[str, list[Stamp]]] = [
        (who, [portrait(who, mood) for mood in MOODS] + [portrait(who, "sad", "intern")]) for who in TRADERS
    ]
    return _rows(rows)


def _busts() -> Canvas:
    rows: list[tuple[str, list[Stamp]]] = [
        (who, [bust(who, mood) for mood in MOODS] + [bust(who, "sad", "intern")]) for who in TRADERS
    ]
    return _rows(rows)


def _rows(rows: list[tuple[str, list[Stamp]]]) -> Canvas:
    tall = max(art.height for _, arts in rows for art in arts) + 2 * GAP
    wide = max(sum(art.width + 2 for art in arts) for _, arts in rows) + 40
    canvas = Canvas(wide, tall * len(rows) + GAP, number("steel"))
    for row, (name, arts) in enumerate(rows):
        y = GAP + row * tall
        if row % 2:
            canvas.fill(Box(0, y - GAP // 2, wide, tall), number("slate"))
        canvas.press(fonts.line("tiny", name, accent(name)), 3, y + tall // 2 - GAP)
        x = 34
        for art in arts:
            canvas.press(art, x, y + GAP // 2)
            x += art.width + 2
    return canvas


def _fonts() -> Canvas:
    canvas = Canvas(WIDTH, 220, number("cream"))
    y = GAP
    kinds: tuple[fonts.Font, ...] = ("talk", "tiny")
    for font in kinds:
        canvas.press(fonts.line(font, SPECIMEN, number("red")), GAP, y)
        y += fonts.pitch(font) + GAP
        line = ""
        for character in load_font(font).grids:
            if fonts.measure(font, f"{line} {character}") > WIDTH - 2 * GAP:
                y = _line(canvas, font, line, y)
                line = ""
            line = f"{line} {character}".strip()
        y = _line(canvas, font, line, y) + 2 * GAP
    sheet = Canvas(WIDTH, y, CLEAR)
    sheet.colour[:] = canvas.colour[:y]
    return sheet


def _line(canvas: Canvas, font: fonts.Font, text: str, y: int) -> int:
    canvas.press(fonts.line(font, text, number("ink")), GAP, y)
    return y + fonts.pitch(font) + 2


def _palette() -> Canvas:
    canvas = Canvas(WIDTH, 4 * 20 + GAP, number("ink"))
    for index, name in enumerate(load_palette()):
        x, y = GAP + index % 8 * 37, GAP + index // 8 * 20
        canvas.fill(Box(x, y, 34, 10), index)
        canvas.frame(Box(x, y, 34, 10), number("slate"))
        canvas.press(fonts.line("tiny", name, number("white")), x, y + 12)
    return canvas


def _shown(canvas: Canvas, scale: int) -> Image.Image:
    large = np.repeat(np.repeat(canvas.colour, scale, 0), scale, 1)
    return Image.fromarray(colours("day")[large], "RGB")


PREVIEWS: dict[str, Callable[[], Canvas]] = {
    "people": _people,
    "portraits": _portraits,
    "busts": _busts,
    "fonts": _fonts,
    "palette": _palette,
}
