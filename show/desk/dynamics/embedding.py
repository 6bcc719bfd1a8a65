"""Phase space from one series: how far apart its coordinates should be, and how many it takes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

Series = NDArray[np.float64]
Points = NDArray[np.float64]

STRETCHED = 15.0
"""A neighbour is false when the next coordinate is this many times as far as the others (Kennel)."""
FAR = 2.0
"""A neighbour is false, too, when it ends this many standard deviations of the series away."""


def embed(series: Series, delay: int, dimension: int) -> Points:
    """Return the points (x(t), x(t + delay), ...), shape (n - (dimension - 1) * delay, dimension).

    Takens, Lecture Notes in Mathematics 898 (1981) 366.

    Raises:
        ValueError: delay or dimension below 1, or too few values for one point.
    """
    count = len(series) - (dimension - 1) * delay
    if delay < 1 or dimension < 1 or count < 1:
        raise ValueError(
            f"{len(series)} values cannot be embedded with delay {delay} in {dimension} dimensions; both "
            "must be at least 1 and leave a point"
        )
    return np.stack([series[i * delay : i * delay + count] for i in range(dimension)], axis=1)


def mutual_information(series: Series, delay: int, bins: int = 16) -> float:
    """Return the average mutual information of x(t) and x(t + delay), in nats.

    Fraser & Swinney, Physical Review A 33 (1986) 1134, on bins that each hold the same number of values, so
    that the answer is the same for any growing function of the series. It is biased upward by about
    (bins - 1)^2 / (2 n) nats. `series` has shape (n,).

    Raises:
        ValueError: delay below 0 or no pair that far apart.
    """
    count = len(series) - delay
    if delay < 0 or count < 1:
        raise ValueError(f"{len(series)} values have no pair {delay} apart")
    ranks = np.empty(len(series), np.int64)
    ranks[np.argsort(series, kind="stable")] = np.arange(len(series))
    binned = ranks * bins // len(series)
    joint = (
        np.bincount(binned[:count] * bins + binned[delay:], minlength=bins * bins).reshape(bins, bins) / count
    )
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
    used = joint > 0
    return float((joint[used] * np.log(joint[used] / apart[used])).sum())


def best_delay(series: Series, longest: int, bins: int = 16) -> int:
    """Return the delay of the first minimum of mutual information; `longest` if there is none before.

    Raises:
        ValueError: fewer than `longest` + 2 values.
    """
    last, now = mutual_information(series, 0, bins), mutual_information(series, 1, bins)
    for delay in range(1, longest):
        following = mutual_information(series, delay + 1, bins)
        if now <= last and now < following:
            return delay
        last, now = now, following
    return longest


def false_neighbours(series: Series, delay: int, dimension: int, theiler: int = 0) -> float:
    """Return the share of nearest neighbours in `dimension` coordinates that one more coordinate parts.

    Kennel, Brown & Abarbanel, Physical Review A 45 (1992) 3403, with both of their criteria. Neighbours at
    most `theiler` steps apart in time do not count. `series` has shape (n,), n up to some thousands: the
    distances of all pairs are held at once.

    Raises:
        ValueError: too few values, or a series that never changes.
    """
    points = embed(series, delay, dimension + 1)
    spread = float(series.std())
    if spread == 0 or len(points) <= 2 * theiler + 2:
        raise ValueError(
            f"{len(points)} points have no neighbours more than {theiler} steps away that differ"
        )
    near, nearest = neighbours(points[:, :-1], theiler)
    gap = np.abs(points[:, -1] - points[nearest, -1])
    stretched = gap > STRETCHED * near
    far = np.hypot(near, gap) > FAR * spread
    return float(np.mean(stretched | far))


def best_dimension(
    series: Series, delay: int, largest: int, tolerated: float = 0.05, theiler: int = 0
) -> int:
    """Return the least dimension with at most `tolerated` false neighbours, or else the one with the fewest.

    Raises:
        ValueError: see `false_neighbours`.
    """
    shares = []
    for dimension in range(1, largest + 1):
        shares.append(false_neighbours(series, delay, dimension, theiler))
        if shares[-1] <= tolerated:
            return dimension
    return int(np.argmin(shares)) + 1


def neighbours(points: Points, theiler: int) -> tuple[Series, NDArray[np.int64]]:
    """Return each point's distance to its nearest neighbour and that neighbour's index, each of shape (n,).

    Points at most `theiler` steps apart in time are no neighbours. `points` has shape (n, d).

    Raises:
        ValueError: a point has no neighbour left.
    """
    if len(points) <= 2 * theiler + 1:
        raise ValueError(f"{len(points)} points are too few for a Theiler window of {theiler}")
    apart = cdist(points, points)
    apart.ravel()[_band(len(points), theiler)] = np.inf
    nearest = apart.argmin(axis=1)
    return apart[np.arange(len(points)), nearest], nearest


@lru_cache(maxsize=16)
def _band(size: int, width: int) -> NDArray[np.int64]:
    """Where in a square table, read row by row, the places at most `width` from its diagonal are."""
    steps = np.arange(size)
    return np.flatnonzero(np.abs(steps[:, None] - steps[None, :]) <= width)
