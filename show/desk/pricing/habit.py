"""A habit: mean and spread of a figure over its readings so far, old readings fading."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

MEMORY = 60
"""Readings after which an old one weighs a third of what it did."""
GETTING_USED = 8
"""How many readings it takes until a habit is trusted half."""
SAYS_NOTHING_NEW = 0.1
"""How sure an analyst is who finds everything as usual."""


@dataclass(frozen=True, slots=True)
class Habit:
    """What is usual of a figure. All its history is these three numbers, so a fit can carry it on."""

    count: float = 0.0
    mean: float = 0.0
    variance: float = 0.0

    def after(self, value: float) -> Habit:
        """Return the habit after one more reading: plain mean and variance first, fading ones later.

        Welford, Technometrics 4 (1962) 419, with the weight of a reading kept from falling below 1 / MEMORY.
        """
        weight = 1 / min(self.count + 1, MEMORY)
        apart = value - self.mean
        return Habit(
            self.count + 1,
            self.mean + weight * apart,
            (1 - weight) * (self.variance + weight * apart * apart),
        )

    def z(self, value: float, guess: float) -> float:
        """Return how many standard deviations a reading is from the habit.

        Until readings outweigh it, `guess` is the standard deviation: it counts as eight readings.
        """
        spread = (self.count * self.variance + GETTING_USED * guess * guess) / (self.count + GETTING_USED)
        return (value - self.mean) / math.sqrt(spread) if self.count > 0 and spread > 0 else 0.0

    def surety(self, z: float) -> float:
        """Return how sure an opinion by z may be: more the more unusual, and the older the habit."""
        return max(SAYS_NOTHING_NEW, math.erf(abs(z) / 2)) * self.count / (self.count + GETTING_USED)

    def figures(self) -> dict[str, float]:
        """Return the habit as figures of a fit."""
        return {"count": self.count, "mean": self.mean, "variance": self.variance}


def habit_of(figures: Mapping[str, float]) -> Habit:
    """Return the habit that figures of a fit carry; a new one where they carry none that can be used."""
    count, mean, variance = (figures.get(name, math.nan) for name in ("count", "mean", "variance"))
    sound = all(map(math.isfinite, (count, mean, variance))) and 1 <= count < 1e9 and 0 <= variance < 1e12
    return Habit(count, mean, variance) if sound and abs(mean) < 1e12 else Habit()
