"""Order-flow imbalance: who has been pushing, and what such pushing has meant so far."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, each_move, opinion
from show.desk.swift import deviation
from show.market.tape import Bars, Tape

Array = NDArray[np.float64]

HISTORY = 500
"""Bars over which the meaning of an imbalance is learnt."""
PRIOR = 0.15
"""What a usual imbalance is expected to lead to before this market was looked at, in deviations of the move,
give or take as much. That it has a lasting effect, with its own sign, is what markets with informed traders
show (Glosten & Milgrom 1985; Hasbrouck 1991), and 500 bars are too few to find it out afresh."""


def order_flow_imbalance(bid: Array, ask: Array, bid_size: Array, ask_size: Array) -> Array:
    """Return the order-flow imbalance between consecutive best quotes, shape (n - 1,), in units of the sizes.

    R. Cont, A. Kukanov and S. Stoikov, "The price impact of order book events", Journal of Financial
    Econometrics 12 (2014), equation (4):
    e = 1[b >= b'] q_b - 1[b <= b'] q_b' - 1[a <= a'] q_a + 1[a >= a'] q_a', a dash marking the quote before.
    Positive when demand came or supply went.

    Args:
        bid, ask: prices, shape (n,).
        bid_size, ask_size: what is offered at them, shape (n,). With sizes of one the imbalance counts the
            quotes that rose less those that fell.

    Raises:
        ValueError: the shapes differ or there are fewer than two quotes.
    """
    if not (bid.shape == ask.shape == bid_size.shape == ask_size.shape and len(bid) >= 2):
        raise ValueError(f"four arrays of one shape (n >= 2,) are needed, found {bid.shape} and {ask.shape}")
    demand = (bid[1:] >= bid[:-1]) * bid_size[1:] - (bid[1:] <= bid[:-1]) * bid_size[:-1]
    supply = (ask[1:] <= ask[:-1]) * ask_size[1:] - (ask[1:] >= ask[:-1]) * ask_size[:-1]
    result: Array = demand - supply
    return result


def flow_imbalance(bought: Array, sold: Array) -> float:
    """Return (bought - sold) / (bought + sold) over all bars, in [-1, 1]; zero if nothing was traded."""
    total = float(bought.sum() + sold.sum())
    return float(bought.sum() - sold.sum()) / total if total > 0.0 else 0.0


def slope(x: Array, y: Array) -> tuple[float, float]:
    """Return the least-squares slope of y on x through the origin, and its standard error.

    The error is White's (Econometrica 48, 1980), for noise whose size changes: sqrt(sum x^2 e^2) / sum x^2.
    Both are not a number if x is zero throughout.
    """
    power = float(x @ x)
    if power <= 0.0:
        return math.nan, math.nan
    b = float(x @ y) / power
    return b, math.sqrt(float(((x * (y - b * x)) ** 2).sum())) / power


def believed(worth: float, error: float, prior: float) -> tuple[float, float]:
    """Return a slope's mean and deviation when it was expected to be about `prior`, give or take `prior`.

    Normal prior, normal error: the two are weighed by their precision. A slope that is no number, or has no
    error, leaves the prior as it was.
    """
    if not (error > 0.0 and math.isfinite(worth)):
        return prior, prior
    mine, theirs = prior**-2, error**-2
    return (prior * mine + worth * theirs) / (mine + theirs), (mine + theirs) ** -0.5


def running(values: Array) -> Array:
    """Return the sums of the first 0, 1, ..., n values, shape (n + 1,)."""
    sums = np.empty(len(values) + 1)
    sums[0] = 0.0
    np.cumsum(values, out=sums[1:])
    return sums


def windows(values: Array, window: int) -> Array:
    """Return the sums of each `window` values in a row, shape (n - window + 1,)."""
    sums = running(values)
    result: Array = sums[window:] - sums[:-window]
    return result


def readable_flow(tape: Tape, bars: int) -> tuple[Bars, Bars]:
    """Return lots bought and sold in the last bars, each of shape (bars,).

    Raises:
        CannotSay: there are fewer bars, some flow is negative or no number, or nothing was traded.
    """
    bought, sold = tape.bought[-bars:], tape.sold[-bars:]
    if len(bought) < bars:
        raise CannotSay(f"Only {len(bought)} bars of flow, {bars} needed")
    total = float(bought.sum() + sold.sum())
    if not math.isfinite(total) or min(float(bought.min()), float(sold.min())) < 0.0:
        raise CannotSay("The order flow cannot be read")
    if total <= 0.0:
        raise CannotSay(f"Nobody traded in {bars} bars")
    return bought, sold


@dataclass
class OrderFlow(Candid):
    """Says which way the flow points, by what the same flow has been followed by on this tape."""

    name: ClassVar[str] = "ofi"
    title: ClassVar[str] = "Order-flow imbalance"
    layer: ClassVar[Layer] = "execution"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction",)
    horizon: ClassVar[int] = 10
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (10.0, 20.0, 40.0), "gain": (0.5, 1.0, 2.0)}

    window: float = 20.0
    """Bars of flow."""
    gain: float = 1.0

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return direction: imbalance times what a unit of it is worth, by this tape and by expectation."""
        window, tape = round(self.window), view.tape
        bars = min(HISTORY, len(tape.close) - 1)
        if bars < 4 * window:
            raise CannotSay(f"Only {len(tape.close)} bars on the tape, {4 * window + 1} needed")
        moves = each_move(tape, bars)
        bought, sold = readable_flow(tape, bars)
        lean = windows(bought - sold, window) / np.maximum(windows(bought + sold, window), 1.0)
        # Every `window`-th only, so that no bar is in two samples.
        x, path, squares = lean[:-window][::-1][::window], running(moves), running(moves * moves)
        here = np.arange(bars - window, window - 1, -window)
        size = np.sqrt(np.maximum(squares[here] - squares[here - window], 0.0)) + 1e-12
        y = (path[here + window] - path[here]) / size
        usual = deviation(lean)
        if not usual > 0.0:
            raise CannotSay("The flow has always leaned alike, so it says nothing")
        worth, error = believed(*slope(x, np.minimum(np.maximum(y, -4.0), 4.0)), PRIOR / usual)
        now, score = float(lean[-1]), worth / error
        expected = worth * now
        return (
            opinion(
                "direction", math.tanh(self.gain * expected), math.erf(abs(score) / math.sqrt(2.0)),
                f"Buyers took {50.0 * (1.0 + now):.0f} % of {window} bars' flow; such a lean led to "
                f"{expected:+.2f} sd (t {score:+.1f})",
                view, {"imbalance": now, "worth": worth, "t": score},
            ),
        )  # fmt: skip
