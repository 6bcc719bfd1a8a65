"""The analyst who compares what options charge for variance with what the market delivers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_returns, opinion
from show.desk.pricing.quotes import fresh_smiles
from show.desk.pricing.realised import Belief, har_forecast, realised_variance
from show.market.tape import BARS_PER_TICK

BELIEF = Belief()
"""On the simulated market it takes the error of the log variance of the next sixty bars from 1.4 to 0.8."""


@dataclass
class VariancePremium(Candid):
    """Implied variance over the variance that a cascade of the market's own memories forecasts.

    A premium for variance is paid to those who hold the risk (Bollerslev, Tauchen & Zhou, Review of Financial
    Studies 22 (2009) 4463), so it speaks for rising prices; and it says that somebody expects a storm.
    """

    name: ClassVar[str] = "vrp"
    title: ClassVar[str] = "Variance premium"
    layer: ClassVar[Layer] = "pricing"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction", "risk")
    horizon: ClassVar[int] = 60
    every: ClassVar[int] = 8
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"blocks": (60, 80, 100), "gain": (0.5, 1.0, 2.0)}

    blocks: float = 100
    gain: float = 1.0

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the direction opinion and the risk opinion."""
        front = fresh_smiles(view, 1)[0]
        delivered = realised_variance(
            log_returns(view.tape, round(self.blocks) * BARS_PER_TICK), BARS_PER_TICK
        )
        ahead = max(1, min(round(front.expiry / BARS_PER_TICK), round(self.blocks) // 4))
        said = har_forecast(delivered, ahead, BELIEF)
        forecast, implied = said.variance / BARS_PER_TICK, front.level**2
        if not forecast > 0:
            raise CannotSay("The market stood still, so it delivers no variance to compare")
        premium = math.log(implied / forecast)
        evidence = (
            f"Options charge for {math.sqrt(implied):.2%} moves a bar, the market's memory expects "
            f"{math.sqrt(forecast):.2%}: {math.expm1(premium):+.0%} premium"
        )
        surety = math.erf(abs(premium)) * max(0.2, said.explained)
        figures = {"implied_variance": implied, "forecast_variance": forecast, "premium": premium}
        signal = math.tanh(self.gain * premium)
        return (
            opinion("direction", signal, surety, evidence, view, figures),
            opinion("risk", -signal, surety, evidence, view, figures),
        )
