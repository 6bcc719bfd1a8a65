"""The lens: the whole office, or one room twice as large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from show.stage.canvas import Box
from show.stage.light import HEIGHT, WIDTH
from show.stage.palette import Bytes
from show.stage.rooms import plan
from show.words import Room

CLOSE = 2
"""How much larger a close-up is: a room with its walls is exactly a quarter of the office."""


@dataclass(frozen=True, slots=True)
class Lens:
    """What part of the office is seen, and how large. Boxes go in as office pixels, out as screen pixels."""

    view: Box
    zoom: int

    def box(self, box: Box) -> Box:
        """Return where a box of the office is on the screen."""
        x, y = self.point(box.x, box.y)
        return Box(x, y, box.width * self.zoom, box.height * self.zoom)

    def point(self, x: int, y: int) -> tuple[int, int]:
        """Return where a point of the office is on the screen."""
        return (x - self.view.x) * self.zoom, (y - self.view.y) * self.zoom

    def sees(self, box: Box) -> bool:
        """Return whether a box of the office is wholly in view."""
        return self.view.holds(box)

    def shown(self, office: Bytes) -> Bytes:
        """Return the part of the office that is seen, at its size on the screen."""
        if self.zoom == 1:
            return office
        part = office[self.view.y : self.view.bottom, self.view.x : self.view.right]
        return np.repeat(np.repeat(part, self.zoom, 0), self.zoom, 1)


WIDE = Lens(Box(0, 0, WIDTH, HEIGHT), 1)


def lens(focus: Room | None) -> Lens:
    """Return the lens for a scene's focus."""
    if focus is None:
        return WIDE
    room = plan(focus)
    half = Box(0, 0, WIDTH // CLOSE, HEIGHT // CLOSE)
    x = 0 if room.x < half.width else half.width
    y = 0 if room.y < half.height else half.height
    return Lens(Box(x, y, half.width, half.height), CLOSE)
