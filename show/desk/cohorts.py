"""Cohorts: three ways of reading the same opinions, and the regime that shows in which of them is right.

Nobody tells them which regime it is. One expects calm, one expects storms, one takes the analysts at their
word; each is weighed by its own calls, and the ratio of the first two is a regime signal that nobody built.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from show.desk.debate import Voice, mean_view
from show.events.desk import EmergentRegime
from show.market.tape import BARS_PER_TICK

HORIZON = BARS_PER_TICK
"""A cohort's call looks one tick ahead: longer ones close when a regime is half over."""
TICKS, WINDOW, LEAK = 2, 18, 0.05
"""Weighed every ten bars on thirty bars of calls, one a tick for each of three assets, with a leak of 5 %.

Without forgetting it comes too late, and so it does where bars are taken for ticks: regimes last 8 to 28.
"""
UP, DOWN = 1.05, 0.95
CONVICTION = 0.6
"""How far a cohort's own expectation moves what it hears, before it is bounded."""
STREAK = 3
"""So many updates in a row make a regime."""


def readings(voices: Sequence[Voice]) -> tuple[float, float, float]:
    """Return what the calm, the stress and the mixed cohort make of the opinions on risk, in [-1, 1]."""
    heard, _ = mean_view(voices)
    return math.tanh(heard + CONVICTION), math.tanh(heard - CONVICTION), heard


def weigh(weights: Sequence[int], recent: Sequence[Sequence[int]]) -> tuple[int, int, int]:
    """Return the weights, in thousandths, after one update on each cohort's newest scores.

    All leak toward 1; then the best is multiplied by 1.05 and the worst by 0.95. Nothing but the leak happens
    before each has ten closed calls.
    """
    moved = [(weight / 1000) ** (1.0 - LEAK) for weight in weights]
    if min(len(scores) for scores in recent) >= 10:
        means = [sum(scores[-WINDOW:]) / len(scores[-WINDOW:]) for scores in recent]
        order = sorted(range(3), key=lambda index: (means[index], index))
        moved[order[-1]] *= UP
        moved[order[0]] *= DOWN
    calm, stress, mixed = (round(1000 * weight) for weight in moved)
    return calm, stress, mixed


def lead(calm: int, stress: int) -> int:
    """Return ln(stress / calm) in thousandths."""
    return round(1000 * math.log(stress / calm))


def regime(streak: int, ahead: bool, before: EmergentRegime) -> EmergentRegime:
    """Return the regime after an update: it turns when one side has led three times in a row.

    `streak` counts the updates before this one, positive while stress led.
    """
    run = max(0, streak) + 1 if ahead else min(0, streak) - 1
    if run >= STREAK:
        return "stress"
    return "calm" if run <= -STREAK else before
