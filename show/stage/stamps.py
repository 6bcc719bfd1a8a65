"""Stamps: sprites as arrays of colour numbers, ready to be pressed onto a canvas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assets.art import CLEAR as CLEAR_LETTER
from assets.art import Sheet, Sprite, load_sheet
from show.stage.palette import CLEAR, Bytes, number

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """Colour numbers, where they are painted, and which of them shine by themselves (None: none)."""

    colour: Bytes
    mask: Mask
    glow: Mask | None = None

    @property
    def width(self) -> int:
        """Return the width in pixels."""
        return int(self.colour.shape[1])

    @property
    def height(self) -> int:
        """Return the height in pixels."""
        return int(self.colour.shape[0])

    def mirrored(self) -> Stamp:
        """Return the stamp with left and right exchanged."""
        glow = None if self.glow is None else np.ascontiguousarray(self.glow[:, ::-1])
        return Stamp(
            np.ascontiguousarray(self.colour[:, ::-1]), np.ascontiguousarray(self.mask[:, ::-1]), glow
        )


def raster(sprite: Sprite, dress: Mapping[str, str]) -> Stamp:
    """Return a sprite in the colours of a dress."""
    numbers = {letter: _number(sprite, paint, dress) for letter, paint in sprite.key.items()}
    numbers[CLEAR_LETTER] = CLEAR
    grid = [[numbers[letter] for letter in row] for row in sprite.rows]
    colour = np.array(grid, np.uint8).reshape(sprite.height, sprite.width)
    glow = np.array([[letter in sprite.glow for letter in row] for row in sprite.rows], bool)
    return Stamp(colour, colour != CLEAR, glow if glow.any() else None)


def _number(sprite: Sprite, paint: str, dress: Mapping[str, str]) -> int:
    if not paint.startswith("$"):
        return number(paint)
    # A sheet may key roles that this sprite never uses; only the used ones must be dressed.
    return number(dress[paint[1:]]) if paint[1:] in dress else CLEAR


@cache
def stamp(sheet: str, name: str, dress: str = "own") -> Stamp:
    """Return a sprite of a sheet as a stamp, in one of the sheet's dresses."""
    art: Sheet = load_sheet(sheet)
    return raster(art[name], art.dress(dress))


def layered(width: int, height: int, layers: list[tuple[Stamp, int, int]]) -> Stamp:
    """Return one stamp of several pressed over each other; parts outside are cut off."""
    colour = np.full((height, width), CLEAR, np.uint8)
    glow = np.zeros((height, width), bool)
    for layer, x, y in layers:
        cut = clipped(layer, x, y, width, height)
        if cut is None:
            continue
        part, left, top = cut
        box = (slice(top, top + part.height), slice(left, left + part.width))
        np.copyto(colour[box], part.colour, where=part.mask)
        np.copyto(glow[box], False if part.glow is None else part.glow, where=part.mask)
    return Stamp(colour, colour != CLEAR, glow if glow.any() else None)


def clipped(layer: Stamp, x: int, y: int, width: int, height: int) -> tuple[Stamp, int, int] | None:
    """Return the part of a stamp at (x, y) that lies in a width by height area, and where; None if none."""
    left, top = max(0, x), max(0, y)
    right, bottom = min(width, x + layer.width), min(height, y + layer.height)
    if right <= left or bottom <= top:
        return None
    if right - left == layer.width and bottom - top == layer.height:
        return layer, x, y
    box = (slice(top - y, bottom - y), slice(left - x, right - x))
    glow = None if layer.glow is None else layer.glow[box]
    return Stamp(layer.colour[box], layer.mask[box], glow), left, top


def enlarged(art: Stamp, times: int) -> Stamp:
    """Return a stamp with every pixel a square."""
    colour = np.repeat(np.repeat(art.colour, times, 0), times, 1)
    return Stamp(colour, colour != CLEAR)
