"""Ordinal patterns: how many of the ways in which neighbours can be ordered a series really uses."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


def permutation_entropy(series: Series, order: int = 4, delay: int = 1, *, weighted: bool = False) -> float:
    """Return the normalised permutation entropy in [0, 1]; 1 is noise, 0 is one pattern again and again.

    Bandt & Pompe, Physical Review Letters 88 (2002) 174102: the Shannon entropy of the patterns in which
    `order` values `delay` apart are ordered, over ln(order!). Equal values count as ordered by time. With
    `weighted`, a pattern counts by the variance of its values, so that a burst weighs more than the murmur
    between bursts (Fadlallah, Chen, Keil & Principe, Physical Review E 87 (2013) 022911).

    `series` has shape (n,), any unit.

    Raises:
        ValueError: order below 2 or above 7, or fewer values than one pattern takes.
    """
    if not 2 <= order <= 7 or delay < 1:
        raise ValueError(f"order {order!r} must be 2 to 7 and delay {delay!r} at least 1")
    count = len(series) - (order - 1) * delay
    if count < 1:
        raise ValueError(
            f"{len(series)} values hold no pattern of order {order} and delay {delay}; give more"
        )
    places = [series[i * delay : i * delay + count] for i in range(order)]
    # Which of each two is the larger tells the pattern as well as sorting them, and sooner.
    pairs = [later < earlier for place, earlier in enumerate(places) for later in places[place + 1 :]]
    codes = np.zeros(count, np.int64)
    for bit, pair in enumerate(pairs):
        codes |= pair.astype(np.int64) << bit
    mass = np.bincount(codes, _variances(places) if weighted else None)
    total = mass.sum()
    if total <= 0:
        return 0.0
    share = mass[mass > 0] / total
    return max(0.0, float(-(share * np.log(share)).sum()) / math.log(math.factorial(order)))


def _variances(places: list[Series]) -> Series:
    """The variance of each pattern's values, shape (count,)."""
    mean = sum(places[1:], places[0]) / len(places)
    squares = [(place - mean) ** 2 for place in places]
    return np.asarray(sum(squares[1:], squares[0]) / len(places))
