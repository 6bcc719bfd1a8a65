"""The stylised facts of markets, measured on the simulated one: what is accepted, and what came out.

The list is that of Cont ("Empirical properties of asset returns", Quantitative Finance 1, 2001) and of
Vyetrenko et al. ("Get Real: realism metrics for robust limit order book market simulations", 2019). One path
scatters widely, so every figure is a median over paths. The ranges are those of real markets with bars of
minutes. Two things are unlike a real market all the same: drifts are far larger, so that direction can be
learnt within a show, and the volatility's clock runs fast, so that an audience can see it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from show.market.arithmetic import Array
from show.market.batch import Paths, simulate
from show.market.heston import Heston, black
from show.market.options import fair_chain
from show.market.regimes import LAWS, REGIME_NAMES, RegimeName, heston
from show.words import ASSETS, Asset

BARS, PATHS = 20_000, 8
FAIR_BARS, FAIR_PATHS = 2_000, 64
DECAY_LAGS = (1, 2, 3, 5, 8, 12, 18, 26, 38, 54, 76, 100)
VOLUME_BARS = 30
TOP = 0.02


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact of one asset: the figure, the range that is accepted, and where that comes from."""

    fact: str
    asset: str
    value: float
    low: float
    high: float
    source: str

    @property
    def holds(self) -> bool:
        """Return whether the figure is in the range; one that is not a number never is."""
        return self.low <= self.value <= self.high


@dataclass(frozen=True, slots=True)
class Series:
    """What is measured of one asset on one path. All arrays have shape (n,)."""

    returns: Array
    """Log returns of the mid, per bar."""
    volume: Array
    """Lots that changed hands."""
    traded: Array
    """Log prices of the last trade of each bar: at the bid or at the ask."""


def excess_kurtosis(x: Array) -> float:
    """Return E[(x - m)^4] / Var(x)^2 - 3, zero for a normal."""
    away = x - x.mean()
    return float((away**4).mean() / (away**2).mean() ** 2 - 3)


def skewness(x: Array) -> float:
    """Return E[(x - m)^3] / Var(x)^1.5."""
    away = x - x.mean()
    return float((away**3).mean() / (away**2).mean() ** 1.5)


def summed(x: Array, size: int, start: int = 0) -> Array:
    """Return sums over blocks of `size` from `start` on, without what is left at the end."""
    blocks = (len(x) - start) // size
    made: Array = x[start : start + blocks * size].reshape(blocks, size).sum(axis=1)
    return made


def aggregate_kurtosis(returns: Array, size: int) -> float:
    """Return the excess kurtosis of returns over `size` bars, averaged over eight positions of the blocks."""
    starts = range(0, size, max(1, size // 8))
    return float(np.mean([excess_kurtosis(summed(returns, size, start)) for start in starts]))


def hill(x: Array, top: float = TOP) -> float:
    """Return Hill's (1975) tail index of |x| from its largest share `top`."""
    size = np.sort(np.abs(x))[::-1]
    count = max(2, int(len(size) * top))
    return float(1 / np.log(size[:count] / size[count]).mean())


def autocorrelation(x: Array, lags: int) -> Array:
    """Return the autocorrelation at lags 1 to `lags`, shape (lags,), by the Fourier transform."""
    away = x - x.mean()
    spectrum = np.abs(np.fft.rfft(away, 2 * len(away))) ** 2
    covariance = np.fft.irfft(spectrum)[: lags + 1]
    made: Array = covariance[1:] / covariance[0]
    return made


def decay(x: Array) -> float:
    """Return the exponent b of autocorrelation ~ lag^-b, fitted to the logs where it is positive."""
    lags = np.array(DECAY_LAGS)
    found = autocorrelation(x, int(lags[-1]))[lags - 1]
    kept = found > 0.005
    if kept.sum() < 3:
        return math.nan
    return float(-np.polyfit(np.log(lags[kept]), np.log(found[kept]), 1)[0])


def leverage(returns: Array) -> tuple[float, float]:
    """Return corr(r_t, r_t+l^2) over lags 1 to 12 of five-bar returns, averaged, and the same backwards."""
    r = summed(returns, 5)
    loud = r * r
    lags = range(1, 13)
    forth = np.mean([np.corrcoef(r[:-lag], loud[lag:])[0, 1] for lag in lags])
    back = np.mean([np.corrcoef(r[lag:], loud[:-lag])[0, 1] for lag in lags])
    return float(forth), float(back)


def volume_volatility(returns: Array, volume: Array) -> float:
    """Return the correlation of volume and realised volatility over blocks of thirty bars."""
    realised = np.sqrt(summed(returns * returns, VOLUME_BARS))
    return float(np.corrcoef(summed(volume, VOLUME_BARS), realised)[0, 1])


Measure = Callable[[Series], float]
CONT = "Cont 2001"
NOISE = 0.04
"""What an autocorrelation of returns may be: some two and a half times its sampling error under fat tails."""

FACTS: Mapping[str, tuple[Measure, float, float, str]] = {
    "excess kurtosis of a bar": (lambda s: excess_kurtosis(s.returns), 3, 60, f"{CONT}, fact 2"),
    "kurtosis of 30 bars, as a share": (
        lambda s: aggregate_kurtosis(s.returns, 30) / excess_kurtosis(s.returns), 0, 0.999, f"{CONT}, fact 4",
    ),
    "kurtosis of 390 bars, as a share": (
        lambda s: aggregate_kurtosis(s.returns, 390) / excess_kurtosis(s.returns), -1, 0.5, f"{CONT}, fact 4",
    ),
    "kurtosis of 390 bars less that of 30": (
        lambda s: aggregate_kurtosis(s.returns, 390) - aggregate_kurtosis(s.returns, 30),
        -60, 0, f"{CONT}, fact 4",
    ),
    "tail index, top 2 %": (lambda s: hill(s.returns), 2.2, 5, "Gopikrishnan et al. 1999"),
    "autocorrelation of r, largest of 20 lags": (
        lambda s: float(np.abs(autocorrelation(s.returns, 20)).max()), 0, NOISE, f"{CONT}, fact 1",
    ),
    "autocorrelation of |r|, lag 1": (
        lambda s: float(autocorrelation(np.abs(s.returns), 1)[0]), 0.1, 0.4, f"{CONT}, fact 8",
    ),
    "autocorrelation of |r|, lag 60": (
        lambda s: float(autocorrelation(np.abs(s.returns), 60)[59]), 0.05, 0.3, "Ding, Granger & Engle 1993",
    ),
    "its decay, log against log": (lambda s: decay(np.abs(s.returns)), 0.2, 0.9, f"{CONT}, fact 8"),
    "leverage, five bars": (lambda s: leverage(s.returns)[0], -0.25, -0.03, "Bouchaud et al. 2001"),
    "leverage backwards": (lambda s: leverage(s.returns)[1], -0.03, 0.03, "Bouchaud et al. 2001"),
    "volume with volatility, 30 bars": (
        lambda s: volume_volatility(s.returns, s.volume), 0.3, 0.95, "Karpoff 1987",
    ),
    "skewness": (lambda s: skewness(s.returns), -2, 0.1, f"{CONT}, fact 3"),
    "autocorrelation of trade prices, lag 1": (
        lambda s: float(autocorrelation(np.diff(s.traded), 1)[0]), -0.35, 0, "Roll 1984",
    ),
}  # fmt: skip
"""By name: how it is measured, from where to where it is accepted, and after whom."""


def measured(bars: int = BARS, paths: int = PATHS, seed: int = 1) -> list[Finding]:
    """Return every fact for every asset: medians over paths, with the dealer and the traders' orders in."""
    market = simulate(bars, paths, seed)
    series = {asset: _series(market, place, seed) for place, asset in enumerate(ASSETS)}
    found = [
        Finding(fact, asset, _median(measure, series[asset]), low, high, source)
        for fact, (measure, low, high, source) in FACTS.items()
        for asset in ASSETS
    ]
    return [*found, *_exact(market), *_martingale(seed), *(_arbitrage(asset) for asset in ASSETS)]


def _median(measure: Measure, series: list[Series]) -> float:
    return float(np.median([measure(each) for each in series]))


def _series(market: Paths, place: int, seed: int) -> list[Series]:
    dice = np.random.default_rng([seed, place])
    returns = market.returns()[:, place]
    bought, sold = market.bought[:, place], market.sold[:, place]
    at_ask = dice.random(bought.shape) * (bought + sold) < bought
    traded = np.log(np.where(at_ask, market.ask[:, place], market.bid[:, place]))
    return [
        Series(returns[:, path], bought[:, path] + sold[:, path], traded[:, path])
        for path in range(returns.shape[1])
    ]


def _exact(market: Paths) -> list[Finding]:
    """What must hold in every single bar."""
    crossed = (market.bid >= market.ask).sum(axis=(0, 2))
    return [
        Finding("bars with a bid not below the ask", asset, float(crossed[place]), 0, 0, "the floor's rule")
        for place, asset in enumerate(ASSETS)
    ]


def _martingale(seed: int) -> list[Finding]:
    """Without drift nobody can gain by holding: t of the mean simple return of the fair price."""
    market = simulate(FAIR_BARS, FAIR_PATHS, seed + 1, orders=False, fair_game=True)
    gains = np.expm1(np.diff(market.fair, axis=0))
    flat = gains.transpose(1, 0, 2).reshape(len(ASSETS), -1)
    t = flat.mean(axis=1) / flat.std(axis=1) * math.sqrt(flat.shape[1])
    return [
        Finding("t of the mean return without drift", asset, float(t[place]), -3, 3, "no free money")
        for place, asset in enumerate(ASSETS)
    ]


def _arbitrage(asset: Asset) -> Finding:
    count = sum(chain_arbitrage(name, asset) for name in REGIME_NAMES)
    return Finding("arbitrages in the options chain", asset, float(count), 0, 0, "Carr & Madan 2005")


def chain_arbitrage(name: RegimeName, asset: Asset, forward: float = 10_000.0) -> int:
    """Count the free lunches in an asset's chain before spread and noise, at three levels of variance.

    Calls must fall in the strike, by no more than it rises, and be convex; and at equal moneyness a later
    expiry must be worth no less (Carr & Madan 2005). The tolerance is 1e-8 of the forward.
    """
    theta = LAWS[name][ASSETS.index(asset)].theta
    return sum(_lunches(heston(name, asset, level * theta), forward) for level in (0.3, 1.0, 4.0))


def _lunches(model: Heston, forward: float) -> int:
    expiries, strikes, vols = fair_chain(model, forward)
    calls = black(forward, strikes, expiries[:, None], vols, call=True) / forward
    slopes = np.diff(calls, axis=1) / np.diff(strikes / forward, axis=1)
    least = 1e-8
    wrong = (slopes > least).sum() + (slopes < -1 - least).sum() + (np.diff(slopes, axis=1) < -1e-6).sum()
    total = vols * vols * expiries[:, None]
    money = np.log(strikes / forward)
    common = np.linspace(money[0, 0], money[0, -1], 9)
    later = np.array([np.interp(common, x, y) for x, y in zip(money, total, strict=True)])
    return int(wrong + (np.diff(later, axis=0) < 0).sum() + (~np.isfinite(vols)).sum())
