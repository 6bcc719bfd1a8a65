"""The analyst who watches what protection costs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, fitted, opinion
from show.desk.pricing.habit import habit_of
from show.desk.pricing.quotes import fresh_smiles

DELTA = 0.25
EXPIRIES = 3
GUESS = 0.02
"""How much a risk reversal scatters, for those who have not seen many."""


def reversal(view: View) -> float:
    """Return the mean 25-delta risk reversal of the nearest three expiries, as a share of the level.

    Raises:
        CannotSay: no smile can be read, or one is too steep to have such strikes.
    """
    quoted = fresh_smiles(view, 1)[:EXPIRIES]
    try:
        return sum(smile.reversal(DELTA) for smile in quoted) / len(quoted)
    except ValueError as trouble:
        raise CannotSay("The smile is too steep to compare puts with calls") from trouble


def fit_habit(view: View, parameters: Figures) -> dict[str, float]:
    """Return what risk reversal is usual, from the last fit and today's; empty if it cannot be read."""
    try:
        return habit_of(view.fit).after(reversal(view)).figures()
    except CannotSay:
        return {}


@dataclass
class Skew(Candid):
    """The 25-delta risk reversal against its own habit: dear puts say where people fear to go."""

    name: ClassVar[str] = "skew"
    title: ClassVar[str] = "Skew"
    layer: ClassVar[Layer] = "pricing"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction", "risk")
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 2
    fit_every: ClassVar[int] = 4
    fitter: ClassVar[Fitter | None] = staticmethod(fit_habit)
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"gain": (0.25, 0.5, 1.0)}

    gain: float = 0.5

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the direction opinion and the risk opinion."""
        fitted(view.fit, "count", "mean", "variance")
        habit, now = habit_of(view.fit), reversal(view)
        z = habit.z(now, GUESS)
        dear = "dearer" if now < habit.mean else "cheaper"
        evidence = (
            f"Puts are {dear} than usual: calls less puts {now:+.1%} of volatility, {habit.mean:+.1%} is "
            f"usual (z {z:+.1f})"
        )
        signal, surety = math.tanh(self.gain * z), habit.surety(z)
        figures = {"reversal": now, "z": z}
        return (
            opinion("direction", signal, surety, evidence, view, figures),
            opinion("risk", signal, surety, evidence, view, figures),
        )
