"""Furniture that stands on the floor: in front of whoever is further back, behind whoever is nearer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from assets.art import load_sheet
from assets.office import Piece, Surface, load_office
from show.stage.canvas import Box
from show.stage.rooms import stamp_of
from show.stage.stamps import Stamp, stamp

ART_FRAMES = 7
"""How long a piece that moves keeps one look: most of a second."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A piece of furniture in office pixels; `base` is the row of its feet. More arts than one take turns."""

    arts: tuple[Stamp, ...]
    x: int
    y: int
    base: int

    def art(self, frame: int) -> Stamp:
        """Return what the piece looks like in a frame; pieces do not move in step."""
        return self.arts[(frame // ART_FRAMES + self.x) % len(self.arts)]

    @property
    def box(self) -> Box:
        """Return the pixels it takes."""
        return Box(self.x, self.y, self.arts[0].width, self.arts[0].height)


@dataclass(frozen=True, slots=True)
class Mounted:
    """A screen in office pixels. With a `base` it is part of a piece of furniture, else of the wall."""

    surface: Surface
    x: int
    y: int
    base: int | None


@cache
def standing() -> tuple[Standing, ...]:
    """Return all furniture, furthest back first."""
    pieces = [
        Standing(_arts(piece), room.x + piece.x, room.y + piece.y, room.y + piece.base)
        for room in load_office().values()
        for piece in room.standing
    ]
    return tuple(sorted(pieces, key=lambda piece: piece.base))


def _arts(piece: Piece) -> tuple[Stamp, ...]:
    more = [name for name in load_sheet(piece.sheet).sprites if name.startswith(f"{piece.sprite}~")]
    return (stamp_of(piece), *(stamp(piece.sheet, name, piece.dress) for name in more))


@cache
def screens() -> tuple[Mounted, ...]:
    """Return all screens; one that lies inside a piece of furniture is drawn with it."""
    return tuple(
        _mounted(surface, room.x + surface.x, room.y + surface.y)
        for room in load_office().values()
        for surface in room.screens.values()
    )


def _mounted(surface: Surface, x: int, y: int) -> Mounted:
    return Mounted(surface, x, y, _carrier(Box(x, y, surface.width, surface.height)))


def _carrier(place: Box) -> int | None:
    for piece in standing():
        if piece.box.holds(place):
            return piece.base
    return None
