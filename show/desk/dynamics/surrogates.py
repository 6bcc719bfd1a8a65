"""Surrogates: series with the same values and the same spectrum, and nothing else in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
Table = NDArray[np.float64]


def surrogate(series: Series, dice: np.random.Generator, rounds: int = 100) -> Series:
    """Return one surrogate of a series of shape (n,): see `surrogates`."""
    return np.asarray(surrogates(series, dice, 1, rounds)[0])


def surrogates(series: Series, dice: np.random.Generator, count: int, rounds: int = 100) -> Table:
    """Return surrogates by iterated amplitude-adjusted Fourier transform, shape (count, n).

    Schreiber & Schmitz, Physical Review Letters 77 (1996) 635. Their values are exactly those of the series
    in another order; their power spectrum is as near as `rounds` rounds bring it (each stops when its order
    no longer changes). What a statistic finds in the series but not in surrogates is neither in its values
    nor in its linear correlations. All go through their rounds together, which takes half the time.

    Raises:
        ValueError: fewer than four values.
    """
    size = len(series)
    if size < 4:
        raise ValueError(f"{size} values have no spectrum to keep; give at least four")
    values, loudness = np.sort(series), np.abs(np.fft.rfft(series))
    made = np.stack([dice.permutation(series) for _ in range(count)])
    order = np.argsort(made, axis=1, kind="stable")
    going = np.arange(count)
    for _ in range(rounds):
        turned = np.fft.rfft(made[going])
        loud = np.abs(turned)
        turned = np.where(loud > 0, turned / np.where(loud > 0, loud, 1.0), 1.0)
        found = np.argsort(np.fft.irfft(loudness * turned, size), axis=1, kind="stable")
        sorted_so = np.empty(found.shape)
        np.put_along_axis(sorted_so, found, np.broadcast_to(values, found.shape), axis=1)
        changed = (found != order[going]).any(axis=1)
        order[going], made[going] = found, sorted_so
        going = going[changed]
        if not len(going):
            break
    return made
