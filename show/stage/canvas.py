"""The canvas: an array of colour numbers and, for the office, one of light levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assets.art import PALETTE_SIZE
from show.stage.palette import SHINE, Bytes
from show.stage.stamps import Stamp, clipped


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of pixels: left, top, width, height."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Return the first column to the right of the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """Return the first row below the box."""
        return self.y + self.height

    def meets(self, other: Box) -> bool:
        """Return whether the boxes share a pixel."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Return whether the other box lies wholly inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def grown(self, by: int) -> Box:
        """Return the box with a margin on every side."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


class Canvas:
    """Colour numbers that shine by themselves: bars, panel, bubbles. Drawing outside is cut off."""

    def __init__(self, width: int, height: int, colour: int = 0) -> None:
        self.width, self.height = width, height
        self.colour: Bytes = np.full((height, width), colour, np.uint8)

    def press(self, stamp: Stamp, x: int, y: int) -> None:
        """Press a stamp with its top left corner at (x, y)."""
        cut = clipped(stamp, x, y, self.width, self.height)
        if cut is not None:
            part, left, top = cut
            box = (slice(top, top + part.height), slice(left, left + part.width))
            np.copyto(self.colour[box], part.colour, where=part.mask)

    def fill(self, box: Box, colour: int) -> None:
        """Fill a rectangle."""
        self.colour[max(0, box.y) : max(0, box.bottom), max(0, box.x) : max(0, box.right)] = colour

    def frame(self, box: Box, colour: int) -> None:
        """Draw a rectangle's outline, one pixel wide, inside it."""
        for edge in (
            Box(box.x, box.y, box.width, 1),
            Box(box.x, box.bottom - 1, box.width, 1),
            Box(box.x, box.y, 1, box.height),
            Box(box.right - 1, box.y, 1, box.height),
        ):
            self.fill(edge, colour)


class LitCanvas(Canvas):
    """A canvas with a light level for each pixel. `base` is the light of the empty room."""

    def __init__(self, colour: Bytes, base: Bytes, level: Bytes | None = None) -> None:
        self.height, self.width = colour.shape
        self.colour, self.base = colour, base
        self.level = base.copy() if level is None else level

    def press(self, stamp: Stamp, x: int, y: int, level: int | None = None) -> None:
        """Press a stamp; it takes the room's own light, or one level all over. What glows shines."""
        cut = clipped(stamp, x, y, self.width, self.height)
        if cut is None:
            return
        part, left, top = cut
        box = (slice(top, top + part.height), slice(left, left + part.width))
        np.copyto(self.colour[box], part.colour, where=part.mask)
        np.copyto(self.level[box], self.base[box] if level is None else np.uint8(level), where=part.mask)
        if part.glow is not None:
            np.copyto(self.level[box], np.uint8(SHINE), where=part.glow)

    def shade(self, stamp: Stamp, x: int, y: int, darker: Bytes) -> None:
        """Darken what lies under a stamp's mask by a table from level to level."""
        cut = clipped(stamp, x, y, self.width, self.height)
        if cut is not None:
            part, left, top = cut
            box = (slice(top, top + part.height), slice(left, left + part.width))
            np.copyto(self.level[box], darker[self.level[box]], where=part.mask)

    def numbers(self) -> Bytes:
        """Return one byte a pixel: level times 32 plus colour."""
        return self.level * np.uint8(PALETTE_SIZE) + self.colour
