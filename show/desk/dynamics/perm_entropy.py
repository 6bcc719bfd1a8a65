"""The analyst who counts the orders in which moves come: a market in a rhythm is a market in a hurry."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, log_returns, opinion
from show.desk.dynamics.ordinal import permutation_entropy
from show.desk.trail import grid, robust_z, room


@dataclass
class PermutationEntropy(Candid):
    """Weighted permutation entropy of returns against its own past; `noise` is the plain one."""

    name: ClassVar[str] = "perm_entropy"
    title: ClassVar[str] = "Permutation entropy"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 12
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"order": (3, 4, 5), "window": (60, 120, 200)}

    order: float = 4
    window: float = 120
    step: ClassVar[int] = 15

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion: entropy below its habit means a burst has taken the lead."""
        tape, window, order = view.tape, round(self.window), round(self.order)
        spots = grid(tape, window + 1, self.step)
        returns = log_returns(tape, room(tape) - 1)
        lasts = [len(returns) - (tape.end - end) for end in spots]
        past = np.array([_entropy(returns[last - window : last].tobytes(), order) for last in lasts])
        newest = returns[-window:]
        now, usual = permutation_entropy(newest, order, weighted=True), float(np.median(past))
        z = robust_z(now, past)
        mood = "a burst sets the order" if z < -1 else "no burst sets the order"
        evidence = f"Moves use {now:.0%} of the variety of pure chance, usually {usual:.0%}: {mood}"
        figures = {"entropy": now, "noise": permutation_entropy(newest, order), "z": z}
        return (opinion("risk", math.tanh(z / 2), abs(z) / 4, evidence, view, figures),)


@lru_cache(maxsize=4096)
def _entropy(returns: bytes, order: int) -> float:
    """The weighted entropy of one window, remembered."""
    return permutation_entropy(np.frombuffer(returns), order, weighted=True)
