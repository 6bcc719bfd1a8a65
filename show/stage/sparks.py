"""Sparklines: a row of figures as a small curve."""

from __future__ import annotations

from show.stage.canvas import Box, Canvas
from show.stage.palette import number


def spark(canvas: Canvas, history: tuple[int, ...], box: Box) -> None:
    """Draw figures as a line over a dotted field, green if they end no lower than they began, else red."""
    if len(history) < 2:
        canvas.fill(Box(box.x, box.bottom - 1, box.width, 1), number("steel"))
        return
    shown = history[-box.width :]
    low, high = min(shown), max(shown)
    colour, dots = ("lime", "green") if shown[-1] >= shown[0] else ("coral", "wine")
    before = _spark_row(shown[0], low, high, box)
    for column in range(box.width):
        value = shown[column * (len(shown) - 1) // (box.width - 1)]
        row = _spark_row(value, low, high, box)
        for below in range(row + 1, box.bottom):
            if (below + column) % 2 == 0:
                canvas.fill(Box(box.x + column, below, 1, 1), number(dots))
        canvas.fill(Box(box.x + column, min(row, before), 1, abs(row - before) + 1), number(colour))
        before = row
    canvas.fill(Box(box.right - 1, row, 1, 1), number("white"))


def _spark_row(value: int, low: int, high: int, box: Box) -> int:
    return box.bottom - 1 - round((value - low) * (box.height - 1) / max(1, high - low))
