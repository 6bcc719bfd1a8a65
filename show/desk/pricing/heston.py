"""The analyst who reads the variance, its level and its haste out of the options."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, fitted, log_returns, opinion
from show.desk.pricing.calibration import calibrate
from show.desk.pricing.quotes import fresh_chain, fresh_smiles
from show.desk.pricing.realised import bipower_variance
from show.desk.pricing.smile import Smile, smiles
from show.desk.trail import room
from show.market.heston import Heston, mean_variance
from show.words import Asset

FEWEST_BARS = 120
TOLERATED = 3.0
"""Beyond this many half spreads of error the fit is of something else."""


def fit_chain(view: View, parameters: Figures) -> dict[str, float]:
    """Return Heston's figures of the view's chain, per bar, from where the last fit ended.

    `v0`, `kappa`, `theta`, `xi`, `rho`; `error`, a share of volatility; `spreads`, the same in half spreads;
    and per expiry `lift_60`..., how much the squared volatility at the money is of the model's mean variance,
    so that later chains can be read without another fit. Empty if there is no chain or no fit.
    """
    names = ("v0", "kappa", "theta", "xi", "rho")
    last = [view.fit.get(name, math.nan) for name in names]
    start = Heston(*last) if all(map(math.isfinite, last)) else None
    try:
        chain = fresh_chain(view)
        found = calibrate(chain, start)
    except (CannotSay, ValueError, np.linalg.LinAlgError):
        return {}
    if not (found.converged and found.error_in_spreads < TOLERATED):
        return {}
    figures = {name: float(value) for name, value in zip(names, found.model, strict=True)}
    lifts = {
        _lift(smile): smile.level**2 / float(mean_variance(smile.expiry, found.model))
        for smile in smiles(chain)
    }
    return figures | lifts | {"error": found.error, "spreads": found.error_in_spreads}


def variance_now(quoted: tuple[Smile, ...], fit: Figures, model: Heston) -> Heston:
    """Return the model with v0 and theta as the newest smiles have them, its other figures as they were.

    At the money a squared volatility is nearly the mean variance theta + (v0 - theta) (1 - e^-kT) / kT times
    a factor that moves little, which the fit measured; what is left is linear least squares for the two.
    """
    pairs = [(smile, fit.get(_lift(smile), math.nan)) for smile in quoted]
    pairs = [(smile, lift) for smile, lift in pairs if 0.2 < lift < 5]
    if len(pairs) < 2 or not model.kappa > 0:
        return model
    pull = [model.kappa * smile.expiry for smile, _ in pairs]
    held = np.array([-math.expm1(-p) / p for p in pull])
    seen = np.array([smile.level**2 / lift for smile, lift in pairs])
    (v0, theta), *_ = np.linalg.lstsq(np.column_stack([held, 1 - held]) / seen[:, None], np.ones(len(seen)))
    if not (v0 > 0 and theta > 0):
        return model
    return model._replace(v0=float(v0), theta=float(theta))


def _lift(smile: Smile) -> str:
    return f"lift_{smile.expiry:.0f}"


@dataclass
class HestonAnalyst(Candid):
    """The variance that Heston's model, fitted to the options, expects over the horizon, against the usual.

    The plain textbook signal, the gap of theta over v0, takes theta for granted; here it moves with the
    regime, so a gap says where variance goes and not whether that is much. The expected variance says both.
    """

    name: ClassVar[str] = "heston"
    title: ClassVar[str] = "Heston surface"
    layer: ClassVar[Layer] = "pricing"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 2
    fit_every: ClassVar[int] = 22
    fitter: ClassVar[Fitter | None] = staticmethod(fit_chain)
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"gain": (0.5, 1.0, 2.0)}

    gain: float = 1.0
    _known: dict[Asset, tuple[tuple[Smile, ...], Figures, Heston]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """The model of the chain and the fit seen last: it is another one only when either is."""

    def forget(self, asset: Asset) -> None:
        """Drop what was kept of an asset."""
        self._known.pop(asset, None)

    def _now(self, view: View, model: Heston) -> Heston:
        quoted, known = fresh_smiles(view, 2), self._known.get(view.asset)
        if known is None or known[0] is not quoted or known[1] is not view.fit:
            known = quoted, view.fit, variance_now(quoted, view.fit, model)
            self._known[view.asset] = known
        return known[2]

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion."""
        figures = fitted(view.fit, "v0", "kappa", "theta", "xi", "rho", "spreads")
        model, spreads = Heston(*figures[:5]), figures[5]
        if not (min(model[:4]) > 0 and abs(model.rho) <= 1 and spreads >= 0 and max(model[:4]) < 1e6):
            raise CannotSay("The fit is of no variance that could exist")
        model = self._now(view, model)
        usual = bipower_variance(log_returns(view.tape, max(room(view.tape) - 1, FEWEST_BARS)))
        if not usual > 0:
            raise CannotSay("The price hardly moves, so no variance is usual")
        ahead = float(mean_variance(self.horizon, model))
        times = math.log(ahead / usual)
        surety = math.erf(abs(times)) * min(1.0, 1 / max(spreads, 1e-9))
        way = "rising" if model.theta > model.v0 else "falling"
        evidence = (
            f"Options price {math.sqrt(model.v0):.2%} moves a bar, {way} to {math.sqrt(model.theta):.2%}; "
            f"{math.sqrt(usual):.2%} is usual"
        )
        shown = {**model._asdict(), "forecast_variance": ahead, "usual_variance": usual}
        shown = {name: float(value) for name, value in shown.items()}
        return (opinion("risk", -math.tanh(self.gain * times), surety, evidence, view, shown),)
