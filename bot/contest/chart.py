"""The scoreboard as a picture: a small panel for each measure, a dot and an interval for each mind."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.contest.intervals import Interval
from bot.contest.measures import MEASURES, Measure
from bot.contest.table import Board, cell

WIDTH, COLUMNS = 1280, 3
PANEL_HEAD, ROW, MARGIN, HEAD = 34, 24, 16, 64
NAME_WIDTH, CELL_WIDTH = 104, 108
INK, PALE, LINE, PAPER, PANEL = "#22223b", "#6b6b84", "#d8d5e2", "#f6f3ee", "#ffffff"
INKS = ("#c1121f", "#2a6f97", "#6a994e", "#bc6c25", "#7b2cbf", "#495057", "#ff7b00", "#008080")
"""Dark enough on white; a mind is told apart by its row and name, too."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def chart(board: Board, caption: str, path: Path) -> None:
    """Draw the picture and write it."""
    picture(board, caption).save(path)


def picture(board: Board, caption: str) -> Image.Image:
    """Return the picture; its height grows with the number of minds."""
    panel = PANEL_HEAD + ROW * max(1, len(board)) + 10
    rows = -(-len(MEASURES) // COLUMNS)
    page = Image.new("RGB", (WIDTH, HEAD + rows * (panel + MARGIN) + MARGIN), PAPER)
    pen = ImageDraw.Draw(page)
    pen.text((MARGIN, 12), "The scoreboard of minds", INK, ImageFont.load_default(24))
    pen.text((MARGIN, 42), _fit(caption, WIDTH - 2 * MARGIN, ImageFont.load_default(13)), PALE,
             ImageFont.load_default(13))  # fmt: skip
    width = (WIDTH - MARGIN * (COLUMNS + 1)) // COLUMNS
    for number, measure in enumerate(MEASURES):
        left = MARGIN + number % COLUMNS * (width + MARGIN)
        top = HEAD + number // COLUMNS * (panel + MARGIN)
        _panel(pen, measure, board, (left, top, left + width, top + panel))
    return page


def _panel(pen: ImageDraw.ImageDraw, measure: Measure, board: Board, box: tuple[int, int, int, int]) -> None:
    left, top, right, _ = box
    pen.rounded_rectangle(box, 6, PANEL, LINE)
    unit = f" ({measure.unit})" if measure.unit else ""
    wish = {1: "higher is better", -1: "lower is better", 0: ""}[measure.better]
    pen.text((left + 10, top + 8), measure.title + unit, INK, ImageFont.load_default(15))
    small = ImageFont.load_default(12)
    pen.text((right - 10 - pen.textlength(wish, small), top + 11), wish, PALE, small)
    found = {mind: each[measure.key] for mind, each in board.items() if measure.key in each}
    scale = _scale(list(found.values()), left + 10 + NAME_WIDTH, right - 14 - CELL_WIDTH)
    for row, mind in enumerate(board):
        middle = top + PANEL_HEAD + ROW * row + ROW // 2
        pen.text((left + 10, middle - 8), _fit(mind, NAME_WIDTH - 8, small), INK, small)
        said = cell(measure, found.get(mind))
        pen.text((right - 10 - pen.textlength(said, small), middle - 8), said, PALE, small)
        if mind in found:
            _mark(pen, found[mind], scale, middle, INKS[row % len(INKS)])


NEAR = 0.9
"""A scale is no finer than a tenth of its largest value, or nothings would look like differences."""

Scale = tuple[float, float, int, int]
"""The least and the largest value, and the pixels they are drawn at."""


def _scale(found: list[Interval], left: int, right: int) -> Scale:
    low = min((each.low for each in found), default=0.0)
    high = max((each.high for each in found), default=1.0)
    # A scale that begins at zero tells sizes truly wherever zero is near.
    low = min(low, 0.0) if low < 0.5 * high or low < 0 else min(low, high * NEAR)
    return (low, high, left, right) if high > low else (min(0.0, low), max(high, 1.0), left, right)


def _mark(pen: ImageDraw.ImageDraw, found: Interval, scale: Scale, y: int, ink: str) -> None:
    least, largest, left, right = scale

    def at(value: float) -> int:
        return round(left + (value - least) / (largest - least) * (right - left))

    pen.line([(left, y), (right, y)], LINE, 1)
    if least < 0 < largest:
        pen.line([(at(0), y - 9), (at(0), y + 9)], PALE, 1)
    pen.line([(at(found.low), y), (at(found.high), y)], ink, 3)
    pen.ellipse([at(found.mean) - 5, y - 5, at(found.mean) + 5, y + 5], ink)


def _fit(text: str, width: int, font: Font) -> str:
    while text and font.getlength(text) > width:
        text = text[:-2].rstrip("…") + "…"
    return text
