"""Candles: a tape at a coarser grain, as charts show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from show.market.tape import BARS_PER_TICK, Bars, Tape

Grain = Literal["bar", "tick", "act"]
GRAINS: Mapping[Grain, int] = {"bar": 1, "tick": BARS_PER_TICK, "act": 12 * BARS_PER_TICK}
"""How many bars a candle of each grain holds. An act is a quarter of an episode."""


@dataclass(frozen=True, slots=True)
class Candles:
    """Candles, oldest first; every array has shape (n,). Prices in cents, volume in lots of both sides."""

    start: Bars
    """The number of each candle's first bar: a multiple of its length."""
    open: Bars
    high: Bars
    low: Bars
    close: Bars
    volume: Bars


def candles(tape: Tape, bars: int) -> Candles:
    """Return candles of so many bars each.

    They begin at multiples of `bars`, so that a candle that has closed never changes. The newest may still be
    open; an oldest one of which the tape has lost the beginning is left out.

    Raises:
        ValueError: bars is not positive.
    """
    if bars < 1:
        raise ValueError(f"A candle of {bars} bars cannot be drawn; it needs at least one")
    kept = tape.since(-(-tape.first // bars) * bars)
    if not len(kept.close):
        nothing = np.empty(0)
        return Candles(nothing, nothing, nothing, nothing, nothing, nothing)
    starts = np.arange(0, len(kept.close), bars)
    ends = np.minimum(starts + bars, len(kept.close)) - 1
    return Candles(
        start=(kept.first + starts).astype(np.float64),
        open=kept.open[starts],
        high=np.maximum.reduceat(kept.high, starts),
        low=np.minimum.reduceat(kept.low, starts),
        close=kept.close[ends],
        volume=np.add.reduceat(kept.bought + kept.sold, starts),
    )
