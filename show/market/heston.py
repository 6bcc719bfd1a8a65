"""European options under Heston's volatility: characteristic function, COS prices, implied volatility.

Units are the caller's, as long as they agree: here time is in bars, variance per bar and volatility per
square root of a bar. The forward is given, so no interest, dividend or funding rate appears: with them, the
forward is spot * exp((r - q) * T) and the price is to be discounted by exp(-r * T).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]

TERMS, MOST_TERMS = 128, 8192
"""Terms of the cosine series: the fewest, and the most, where the density has a spike."""
FAINT = 1e-9
"""The series ends where the characteristic function is smaller than this."""
WIDTH = 12.0
"""The truncation range to either side, in deviations that count the fourth cumulant as well."""
MOST_TOTAL = 12.0
"""The largest volatility times root of time that `implied_vol_black` answers."""
NEWTON_STEPS = 80


class Heston(NamedTuple):
    """dv = kappa (theta - v) dt + xi sqrt(v) dW, corr(dW, d log S) = rho, starting at v0.

    All must be finite, v0, theta >= 0, kappa, xi >= 0 and not both zero, -1 <= rho <= 1.
    """

    v0: float
    kappa: float
    theta: float
    xi: float
    rho: float


def cf(u: ArrayLike, expiry: ArrayLike, model: Heston) -> Complexes:
    """Return E[exp(i u X)] of X = ln(S_T / F), element by element over u and expiry, which may broadcast.

    Heston (1993) in the form without a branch cut ("the little Heston trap": Albrecher, Mayer, Schoutens &
    Tistaert 2007; proof by Lord & Kahl 2010), with b - d written as -xi^2 (u^2 + i u) / (b + d), which does
    not cancel when xi is small. cf(0) = 1 and cf(-i) = 1. The figures of the model may be arrays as well.
    """
    at, time = np.asarray(u, dtype=np.complex128), np.asarray(expiry, dtype=np.float64)
    here = np.where(at == 0, 1.0, at)
    v0, kappa, theta, xi, rho = model
    square = here * here + 1j * here
    b = kappa - rho * xi * 1j * here
    d = np.sqrt(b * b + xi * xi * square)
    ratio = -square / (b + d)  # (b - d) / xi^2
    g = xi * xi * ratio / (b + d)
    faded = -np.expm1(-d * time)
    spread = g * faded / (1 - g)
    logs = ratio * faded / ((b + d) * (1 - g)) * _log1p_over(spread)  # ln((1 - g e^-dT) / (1 - g)) / xi^2
    level = kappa * theta * (ratio * time - 2 * logs)
    slope = ratio * faded / (1 - g * (1 - faded))
    made: Complexes = np.where(at == 0, 1.0, np.exp(level + slope * v0))
    return made


def _log1p_over(x: Complexes) -> Complexes:
    """ln(1 + x) / x, and 1 at 0."""
    small = np.abs(x) < 1e-12
    safe = np.where(small, 1.0, x)
    made: Complexes = np.where(small, 1 - 0.5 * x, np.log(1 + safe) / safe)
    return np.where(np.abs(x) < 1e-4, 1 - x / 2 + x * x / 3 - x * x * x / 4, made)


def mean_variance(expiry: ArrayLike, model: Heston) -> Floats:
    """Return the expected variance of the underlying per unit of time up to each expiry, as swaps pay it."""
    t = np.asarray(expiry, dtype=np.float64)
    pull = np.maximum(model.kappa * t, 1e-12)
    made: Floats = model.theta + (model.v0 - model.theta) * -np.expm1(-pull) / pull
    return made


def cos_price(
    forward: float,
    strikes: ArrayLike,
    expiries: ArrayLike,
    model: Heston,
    *,
    call: bool = False,
    terms: int | None = None,
) -> Floats:
    """Return undiscounted prices, shape (m, k), of puts (or calls) at m expiries with k strikes each.

    `expiries` has shape (m,), `strikes` (m, k) or (k,), in the currency of `forward`. Fang & Oosterlee
    (2008): the density is expanded in cosines on a range of `WIDTH` deviations. The payoff that is expanded
    is the put's, which is bounded; calls follow by parity. The deviation counts the fourth cumulant, since
    the second alone leaves an error of some 5e-5 where the smile is steep. `terms` is the number of cosines;
    left out, as many as the characteristic function needs to die away.

    Raises:
        ValueError: an expiry, a strike or the forward is not positive.
    """
    time = np.asarray(expiries, dtype=np.float64).reshape(-1, 1)
    struck = np.broadcast_to(np.asarray(strikes, dtype=np.float64), (len(time), np.shape(strikes)[-1]))
    if not (forward > 0 and (time > 0).all() and (struck > 0).all()):
        raise ValueError("Forward, strikes and expiries must all be above zero")
    low, high = _range(time, model)
    moneyness = np.log(struck / forward)
    cosines = _enough(time, low, high, model) if terms is None else terms
    puts = _expected_puts(np.clip(moneyness, low, high), low, high, time, model, cosines)
    intrinsic = struck / forward - 1
    puts = np.where(moneyness > high, intrinsic, np.where(moneyness < low, 0.0, puts))
    puts = np.maximum(puts, np.maximum(intrinsic, 0.0))
    return forward * (puts - intrinsic if call else puts)


def _expected_puts(z: Floats, low: Floats, high: Floats, time: Floats, model: Heston, terms: int) -> Floats:
    """E[(e^z - e^X)+] with X cut off to [low, high]: the sum over cosines of density times payoff."""
    width = high - low
    omega = np.arange(1, terms) * (math.pi / width)  # (m, terms - 1)
    weights = (cf(omega, time, model) * np.exp(-1j * omega * low)).real * (2 / width) / (1 + omega * omega)
    turn = np.exp(1j * math.pi * (z - low) / width)  # the powers of it cost a tenth of as many sines
    powers = np.cumprod(np.broadcast_to(turn[:, :, None], (*turn.shape, terms - 1)), axis=2)
    # Not by matmul: BLAS would start its threads, which on a busy machine costs a hundred times more.
    payoff = np.einsum("mkn,mn->mk", powers, -weights - 1j * weights / omega).real
    grown, least = np.exp(z), np.exp(low)
    made: Floats = grown * payoff + least * weights.sum(axis=1, keepdims=True)
    return made + (grown * (z - low - 1) + least) / width


def _enough(time: Floats, low: Floats, high: Floats, model: Heston) -> int:
    """How many cosines until the characteristic function has died away."""
    terms = TERMS
    while terms < MOST_TERMS and np.abs(cf(terms * math.pi / (high - low), time, model)).max() > FAINT:
        terms *= 2
    return terms


def _range(time: Floats, model: Heston) -> tuple[Floats, Floats]:
    """Where the log return surely is, (m, 1): by the cumulants, which are derivatives of ln cf(-i s)."""
    rough = np.sqrt(np.maximum(mean_variance(time, model) * time, 1e-16))
    step = 0.1 / rough
    s = np.array([-2.0, -1.0, 0.0, 1.0, 2.0]) * step
    with np.errstate(all="ignore"):
        k = np.log(np.maximum(cf(-1j * s, time, model).real, 1e-300))
    second = (-k[:, :1] + 16 * k[:, 1:2] + 16 * k[:, 3:4] - k[:, 4:]) / (12 * step**2)
    fourth = (k[:, :1] - 4 * k[:, 1:2] - 4 * k[:, 3:4] + k[:, 4:]) / step**4
    second = np.where(np.isfinite(second) & (second > 0), second, rough * rough)
    fourth = np.where(np.isfinite(fourth), np.abs(fourth), 9 * rough**4)
    reach = WIDTH * np.sqrt(second + np.sqrt(fourth))
    middle = -0.5 * rough * rough
    return middle - reach, middle + reach


def black(
    forward: ArrayLike, strike: ArrayLike, expiry: ArrayLike, vol: ArrayLike, *, call: bool = False
) -> Floats:
    """Return undiscounted prices of puts (or calls) after Black (1976); arguments broadcast."""
    f, k = np.asarray(forward, dtype=np.float64), np.asarray(strike, dtype=np.float64)
    total = np.maximum(np.asarray(vol, dtype=np.float64) * np.sqrt(expiry), 1e-300)
    x = -np.abs(np.log(f / k))
    with np.errstate(under="ignore", over="ignore"):
        value = np.sqrt(f * k) * np.exp(_log_black(x, total))
    intrinsic = np.maximum(f - k, 0.0) if call else np.maximum(k - f, 0.0)
    made: Floats = intrinsic + value
    return made


def _log_black(x: Floats, total: Floats) -> Floats:
    """Ln of the out-of-the-money price over sqrt(F K), x = -|ln(F / K)|, in the form of Jäckel (2015)."""
    # Imported here: it takes as long to load as numpy, and only whoever prices options needs it.
    from scipy.special import erfcx

    h, t = x / total, 0.5 * total
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        gap = erfcx(-(h + t) * math.sqrt(0.5)) - erfcx(-(h - t) * math.sqrt(0.5))
        made: Floats = -0.5 * (h * h + t * t) + np.log(0.5 * gap)
    return made


def implied_vol_black(
    price: ArrayLike,
    forward: ArrayLike,
    strike: ArrayLike,
    expiry: ArrayLike,
    *,
    call: ArrayLike = False,
    near: ArrayLike | None = None,
) -> Floats:
    """Return the volatilities at which Black's formula gives undiscounted prices; arguments broadcast.

    `call` says of each price whether it is a call's. NaN where a price is not between its intrinsic value and
    its bound, or is not a number. Newton's method on the log of the out-of-the-money price, which is concave
    in the volatility, so it cannot run away. Out-of-the-money prices give the most digits. Volatilities that
    the answers are `near`, above zero, save two thirds of the steps and change no answer.
    """
    given = np.broadcast_arrays(price, forward, strike, expiry)
    p, f, k, t = (np.asarray(each, dtype=np.float64) for each in given)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = p - np.maximum(np.where(call, f - k, k - f), 0.0)
        x, target = -np.abs(np.log(f / k)), np.log(value / np.sqrt(f * k))
    able = np.isfinite(target) & np.isfinite(x) & (value < np.minimum(f, k)) & (t > 0)
    x, target = np.where(able, x, -1.0), np.where(able, target, -3.0)
    begin = np.maximum(np.sqrt(-2 * x), 1e-3) if near is None else np.broadcast_to(near * np.sqrt(t), x.shape)
    total = _invert(x, target, begin)
    made: Floats = np.where(able & (total < MOST_TOTAL), total / np.sqrt(np.where(t > 0, t, 1.0)), np.nan)
    return made


def _invert(x: Floats, target: Floats, total: Floats) -> Floats:
    """The total volatility whose log price is the target, by Newton from there, or by halves."""
    low, high = np.zeros_like(total), np.full_like(total, MOST_TOTAL)
    for _ in range(NEWTON_STEPS):
        value = _log_black(x, total)
        off = value - target
        low, high = np.where(off < 0, total, low), np.where(off > 0, total, high)
        with np.errstate(all="ignore"):
            density = -0.5 * ((x / total) ** 2 + 0.25 * total**2) - 0.5 * math.log(2 * math.pi)
            moved = total - off * np.exp(value - density)
        inside = (moved > low) & (moved < high)
        moved = np.where(inside, moved, 0.5 * (low + high))
        done = np.abs(moved - total) <= 4e-15 * total
        total = moved
        if done.all() or not np.isfinite(total).all():
            break
    return total


def feller(model: Heston) -> float:
    """Return 2 kappa theta / xi^2: from one on, the variance never reaches zero."""
    return math.inf if model.xi == 0 else 2 * model.kappa * model.theta / model.xi**2
