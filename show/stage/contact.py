"""Contact sheets: every sprite of a sheet side by side, for whoever draws them in a text editor."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from assets.art import ART, OWN, load_font, load_palette, load_sheet
from assets.office import load_office
from show.stage import fonts
from show.stage.canvas import Canvas
from show.stage.palette import colours, number
from show.stage.stamps import Stamp, raster

WIDTH = 200
GAP = 4
NOT_SHEETS = ("palette", "office", "tiny", "talk")


def sheets(folder: Path = ART) -> list[str]:
    """Return the names of all sheets, as `load_sheet` takes them."""
    names = (path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.txt"))
    return sorted(name for name in names if name not in NOT_SHEETS)


def contact(name: str, scale: int = 4, dress: str = OWN, folder: Path = ART) -> Image.Image:
    """Return a sheet's sprites with their names, read anew from the file.

    Raises:
        ArtError: the sheet is wrong; the message says where.
    """
    forget()
    art = load_sheet(name, folder)
    roles = {**_stand_in(), **art.dress(dress)}
    stamps = [(key, raster(sprite, roles)) for key, sprite in art.sprites.items()]
    canvas = _laid(stamps)
    shown = np.repeat(np.repeat(canvas.colour, scale, 0), scale, 1)
    return Image.fromarray(colours("day")[shown], "RGB")


def forget() -> None:
    """Forget every art file, so that the next picture is drawn from what is on disk now."""
    for load in (load_palette, load_sheet, load_font, load_office):
        load.cache_clear()


def _stand_in() -> dict[str, str]:
    """Return colours for the roles of sheets that leave them to others, such as the bare body."""
    return {
        "skin": "peach", "shade": "tan", "blush": "pink", "neck": "peach", "lips": "coral", "hair": "umber",
        "hairdark": "bark", "hairlight": "clay", "cloth": "blue", "clothdark": "navy", "clothlight": "sky",
        "pants": "slate", "pantsdark": "night", "shoes": "ink", "accent": "gold", "accentdark": "honey",
    }  # fmt: skip


def _laid(stamps: list[tuple[str, Stamp]]) -> Canvas:
    places: list[tuple[str, Stamp, int, int]] = []
    x = y = GAP
    tall = 0
    for key, art in stamps:
        wide = max(art.width, fonts.measure("tiny", key))
        if x + wide > WIDTH - GAP and x > GAP:
            x, y, tall = GAP, y + tall + fonts.pitch("tiny") + 2 * GAP, 0
        places.append((key, art, x, y))
        x, tall = x + wide + GAP, max(tall, art.height)
    widest = max((place[2] + place[1].width for place in places), default=0)
    canvas = Canvas(max(WIDTH, widest + GAP), y + tall + fonts.pitch("tiny") + GAP, number("steel"))
    for key, art, left, top in places:
        canvas.press(art, left, top)
        canvas.press(fonts.line("tiny", key, number("silver")), left, top + art.height + 2)
    return canvas
