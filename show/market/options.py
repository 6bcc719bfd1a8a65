"""The options that the dealer quotes: Heston's prices at the sealed variance, a spread around them, noise.

The market prices its risk as it is (the pricing measure is the real one), and the chain knows nothing of
jumps or of a change of regime to come: so whoever fits it finds the variance and the regime's own parameters
again, and can be scored on them. The jumps that it leaves out are the analysts' to find.
"""

from __future__ import annotations

import math
import random

import numpy as np

from show.events import TruthSealed
from show.market.chain import Chain, Grid
from show.market.heston import Heston, cos_price, implied_vol_black, mean_variance
from show.market.regimes import RegimeName, heston
from show.words import Asset

EXPIRIES = (60.0, 120.0, 240.0, 480.0, 960.0)
"""In bars: from a quarter of an episode to four episodes."""
STRIKES = 9
TERMS = 192
"""Cosines of a price: in every regime they leave a millionth of a volatility, where quotes err by a
hundredth, and cost a third of what prices to the last digit do."""
REACH = 2.0
"""The outermost strikes, in expected deviations of the log price."""
NOISE = 0.01
"""The deviation of a quote's error, as a share of its volatility."""
HALF_SPREAD = 0.02
"""Half the spread at the money, as a share of the volatility; it doubles at the outermost strikes."""
MOST_HALF = 0.25
ALARM = 4.0
"""How fast the spread widens with the jumps that are expected: a jump in four bars doubles it."""


def fair_chain(model: Heston, forward: float) -> tuple[Grid, Grid, Grid]:
    """Return expiries in bars (m,), strikes in cents and volatilities without spread or noise, both (m, k).

    Volatility is per root bar. The prices behind them are Heston's, so there is no arbitrage among them.
    """
    expiries = np.array(EXPIRIES)
    deviation = np.sqrt(mean_variance(expiries, model) * expiries)[:, None]
    strikes = forward * np.exp(np.linspace(-REACH, REACH, STRIKES) * deviation)
    above = strikes > forward
    puts = cos_price(forward, strikes, expiries, model, terms=TERMS)
    outside = np.where(above, puts + forward - strikes, puts)
    near = deviation / np.sqrt(expiries)[:, None]
    found = implied_vol_black(outside, forward, strikes, expiries[:, None], call=above, near=near)
    return expiries, strikes, found


def chain_of(truth: TruthSealed, regime: RegimeName, asset: Asset, dice: random.Random) -> Chain:
    """Return the chain of an asset as a truth of the simulator implies it; equal dice give equal noise."""
    spot = max(truth.variance[asset], 0.0)
    model = heston(regime, asset, spot)
    forward = math.exp(truth.fair[asset])
    expiries, strikes, fair = fair_chain(model, forward)
    noise = np.array([[dice.gauss(0.0, NOISE) for _ in row] for row in fair])
    away = np.abs(np.linspace(-1.0, 1.0, STRIKES))
    half = HALF_SPREAD * (1 + away) * (1 + ALARM * truth.intensity.get(asset, 0.0))
    middle = fair * (1 + noise)
    spread = fair * np.minimum(half, MOST_HALF)
    return Chain(asset, truth.bar, forward, expiries, strikes, middle - spread, middle + spread)


def no_chain(asset: Asset, bar: int, forward: float) -> Chain:
    """Return a chain without a single quote, from a market that has no options."""
    expiries = np.array(EXPIRIES)
    strikes = np.full((len(EXPIRIES), STRIKES), forward)
    nothing = np.full_like(strikes, np.nan)
    return Chain(asset, bar, forward, expiries, strikes, nothing, nothing.copy())
