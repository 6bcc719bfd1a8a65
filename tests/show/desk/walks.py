"""Tapes for tests of the desk: any prices, a seeded walk."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from show.market.tape import Bars, Tape
from show.words import Asset


def tape_of(closes: Sequence[float] | Bars, asset: Asset = "Tech", first: int = 0, half: float = 1.0) -> Tape:
    """Return a tape with these closes, a constant spread and no trades."""
    close = np.asarray(closes, dtype=np.float64)
    opened = np.concatenate((close[:1], close[:-1]))
    nothing = np.zeros_like(close)
    return Tape(
        asset, first, opened, np.maximum(opened, close), np.minimum(opened, close), close,
        close - half, close + half, nothing, nothing,
    )  # fmt: skip


def walk(bars: int, seed: int = 1, sigma: float = 0.004, asset: Asset = "Tech") -> Tape:
    """Return a geometric random walk from 10,000 cents."""
    steps = np.random.default_rng(seed).normal(0.0, sigma, bars)
    return tape_of(10_000 * np.exp(np.cumsum(steps)), asset)
