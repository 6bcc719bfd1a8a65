"""Means, deviations and medians of short arrays: numpy's own prepare longer than they compute."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


def mean(values: Series) -> float:
    """Return the mean of values of shape (n,), n at least 1."""
    return float(np.add.reduce(values)) / len(values)


def deviation(values: Series) -> float:
    """Return the standard deviation of values of shape (n,), n at least 1, as `values.std()` has it."""
    apart = values - float(np.add.reduce(values)) / len(values)
    return math.sqrt(float(apart @ apart) / len(values))


def median(values: Series) -> float:
    """Return the median of values of shape (n,), n at least 1."""
    half = len(values) // 2
    if len(values) % 2:
        return float(np.partition(values, half)[half])
    low, high = np.partition(values, (half - 1, half))[half - 1 : half + 1].tolist()
    return 0.5 * float(low + high)
