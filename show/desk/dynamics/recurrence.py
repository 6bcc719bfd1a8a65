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
    off = plot & ~np.eye(size, dtype=bool)
    total = int(off.sum())
    if total == 0:
        return Recurrence(0.0, 0.0, 0.0, 0.0)
    diagonal = _runs(_diagonals(np.triu(off)))
    vertical = _runs(off.T)
    along = diagonal[diagonal >= shortest]
    standing = vertical[vertical >= shortest]
    return Recurrence(
        rate=total / (size * (size - 1)),
        determinism=2 * float(along.sum()) / total,
        laminarity=float(standing.sum()) / total,
        trapping=float(standing.mean()) if len(standing) else 0.0,
    )


def _diagonals(upper: Plot) -> Plot:
    """The diagonals of a square matrix as rows (in a skewed copy: a row shift is one element more a row)."""
    size = len(upper)
    skewed = np.zeros((size, 2 * size), bool)
    skewed[:, :size] = upper[:, ::-1]
    return np.asarray(skewed.ravel()[: size * (2 * size - 1)].reshape(size, 2 * size - 1).T)


def _runs(rows: Plot) -> NDArray[np.int64]:
    """The lengths of all runs of true along the rows."""
    padded = np.zeros((rows.shape[0], rows.shape[1] + 2), np.int8)
    padded[:, 1:-1] = rows
    change = np.diff(padded.ravel())
    return np.flatnonzero(change == -1) - np.flatnonzero(change == 1)
