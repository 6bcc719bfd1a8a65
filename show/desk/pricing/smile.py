"""The smile of one expiry as three figures: its level, its slope and its curve."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from show.desk.pricing.calibration import usable
from show.market.chain import Chain

Series = NDArray[np.float64]
Grid = NDArray[np.float64]
Mask = NDArray[np.bool_]

FEWEST_STRIKES = 4
SETTLED = 1e-13


@dataclass(frozen=True, slots=True)
class Smile:
    """Implied volatility as a parabola: level * (1 + slope z + curve z^2), z = ln(K / F) / (level sqrt(T)).

    `level` is the volatility at the money, per root unit of time; slope and curve have no unit.
    """

    level: float
    slope: float
    curve: float
    expiry: float
    error: float
    """Root mean square distance of the quotes from the parabola, as a share of the level."""

    def volatility(self, money: float) -> float:
        """Return the volatility at a log moneyness ln(K / F), per root unit of time."""
        z = money / (self.level * math.sqrt(self.expiry))
        return self.level * (1 + self.slope * z + self.curve * z * z)

    def money_at(self, delta: float) -> float:
        """Return the log moneyness at which Black's forward delta of a call, N(d1), is `delta`.

        d1 = -ln(K / F) / s + s / 2 with s = volatility * sqrt(T); a few rounds of setting the strike from the
        volatility and the volatility from the strike.

        Raises:
            ValueError: delta is not in (0, 1), or the smile is too steep to have such a strike.
        """
        if not 0 < delta < 1:
            raise ValueError(f"a delta of {delta!r} is not within (0, 1)")
        quantile, money = float(ndtri(delta)), 0.0
        root = math.sqrt(self.expiry)
        for damped in range(200):
            total = self.volatility(money) * root
            if total <= 0:
                break
            target = total * (0.5 * total - quantile)
            before, money = money, target if damped < 20 else 0.5 * (money + target)
            if abs(money - before) <= SETTLED * max(1e-3, abs(money)):
                return money
        raise ValueError(f"this smile has no strike with a delta of {delta!r}: it is too steep")

    def reversal(self, delta: float = 0.25) -> float:
        """Return the risk reversal, call less put at this delta, as a share of the level.

        Raises:
            ValueError: see `money_at`.
        """
        call, put = self.volatility(self.money_at(delta)), self.volatility(self.money_at(1 - delta))
        return (call - put) / self.level

    def wing(self, money: float) -> float:
        """Return the volatility there less that at the money, as a share of the level."""
        return self.volatility(money) / self.level - 1


def fit_smile(money: Series, volatilities: Series, expiry: float) -> Smile:
    """Return the parabola nearest to quotes by least squares; both arrays have shape (k,).

    A parabola, since nine strikes with noise carry no more: an interpolation would pass their noise on.

    Raises:
        ValueError: fewer than four quotes, fewer than three different strikes, or no positive level.
    """
    if len(money) < FEWEST_STRIKES or len(np.unique(money)) < 3:
        raise ValueError(
            f"{len(money)} quotes at {len(np.unique(money))} strikes make no smile; give four or more"
        )
    if not (float(np.median(volatilities)) > 0 and expiry > 0):
        raise ValueError("a smile takes positive volatilities and a positive time")
    found = _fit(money[None, :], volatilities[None, :], np.ones((1, len(money)), bool), np.array([expiry]))
    if not found:
        raise ValueError("the quotes say that volatility at the money is not positive")
    return found[0]


def smiles(chain: Chain) -> tuple[Smile, ...]:
    """Return the smiles of all expiries of a chain that have enough usable quotes, nearest first, per bar."""
    good = usable(chain)
    rows = np.flatnonzero(good.sum(axis=1) >= FEWEST_STRIKES)
    if len(rows) == 0 or not chain.forward > 0:
        return ()
    rows = rows[np.argsort(chain.expiries[rows], kind="stable")]
    kept = good[rows]
    money = np.log(np.where(kept, chain.strikes[rows], chain.forward) / chain.forward)
    return _fit(money, np.where(kept, chain.mid_iv[rows], 0.0), kept, chain.expiries[rows])


def _fit(money: Grid, volatilities: Grid, kept: Mask, expiries: Series) -> tuple[Smile, ...]:
    """The parabolas of several expiries at once; those without one, or without a level, are left out."""
    count = kept.sum(axis=1)
    root = np.sqrt(expiries)
    unit = volatilities.sum(axis=1) / count
    z = np.where(kept, money, 0.0) / (unit * root)[:, None]
    powers = np.stack([kept.astype(np.float64), z, z * z], axis=2)
    normal = powers.transpose(0, 2, 1) @ powers
    # Three different strikes: else the equations are singular, and their determinant only rounding.
    sound = np.linalg.det(normal) > 1e-9 * count**3
    normal[~sound] = np.eye(3)
    found = np.linalg.solve(normal, powers.transpose(0, 2, 1) @ volatilities[:, :, None])
    rest = np.where(kept, volatilities - (powers @ found)[:, :, 0], 0.0)
    level, slope, curve = found[:, :, 0].T
    error = np.sqrt((rest**2).sum(axis=1) / count)
    # z was in units of the mean; a smile counts in units of its own level.
    ratio = level / unit
    made = zip(level, slope / level * ratio, curve / level * ratio**2, expiries, error / level, strict=True)
    return tuple(Smile(*map(float, one)) for one, fine in zip(made, sound & (level > 0), strict=True) if fine)
