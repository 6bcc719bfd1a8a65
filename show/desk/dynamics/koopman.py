"""The analyst who takes the price apart into modes and lets them run on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_closes, opinion
from show.desk.dynamics.modes import hankel_modes, holdout_ratio

GROWING = 1.02
"""A mode that grows by more than this per bar cannot go on; something is about to give."""


@dataclass
class Koopman(Candid):
    """The Koopman modes of the log price by Hankel-DMD, trusted as far as they forecast unseen bars."""

    name: ClassVar[str] = "koopman"
    title: ClassVar[str] = "Koopman modes"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction", "risk")
    horizon: ClassVar[int] = 10
    every: ClassVar[int] = 20
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (80, 120, 240), "rank": (2, 4, 6)}

    window: float = 120
    rank: float = 4
    delays: ClassVar[int] = 12
    folds: ClassVar[int] = 2

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return where the modes go in the next bars, and whether one of them grows."""
        path = log_closes(view.tape, round(self.window))
        path = path - path[-1]
        rank, ahead = round(self.rank), self.horizon
        try:
            modes = hankel_modes(path, self.delays, rank)
            ratio = holdout_ratio(path, self.delays, rank, ahead, self.folds)
        except ValueError as trouble:
            raise CannotSay("The price stood still where the modes were to be tried") from trouble
        forecast, growth = float(modes.forecast(ahead)[-1]), modes.growth
        typical = float(np.diff(path).std()) * math.sqrt(ahead)
        if not typical > 0:
            raise CannotSay("The price moves like a ruler, which leaves nothing to forecast")
        return (self._way(view, forecast, typical, ratio), self._tension(view, growth))

    def _way(self, view: View, forecast: float, typical: float, ratio: float) -> Opinion:
        evidence = (
            f"Its modes point {forecast * 1e4:+.0f} bp in {self.horizon} bars; their error on unseen bars "
            f"was {ratio:.2f} of a shrug's"
        )
        figures = {"forecast": forecast, "ratio": ratio}
        return opinion("direction", math.tanh(forecast / typical), 1 - ratio, evidence, view, figures)

    def _tension(self, view: View, growth: float) -> Opinion:
        beyond = max(0.0, growth - GROWING)
        evidence = f"The loudest mode multiplies by {growth:.3f} a bar; above {GROWING} it cannot last"
        return opinion("risk", 0.0 - math.tanh(20 * beyond), 10 * beyond, evidence, view, {"growth": growth})
