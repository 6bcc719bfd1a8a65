"""Busts: head and shoulders from near, for the confessional, the cards and the avatars."""

from __future__ import annotations

from functools import lru_cache

from assets.art import OWN, load_sheet
from show.stage.people import INTERN
from show.stage.scene import TraderView
from show.stage.stamps import Stamp, layered, raster
from show.words import MOODS, TRADERS, Mood, TraderId

WIDTH, HEIGHT = 48, 52
FACE_X, FACE_Y = 11, 19
"""Where eyes, brows and mouth lie on the head; the glasses lie over them."""


@lru_cache(maxsize=len(MOODS) * len(TRADERS) * 2)
def bust(trader: TraderId, mood: Mood, dress: str = OWN) -> Stamp:
    """Return head and shoulders in a mood, WIDTH by HEIGHT."""
    own, faces = load_sheet(f"busts/{trader}"), load_sheet("busts/faces")
    worn = own.dress(dress)
    layers = [(raster(own["bust"], worn), 0, 0), (raster(faces[mood], worn), FACE_X, FACE_Y)]
    if "glasses" in own.sprites:
        layers.append((raster(own["glasses"], worn), FACE_X, FACE_Y))
    return layered(WIDTH, HEIGHT, layers)


def bust_of(view: TraderView) -> Stamp:
    """Return the bust of a trader as the scene has them."""
    return bust(view.id, view.mood, INTERN if view.status == "intern" else OWN)
