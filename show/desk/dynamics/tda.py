"""The analyst who looks for loops in the cloud of everybody's returns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_returns, opinion
from show.desk.dynamics.landscape import landscape_norm, loops
from show.desk.trail import Trail, ends, room
from show.words import Asset


@dataclass
class Topology(Candid):
    """The norm of the persistence landscape of the joint cloud of returns (Gidea & Katz) against its past.

    Each asset's returns are measured in its own typical move over all bars looked back on, rounded to a power
    of two, so that the wildest asset is not the whole cloud and norms need not be computed again each time.
    The cloud belongs to all assets: it is looked at once and each asset is told the same.
    """

    name: ClassVar[str] = "tda"
    title: ClassVar[str] = "Persistent homology"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 6
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (30, 50, 80)}

    window: float = 50
    step: ClassVar[int] = 30
    trail: Trail = field(default_factory=Trail, init=False, repr=False, compare=False)

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion: a heavy landscape is a cloud torn open."""
        tape, window = view.tape, round(self.window)
        spots = ends(tape, window + 1, self.step)
        if len(view.tapes) < 2:
            raise CannotSay("One asset alone makes no cloud")
        cloud, scale = self._cloud(view)

        def norm(end: int) -> float:
            last = len(cloud) - (tape.end - end)
            return landscape_norm(loops(cloud[last - window : last]))

        values = self.trail.past(scale, spots, norm)
        logs = np.log(np.maximum(values, 1e-9))
        gap = float(logs[-1] - np.median(logs[:-1]))
        mood = "the cloud is tearing" if gap > 0.5 else "the cloud holds"
        evidence = (
            f"The loops in the last {window} joint moves weigh {math.exp(gap):.2f} times the usual: {mood}"
        )
        figures = {"norm": float(values[-1]), "times": math.exp(gap)}
        return (opinion("risk", -math.tanh(gap), math.erf(abs(gap) / 1.5), evidence, view, figures),)

    def _cloud(self, view: View) -> tuple[NDArray[np.float64], str]:
        """All assets' returns side by side in their own units, and those units by name."""
        bars = room(view.tape) - 1
        moves = [log_returns(tape, bars) for tape in view.tapes.values()]
        typical = [float(np.mean(np.abs(each))) for each in moves]
        powers = [round(math.log2(size)) for size in typical]
        cloud = np.column_stack([each / 2.0**power for each, power in zip(moves, powers, strict=True)])
        return cloud, " ".join(map(str, powers))

    def forget(self, asset: Asset) -> None:
        """Drop the remembered norms, which are of all assets together."""
        self.trail.kept.clear()
