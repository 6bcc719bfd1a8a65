"""Light: one level a pixel for the office, from lamps, windows and shadows, in steps with a fine dither."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from assets.art import load_sheet
from assets.office import Lamp, Piece, RoomPlan, load_office
from show.stage.palette import AMBIENT, BRIGHT, DEEP, GLOW, LIT, SHINE, SOFT, Bytes, Daypart

WIDTH, HEIGHT = 240, 156
"""The office in pixels."""

ROOM_WIDTH, ROOM_HEIGHT, WALL_HEIGHT = 115, 73, 24

Field = NDArray[np.float32]

# The floor opens at half past nine and closes at six: its last hour and a half is dusk, its end is night.
_DAWN, _DAY, _DUSK, _NIGHT = 6 * 60, 7 * 60 + 30, 16 * 60 + 30, 18 * 60

# How much lamps, windows and the sky give at each time of day, in levels.
_AMBIENT: dict[Daypart, float] = {"day": 3.5, "dusk": 3.5, "night": 3.5}
_LAMPS: dict[Daypart, float] = {"day": 1.0, "dusk": 3.4, "night": 5.4}
_SUN: dict[Daypart, float] = {"day": 2.6, "dusk": 0.9, "night": 0.0}

BEAMS = 16
"""Frames of the alarm light's turn."""

_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], np.float32) / 16 - 0.47

DARKER: Bytes = np.array([SHINE, DEEP, DEEP, DEEP + 1, AMBIENT, SOFT, LIT, AMBIENT], np.uint8)
"""The level of a contact shadow by the level it falls on."""


def daypart(minutes: int) -> Daypart:
    """Return the time of day for the show's clock in minutes since midnight."""
    clock = minutes % (24 * 60)
    if _DAY <= clock < _DUSK:
        return "day"
    if _DAWN <= clock < _DAY or _DUSK <= clock < _NIGHT:
        return "dusk"
    return "night"


@cache
def levels(part: Daypart) -> Bytes:
    """Return the levels of the empty office at a time of day, shape (HEIGHT, WIDTH)."""
    warm, cold = _fields(part)
    return _stepped(warm, cold)


def alarm_levels(part: Daypart, beam: int) -> Bytes:
    """Return the levels while the alarm light turns; `beam` runs from 0 to BEAMS - 1."""
    warm, cold = _fields(part)
    return _stepped(warm - 0.4 + _beams(beam), cold)


@cache
def actor_levels(part: Daypart) -> Bytes:
    """Return the level somebody standing at a pixel has: a little above the floor's, and never patchy."""
    warm, cold = _fields(part)
    return np.clip(np.rint(warm + 0.5 * cold + 0.75), AMBIENT, LIT).astype(np.uint8)


def _stepped(warm: Field, cold: Field) -> Bytes:
    warm, cold = _rounded(warm), _rounded(cold)
    dither = np.tile(_BAYER, (HEIGHT // 4 + 1, WIDTH // 4 + 1))[:HEIGHT, :WIDTH]
    level = np.clip(np.floor(warm + cold + dither * 0.9), DEEP, BRIGHT).astype(np.uint8)
    level[(cold + dither * 0.5 > 0.7) & (level >= AMBIENT)] = GLOW
    return level


def _rounded(field: Field) -> Field:
    # So that another machine's last bit of a cosine cannot flip a pixel.
    return (np.rint(field * 64) / 64).astype(np.float32)


@cache
def _fields(part: Daypart) -> tuple[Field, Field]:
    warm = np.full((HEIGHT, WIDTH), _AMBIENT[part] - 1.2, np.float32)
    cold = np.zeros((HEIGHT, WIDTH), np.float32)
    for room in load_office().values():
        box = (slice(room.y, room.y + ROOM_HEIGHT), slice(room.x, room.x + ROOM_WIDTH))
        warm[box], cold[box] = _room(room, part)
        for piece in room.hung:
            # Thresholds lie in the dark of the walls; lit like the rooms, they say where the doors are.
            if piece.x >= ROOM_WIDTH or piece.y >= ROOM_HEIGHT:
                art = load_sheet(piece.sheet)[piece.sprite]
                y, x = room.y + piece.y, room.x + piece.x
                warm[y : y + art.height, x : x + art.width] = _AMBIENT[part] + 0.6
    return warm, cold


def _room(room: RoomPlan, part: Daypart) -> tuple[Field, Field]:
    warm = np.full((ROOM_HEIGHT, ROOM_WIDTH), _AMBIENT[part], np.float32)
    cold = np.zeros_like(warm)
    # The floor lies darker at the foot of the walls, which is what makes them stand up.
    warm[WALL_HEIGHT : WALL_HEIGHT + 2] -= 1.0
    warm[WALL_HEIGHT + 2 : WALL_HEIGHT + 4] -= 0.5
    warm[WALL_HEIGHT:, :2] -= 0.5
    for sun in room.suns:
        _sunlit(warm, sun.x, sun.y, sun.width, sun.height, _SUN[part])
    for lamp in room.lamps:
        field = cold if lamp.cold else warm
        field += _pool(lamp) * max(_LAMPS[part], _LAMPS["dusk"] if lamp.always else 0.0)
    for piece in room.standing:
        _foot(warm, piece)
    return warm, cold


def _sunlit(field: Field, x: int, y: int, width: int, height: int, strength: float) -> None:
    # A window's light leans to the right and is cut in two by the bar of the window.
    for row in range(height):
        left = x + row // 2
        for start in (left, left + width // 2 + 1):
            field[y + row, max(0, start) : max(0, start + width // 2 - 1)] += strength


def _pool(lamp: Lamp) -> Field:
    y, x = np.mgrid[0:ROOM_HEIGHT, 0:ROOM_WIDTH].astype(np.float32)
    # A pool of light on the floor is wider than deep, because the floor is seen at a slant.
    distance = np.hypot(x - lamp.x, (y - lamp.y) * 1.25) / lamp.reach
    fall = np.clip(1 - distance, 0, 1)
    pool: Field = (fall * fall * (3 - 2 * fall) * lamp.strength / 100).astype(np.float32)
    return pool


def _foot(field: Field, piece: Piece) -> None:
    art = load_sheet(piece.sheet)[piece.sprite]
    bottom = piece.y + art.height
    if piece.base > bottom:
        return  # it hangs, or stands on something that has a shadow of its own
    field[bottom - 2 : bottom + 1, max(0, piece.x - 1) : piece.x + art.width + 2] -= 1.0


def _beams(beam: int) -> Field:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    light = np.zeros((HEIGHT, WIDTH), np.float32)
    for index, room in enumerate(load_office().values()):
        turn = 2 * np.pi * beam / BEAMS * (1 if index % 2 else -1) + index
        angle = np.arctan2((y - room.y - 12) * 1.25, x - room.x - ROOM_WIDTH / 2) - turn
        wedge = np.clip(1.4 * np.cos(angle) - 0.5, 0, 1)
        inside = (slice(room.y, room.y + ROOM_HEIGHT), slice(room.x, room.x + ROOM_WIDTH))
        light[inside] += (2.2 * wedge)[inside]
    return light
