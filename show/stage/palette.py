"""The palette as numbers, and what each light makes of it.

A frame is one byte a pixel: `level * 32 + colour`. Level 0 shines by itself (screens, bars, bubbles); levels
1 to 6 run from shadow to lamplight, level 7 is the cold glow of a screen. A `Tint` turns the 256 numbers into
colours, so light costs no arithmetic a pixel and every frame is a palette picture already.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from assets.art import PALETTE_SIZE, load_palette

Bytes = NDArray[np.uint8]
Values = NDArray[np.float32]

Tint = Literal["day", "dusk", "night", "alarm day", "alarm dusk", "alarm night", "paused"]
Daypart = Literal["day", "dusk", "night"]
DAYPARTS: tuple[Daypart, ...] = get_args(Daypart)

LEVELS = 8
SHINE, DEEP, SHADE, AMBIENT, SOFT, LIT, BRIGHT, GLOW = range(LEVELS)

CLEAR = 255
"""The number of no colour at all in a stamp."""

# Multipliers of red, green and blue for the levels 1 to 7, out of 255, found by looking.
_LIGHTS: dict[Daypart, tuple[tuple[int, int, int], ...]] = {
    "day": (
        (116, 108, 150), (170, 162, 192), (224, 217, 226), (241, 235, 233),
        (255, 249, 234), (255, 255, 244), (206, 222, 252),
    ),
    "dusk": (
        (92, 72, 118), (132, 106, 150), (186, 150, 176), (214, 172, 176),
        (242, 202, 176), (255, 228, 190), (164, 176, 232),
    ),
    "night": (
        (44, 44, 92), (68, 70, 128), (98, 100, 160), (150, 134, 158),
        (204, 172, 152), (250, 218, 172), (112, 146, 226),
    ),
}  # fmt: skip
_ALARM = (222, 104, 116)
_PAUSED = (92, 92, 116)


def number(name: str) -> int:
    """Return the number of a colour by its name in the palette file."""
    return _numbers()[name]


@cache
def _numbers() -> dict[str, int]:
    return {name: index for index, name in enumerate(load_palette())}


@cache
def colours(tint: Tint) -> Bytes:
    """Return the 256 colours of a tint, shape (256, 3)."""
    plain = np.zeros((PALETTE_SIZE, 3), np.float32)
    values = list(load_palette().values())
    plain[: len(values)] = values
    levels = [plain] + [plain * np.array(light, np.float32) / 255 for light in _lights(tint)]
    table: Values = np.concatenate(levels).astype(np.float32)
    if tint == "paused":
        table[PALETTE_SIZE:] = _grey(table[PALETTE_SIZE:])
    rounded: Bytes = np.clip(np.rint(table), 0, 255).astype(np.uint8)
    return rounded


def _lights(tint: Tint) -> list[tuple[float, ...]]:
    if tint == "paused":
        return list(_LIGHTS["day"])
    if tint == "day" or tint == "dusk" or tint == "night":
        return list(_LIGHTS[tint])
    calm: Daypart = "day" if tint == "alarm day" else "dusk" if tint == "alarm dusk" else "night"
    # The alarm is red on every daypart, but never so dark that faces drown.
    mixed = [np.array(light, np.float32) * 0.72 + 60 for light in _LIGHTS[calm]]
    return [tuple(float(part) for part in light * _ALARM / 255) for light in mixed]


def _grey(table: Values) -> Values:
    weight = np.array((0.3, 0.59, 0.11), np.float32)
    luminance = (table @ weight)[:, None]
    grey = (0.25 * table + 0.75 * luminance) * np.array(_PAUSED, np.float32) / 200
    return grey.astype(np.float32)
