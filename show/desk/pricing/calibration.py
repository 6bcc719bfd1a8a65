"""Heston's model fitted to an options chain: five figures for all quotes, by damped least squares."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from show.market.chain import Chain
from show.market.heston import Heston, black

Grid = NDArray[np.float64]
Mask = NDArray[np.bool_]
Complexes = NDArray[np.complex128]

TERMS = 96
"""More change no figure by a hundred-thousandth of itself."""
REACH = 12.0
"""Half the width of the cosine series' range, in at-the-money deviations."""
FEWEST_QUOTES = 8
LOW = np.array([1e-4, 1e-4, 0.02, 0.02, -0.98])
HIGH = np.array([100.0, 100.0, 40.0, 40.0, 0.98])
"""Bounds of v0, theta (in units of the chain's own level), kappa, xi (in scaled time) and rho."""
COLD = np.array([1.0, 1.0, 1.0, 1.0, -0.4])
"""Where a fit begins that knows nothing: the chain's level now and for good, a middling pull, some skew."""
ROUNDS = 40
STEP = 1e-5


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fit of Heston's model to a chain."""

    model: Heston
    """Per bar, as the chain is."""
    error: float
    """Root mean square of model less quote in volatility, as a share of the chain's middle volatility."""
    error_in_spreads: float
    """The same in half spreads: below one the model is within the quotes."""
    rounds: int
    converged: bool
    quotes: int


@dataclass(frozen=True, slots=True)
class _Board:
    """A chain made ready: times in units of `unit` bars, volatilities in units of `level` per root unit."""

    unit: float
    level: float
    times: Grid
    """(m, 1)."""
    frequencies: Grid
    """(m, n)."""
    turns: Complexes
    """(m, n): exp(-i u a), with the first term halved and the width divided out."""
    payoffs: Grid
    """(m, n, k): the cosine coefficients of the puts, over the forward and over vega."""
    targets: Grid
    """(m, k): put prices over the forward and over vega, so that a difference is one of volatility."""
    spreads: Grid
    """(m, k): half spreads of volatility."""
    good: Mask


def calibrate(chain: Chain, start: Heston | None = None) -> Calibration:
    """Return the Heston model that fits a chain best.

    Fang & Oosterlee's cosine series (SIAM J. Scientific Computing 31 (2008) 826) on a range that is fixed by
    the chain, so that all payoffs are worked out once and a model costs one characteristic function.
    Levenberg-Marquardt with all derivatives in one batch, in scaled time (the geometric mean of the
    expiries is one), since a textbook's bounds mean nothing in bars. Each difference of volatility counts in
    half spreads through the pseudo-Huber loss, so that quotes which feel a jump pull, but do not rule. A warm
    `start` (per bar) saves rounds; if it leads nowhere, the fit begins again cold. Quotes that are missing,
    crossed or not positive are left out.

    Raises:
        ValueError: fewer than eight usable quotes, or fewer than two expiries with any.
    """
    board = _board(chain)
    tried = [_descend(board, _scaled(start, board))] if start is not None else []
    if not tried or not tried[0][3] or tried[0][1] > 1.0:
        tried.append(_descend(board, COLD))
    x, _, rounds, converged = min(tried, key=lambda one: one[1])
    gaps, _ = _linear(board, x)
    return Calibration(
        model=_per_bar(x, board),
        error=float(np.sqrt(np.mean((gaps * board.spreads[board.good]) ** 2))),
        error_in_spreads=float(np.sqrt(np.mean(gaps**2))),
        rounds=rounds, converged=converged, quotes=int(board.good.sum()),
    )  # fmt: skip


def usable(chain: Chain) -> Mask:
    """Return which quotes can be used, shape (m, k): made, positive, and not crossed."""
    with np.errstate(invalid="ignore"):
        sound = np.isfinite(chain.bid_iv) & np.isfinite(chain.ask_iv) & np.isfinite(chain.strikes)
        made = sound & (chain.bid_iv > 0) & (chain.ask_iv > chain.bid_iv) & (chain.strikes > 0)
        return made & (np.isfinite(chain.expiries) & (chain.expiries > 0))[:, None]


def _board(chain: Chain) -> _Board:
    good = usable(chain)
    lived = good.any(axis=1)
    good = good[lived]
    if good.sum() < FEWEST_QUOTES or len(good) < 2 or not chain.forward > 0:
        raise ValueError(
            f"{int(good.sum())} usable quotes at {len(good)} expiries with forward {chain.forward!r}; a "
            f"fit takes {FEWEST_QUOTES} at 2 and a positive forward"
        )
    bars, strikes = chain.expiries[lived][:, None], np.where(good, chain.strikes[lived], chain.forward)
    quoted = np.where(good, chain.mid_iv[lived], np.nan)
    unit, level = float(np.exp(np.log(bars).mean())), float(np.nanmedian(quoted))
    deviation = np.nanmean(quoted, axis=1, keepdims=True) * np.sqrt(bars)
    low, width = -REACH * deviation - 0.5 * deviation**2, 2 * REACH * deviation
    frequencies = np.maximum(np.arange(TERMS), 1e-9) * np.pi / width
    turns = np.exp(-1j * frequencies * low) * 2 / width
    turns[:, 0] *= 0.5
    money, middle = np.log(strikes / chain.forward), np.where(good, quoted, level)
    vega = _vega(money, middle * np.sqrt(bars)) * np.sqrt(bars) * level
    return _Board(
        unit=unit, level=level * math.sqrt(unit), times=bars / unit, frequencies=frequencies, turns=turns,
        payoffs=_payoffs(money, low, width, frequencies) / vega[:, None, :],
        targets=black(chain.forward, strikes, bars, middle) / chain.forward / vega,
        spreads=np.where(good, 0.5 * (chain.ask_iv - chain.bid_iv)[lived], level) / level, good=good,
    )  # fmt: skip


def _vega(money: Grid, total: Grid) -> Grid:
    """The derivative of a price over the forward by the total volatility, kept off zero."""
    density = np.exp(-0.5 * (-money / total + 0.5 * total) ** 2) / math.sqrt(2 * math.pi)
    return np.asarray(np.maximum(density, 1e-9))


def _payoffs(money: Grid, low: Grid, width: Grid, frequencies: Grid) -> Grid:
    """The integrals of (e^z - e^x)+ cos(u (x - a)) from a to z = ln(K / F), shape (m, n, k)."""
    z = np.clip(money, low, low + width)[:, None, :]
    u, a = frequencies[:, :, None], low[:, :, None]
    along = u * (z - a)
    sine = np.where(u > 0, np.sin(along) / np.where(u > 0, u, 1.0), z - a)
    chi = (np.cos(along) * np.exp(z) - np.exp(a) + u * np.sin(along) * np.exp(z)) / (1 + u * u)
    return np.asarray(np.exp(z) * sine - chi)


def _exponents(board: _Board, kappa: Grid, xi: Grid, rho: Grid) -> tuple[Complexes, Complexes]:
    """What theta and v0 are multiplied by in the log of Heston's characteristic function, shape (s, m, n).

    The same form as `show.market.heston.cf`, without its care for tiny arguments, which never come here.
    """
    u = board.frequencies
    square = u * u + 1j * u
    b = kappa - 1j * rho * xi * u
    d = np.sqrt(b * b + xi * xi * square)
    ratio = -square / (b + d)
    g = xi * xi * ratio / (b + d)
    left = np.exp(-d * board.times)
    slope = ratio * (1 - left) / (1 - g * left)
    logs = np.log((1 - g * left) / (1 - g))
    return kappa * (ratio * board.times - 2 * logs / (xi * xi)), slope


def _priced(board: _Board, density: Complexes) -> Grid:
    """Integrals of densities, shape (s, m, n), over the puts: usable ones in half spreads, shape (s, q)."""
    whole = np.matmul((density * board.turns).real[:, :, None, :], board.payoffs)[:, :, 0, :]
    return np.asarray(whole[:, board.good] / board.spreads[board.good])


def _descend(board: _Board, x: Grid) -> tuple[Grid, float, int, bool]:
    """Levenberg-Marquardt from x: the best point, its loss per quote, the rounds, whether it settled."""
    damping = 1e-3
    gaps, slopes = _linear(board, x)
    best = _loss(gaps)
    for taken in range(1, ROUNDS + 1):
        pull = slopes.T / np.sqrt(1 + gaps**2)
        normal = pull @ slopes
        moved = np.clip(
            x - np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1e-12), pull @ gaps), LOW, HIGH
        )
        found, steeper = _linear(board, moved)
        loss = _loss(found)
        if loss < best:
            gained, x, best, gaps, slopes, damping = best - loss, moved, loss, found, steeper, damping / 5
            if gained < 1e-6 * best + 1e-12:
                return x, best, taken, True
        else:
            damping *= 6
            if damping > 1e9 or np.abs(moved - x).max() < 1e-9:
                return x, best, taken, True
    return x, best, ROUNDS, False


def _loss(gaps: Grid) -> float:
    loss = float(np.mean(np.sqrt(1 + gaps**2) - 1))
    return loss if math.isfinite(loss) else math.inf


def _linear(board: _Board, x: Grid) -> tuple[Grid, Grid]:
    """Differences in half spreads, shape (q,), and their derivatives by the parameters, shape (q, 5).

    The exponent is linear in v0 and theta, so two derivatives come with the value; three are differences.
    """
    steps = STEP * np.maximum(np.abs(x[2:]), 0.1)
    steps = np.where(x[2:] + steps > HIGH[2:], -steps, steps)
    kappa, xi, rho = (x[2:] + np.vstack([np.zeros(3), np.diag(steps)])).T[:, :, None, None]
    scale = board.level**2
    by_theta, by_v0 = _exponents(board, kappa, xi * board.level, rho)
    made = np.exp(scale * (x[1] * by_theta + x[0] * by_v0))
    value = _priced(
        board, np.concatenate([made, scale * made[:1] * by_v0[:1], scale * made[:1] * by_theta[:1]])
    )
    targets = board.targets[board.good] / board.spreads[board.good]
    return value[0] - targets, np.column_stack([value[4], value[5], (value[1:4] - value[0]).T / steps])


def _scaled(model: Heston, board: _Board) -> Grid:
    v0, kappa, theta, xi, rho = model
    scale = board.unit / board.level**2
    return np.clip(
        [v0 * scale, theta * scale, kappa * board.unit, xi * board.unit / board.level, rho], LOW, HIGH
    )


def _per_bar(x: Grid, board: _Board) -> Heston:
    v0, theta, kappa, xi, rho = (float(value) for value in x)
    scale = board.level**2 / board.unit
    return Heston(v0 * scale, kappa / board.unit, theta * scale, xi * board.level / board.unit, rho)
