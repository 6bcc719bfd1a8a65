"""Realised variance, and what a cascade of its short, middle and long memory says of the next bars."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
Grid = NDArray[np.float64]

MEMORIES = (1, 5, 22)
"""The blocks of Corsi's day, week and month."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast of the mean realised variance per block over the blocks to come."""

    variance: float
    """In the unit of the series."""
    weights: Series
    """The constant and the weights of the three memories, shape (4,)."""
    explained: float
    """R squared within the sample."""


def realised_variance(returns: Series, block: int) -> Series:
    """Return the sum of squared returns in each whole block, newest last, shape (n // block,).

    Raises:
        ValueError: no whole block.
    """
    count = len(returns) // block
    if block < 1 or count < 1:
        raise ValueError(f"{len(returns)} returns hold no block of {block}")
    return np.asarray((returns[len(returns) - count * block :] ** 2).reshape(count, block).sum(axis=1))


def bipower_variance(returns: Series) -> float:
    """Return the variance per step without jumps, pi / 2 times the mean product of neighbouring sizes.

    Barndorff-Nielsen & Shephard, J. Financial Econometrics 2 (2004) 1. `returns` has shape (n,), n >= 2.
    """
    return float(math.pi / 2 * np.mean(np.abs(returns[1:]) * np.abs(returns[:-1])))


def memories(variances: Series) -> Grid:
    """Return the regressors of each block from the 22nd on: a constant, the last block, the mean of the
    last 5 and of the last 22; shape (n - 21, 4)."""
    total = np.concatenate([[0.0], np.cumsum(variances)])
    longest = MEMORIES[-1]
    means = [(total[longest:] - total[longest - m : len(total) - m]) / m for m in MEMORIES]
    return np.column_stack([np.ones(len(means[0])), *means])


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed of the weights beforehand, and how many blocks' worth of evidence that is.

    A hundred blocks with a jump among them fit four weights badly: out of sample least squares forecasts
    worse than the plain mean of the last 22.
    """

    weights: tuple[float, float, float, float] = (0.25, 0.10, 0.30, 0.35)
    """The constant as a share of the mean, and the three memories: near Corsi's own, and adding up to one."""
    blocks: float = 100.0


def har_forecast(variances: Series, horizon: int, belief: Belief | None = None) -> Forecast:
    """Return what the heterogeneous autoregression expects of the next `horizon` blocks' mean.

    Corsi, J. Financial Econometrics 7 (2009) 174, by least squares of the mean of the next `horizon` blocks
    on the memories. The forecast is kept within the smallest and largest block seen, as Bollerslev, Patton
    & Quaedvlieg (J. Econometrics 192 (2016) 1) do ("insanity filter"). With a `belief` it is ridge regression
    towards those weights, in units of the mean. `variances` has shape (n,).

    Raises:
        ValueError: fewer than 22 + horizon + 8 blocks, or a horizon below 1.
    """
    if horizon < 1 or len(variances) < MEMORIES[-1] + horizon + 8:
        raise ValueError(
            f"{len(variances)} blocks are too few to look {horizon} ahead; give {MEMORIES[-1] + horizon + 8}"
        )
    rows = memories(variances)
    total = np.concatenate([[0.0], np.cumsum(variances)])
    last = len(variances) - horizon - MEMORIES[-1] + 1
    start = np.arange(MEMORIES[-1], MEMORIES[-1] + last)
    ahead = (total[start + horizon] - total[start]) / horizon
    # Least squares by the units of the series, or a variance of 1e-6 would fall under the solver's floor.
    unit = float(variances.mean()) or 1.0
    scaled = rows[:last] / [1.0, unit, unit, unit]
    weights = _regressed(scaled, ahead / unit, belief)
    rest = ahead / unit - scaled @ weights
    spread = float(((ahead / unit - (ahead / unit).mean()) ** 2).sum())
    said = float(rows[-1] / [1.0, unit, unit, unit] @ weights) * unit
    return Forecast(
        variance=min(max(said, float(variances.min())), float(variances.max())),
        weights=weights * [unit, 1.0, 1.0, 1.0],
        explained=1 - float(rest @ rest) / spread if spread > 0 else 0.0,
    )


def _regressed(rows: Grid, target: Series, belief: Belief | None) -> Series:
    if belief is None:
        return np.asarray(np.linalg.lstsq(rows, target, rcond=None)[0])
    before = np.array(belief.weights)
    normal = rows.T @ rows + belief.blocks * np.eye(len(before))
    return np.asarray(before + np.linalg.solve(normal, rows.T @ (target - rows @ before)))
