"""Chaos to look at: the alarm light turns, the office shakes, papers fly. The bars stay still to be read."""

from __future__ import annotations

from functools import cache

import numpy as np

from show.stage.canvas import LitCanvas
from show.stage.light import BEAMS, HEIGHT, WIDTH
from show.stage.stamps import Stamp, stamp

PAPERS = 34

_SHAKE = ((0, 0), (1, 0), (0, 1), (-1, 0), (1, 1), (0, 0), (-1, 1), (0, -1))


def beam(frame: int) -> int:
    """Return where the alarm light points in a frame."""
    return frame % BEAMS


def shake(frame: int) -> tuple[int, int]:
    """Return how far the office is off its place in a frame: a pixel at most."""
    return _SHAKE[frame % len(_SHAKE)]


def papers(canvas: LitCanvas, frame: int) -> None:
    """Let papers fall through the office; each on its own way, the same way in the same frame."""
    for index in range(PAPERS):
        start = _scatter(index, 1) % (HEIGHT + 20)
        speed = 2 + _scatter(index, 2) % 3
        sway = round(5 * np.sin((frame + _scatter(index, 3)) / 3))
        x = _scatter(index, 4) % WIDTH + sway
        y = (start + speed * frame) % (HEIGHT + 20) - 10
        canvas.press(_sheet((frame // 2 + index) % 3), x, y)


def _scatter(index: int, salt: int) -> int:
    # A fixed scatter of the sheets, not dice: every night's papers fly the same way.
    return (index * 2654435761 + salt * 40503 * (index + 7)) >> 7 & 0xFFFF


@cache
def _sheet(turn: int) -> Stamp:
    return stamp("papers", ("flat", "edge", "tilted")[turn])
