"""Recurrence quantification: how a system comes back to where it was, and whether it stays there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import pdist, squareform

Points = NDArray[np.float64]
Plot = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What the lines of a recurrence plot say (Marwan et al., Physics Reports 438 (2007) 237)."""

    rate: float
    """The share of pairs of points that recur."""
    determinism: float
    """DET: the share of recurrences on diagonal lines, where a stretch of the past is run through again."""
    laminarity: float
    """LAM: the share on vertical lines, where the system stays where it is."""
    trapping: float
    """TT: the mean length of vertical lines, in steps; zero if there is none."""


def recurrence_plot(points: Points, rate: float) -> Plot:
    """Return which pairs are near each other, shape (n, n), with the radius that makes `rate` of them so.

    The radius is the `rate` quantile of the distances of different points (Euclidean), so that windows of
    different spread can be compared. `points` has shape (n, d). The diagonal is all true.

    Raises:
        ValueError: a rate outside (0, 1), or fewer than three points.
    """
    if not 0 < rate < 1 or len(points) < 3:
        raise ValueError(f"rate {rate!r} must be within (0, 1) and {len(points)} points at least 3")
    apart = pdist(points)
    kept = max(1, round(rate * len(apart)))
    plot = squareform(apart <= np.partition(apart, kept - 1)[kept - 1])
    np.fill_diagonal(plot, val=True)
    return np.asarray(plot)


def quantify(plot: Plot, shortest: int = 2) -> Recurrence:
    """Return the measures of a symmetric recurrence plot, shape (n, n); the main diagonal does not count.

    A line is at least `shortest` points long.

    Raises:
        ValueError: the plot is not square.
    """
    size = len(plot)
    if plot.shape != (size, size):
        raise ValueError(f"a recurrence plot is square, not {plot.shape}")
    off = plot.copy()
    np.fill_diagonal(off, val=False)
    total = int(np.count_nonzero(off))
    if total == 0:
        return Recurrence(0.0, 0.0, 0.0, 0.0)
    along, _ = _on_lines(off, shortest, down=1, right=1)
    standing, lines = _on_lines(off, shortest, down=1, right=0)
    return Recurrence(
        rate=total / (size * (size - 1)),
        determinism=along / total,
        laminarity=standing / total,
        trapping=standing / lines if lines else 0.0,
    )


def _on_lines(plot: Plot, shortest: int, down: int, right: int) -> tuple[int, int]:
    """How many points lie on lines of at least `shortest` points in a direction, and how many such lines.

    A line so long holds one stretch of `shortest` points for each of its points but the last few; it has one
    stretch fewer of one point more. So counting stretches of both lengths counts lines and points.
    """
    stretches = plot
    for _ in range(shortest - 1):
        rows, columns = stretches.shape
        onward = plot[plot.shape[0] - rows + down :, plot.shape[1] - columns + right :]
        stretches = stretches[: rows - down, : columns - right] & onward
    rows, columns = stretches.shape
    longer = stretches[: rows - down, : columns - right] & stretches[down:, right:]
    here, further = int(np.count_nonzero(stretches)), int(np.count_nonzero(longer))
    lines = here - further
    return here + (shortest - 1) * lines, lines
