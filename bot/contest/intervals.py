"""How sure a mean is: a bootstrap over nights first, and over the traders within each night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean

from bot.contest.measures import MEASURES
from bot.contest.scores import Played

DRAWS = 1000
TAIL = 0.025


@dataclass(frozen=True)
class Interval:
    """A mean and the interval that holds 95 % of the means of redrawn nights."""

    mean: float
    low: float
    high: float


def interval(nights: Sequence[Sequence[float]], seed: int = 1) -> Interval | None:
    """Return the mean over all values and its interval; None without any value.

    Values of one night hang together, so nights are drawn whole (with replacement), and then the values
    within each. With few nights the interval is too narrow; it says how much the nights differ, no more.
    """
    filled = [night for night in nights if night]
    if not filled:
        return None
    dice = Random(seed)
    means = sorted(
        fmean(
            value
            for night in dice.choices(filled, k=len(filled))
            for value in dice.choices(night, k=len(night))
        )
        for _ in range(DRAWS)
    )
    cut = round(TAIL * DRAWS)
    return Interval(fmean(value for night in filled for value in night), means[cut], means[-1 - cut])


def intervals(nights: Sequence[Played]) -> dict[str, Interval]:
    """Return the interval of each measure over the nights of one mind."""
    found = {}
    for measure in MEASURES:
        values = [
            [each[measure.key] for each in played.traders.values() if measure.key in each]
            for played in nights
        ]
        one = interval(values)
        if one is not None:
            found[measure.key] = one
    return found
