"""The analyst who draws recurrence plots and asks whether the market dwells or passes through."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, opinion
from show.desk.dynamics.embedding import embed
from show.desk.dynamics.recurrence import Recurrence, quantify, recurrence_plot
from show.desk.dynamics.volatility import log_range_variance
from show.desk.trail import grid, robust_z, room

SMOOTH, DIMENSION = 5, 3


@dataclass
class RecurrenceAnalyst(Candid):
    """Recurrence quantification of bar volatility at a fixed rate; falling laminarity is unrest."""

    name: ClassVar[str] = "rqa"
    title: ClassVar[str] = "Recurrence plots"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 30
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (100, 150, 200), "rate": (0.05, 0.1, 0.2)}

    window: float = 200
    rate: float = 0.10
    step: ClassVar[int] = 50

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion: laminarity against its own past."""
        tape, window = view.tape, round(self.window)
        spots = grid(tape, window, self.step)
        moods = log_range_variance(tape, room(tape))
        lasts = [len(moods) - (tape.end - end) for end in spots]
        found = [_recurrence(moods[last - window : last].tobytes(), self.rate) for last in lasts]
        now, past = found[-1], np.array([one.laminarity for one in found[:-1]])
        usual, z = float(np.median(past)), robust_z(now.laminarity, past)
        evidence = (
            f"In {now.laminarity:.0%} of its returns to old moods the market stays, {now.trapping:.1f} bars "
            f"each time; {usual:.0%} is usual"
        )
        figures = {
            "laminarity": now.laminarity, "determinism": now.determinism, "trapping": now.trapping, "z": z,
        }  # fmt: skip
        return (opinion("risk", math.tanh(z / 2), abs(z) / 4, evidence, view, figures),)


@lru_cache(maxsize=1024)
def _recurrence(moods: bytes, rate: float) -> Recurrence:
    """The measures of one window, smoothed over five bars, remembered."""
    even = np.convolve(np.frombuffer(moods), np.full(SMOOTH, 1 / SMOOTH), "valid")
    return quantify(recurrence_plot(embed(even, SMOOTH, DIMENSION), rate))
