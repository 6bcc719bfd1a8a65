"""Koopman modes of a series: the few oscillations and trends that, added up, carry it forward."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]
Complex = NDArray[np.complex128]

PARALLEL = 1e-9
"""The least singular value of the eigenvectors below which two count as one."""
HAIR = 1e-10


@dataclass(frozen=True, slots=True)
class Modes:
    """A linear model of a series: x(t + k) is the real part of sum(weights * eigenvalues ** k).

    Both arrays have shape (rank,). An eigenvalue's modulus is growth per step, its angle the frequency.
    """

    eigenvalues: Complex
    weights: Complex

    @property
    def growth(self) -> float:
        """Return the largest modulus: above 1 something grows without bound."""
        return float(np.abs(self.eigenvalues).max())

    def forecast(self, steps: int) -> Series:
        """Return the series 1 to `steps` steps after its last value, shape (steps,), in its own unit."""
        powers = self.eigenvalues[None, :] ** np.arange(1, steps + 1)[:, None]
        return np.asarray((powers @ self.weights).real)


def hankel_modes(series: Series, delays: int, rank: int) -> Modes:
    """Return the modes of a series by dynamic mode decomposition of its Hankel matrix.

    Arbabi & Mezic, SIAM J. Applied Dynamical Systems 16 (2017) 2096; the exact modes of Tu et al., J.
    Computational Dynamics 1 (2014) 391. The state is the last `delays` values; of its singular directions
    the `rank` strongest are kept (fewer where the series has fewer). `series` has shape (n,), any unit.

    Raises:
        ValueError: fewer than 2 * delays values, rank outside 1 to `delays`, or a series of zeros.
    """
    if not 1 <= rank <= delays:
        raise ValueError(f"rank {rank!r} must be 1 to the number of delays, {delays!r}")
    if len(series) < 2 * delays:
        raise ValueError(f"{len(series)} values are too few for {delays} delays; give at least {2 * delays}")
    hankel = np.lib.stride_tricks.sliding_window_view(series, delays).T
    before, after = hankel[:, :-1], hankel[:, 1:]
    try:
        return _fit(before, after, rank)
    except np.linalg.LinAlgError as trouble:
        raise ValueError(f"the modes of {len(series)} values could not be computed: {trouble}") from trouble


def _fit(before: Series, after: Series, rank: int) -> Modes:
    left, sizes, right = np.linalg.svd(before, full_matrices=False)
    kept = min(rank, int((sizes > sizes[0] * 1e-12).sum()))
    if kept == 0 or sizes[0] == 0:
        raise ValueError("a series of zeros has no modes")
    forward = after @ (right[:kept].T / sizes[:kept])
    eigenvalues, inner = _apart(left[:, :kept].T @ forward)
    shapes = (forward @ inner).astype(np.complex128)
    # The exact modes span the states after a step, so the last state is written in them directly.
    amplitudes = np.linalg.lstsq(shapes, after[:, -1].astype(np.complex128), rcond=None)[0]
    return Modes(eigenvalues.astype(np.complex128), shapes[-1] * amplitudes)


def _apart(step: Series) -> tuple[Complex, Complex]:
    """Eigenvalues and eigenvectors; where two are one, as on a straight line, of a matrix a hair away.

    A double root with a single direction has no second mode to write a state in. Moved by a hair of e it
    parts by the root of e, and the two modes together are right to as much.
    """
    eigenvalues, inner = np.linalg.eig(step)
    if np.linalg.svd(inner, compute_uv=False)[-1] < PARALLEL:
        eigenvalues, inner = np.linalg.eig(step + np.diag(HAIR * np.arange(1.0, len(step) + 1.0)))
    return eigenvalues, inner


def holdout_ratio(series: Series, delays: int, rank: int, steps: int, folds: int) -> float:
    """Return the modes' forecast error over that of saying nothing will change; below 1 they help.

    Each of `folds` times the last values are held out, `steps` more every time, and forecast from those
    before; the squares of both errors are added over all folds and steps before their root is compared.

    Raises:
        ValueError: too few values for the folds, or a series that never changes in them.
    """
    model = still = 0.0
    for fold in range(1, folds + 1):
        cut = len(series) - fold * steps
        known, truth = series[:cut], series[cut : cut + steps]
        model += float(((hankel_modes(known, delays, rank).forecast(steps) - truth) ** 2).sum())
        still += float(((known[-1] - truth) ** 2).sum())
    if still == 0:
        raise ValueError("the held-out values never change, so there is nothing to forecast")
    return float(np.sqrt(model / still))
