"""The analyst for whom every shock has a memory."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, fitted, log_returns, opinion
from show.desk.pricing.clustering import Garch, fit_garch, mean_forecast, variances

READ_BARS = 300


def fit_clustering(view: View, parameters: Figures) -> dict[str, float]:
    """Return `omega`, `alpha` and `beta` per bar, of the greatest likelihood; empty without one."""
    try:
        found = fit_garch(log_returns(view.tape, round(parameters["window"])))
    except (CannotSay, ValueError):
        return {}
    return {"omega": found.omega, "alpha": found.alpha, "beta": found.beta}


@dataclass
class GarchAnalyst(Candid):
    """The variance that GARCH(1,1) expects over the horizon against its long-run level."""

    name: ClassVar[str] = "garch"
    title: ClassVar[str] = "GARCH"
    layer: ClassVar[Layer] = "pricing"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 30
    fitter: ClassVar[Fitter | None] = staticmethod(fit_clustering)
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (300, 400, 500), "gain": (0.5, 1.0, 2.0)}

    window: float = 500
    gain: float = 1.0

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion."""
        model = Garch(*fitted(view.fit, "omega", "alpha", "beta"))
        if not (model.omega > 0 and model.alpha >= 0 and model.beta >= 0 and model.persistence < 1):
            raise CannotSay("The fit is of a variance that has no level")
        following = float(variances(log_returns(view.tape, READ_BARS), model)[-1])
        ahead = mean_forecast(following, model, self.horizon)
        if not (math.isfinite(ahead) and ahead > 0 and math.isfinite(model.long_run)):
            raise CannotSay("The fit gives no variance that could be")
        times = math.log(ahead / model.long_run)
        evidence = (
            f"The next {self.horizon} bars should move {math.sqrt(ahead):.2%} each, "
            f"{math.exp(times / 2):.2f} times the long run; shocks fade by {1 - model.persistence:.1%} a bar"
        )
        figures = {"forecast_variance": ahead, "long_run": model.long_run, "persistence": model.persistence}
        return (
            opinion("risk", -math.tanh(self.gain * times), math.erf(abs(times)), evidence, view, figures),
        )
