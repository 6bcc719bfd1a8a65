"""Clearings: where in the office there is room for something that must not cover a face."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from show.stage.canvas import Box
from show.stage.light import HEIGHT, WIDTH

Grid = NDArray[np.float32]

SOFT_COST = 0.6
"""What a covered pixel of something soft weighs against a pixel of distance."""

CLEARINGS_KEPT = 32


def summed(boxes: tuple[Box, ...]) -> Grid:
    """Return the summed-area table of the boxes, one row and column larger than the office."""
    grid = np.zeros((HEIGHT + 1, WIDTH + 1), np.float32)
    for box in boxes:
        grid[max(0, box.y) + 1 : max(0, box.bottom) + 1, max(0, box.x) + 1 : max(0, box.right) + 1] += 1
    table: Grid = grid.cumsum(0).cumsum(1)
    return table


def covered(table: Grid, width: int, height: int) -> Grid:
    """Return, for each top left corner, how many marked pixels a box of that size covers."""
    lower, upper = table[height:], table[: HEIGHT + 1 - height]
    end = WIDTH + 1 - width
    found: Grid = lower[:, width:] - lower[:, :end] - upper[:, width:] + upper[:, :end]
    return found


@lru_cache(maxsize=CLEARINGS_KEPT)
def clearing(
    width: int, height: int, near: tuple[int, int], taken: tuple[Box, ...], soft: tuple[Box, ...]
) -> Box | None:
    """Return the place nearest to a point that covers nothing taken, or None if there is none.

    What is soft is covered only where that saves a long way. Costs about 2 ms, hence remembered.
    """
    free = covered(summed(taken), width, height) == 0
    y, x = np.ogrid[0 : HEIGHT + 1 - height, 0 : WIDTH + 1 - width]
    free &= (x >= 1) & (y >= 1) & (x + width < WIDTH) & (y + height < HEIGHT)
    if not free.any():
        return None
    away = np.abs(x + width / 2 - near[0]) + np.abs(y + height / 2 - near[1])
    cost = away + SOFT_COST * covered(summed(soft), width, height)
    cost[~free] = np.inf
    row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
    return Box(int(column), int(row), width, height)
