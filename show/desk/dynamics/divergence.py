"""How fast neighbours in phase space part: the largest Lyapunov exponent of a series, as an estimate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from show.desk.dynamics.embedding import embed, neighbours
from show.desk.dynamics.surrogates import surrogates

Series = NDArray[np.float64]


def divergence(series: Series, delay: int, dimension: int, theiler: int, steps: int) -> Series:
    """Return the mean log distance of nearest neighbours 0 to `steps` steps on, shape (steps + 1,).

    Rosenstein, Collins & De Luca, Physica D 65 (1993) 117. A neighbour is at least `theiler` + 1 steps away
    in time and both have a future of `steps`. Pairs that meet exactly are left out of the mean.

    Raises:
        ValueError: too few values, or none whose neighbour differs.
    """
    points = embed(series, delay, dimension)
    count = len(points) - steps
    if count < 1:
        raise ValueError(f"{len(points)} points have no future of {steps} steps")
    _, nearest = neighbours(points[:count], theiler)
    ahead = np.arange(steps + 1)[:, None]
    gaps = points[np.arange(count)[None, :] + ahead] - points[nearest[None, :] + ahead]
    apart = np.sqrt(np.einsum("ijk,ijk->ij", gaps, gaps))
    met = apart > 0
    if not met.any(axis=1).all():
        raise ValueError("every point meets its neighbour exactly, so no distance can grow")
    curve: Series = np.log(np.where(met, apart, 1.0)).sum(axis=1) / met.sum(axis=1)
    return curve


def lyapunov(series: Series, delay: int, dimension: int, theiler: int, window: tuple[int, int]) -> float:
    """Return the slope of the divergence over the steps `window` (both ends included), in nats per step.

    The window is part of the answer: before it the neighbours' directions are still arbitrary, after it they
    are as far apart as the attractor lets them be. A positive value alone says nothing about chaos: noise
    gives one, too. Compare with surrogates (`surrogate_exponents`).

    Raises:
        ValueError: see `divergence`; or a window of fewer than two steps.
    """
    first, last = window
    if not 0 <= first < last:
        raise ValueError(f"the window {window!r} must hold two steps or more")
    curve = divergence(series, delay, dimension, theiler, last)[first:]
    steps = np.arange(len(curve)) - (len(curve) - 1) / 2
    return float(steps @ curve / (steps @ steps))


def surrogate_exponents(
    series: Series, delay: int, dimension: int, theiler: int, window: tuple[int, int],
    count: int, dice: np.random.Generator,
) -> Series:  # fmt: skip
    """Return the exponents of `count` surrogates of the series, shape (count,), in nats per step.

    Theiler et al., Physica D 58 (1992) 77: the place of the series' own exponent among these is a test of
    whether it holds more than a linear process with the same values would.

    Raises:
        ValueError: see `lyapunov`.
    """
    made = surrogates(series, dice, count)
    return np.array([lyapunov(one, delay, dimension, theiler, window) for one in made])
