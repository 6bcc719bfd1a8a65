"""The analyst who asks how fast alike moments part ways, and whether chance parts them as fast."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, fitted, opinion
from show.desk.dynamics.divergence import lyapunov, surrogate_exponents
from show.desk.dynamics.embedding import best_delay, best_dimension
from show.desk.dynamics.volatility import log_range_variance

LONGEST_DELAY, LARGEST_DIMENSION = 12, 5
FIT_WINDOW = (0, 8)
SURROGATES = 19


def fit_embedding(view: View, parameters: Figures) -> dict[str, float]:
    """Return how to embed an asset's bar volatility, and what surrogates of it show.

    `delay` is the first minimum of mutual information, `dimension` the first with few false neighbours, and
    `chance` and `chance_sd` are mean and standard deviation of the exponents of 19 surrogates. Empty if
    the bars cannot be read.
    """
    try:
        series = log_range_variance(view.tape, round(parameters["window"]))
    except CannotSay:
        return {}
    delay = best_delay(series, LONGEST_DELAY)
    dimension = max(2, best_dimension(series, delay, LARGEST_DIMENSION, theiler=delay))
    theiler = delay * dimension
    dice = np.random.default_rng(view.tick)
    try:
        chance = surrogate_exponents(series, delay, dimension, theiler, FIT_WINDOW, SURROGATES, dice)
    except ValueError:
        return {}
    return {
        "delay": float(delay), "dimension": float(dimension), "chance": float(chance.mean()),
        "chance_sd": float(chance.std(ddof=1)),
    }  # fmt: skip


@dataclass
class Lyapunov(Candid):
    """The largest Lyapunov exponent of bar volatility, told only as its distance from what chance gives."""

    name: ClassVar[str] = "lyap"
    title: ClassVar[str] = "Lyapunov exponent"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 30
    fit_every: ClassVar[int] = 120
    fitter: ClassVar[Fitter | None] = staticmethod(fit_embedding)
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (200, 250, 300)}

    window: float = 250

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion: parting faster than chance is unrest."""
        delay, dimension, chance, scatter = fitted(view.fit, "delay", "dimension", "chance", "chance_sd")
        series = log_range_variance(view.tape, round(self.window))
        try:
            rate = lyapunov(series, int(delay), int(dimension), int(delay) * int(dimension), FIT_WINDOW)
        except ValueError as trouble:
            raise CannotSay("The bars repeat themselves, so nothing can part") from trouble
        if not scatter > 0:
            raise CannotSay("Its surrogates are all alike, so there is no chance to compare with")
        z = (rate - chance) / scatter
        evidence = (
            f"Alike moments part at {rate:+.3f} a bar, their shuffled twins at {chance:+.3f}: "
            f"{z:+.1f} standard deviations"
        )
        surety = math.erf(abs(z) / math.sqrt(2)) if abs(z) > 1 else 0.0
        return (opinion("risk", -math.tanh(z / 2), surety, evidence, view, {"exponent": rate, "z": z}),)
