"""The analyst who measures how far the last bars are from those before, as distributions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_returns, opinion
from show.desk.dynamics.gaussians import fisher_rao
from show.desk.swift import deviation, mean


@dataclass
class FisherRao(Candid):
    """The Fisher-Rao distance of the normals that fit the last bars and those before them.

    Its confidence is the share of equal-law samples that would lie nearer: between two normal samples of n
    and m values the log ratio of standard deviations has variance 1/(2n) + 1/(2m), and the squared distance
    over twice that is close to exponential with the mean's share counted (two degrees of freedom).
    """

    name: ClassVar[str] = "fisher_rao"
    title: ClassVar[str] = "Information geometry"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 2
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"recent": (15, 30, 60), "before": (120, 240, 400)}

    recent: float = 30
    before: float = 120

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion: far from before and wider is a storm, far and narrower is calm."""
        recent, before = round(self.recent), round(self.before)
        returns = log_returns(view.tape, recent + before)
        now, then = returns[before:], returns[:before]
        sd_now, sd_then = deviation(now), deviation(then)
        if not (sd_now > 0 and sd_then > 0):
            raise CannotSay("The price stood still for a while, so there is no spread to compare")
        distance = fisher_rao(mean(now), sd_now, mean(then), sd_then)
        chance = math.exp(-(distance**2) / 2 / (1 / recent + 1 / before))
        wider = sd_now / sd_then
        signal = math.copysign(math.tanh(distance), 1 - wider)
        evidence = (
            f"The last {recent} bars are {wider:.2f} times as wide as the {before} before: "
            f"{distance:.2f} apart in the geometry of bells"
        )
        return (opinion("risk", signal, 1 - chance, evidence, view, {"distance": distance, "ratio": wider}),)
