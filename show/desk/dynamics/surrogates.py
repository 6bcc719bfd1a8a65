"""Surrogates: series with the same values and the same spectrum, and nothing else in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


def surrogate(series: Series, dice: np.random.Generator, rounds: int = 100) -> Series:
    """Return one surrogate by iterated amplitude-adjusted Fourier transform, shape (n,).

    Schreiber & Schmitz, Physical Review Letters 77 (1996) 635. Its values are exactly those of the series in
    another order; its power spectrum is as near as `rounds` rounds bring it (they stop when the order
    no longer changes). What a statistic finds in the series but not in surrogates is neither in its values
    nor in its linear correlations.

    Raises:
        ValueError: fewer than four values.
    """
    if len(series) < 4:
        raise ValueError(f"{len(series)} values have no spectrum to keep; give at least four")
    values = np.sort(series)
    loudness = np.abs(np.fft.rfft(series))
    made = dice.permutation(series)
    order = np.argsort(made, kind="stable")
    for _ in range(rounds):
        turned = np.fft.rfft(made)
        size = np.abs(turned)
        turned = np.where(size > 0, turned / np.where(size > 0, size, 1.0), 1.0)
        before, order = order, np.argsort(np.fft.irfft(loudness * turned, len(series)), kind="stable")
        made = np.empty_like(values)
        made[order] = values
        if np.array_equal(order, before):
            break
    return made
