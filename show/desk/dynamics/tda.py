"""The analyst who looks for loops in the cloud of everybody's returns."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_returns, opinion
from show.desk.dynamics.landscape import landscape_norm, loops
from show.desk.swift import mean
from show.desk.trail import grid, room


@dataclass
class Topology(Candid):
    """The norm of the persistence landscape of the joint cloud of returns (Gidea & Katz) against its past.

    Each asset's returns are measured in its own typical move over the bars until the newest window ends,
    rounded to a power of two, so that the wildest asset is not the whole cloud and norms need not be
    computed again before there is a new window.
    The cloud belongs to all assets: it is looked at once and each asset is told the same.
    """

    name: ClassVar[str] = "tda"
    title: ClassVar[str] = "Persistent homology"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 20
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (30, 50, 80)}

    window: float = 50
    step: ClassVar[int] = 50

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion: a heavy landscape is a cloud torn open."""
        tape, window = view.tape, round(self.window)
        spots = grid(tape, window + 1, self.step)
        if len(view.tapes) < 2:
            raise CannotSay("One asset alone makes no cloud")
        cloud = self._cloud(view, tape.end - spots[-1])
        lasts = [len(cloud) - (tape.end - end) for end in spots]
        norms = np.array([_norm(cloud[last - window : last].tobytes(), cloud.shape[1]) for last in lasts])
        logs = np.log(np.maximum(norms, 1e-9))
        gap = float(logs[-1] - np.median(logs[:-1]))
        mood = "the cloud is tearing" if gap > 0.5 else "the cloud holds"
        evidence = (
            f"The loops in the last {window} joint moves weigh {math.exp(gap):.2f} times the usual: {mood}"
        )
        figures = {"norm": float(norms[-1]), "times": math.exp(gap)}
        return (opinion("risk", -math.tanh(gap), math.erf(abs(gap) / 1.5), evidence, view, figures),)

    def _cloud(self, view: View, young: int) -> NDArray[np.float64]:
        """All assets' returns side by side, each in its own unit, which does not look at the `young` bars."""
        bars = room(view.tape) - 1
        moves = [log_returns(tape, bars) for tape in view.tapes.values()]
        typical = [mean(np.abs(each[: bars - young])) for each in moves]
        if min(typical) <= 0.0:
            raise CannotSay("One of the prices has not moved, so it has no unit")
        scaled = [each / 2.0 ** round(math.log2(size)) for each, size in zip(moves, typical, strict=True)]
        return np.column_stack(scaled)


@lru_cache(maxsize=1024)
def _norm(cloud: bytes, assets: int) -> float:
    """The norm of one window, remembered: all assets ask for the same, and soon again."""
    return landscape_norm(loops(np.frombuffer(cloud).reshape(-1, assets)))
