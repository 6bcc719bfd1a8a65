"""Sparklines: a row of figures as a small curve."""

from __future__ import annotations

from functools import lru_cache

from show.stage.canvas import Box, Canvas
from show.stage.palette import CLEAR, number
from show.stage.stamps import Stamp

CURVES_KEPT = 16


def spark(canvas: Canvas, history: tuple[int, ...], box: Box) -> None:
    """Draw figures as a line over a dotted field, green if they end no lower than they began, else red."""
    canvas.press(curve(history, box.width, box.height), box.x, box.y)


@lru_cache(maxsize=CURVES_KEPT)
def curve(history: tuple[int, ...], width: int, height: int) -> Stamp:
    """Return the same as a stamp; cards are drawn far more often than their curves change."""
    canvas, box = Canvas(width, height, CLEAR), Box(0, 0, width, height)
    if len(history) < 2:
        canvas.fill(Box(0, height - 1, width, 1), number("steel"))
    else:
        _draw(canvas, history[-width:], box)
    return Stamp(canvas.colour, canvas.colour != CLEAR)


def _draw(canvas: Canvas, shown: tuple[int, ...], box: Box) -> None:
    low, high = min(shown), max(shown)
    colour, dots = ("lime", "green") if shown[-1] >= shown[0] else ("coral", "wine")
    before = _spark_row(shown[0], low, high, box)
    for column in range(box.width):
        value = shown[column * (len(shown) - 1) // (box.width - 1)]
        row = _spark_row(value, low, high, box)
        below = canvas.colour[row + 1 :, column]
        below[(column + row + 1) % 2 :: 2] = number(dots)
        canvas.fill(Box(column, min(row, before), 1, abs(row - before) + 1), number(colour))
        before = row
    canvas.fill(Box(box.right - 1, row, 1, 1), number("white"))


def _spark_row(value: int, low: int, high: int, box: Box) -> int:
    return box.bottom - 1 - round((value - low) * (box.height - 1) / max(1, high - low))
