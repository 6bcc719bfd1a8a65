"""The picture in half blocks: each character shows two pixels, one above the other."""

from __future__ import annotations

from PIL import Image
from rich.color import Color
from rich.style import Style
from rich.text import Text

BLOCK = "▀"
WIDEST = 160
"""Half the picture's own width: beyond it the blocks only grow."""


def half_blocks(picture: Image.Image, columns: int) -> list[Text]:
    """Return the picture as lines of half blocks, at most `columns` wide, two rows of pixels a line."""
    width = max(2, min(columns, WIDEST))
    height = max(2, round(width * picture.height / picture.width / 2) * 2)
    pixels = picture.convert("RGB").resize((width, height), Image.Resampling.BOX).tobytes()
    return [_line(pixels, width, top) for top in range(0, height, 2)]


def _line(pixels: bytes, width: int, top: int) -> Text:
    line = Text(no_wrap=True, end="")
    for column in range(width):
        upper, lower = _colour(pixels, width, column, top), _colour(pixels, width, column, top + 1)
        line.append(BLOCK, style=Style(color=upper, bgcolor=lower))
    return line


def _colour(pixels: bytes, width: int, x: int, y: int) -> Color:
    at = 3 * (y * width + x)
    return Color.from_rgb(pixels[at], pixels[at + 1], pixels[at + 2])
