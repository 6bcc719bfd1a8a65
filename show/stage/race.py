"""The race of the day: four curves of equity from one bell to the next, each with its name at the end."""

from __future__ import annotations

from functools import lru_cache

from show.frontpage import Result
from show.money import round_dollars
from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.palette import CLEAR, number
from show.stage.people import accent
from show.stage.stamps import Stamp

NAMES = 40
"""Columns kept free at the right for the names."""

PAD = 5
NOTHING = "Nobody's money was counted."
RACES_KEPT = 8


@lru_cache(maxsize=RACES_KEPT)
def race(results: tuple[Result, ...], width: int, height: int) -> Stamp:
    """Return the chart, `width` by `height`. Equal figures all day are a level line in the middle."""
    canvas = Canvas(width, height, number("night"))
    canvas.frame(Box(0, 0, width, height), number("ink"))
    shown = [result for result in results if result.history]
    low = min((min(result.history) for result in shown), default=0)
    high = max((max(result.history) for result in shown), default=0)
    plot = Box(PAD, PAD, width - NAMES - 2 * PAD, height - 2 * PAD)
    for step in range(5):
        y = plot.y + step * (plot.height - 1) // 4
        for x in range(plot.x, plot.right, 4):
            canvas.fill(Box(x, y, 1, 1), number("slate"))
    if not shown:
        none = fonts.line("talk", NOTHING, number("fog"), number("night"))
        canvas.press(none, (width - none.width) // 2, (height - none.height) // 2)
        return Stamp(canvas.colour, canvas.colour != CLEAR)
    # The leader is drawn last, over the others.
    for result in reversed(shown):
        _curve(canvas, result, plot, low, high)
    _scale(canvas, plot, low, high)
    _names(canvas, shown, plot, low, high)
    return Stamp(canvas.colour, canvas.colour != CLEAR)


def _row(value: int, plot: Box, low: int, high: int) -> int:
    if high == low:
        return plot.y + plot.height // 2
    return plot.bottom - 1 - round((value - low) * (plot.height - 1) / (high - low))


def _curve(canvas: Canvas, result: Result, plot: Box, low: int, high: int) -> None:
    steps = len(result.history) - 1
    before = _row(result.history[0], plot, low, high)
    for column in range(plot.width):
        value = result.history[column * steps // max(1, plot.width - 1)]
        row = _row(value, plot, low, high)
        top, bottom = sorted((row, before))
        canvas.fill(Box(plot.x + column, top, 1, bottom - top + 1), accent(result.who))
        before = row
    canvas.fill(Box(plot.right - 1, before - 1, 3, 3), number("white"))


def _scale(canvas: Canvas, plot: Box, low: int, high: int) -> None:
    for cents, y in ((high, plot.y), (low, plot.bottom - fonts.height("tiny"))):
        text = fonts.shorten("tiny", round_dollars(cents), plot.width)
        canvas.press(fonts.line("tiny", text, number("fog"), number("night")), plot.x - 1, y - 1)


def _names(canvas: Canvas, shown: list[Result], plot: Box, low: int, high: int) -> None:
    pitch = fonts.height("tiny") + 2
    ends = sorted(shown, key=lambda result: _row(result.history[-1], plot, low, high))
    free, last = plot.y, plot.bottom - len(ends) * pitch
    for index, result in enumerate(ends):
        wanted = _row(result.history[-1], plot, low, high) - 2
        y = max(free, min(wanted, last + index * pitch + 2))
        free = y + pitch
        text = fonts.shorten("tiny", result.name, NAMES - PAD)
        canvas.press(fonts.line("tiny", text, accent(result.who)), plot.right + 5, y)
