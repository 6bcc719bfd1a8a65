"""Price impact and toxic flow: what it costs to trade now, beyond the spread."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, each_move, opinion
from show.desk.execution.flow import readable_flow, running
from show.desk.swift import deviation, mean

Array = NDArray[np.float64]

HISTORY = 500
"""Bars that the present is compared with."""
BUCKETS = 50
"""Equal parts that the volume of the history is cut into."""
NOW = 10
"""Buckets that say how toxic flow is just now."""


def kyle_impact(moves: Array, signed: Array) -> tuple[float, float]:
    """Return Kyle's lambda and its standard error: the least-squares slope of moves on signed volume.

    A. S. Kyle, "Continuous auctions and insider trading", Econometrica 53 (1985): price change = lambda
    times net order flow plus noise. Both arrays have shape (n,); the slope is in units of moves per unit of
    volume. An intercept is fitted.

    Raises:
        ValueError: there are fewer than three bars, or the flow does not vary.
    """
    x, y = signed - mean(signed), moves - mean(moves)
    power = float(x @ x)
    if len(x) < 3 or power <= 0.0:
        raise ValueError(f"three or more bars of varying flow are needed, found {len(x)}")
    lam = float(x @ y) / power
    rest = y - lam * x
    return lam, math.sqrt(float(rest @ rest) / (len(x) - 2) / power)


def volume_buckets(bought: Array, sold: Array, buckets: int) -> tuple[Array, Array]:
    """Return what was bought and sold in each of `buckets` stretches of equal volume, in time's order.

    A bar that spans two stretches is divided between them, its buys and sells in proportion.

    Raises:
        ValueError: nothing was traded, or there is no bucket.
    """
    volume = bought + sold
    total = float(volume.sum())
    if buckets < 1 or not total > 0.0:
        raise ValueError(f"at least one bucket and some volume are needed, found {buckets!r} and {total!r}")
    edge, buying = running(volume), running(bought)
    at = edge[-1] / buckets * np.arange(buckets + 1)
    at[-1] = edge[-1]
    if float(volume.min()) <= 0.0:
        # Bars without volume repeat an edge; interpolation needs them only once.
        keep = np.concatenate(([True], volume > 0.0))
        edge, buying = edge[keep], buying[keep]
    buys = np.interp(at, edge, buying)
    bought_each = buys[1:] - buys[:-1]
    return bought_each, (at[1:] - at[:-1]) - bought_each


def toxicity(bought: Array, sold: Array, buckets: int = BUCKETS) -> Array:
    """Return |buys - sells| / volume of each bucket of equal volume, shape (buckets,), in [0, 1].

    The mean over buckets is VPIN (D. Easley, M. Lopez de Prado and M. O'Hara, "Flow toxicity and liquidity
    in a high-frequency world", Review of Financial Studies 25, 2012), with the true sides of the trades in
    place of their guess from price changes.
    """
    buys, sells = volume_buckets(bought, sold, buckets)
    parts: Array = np.abs(buys - sells) / np.maximum(buys + sells, 1e-12)
    return parts


@dataclass
class KyleImpact(Candid):
    """Says whether trading moves the price more than usual, or the flow is one-sided: then step back.

    On the simulated market it can be worth nothing. What news in the flow does to a price there is a constant
    of the asset (`show.market.dealer.TERMS`), in storms as in calm, so impact over 60 bars strays from its
    usual only by its error. What does change is the spread, by which calls on execution are paid; it follows
    volatility and the danger of jumps, at which neither the slope nor the sides of the flow look. Paid by the
    impact that follows it would be judged on noise as well. It keeps its seat for markets whose depth comes
    and goes.
    """

    name: ClassVar[str] = "kyle"
    title: ClassVar[str] = "Kyle impact and toxicity"
    layer: ClassVar[Layer] = "execution"
    kinds: ClassVar[tuple[Kind, ...]] = ("execution",)
    horizon: ClassVar[int] = 5
    every: ClassVar[int] = 4
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {
        "window": (30.0, 60.0, 100.0),
        "gain": (0.25, 0.5, 1.0),
    }

    window: float = 60.0
    """Bars over which impact is measured."""
    gain: float = 0.5

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return execution: less the higher impact and toxicity stand above their usual level."""
        window, tape = round(self.window), view.tape
        bars = min(HISTORY, len(tape.close) - 1)
        if bars < 2 * window:
            raise CannotSay(f"Only {len(tape.close)} bars on the tape, {2 * window + 1} needed")
        moves = each_move(tape, bars)
        bought, sold = readable_flow(tape, bars)
        if not moves.any():
            raise CannotSay(f"The price has not moved in {bars} bars")
        signed = bought - sold
        try:
            now, error = kyle_impact(moves[-window:], signed[-window:])
            usual, _ = kyle_impact(moves, signed)
            parts = toxicity(bought, sold)
        except ValueError as trouble:
            raise CannotSay(f"No impact: {trouble}") from trouble
        dearer = (now - usual) / (error + 1e-300)
        toxic = mean(parts[-NOW:])
        spread = deviation(parts) / math.sqrt(NOW)
        poison = (toxic - mean(parts)) / spread if spread > 0.0 else 0.0
        score = 0.5 * (max(-4.0, min(4.0, dearer)) + max(-4.0, min(4.0, poison)))
        times = now / usual if usual > 0.0 else math.nan
        impact = f"{times:.1f} times the usual" if 0.0 <= times < 100.0 else "without a usual to compare"
        return (
            opinion(
                "execution", -math.tanh(self.gain * score), math.erf(abs(score) / math.sqrt(2.0)),
                f"Impact {impact} over {window} bars; {toxic:.0%} of the flow is one-sided",
                view,
                {"impact": now, "usual": usual, "toxicity": toxic, "score": score},
            ),
        )  # fmt: skip
