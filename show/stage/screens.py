"""The surfaces in the rooms that show the state: the whiteboard, the menu, the news wall, the safe."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from assets.office import Surface
from show.stage import fonts, seating
from show.stage.canvas import Canvas
from show.stage.figures import price
from show.stage.palette import CLEAR, number
from show.stage.scene import PriceView, Scene
from show.stage.stamps import Stamp, layered, stamp
from show.words import Asset

ASSET_COLOURS: dict[Asset, str] = {"Tech": "blue", "Crypto": "orange", "Bonds": "green"}
CHALK: dict[Asset, str] = {"Tech": "mint", "Crypto": "gold", "Bonds": "lime"}

PAGE_FRAMES = 20
"""How long the news wall shows two lines before it rolls on by one: 2 s at ten frames a second."""

FULL, BARE = 2.0, -8.0
"""The mean change of the four since the season began, in percent, that opens the safe or has emptied it."""

BOARD_FRAMES = 60
"""The whiteboard shows the prices for two of these, then the desk's seating plan for one."""

CARDS_KEPT = 16


def screen(surface: Surface, scene: Scene, frame: int) -> Stamp:
    """Return what a surface shows now, its own size, shining or lit as the thing itself would be."""
    if surface.kind == "chart":
        if scene.desk and frame // BOARD_FRAMES % 3 == 2:
            return seating.sketch(scene.desk, surface.width, surface.height)
        return chart(scene.prices, surface.width, surface.height)
    if surface.kind == "menu":
        return menu(scene.prices, surface.width, surface.height)
    if surface.kind == "news":
        text = scene.chaos.headline if scene.chaos else scene.headline
        rumour = scene.unverified and not scene.chaos
        return news(text, rumour, surface.width, surface.height, frame // PAGE_FRAMES)
    if surface.kind == "safe":
        return stamp("rooms/vc", safe(scene))
    raise ValueError(f"the floor plan has a screen of kind {surface.kind!r}; use chart, menu, news or safe")


def safe(scene: Scene) -> str:
    """Return the sprite of the safe: open and full while the floor is ahead, bare when it has lost much."""
    mean = sum(view.change_pct for view in scene.traders) / max(1, len(scene.traders))
    return "safe-gold" if mean >= FULL else "safe-bare" if mean <= BARE else "safe"


@lru_cache(maxsize=CARDS_KEPT)
def chart(prices: tuple[PriceView, ...], width: int, height: int) -> Stamp:
    """Return the prices of the last moves as marker lines, each from its own first price."""
    canvas = Canvas(width, height, CLEAR)
    canvas.colour[height - 1, :] = number("silver")
    canvas.colour[:, 0] = number("silver")
    growth = [[mid / view.history[0] - 1 for mid in view.history[-width:]] for view in prices if view.history]
    reach = max((abs(step) for line in growth for step in line), default=0.0) or 0.01
    drawn = [view for view in prices if view.history]
    for view, line in zip(drawn, growth, strict=True):
        rows = [round((height - 2) * (0.5 - 0.5 * step / reach)) for step in line]
        _plot(canvas, rows, number(ASSET_COLOURS[view.asset]))
    return Stamp(canvas.colour, canvas.colour != CLEAR)


def _plot(canvas: Canvas, rows: list[int], colour: int) -> None:
    count = len(rows)
    columns = [1 + round(index * (canvas.width - 2) / max(1, count - 1)) for index in range(count)]
    for index in range(1, count):
        left, right = columns[index - 1], columns[index]
        for x in range(left, right + 1):
            share = (x - left) / max(1, right - left)
            here = round(rows[index - 1] + share * (rows[index] - rows[index - 1]))
            canvas.colour[here, x] = colour
        top, bottom = sorted((here, rows[index]))
        canvas.colour[top : bottom + 1, right] = colour


@lru_cache(maxsize=CARDS_KEPT)
def menu(prices: tuple[PriceView, ...], width: int, height: int) -> Stamp:
    """Return the chalk menu: what a cup of each asset costs today."""
    layers = []
    for row, view in enumerate(prices[:3]):
        y = row * (fonts.height("tiny") + 1)
        name = fonts.line("tiny", view.asset, number(CHALK[view.asset]))
        room = width - name.width - 3
        cost = fonts.line("tiny", price(view.price, room), number(rise_colour(view.change_pct)))
        layers += [(name, 0, y), (cost, width - cost.width, y)]
    return _shining(layered(width, height, layers))


def rise_colour(change: float) -> str:
    """Return the colour name for a change: green up, red down, white at rest."""
    return "white" if abs(change) < 0.05 else "lime" if change > 0 else "coral"


@lru_cache(maxsize=CARDS_KEPT)
def news(text: str, rumour: bool, width: int, height: int, page: int) -> Stamp:
    """Return the news wall: the map, and two lines of the headline at a time."""
    band = 2 * (fonts.height("tiny") + 1) + 1
    canvas = Canvas(width, height, number("navy"))
    canvas.press(stamp("rooms/news", "worldmap"), 0, 0)
    lines = fonts.wrap("tiny", text, width - 4)
    if lines:
        canvas.colour[height - band :, :] = number("plum" if rumour else "red")
        # It rolls on by a line, so that no last word ever stands alone.
        first = page % max(1, len(lines) - 1)
        for row, part in enumerate(lines[first : first + 2]):
            y = height - band + 1 + row * (fonts.height("tiny") + 1)
            canvas.press(fonts.line("tiny", part, number("white")), 2, y)
    return _shining(Stamp(canvas.colour, np.ones_like(canvas.colour, bool)))


def _shining(art: Stamp) -> Stamp:
    return Stamp(art.colour, art.mask, art.mask)
