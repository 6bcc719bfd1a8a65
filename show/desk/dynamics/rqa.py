"""The analyst who draws recurrence plots and asks whether the market dwells or passes through."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, opinion
from show.desk.dynamics.embedding import embed
from show.desk.dynamics.recurrence import Recurrence, quantify, recurrence_plot
from show.desk.dynamics.volatility import log_range_variance
from show.desk.trail import Trail, ends, robust_z, room
from show.words import Asset


@dataclass
class RecurrenceAnalyst(Candid):
    """Recurrence quantification of bar volatility at a fixed rate; falling laminarity is unrest."""

    name: ClassVar[str] = "rqa"
    title: ClassVar[str] = "Recurrence plots"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 10
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (100, 150, 200), "rate": (0.05, 0.1, 0.2)}

    window: float = 200
    rate: float = 0.10
    smooth: ClassVar[int] = 5
    dimension: ClassVar[int] = 3
    step: ClassVar[int] = 50
    trail: Trail = field(default_factory=Trail, init=False, repr=False, compare=False)

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion: laminarity against its own past."""
        tape, window = view.tape, round(self.window)
        spots = ends(tape, window, self.step)
        moods = log_range_variance(tape, room(tape))

        def at(end: int) -> Recurrence:
            last = len(moods) - (tape.end - end)
            return self._recurrence(moods[last - window : last])

        now = at(tape.end)

        def laminarity(end: int) -> float:
            return (now if end == tape.end else at(end)).laminarity

        values = self.trail.past(view.asset, spots, laminarity)
        usual, z = float(np.median(values[:-1])), robust_z(now.laminarity, values[:-1])
        evidence = (
            f"In {now.laminarity:.0%} of its returns to old moods the market stays, {now.trapping:.1f} bars "
            f"each time; {usual:.0%} is usual"
        )
        figures = {
            "laminarity": now.laminarity, "determinism": now.determinism, "trapping": now.trapping, "z": z,
        }  # fmt: skip
        return (opinion("risk", math.tanh(z / 2), abs(z) / 4, evidence, view, figures),)

    def _recurrence(self, moods: NDArray[np.float64]) -> Recurrence:
        even = np.convolve(moods, np.full(self.smooth, 1 / self.smooth), "valid")
        return quantify(recurrence_plot(embed(even, self.smooth, self.dimension), self.rate))

    def forget(self, asset: Asset) -> None:
        """Drop the remembered laminarities of an asset."""
        self.trail.forget(asset)
