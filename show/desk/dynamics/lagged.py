"""Who leads and who follows: what the last moves of others say about the next move of one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

Series = NDArray[np.float64]
Grid = NDArray[np.float64]

ALIKE = 1e-6
"""The determinant of the columns' correlations below which they count as dependent."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What others' last values say about the next one."""

    forecast: float
    """The part of the next value that the leaders' last values foretell, in the unit of the series."""
    contributions: Series
    """Each leader's part of it, shape (k,)."""
    p_value: float
    """How often leaders that foretell nothing would look this good (F test)."""
    transfer: float
    """Transfer entropy from leaders to follower, in nats: for normals half the log of the ratio of residual
    variances (Barnett, Barrett & Seth, Physical Review Letters 103 (2009) 238701)."""
    error: float
    """The residual standard deviation."""


def lead(follower: Series, leaders: Grid) -> Lead:
    """Return what `leaders` one step back add to the follower's own last value, by least squares.

    Granger, Econometrica 37 (1969) 424. `follower` has shape (n,), `leaders` (n, k), rows in step with it.

    Raises:
        ValueError: shapes that do not fit, fewer than k + 6 rows, or a follower that its past explains.
    """
    rows, count = leaders.shape
    if len(follower) != rows or rows < count + 6:
        raise ValueError(
            f"{len(follower)} values and {leaders.shape} leaders: give k + 6 rows of both or more"
        )
    target = follower[1:]
    past = np.empty((rows - 1, count + 1))
    past[:, 0], past[:, 1:] = follower[:-1], leaders[:-1]
    weights, alone, both = _explained(past, target)
    freedom = len(target) - count - 2
    if not both > 1e-14 * float(target @ target):
        raise ValueError("the follower is explained wholly by the past, so there is no error to compare with")
    ratio = max(0.0, alone - both) / count / (both / freedom)
    contributions = weights[1:] * (leaders[-1] - leaders.sum(axis=0) / rows)
    return Lead(
        forecast=float(contributions.sum()),
        contributions=contributions,
        p_value=float(fdtrc(count, freedom, ratio)),
        transfer=max(0.0, 0.5 * math.log(alone / both)),
        error=math.sqrt(both / freedom),
    )


def _explained(past: Grid, target: Series) -> tuple[Series, float, float]:
    """The weights of the columns beside an intercept, and what the first and then all leave of the squares.

    By the correlations of the columns, which takes a fifth of the time of a decomposition; where those are
    nearly dependent, or one does not vary, by a decomposition after all.
    """
    aim = target - target.sum() / len(target)
    centred = past - past.sum(axis=0) / len(past)
    together = centred.T @ centred
    power = np.sqrt(together.diagonal())
    if power.min() > 0.0:
        alike = together / power / power[:, None]
        if np.linalg.det(alike) > ALIKE:
            towards = centred.T @ aim
            weights: Series = np.linalg.solve(alike, towards / power) / power
            first, rest = aim - centred[:, 0] * (towards[0] / together[0, 0]), aim - centred @ weights
            return weights, float(first @ first), float(rest @ rest)
    weights = np.linalg.lstsq(centred, aim, rcond=None)[0]
    own = centred[:, :1]
    first, rest = aim - own @ np.linalg.lstsq(own, aim, rcond=None)[0], aim - centred @ weights
    return weights, float(first @ first), float(rest @ rest)
