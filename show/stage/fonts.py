"""Text as stamps, in two fonts of our own. Every string can be drawn: what a font lacks becomes a box."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Literal

import numpy as np

from assets.art import Glyphs, load_font
from show.stage.palette import CLEAR
from show.stage.stamps import Stamp

Font = Literal["tiny", "talk"]

GAP = 1
SPACE = {"tiny": 2, "talk": 3}
LEADING = {"tiny": 2, "talk": 1}
ELLIPSIS = "…"
BOX = "\N{REPLACEMENT CHARACTER}"

# Text that a visitor may type often enough to be remembered; older lines fall out.
LINES_KEPT = 256

_ALIKE = str.maketrans("‘’‚“”„−‐‑‒―", "''," + '"""' + "-----")


def fold(font: Font, text: str) -> str:
    """Return the text in characters the font has, accents dropped, and a box for each that it lacks."""
    folded: list[str] = []
    for character in text.translate(_ALIKE):
        folded.extend(_folded(font, character))
    return " ".join("".join(folded).split())


@lru_cache(maxsize=2048)
def _folded(font: Font, character: str) -> str:
    grids = _font(font).grids
    if character.isspace():
        return " "
    if character in grids:
        return character
    if unicodedata.category(character) in ("Mn", "Me", "Cc", "Cf", "Cs", "Co", "Cn"):
        return ""
    plain = [part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)]
    found = [part if part in grids else part.upper() if part.upper() in grids else "" for part in plain]
    return "".join(found) if found and all(found) else BOX


@cache
def _font(font: Font) -> Glyphs:
    return load_font(font)


def height(font: Font) -> int:
    """Return a line's height in pixels, descenders included."""
    return _font(font).height


def pitch(font: Font) -> int:
    """Return the rows from one line to the next."""
    return height(font) + LEADING[font]


@lru_cache(maxsize=LINES_KEPT)
def measure(font: Font, text: str) -> int:
    """Return the width of a line in pixels."""
    return _width(font, fold(font, text))


def _width(font: Font, folded: str) -> int:
    return sum(_advance(font, character) for character in folded) - GAP if folded else 0


def _advance(font: Font, character: str) -> int:
    if character == " ":
        return SPACE[font] + GAP
    return _grid(font, character).shape[1] + GAP


@cache
def _grid(font: Font, character: str) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    glyphs = _font(font)
    if character == BOX:
        # A chequered block as tall as a capital: no letter looks like it, and it is never empty.
        box = np.zeros((glyphs.height, 5 if font == "talk" else 3), bool)
        box[: glyphs.baseline] = np.indices((glyphs.baseline, box.shape[1])).sum(0) % 2 == 0
        return box
    return np.array([[dot == "#" for dot in row] for row in glyphs.grids[character]], bool)


@lru_cache(maxsize=LINES_KEPT)
def shorten(font: Font, text: str, width: int) -> str:
    """Return the text cut to a width, with an ellipsis where something is missing."""
    folded = fold(font, text)
    if _width(font, folded) <= width:
        return folded
    while folded and _width(font, folded + ELLIPSIS) > width:
        folded = folded[:-1]
    return folded.rstrip() + ELLIPSIS


@lru_cache(maxsize=LINES_KEPT)
def wrap(font: Font, text: str, width: int) -> tuple[str, ...]:
    """Return the text in lines no wider than `width`; a word that is too long for a line is broken."""
    lines: list[str] = []
    line = ""
    for word in fold(font, text).split():
        for piece in _pieces(font, word, width):
            longer = f"{line} {piece}" if line else piece
            if _width(font, longer) <= width:
                line = longer
            else:
                lines.append(line)
                line = piece
    return tuple([*lines, line] if line else lines)


def balanced(font: Font, text: str, width: int) -> tuple[str, ...]:
    """Return a text in as few lines as fit a width, of as equal a length as words allow."""
    lines = wrap(font, text, width)
    for narrower in range(width - 8, width // 2, -8):
        found = wrap(font, text, narrower)
        if len(found) > len(lines):
            break
        lines = found
    return lines


def _pieces(font: Font, word: str, width: int) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and _width(font, pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


@lru_cache(maxsize=LINES_KEPT)
def line(font: Font, text: str, colour: int, rim: int | None = None) -> Stamp:
    """Return one line of text as a stamp, with a rim of one pixel around it if asked for."""
    folded = fold(font, text)
    dots = np.zeros((height(font), max(1, _width(font, folded))), bool)
    x = 0
    for character in folded:
        if character != " ":
            grid = _grid(font, character)
            dots[:, x : x + grid.shape[1]] = grid
        x += _advance(font, character)
    if rim is not None:
        return _rimmed(dots, colour, rim)
    return Stamp(np.where(dots, np.uint8(colour), np.uint8(CLEAR)), dots)


def typed(font: Font, text: str, colour: int, letters: int) -> Stamp:
    """Return the first letters of a line that `wrap` gave: the left of its stamp, so nothing more is kept."""
    whole = line(font, text, colour)
    width = _width(font, text[:letters].rstrip())
    return Stamp(whole.colour[:, :width], whole.mask[:, :width])


def _rimmed(dots: np.ndarray[tuple[int, int], np.dtype[np.bool_]], colour: int, rim: int) -> Stamp:
    inner = np.pad(dots, 1)
    outer = np.zeros_like(inner)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            outer |= np.roll(inner, (down, right), (0, 1))
    painted = np.where(inner, np.uint8(colour), np.where(outer, np.uint8(rim), np.uint8(CLEAR)))
    return Stamp(painted, outer)
