"""The bar at the foot: what kind of news it is, the headline and the prices running by, and who thinks."""

from __future__ import annotations

from functools import lru_cache

from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.figures import price, signed
from show.stage.palette import CLEAR, number
from show.stage.scene import PriceView, Scene
from show.stage.screens import CHALK, rise_colour
from show.stage.stamps import Stamp

WIDTH, HEIGHT = 320, 12
MIND_WIDTH = 80

PIXELS_A_FRAME = 2
GAP = 16
STRIPS_KEPT = 16


def ticker(scene: Scene, frame: float) -> Canvas:
    """Return the bar; the strip has moved by two pixels a frame and begins again when it is through."""
    canvas = Canvas(WIDTH, HEIGHT, number("ink"))
    canvas.fill(Box(0, 0, WIDTH, 1), number("slate"))
    text = scene.chaos.headline if scene.chaos else scene.headline
    chip = _chip(scene)
    strip = _strip(text, scene.prices)
    start = chip.width + 4
    _run(canvas, strip, start, WIDTH - MIND_WIDTH - 1, int(frame * PIXELS_A_FRAME))
    canvas.press(chip, 0, 1)
    _mind(canvas, scene)
    return canvas


def _chip(scene: Scene) -> Stamp:
    if scene.chaos:
        return _label("CHAOS", "red")
    return _label("RUMOUR", "violet") if scene.unverified else _label("NEWS", "red")


@lru_cache(maxsize=8)
def _label(text: str, colour: str) -> Stamp:
    letters = fonts.line("tiny", text, number("white"))
    canvas = Canvas(letters.width + 6, HEIGHT - 1, number(colour))
    canvas.press(letters, 3, 3)
    return Stamp(canvas.colour, canvas.colour != CLEAR)


def _run(canvas: Canvas, strip: Stamp, start: int, end: int, moved: int) -> None:
    window = Canvas(end - start, HEIGHT - 4, CLEAR)
    x = -(moved % strip.width)
    while x < window.width:
        window.press(strip, x, 0)
        x += strip.width
    canvas.press(Stamp(window.colour, window.colour != CLEAR), start, 4)


@lru_cache(maxsize=STRIPS_KEPT)
def _strip(text: str, prices: tuple[PriceView, ...]) -> Stamp:
    parts = [fonts.line("tiny", text, number("white"))] if text else []
    for view in prices:
        parts.append(fonts.line("tiny", view.asset, number(CHALK[view.asset])))
        parts.append(fonts.line("tiny", price(view.price, 60), number("white")))
        parts.append(fonts.line("tiny", signed(view.change_pct), number(rise_colour(view.change_pct))))
    gaps = _gaps(len(parts), bool(text))
    width = sum(part.width for part in parts) + sum(gaps)
    canvas = Canvas(max(width, 1), HEIGHT - 4, CLEAR)
    x = 0
    for part, gap in zip(parts, gaps, strict=True):
        canvas.press(part, x, 0)
        x += part.width + gap
    return Stamp(canvas.colour, canvas.colour != CLEAR)


def _gaps(count: int, headline: bool) -> list[int]:
    prices = count - headline
    return [GAP] * headline + [GAP if index % 3 == 2 else 4 for index in range(prices)]


def _mind(canvas: Canvas, scene: Scene) -> None:
    left = WIDTH - MIND_WIDTH
    canvas.fill(Box(left, 0, 1, HEIGHT), number("slate"))
    colour = number("gold" if scene.canned_pct >= 0.5 else "steel")
    canned = fonts.line("tiny", f"CANNED {scene.canned_pct:.0f}%", colour)
    canvas.press(canned, WIDTH - canned.width - 3, 4)
    room = MIND_WIDTH - canned.width - 7
    name = fonts.shorten("tiny", scene.mind or "NO MIND", room)
    canvas.press(fonts.line("tiny", name, number("fog")), left + 2, 4)
