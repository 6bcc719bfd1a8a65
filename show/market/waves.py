"""What chaos and a change of regime do to prices at once: jumps that come whatever the dice of a bar say."""

from __future__ import annotations

import math
import random

from show.market.regimes import REGIMES, RegimeName
from show.market.tape import BARS_PER_TICK
from show.words import ASSETS

Range = tuple[float, float]
FIRST_WAVE: tuple[Range, Range, Range] = ((-5.5, -3.0), (-14.0, -9.0), (0.6, 1.2))
"""What the first move of chaos does to each price, in percent."""
SECOND_WAVE: tuple[Range, Range, Range] = ((-3.0, -1.5), (-9.0, -4.0), (0.2, 0.6))
FRONT = (3.0, 2.0, 1.5, 1.0, 1.0)
"""How a wave spreads over the bars of its tick: it hits at once and then rolls on."""

Parts = tuple[float, ...]
"""One jump for each bar of a tick, as log returns; zero is none."""
CALM: Parts = (0.0,) * BARS_PER_TICK


def in_waves(before: RegimeName, regime: RegimeName) -> bool:
    """Return whether this move is one of chaos's two waves, which drown all that prices do otherwise."""
    return regime == "Strike" or (regime == "Chaos" and before == "Strike")


def waves(before: RegimeName, regime: RegimeName, fresh: bool, dice: random.Random) -> list[Parts]:
    """Return the jumps of each asset in a move. A wave is a cluster of them, and excites what comes after."""
    if in_waves(before, regime):
        sizes = FIRST_WAVE if regime == "Strike" else SECOND_WAVE
        return [_rolling(math.log1p(dice.uniform(*size) / 100), dice) for size in sizes]
    if fresh and any(REGIMES[regime].jump):
        return [_struck(jump, dice) for jump in REGIMES[regime].jump]
    return [CALM] * len(ASSETS)


def _rolling(size: float, dice: random.Random) -> Parts:
    weights = [front * dice.uniform(0.6, 1.4) for front in FRONT]
    return tuple(size * weight / sum(weights) for weight in weights)


def _struck(jump: float, dice: random.Random) -> Parts:
    return (dice.gauss(jump, abs(jump) / 2) / 100, *CALM[1:]) if jump else CALM
