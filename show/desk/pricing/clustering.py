"""GARCH(1,1): variance that remembers the last shock and itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dtbsv
from scipy.optimize import minimize

Series = NDArray[np.float64]

BACKCAST, FADING = 75, 0.94
"""The first variance is a fading mean of the first squares, as RiskMetrics would have it, and arch does."""
FADED = FADING ** np.arange(BACKCAST)
STARTS = ((0.05, 0.90), (0.15, 0.70), (0.03, 0.96))
"""Shares of alpha and beta that a fit begins with."""


@dataclass(frozen=True, slots=True)
class Garch:
    """s2(t + 1) = omega + alpha r(t)^2 + beta s2(t); omega in squared units of r, the others without."""

    omega: float
    alpha: float
    beta: float

    @property
    def persistence(self) -> float:
        """Return alpha + beta; below one the variance has a long-run level."""
        return self.alpha + self.beta

    @property
    def long_run(self) -> float:
        """Return the long-run variance, infinite where there is none."""
        return self.omega / (1 - self.persistence) if self.persistence < 1 else math.inf


def variances(returns: Series, model: Garch) -> Series:
    """Return each return's variance given those before it, and last that of the next, shape (n + 1,).

    Bollerslev, J. Econometrics 31 (1986) 307; the mean return is zero. The first is set from a fading mean of
    the first 75 squares. `returns` has shape (n,).

    Raises:
        ValueError: no returns.
    """
    if len(returns) == 0:
        raise ValueError("no returns, no variance; give at least one")
    squares = returns * returns
    drive = np.empty(len(squares) + 1)
    drive[0] = model.omega + model.persistence * _backcast(squares)
    drive[1:] = model.omega + model.alpha * squares
    return _remembered(drive, model.beta)


def _remembered(drive: Series, beta: float) -> Series:
    """Return y(t) = drive(t) + beta y(t - 1): what solves the equations that hold one and, below it, -beta.

    BLAS does it sooner than `scipy.signal`, which takes half a second and 28 MB to load.
    """
    band = np.empty((2, len(drive)), order="F")
    band[1] = -beta
    return np.asarray(dtbsv(1, band, drive, lower=1, diag=1))


def next_variance(returns: Series, model: Garch) -> float:
    """Return the last of `variances` without the others: the same sum, each part faded by its age.

    Raises:
        ValueError: no returns.
    """
    if len(returns) == 0:
        raise ValueError("no returns, no variance; give at least one")
    squares, fading = returns * returns, _fading(model.beta, len(returns) + 1)
    first = model.omega + model.persistence * _backcast(squares)
    drift = model.omega * float(fading[1:].sum())
    return first * float(fading[0]) + drift + model.alpha * float(squares @ fading[1:])


@lru_cache(maxsize=64)
def _fading(beta: float, count: int) -> Series:
    """The powers of beta, from `count` - 1 down to zero."""
    return np.asarray(beta ** np.arange(count - 1, -1, -1, dtype=np.float64))


def _backcast(squares: Series) -> float:
    """The variance that is taken to have been before the first return."""
    fading = FADED[: len(squares)]
    return float(squares[:BACKCAST] @ fading / fading.sum())


def log_likelihood(returns: Series, model: Garch) -> float:
    """Return the log likelihood of returns that are normal given their past, -inf where a variance is not
    positive. `returns` has shape (n,)."""
    each = variances(returns, model)[:-1]
    if not (np.isfinite(each).all() and each.min() > 0):
        return -math.inf
    return float(
        -0.5 * (len(returns) * math.log(2 * math.pi) + np.log(each).sum() + (returns**2 / each).sum())
    )


def fit_garch(returns: Series, prior: Prior | None = None) -> Garch:
    """Return the model of the greatest likelihood with alpha, beta >= 0 and alpha + beta < 1.

    A quasi-Newton search (L-BFGS-B) over the log of omega, the logit of the persistence and that of alpha's
    share in it, from three starts with the sample's variance. With a `prior`, what is greatest is likelihood
    times prior, searched from the prior. `returns` has shape (n,).

    Raises:
        ValueError: fewer than 50 returns, none that moves, or a search that does not settle.
    """
    spread = float(returns.std()) if len(returns) else 0.0
    if len(returns) < 50 or not (math.isfinite(spread) and spread > 0):
        raise ValueError(f"{len(returns)} returns of deviation {spread:.3g} hold no GARCH; give 50 that move")
    scaled = returns / spread

    def cost(x: Series) -> float:
        loss = (prior.against(x) if prior else 0.0) - log_likelihood(scaled, _model(x))
        return loss / len(scaled) if math.isfinite(loss) else 1e6

    starts = [(prior.alpha, prior.beta)] if prior else STARTS
    found = [minimize(cost, _coordinates(*start), method="L-BFGS-B", bounds=BOUNDS) for start in starts]
    settled = [one for one in found if one.fun < 1e5]
    if not settled:
        raise ValueError("the likelihood has no top that the search could find")
    best = _model(min(settled, key=lambda one: float(one.fun)).x)
    return Garch(best.omega * spread**2, best.alpha, best.beta)


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of alpha and beta beforehand: normal in the logits of persistence and alpha's share.

    Some hundred bars with a jump in them say little of either and mislead the search; markets differ less
    than such samples do. `alpha` and `beta` are the middle, the deviations are of the logits.
    """

    alpha: float = 0.07
    beta: float = 0.90
    persistence_deviation: float = 1.0
    share_deviation: float = 0.7

    def against(self, x: Series) -> float:
        """Return minus the log density at a point of the search, up to a constant."""
        _, whole, share = _coordinates(self.alpha, self.beta)
        return float(
            0.5 * ((x[1] - whole) / self.persistence_deviation) ** 2
            + 0.5 * ((x[2] - share) / self.share_deviation) ** 2
        )


BOUNDS = ((-14.0, 3.0), (-4.0, 9.0), (-9.0, 6.0))


def _coordinates(alpha: float, beta: float) -> Series:
    whole = alpha + beta
    return np.array([math.log(1 - whole), math.log(whole / (1 - whole)), math.log(alpha / beta)])


def _model(x: Series) -> Garch:
    whole, share = 1 / (1 + math.exp(-x[1])), 1 / (1 + math.exp(-x[2]))
    return Garch(math.exp(x[0]), whole * share, whole * (1 - share))


def mean_forecast(following: float, model: Garch, horizon: int) -> float:
    """Return the mean variance expected over the next `horizon` steps, given that of the next one.

    E s2(t + k) = V + (alpha + beta)^(k - 1) (s2(t + 1) - V), summed; V is the long-run variance. With a
    persistence of one it is `following` itself plus omega for each step.

    Raises:
        ValueError: a horizon below 1.
    """
    if horizon < 1:
        raise ValueError(f"a horizon of {horizon!r} steps is no future; give 1 or more")
    p = model.persistence
    if abs(1 - p) < 1e-12:
        return following + model.omega * (horizon - 1) / 2
    level = model.omega / (1 - p)
    return level + (following - level) * (1 - p**horizon) / (horizon * (1 - p))
