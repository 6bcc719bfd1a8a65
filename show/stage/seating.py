"""The seating plan: the desk's analysts in the rows of their layers, and what each of them weighs.

Whoever is trusted sits in the light with a long bar under the name; whoever is not sits in the dark.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from assets.art import load_sheet
from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.palette import CLEAR, number
from show.stage.scene import SeatView
from show.stage.seats import LAYERS
from show.stage.stamps import Stamp, raster, stamp

WIDTH, HEIGHT = 320, 180
LAYER_COLOURS = {"regime": "sky", "pricing": "gold", "dynamics": "coral", "execution": "lime"}
MARKERS = {"regime": "blue", "pricing": "orange", "dynamics": "red", "execution": "green"}
"""Colours of the layers on dark ground, and on the whiteboard."""

LEAST, EVEN, MOST = 0.3, 1.0, 2.5
"""Weights run between the outer two; everybody begins at the middle one."""

BRIGHT, DIM = 1.05, 0.85
"""From here on a lamp is lit, and from here down the chair is in the dark."""

PLANS_KEPT = 8
_HEAD, _LABEL, _ROW = 13, 46, 41

_SKINS = (("peach", "tan"), ("cream", "peach"), ("tan", "clay"), ("clay", "wood"), ("wood", "umber"))
_HAIR = (
    ("bark", "ink"), ("ink", "night"), ("clay", "wood"), ("gold", "honey"), ("silver", "fog"),
    ("plum", "wine"),
)  # fmt: skip
_CLOTHS = ("blue", "green", "violet", "wine", "steel", "orange", "pine", "navy")
_CUTS = ("short", "bob", "bald")


def _rows(desk: Sequence[SeatView]) -> dict[str, list[SeatView]]:
    rows: dict[str, list[SeatView]] = {layer: [] for layer in LAYERS}
    for seat in desk:
        rows.setdefault(seat.layer, []).append(seat)
    return {layer: seats for layer, seats in rows.items() if seats}


@lru_cache(maxsize=PLANS_KEPT)
def card(desk: tuple[SeatView, ...]) -> Canvas:
    """Return the plan as a card, 320 by 180, up to four rows of nine."""
    canvas = Canvas(WIDTH, HEIGHT, number("night"))
    _hall(canvas)
    title = fonts.line("tiny", "THE DESK", number("lemon"))
    canvas.press(title, 6, 4)
    words = f"{len(desk)} ANALYSTS · THE LONGER THE BAR, THE LOUDER THE VOICE"
    canvas.press(fonts.line("tiny", fonts.shorten("tiny", words, 250), number("fog")), 50, 4)
    for row, (layer, seats) in enumerate(list(_rows(desk).items())[: len(LAYERS)]):
        _row(canvas, layer, seats, 14 + row * _ROW)
    return canvas


def _hall(canvas: Canvas) -> None:
    """Lay a carpet with a path of light down each row."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    weave = (x + y) % 4 == 0
    canvas.colour[weave] = number("slate")
    canvas.colour[((x // 2 + y // 2) % 2 == 0) & weave] = number("night")
    canvas.fill(Box(0, 0, WIDTH, 12), number("ink"))
    canvas.fill(Box(0, 12, WIDTH, 1), number("slate"))


def _row(canvas: Canvas, layer: str, seats: list[SeatView], top: int) -> None:
    colour = number(LAYER_COLOURS.get(layer, "silver"))
    canvas.fill(Box(0, top + 2, 3, _ROW - 4), colour)
    for line, text in enumerate(fonts.wrap("tiny", layer, _LABEL - 8)[:2]):
        canvas.press(fonts.line("tiny", text, colour), 7, top + 14 + 7 * line)
    shown = seats[:9]
    pitch = min(38, (WIDTH - _LABEL - 2) // max(1, len(shown)))
    wide = min(pitch, 34)
    tall = max(len(_named(seat.name, wide - 2)) for seat in shown)
    for index, seat in enumerate(shown):
        _seat(canvas, seat, Box(_LABEL + index * pitch, top, wide, 18 + 7 * tall), colour)


def _seat(canvas: Canvas, seat: SeatView, place: Box, colour: int) -> None:
    """Draw an analyst at the table, the name, and below `place` the weight as a bar."""
    middle, top, pitch = place.x + place.width // 2, place.y, place.width
    trusted, dark = seat.weight >= BRIGHT, seat.weight <= DIM
    face = analyst(seat.name, dark)
    canvas.press(face, middle - face.width // 2, top + 2)
    table = stamp("desk", "table-lit" if trusted else "table")
    table = _shaded(table) if dark else table
    canvas.press(table, middle - table.width // 2, top + 13)
    for line, text in enumerate(_named(seat.name, pitch - 2)):
        name = fonts.line("tiny", text, number("white" if trusted else "fog"))
        canvas.press(name, middle - name.width // 2, top + 24 + 7 * line)
    gauge = Box(middle - 12, place.bottom + 7, 25, 2)
    canvas.fill(gauge.grown(1), number("ink"))
    share = (min(MOST, max(LEAST, seat.weight)) - LEAST) / (MOST - LEAST)
    lit = max(1, round(share * gauge.width))
    canvas.fill(Box(gauge.x, gauge.y, lit, gauge.height), number("steel") if dark else colour)
    even = gauge.x + round((EVEN - LEAST) / (MOST - LEAST) * gauge.width)
    canvas.fill(Box(even, gauge.y, 1, gauge.height), number("white"))


def _named(name: str, width: int) -> list[str]:
    """Return a name in two lines at the most, parted where its parts are."""
    lines = list(fonts.wrap("tiny", name.replace("_", " "), width))
    return lines if len(lines) < 3 else [lines[0], fonts.shorten("tiny", " ".join(lines[1:]), width)]


@lru_cache(maxsize=128)
def analyst(name: str, dark: bool = False) -> Stamp:
    """Return head and shoulders of an analyst: always the same ones for a name."""
    dice = zlib.crc32(name.encode())
    skin, shade = _SKINS[dice % len(_SKINS)]
    hair, hair_dark = _HAIR[dice // 7 % len(_HAIR)]
    roles = {
        "skin": skin, "shade": shade, "hair": hair, "hairdark": hair_dark,
        "cloth": _CLOTHS[dice // 53 % len(_CLOTHS)], "screen": "mint",
    }  # fmt: skip
    art = raster(load_sheet("desk")[_CUTS[dice // 499 % len(_CUTS)]], roles)
    return _shaded(art) if dark else art


def _shaded(art: Stamp) -> Stamp:
    """Return a stamp as it is seen in the dark: three tones of night."""
    ink, bright = (
        number("ink"),
        {number(name) for name in ("white", "cream", "peach", "silver", "tan", "gold")},
    )
    light = np.isin(art.colour, list(bright))
    colour = np.where(art.colour == ink, np.uint8(ink), np.where(light, number("steel"), number("slate")))
    return Stamp(np.where(art.mask, colour, np.uint8(CLEAR)).astype(np.uint8), art.mask)


@lru_cache(maxsize=PLANS_KEPT)
def sketch(desk: tuple[SeatView, ...], width: int, height: int) -> Stamp:
    """Return the plan as somebody drew it on the whiteboard: a dot for each seat, larger for more weight."""
    canvas = Canvas(width, height, CLEAR)
    rows = list(_rows(desk).items())
    pitch = height // max(1, len(rows))
    for row, (layer, seats) in enumerate(rows[:4]):
        canvas.fill(Box(0, row * pitch, 1, pitch - 1), number(MARKERS.get(layer, "steel")))
        step = min(4, (width - 3) // max(1, len(seats)))
        for index, seat in enumerate(seats):
            trusted, dark = seat.weight >= BRIGHT, seat.weight <= DIM
            size = Box(3 + index * step, row * pitch, 2 if dark else 3, 1 if dark else 2)
            paint = MARKERS.get(layer, "steel") if trusted else "silver" if dark else "fog"
            canvas.fill(Box(size.x, size.y, min(size.width, step - 1), size.height), number(paint))
    return Stamp(canvas.colour, canvas.colour != CLEAR)


def alt_text(desk: Sequence[SeatView]) -> str:
    """Return the plan in sentences: each layer with its loudest voice, and who hardly counts."""
    if not desk:
        return "The desk's seating plan is empty."
    parts = [f"The desk's seating plan: {len(desk)} analysts."]
    for layer, seats in _rows(desk).items():
        named = ", ".join(f"{seat.name} {seat.weight:.1f}" for seat in sorted(seats, key=lambda s: -s.weight))
        parts.append(f"{layer.capitalize()}: {named}.")
    return " ".join(parts)
