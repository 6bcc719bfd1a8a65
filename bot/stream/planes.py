"""From a picture of colour numbers to the planes a video is made of, without a detour over full colour.

A frame is 320 by 180 numbers, shown four times as large. Video keeps brightness at full size and colour at
half of it, so each number becomes 4 by 4 bytes of brightness and 2 by 2 of each colour: nothing is blurred,
and a table of 256 entries does all the arithmetic.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from show.stage.palette import Bytes, Tint, colours
from show.stage.picture import HEIGHT, SCALE, WIDTH

WIDE, HIGH = WIDTH * SCALE, HEIGHT * SCALE

# BT.709 at studio range, as players expect of high definition: brightness 16 to 235, colour 16 to 240.
RED, BLUE = 0.2126, 0.0722
GREEN = 1 - RED - BLUE


@lru_cache(maxsize=16)
def table(tint: Tint) -> Bytes:
    """Return brightness, blue and red difference of each colour number, shape (3, 256)."""
    red, green, blue = (colours(tint).astype(np.float64) / 255).T
    luma = RED * red + GREEN * green + BLUE * blue
    rows = (
        16 + 219 * luma,
        128 + 224 * (blue - luma) / (2 * (1 - BLUE)),
        128 + 224 * (red - luma) / (2 * (1 - RED)),
    )
    made: Bytes = np.clip(np.rint(np.stack(rows)), 0, 255).astype(np.uint8)
    return made


class Planes:
    """One kept buffer of a whole yuv420p frame, shape (1080, 1280): no new memory a frame."""

    def __init__(self) -> None:
        self.frame: Bytes = np.zeros((HIGH * 3 // 2, WIDE), np.uint8)
        half = HIGH * WIDE // 4
        self._shown: tuple[Bytes, Tint] | None = None
        flat = self.frame.reshape(-1)
        self._luma = flat[: HIGH * WIDE].view(np.uint32).reshape(HEIGHT, SCALE, WIDTH)
        self._chroma = [
            flat[HIGH * WIDE + number * half :][:half].view(np.uint16).reshape(HEIGHT, SCALE // 2, WIDTH)
            for number in (0, 1)
        ]

    def show(self, numbers: Bytes, tint: Tint) -> Bytes:
        """Fill the buffer with a frame of colour numbers, shape (180, 320), and return it.

        Only the rows from the first to the last that differ are written: mostly that is the news strip. The
        numbers are kept until the next frame and must not change.
        """
        rows = self._changed(numbers, tint)
        part = numbers[rows]
        luma, *chroma = _wide(tint)
        self._luma[rows] = luma[part][:, None]
        for plane, values in zip(self._chroma, chroma, strict=True):
            plane[rows] = values[part][:, None]
        self._shown = numbers, tint
        return self.frame

    def _changed(self, numbers: Bytes, tint: Tint) -> slice:
        if self._shown is None or self._shown[1] != tint:
            return slice(0, HEIGHT)
        differ = np.flatnonzero((numbers != self._shown[0]).any(axis=1))
        return slice(int(differ[0]), int(differ[-1]) + 1) if len(differ) else slice(0)


@lru_cache(maxsize=16)
def _wide(tint: Tint) -> tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint16]]:
    """The table with each byte side by side as often as its pixels are: one lookup writes them all."""
    luma, blue, red = table(tint)
    return (
        luma.astype(np.uint32) * np.uint32(0x01010101),
        blue.astype(np.uint16) * np.uint16(0x0101),
        red.astype(np.uint16) * np.uint16(0x0101),
    )
