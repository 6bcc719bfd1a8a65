"""Chains whose model is known."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from show.market.chain import Chain
from show.market.heston import Heston, cos_price, implied_vol_black, mean_variance
from show.words import Asset

EXPIRIES = np.array([60.0, 120.0, 240.0, 480.0, 960.0])
HALF_SPREAD = 0.02
KAPPA = math.log(2) / 60
LEVEL = 0.0095**2 / 5
USUAL = Heston(v0=0.6 * LEVEL, kappa=KAPPA, theta=LEVEL, xi=math.sqrt(0.9 * 2 * KAPPA * LEVEL), rho=-0.6)
"""Tech in a boom: the variance is below its level, and falls are louder than rises."""


def grid(model: Heston, forward: float) -> NDArray[np.float64]:
    """Nine strikes an expiry, two expected deviations to either side."""
    deviation = np.sqrt(mean_variance(EXPIRIES, model) * EXPIRIES)[:, None]
    return np.asarray(forward * np.exp(np.linspace(-2.0, 2.0, 9) * deviation))


def quoted(
    volatilities: NDArray[np.float64], strikes: NDArray[np.float64], forward: float, asset: Asset = "Tech",
    asof: int = 600,
) -> Chain:  # fmt: skip
    half = HALF_SPREAD * volatilities
    return Chain(asset, asof, forward, EXPIRIES, strikes, volatilities - half, volatilities + half)


def chain_of(
    model: Heston, noise: float = 0.0, seed: int = 1, forward: float = 10_000.0, asof: int = 600
) -> Chain:
    """A chain that Heston's model prices, with quotes off by `noise`, a share of volatility."""
    strikes = grid(model, forward)
    puts = cos_price(forward, strikes, EXPIRIES, model)
    low, time = strikes < forward, EXPIRIES[:, None]
    vols = np.where(
        low,
        implied_vol_black(puts, forward, strikes, time),
        implied_vol_black(puts + forward - strikes, forward, strikes, time, call=True),
    )
    vols = vols * (1 + noise * np.random.default_rng(seed).normal(size=vols.shape))
    return quoted(vols, strikes, forward, asof=asof)
