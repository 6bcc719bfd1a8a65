"""The faces of the four in their moods, as the page puts them beside their names."""

from __future__ import annotations

import io
from functools import cache

from show.words import MOODS, TRADERS, Mood, TraderId

DRESSES = ("own", "intern")


def address(who: TraderId, dress: str, mood: Mood) -> str:
    """Return the path under which the page finds a face."""
    return f"/face/{who}/{dress}/{mood}.png"


@cache
def face(who: str, dress: str, mood: str) -> bytes | None:
    """Return head and shoulders as a see-through PNG of 48 by 52; None if there is nobody like that."""
    if who not in TRADERS or dress not in DRESSES or mood not in MOODS:
        return None
    # Imported here: a show without a page need not load the drawing.
    from PIL import Image

    from show.stage.busts import bust
    from show.stage.palette import CLEAR, colours

    image = Image.fromarray(bust(who, mood, dress).colour, "P")
    image.putpalette(colours("day").tobytes())
    out = io.BytesIO()
    image.save(out, "PNG", transparency=CLEAR)
    return out.getvalue()
