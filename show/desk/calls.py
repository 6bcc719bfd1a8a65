"""Calls: what an opinion turned out to be worth once its horizon had passed, free of anybody's weight.

A call is an opinion held for its horizon; the next one of the same speaker opens only when it is closed, so
that no stretch of the market is counted twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from show.desk.analyst import Kind
from show.desk.swift import mean
from show.market.tape import Tape

VOLATILITY_BARS = 60
USUAL_BARS = 240
LEAST_BARS = 30
MOST_WORTH = 5.0
"""No single call counts for more: a crash is one event, however large."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What a market did in the bars after a call, in its own units.

    `move` is the log return over the usual standard deviation of such a stretch; `storm` the size of the
    return over its usual size, less one (zero is an ordinary stretch, -1 a flat one); `saved` how much of a
    half spread one who traded at once paid less than one who traded later in the stretch.
    """

    move: float
    storm: float
    saved: float


def passage(tape: Tape, bar: int, horizon: int) -> Passage | None:
    """Return what happened in the `horizon` bars from `bar` on, or None if the tape does not hold enough.

    `bar` is the number of bars that were on the tape when the call was made. The scale of a move is what the
    tape showed before it: sqrt(h) times the deviation of one-bar returns over 60 bars, and the mean size of
    returns over h bars in the 240 bars before. At least 30 bars before the call are needed.
    """
    here = bar - 1 - tape.first
    past = tape.close[max(0, here - USUAL_BARS) : here + 1]
    if here < LEAST_BARS or here + horizon >= len(tape.close) or len(past) <= horizon + 1:
        return None
    logs = np.log(past)
    lately = logs[-VOLATILITY_BARS - 1 :]
    steps = lately[1:] - lately[:-1]
    drift = float(lately[-1] - lately[0]) / len(steps)
    deviation = math.sqrt(max(0.0, float(steps @ steps) / len(steps) - drift * drift) * horizon)
    usual = float(np.abs(logs[horizon:] - logs[:-horizon]).sum()) / (len(logs) - horizon)
    change = math.log(tape.close[here + horizon] / tape.close[here])
    if not (deviation > 0.0 and usual > 0.0 and math.isfinite(change)):
        return None
    return Passage(change / deviation, abs(change) / usual - 1.0, _saved(tape, here, horizon))


def _saved(tape: Tape, here: int, horizon: int) -> float:
    """Averaged over buyers and sellers the move of the mid cancels; what is left are the half spreads."""
    half = (tape.ask[here : here + horizon + 1] - tape.bid[here : here + horizon + 1]) / 2.0
    return mean(half[1:]) / float(half[0]) - 1.0 if half[0] > 0.0 else 0.0


def value(kind: Kind, stance: float, passed: Passage) -> float:
    """Return what a stance (confidence times signal) was worth: positive when it was right."""
    match kind:
        case "direction":
            worth = stance * passed.move
        case "risk":
            worth = -stance * passed.storm
        case "execution":
            worth = stance * passed.saved
    return min(MOST_WORTH, max(-MOST_WORTH, worth))
