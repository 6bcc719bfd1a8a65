"""The weather outside follows the mood of the prices: sun in a rally, rain in a slump, a storm in chaos."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np

from assets.office import load_office
from show.stage.canvas import LitCanvas
from show.stage.palette import CLEAR, SHINE, Bytes, Daypart, number
from show.stage.scene import PriceView, Scene
from show.stage.stamps import Stamp, stamp

Weather = Literal["fair", "sun", "rain"]

MOVES = 10
"""How many price moves make the weather."""

RALLY, SLUMP = 2.0, -2.0
"""The mean change over those moves, in percent, from which the sun shines or rain falls."""

DROP_STEPS = 6


def weather(scene: Scene) -> Weather:
    """Return the weather of a scene; chaos always rains."""
    changes = [_change(view) for view in scene.prices if len(view.history) > 1]
    mean = sum(changes) / len(changes) if changes else 0.0
    if scene.chaos or mean <= SLUMP:
        return "rain"
    return "sun" if mean >= RALLY else "fair"


def _change(view: PriceView) -> float:
    before = view.history[-1 - min(MOVES, len(view.history) - 1)]
    return 100 * (view.history[-1] - before) / before if before else 0.0


def draw(canvas: LitCanvas, shown: Weather, part: Daypart, frame: int) -> None:
    """Draw the weather into the windows, behind their bars."""
    if shown == "fair" and part != "night":
        return
    for room in load_office().values():
        for view in room.skies:
            x, y = room.x + view.x, room.y + view.y
            if shown == "rain":
                art = _rain(view.width, view.height, frame % DROP_STEPS)
                _behind_bars(canvas, art, x, y)
            elif part != "dusk":
                _behind_bars(
                    canvas, stamp("rooms/shared", "moon" if part == "night" else "sun"), x + 4, y + 1
                )


def _behind_bars(canvas: LitCanvas, art: Stamp, x: int, y: int) -> None:
    # Only the view shines; the bars of the window do not, and so stay in front.
    box = (slice(y, y + art.height), slice(x, x + art.width))
    np.copyto(canvas.colour[box], art.colour, where=art.mask & (canvas.base[box] == SHINE))


@lru_cache(maxsize=32)
def _rain(width: int, height: int, step: int) -> Stamp:
    colour: Bytes = np.full((height, width), CLEAR, np.uint8)
    for drop in range(width * height // 14):
        x = (drop * 7 + step) % width
        y = (drop * drop * 5 + 2 * step) % (DROP_STEPS * 2)
        for row in range(y, y + height, DROP_STEPS * 2):
            colour[row % height, x] = number("silver")
            colour[(row + 1) % height, x] = number("fog")
    return Stamp(colour, colour != CLEAR)
