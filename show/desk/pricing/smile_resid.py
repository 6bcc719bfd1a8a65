"""The analyst who looks for what the model cannot explain: the price of a jump."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, fitted, opinion
from show.desk.pricing.calibration import usable
from show.desk.pricing.habit import habit_of
from show.desk.pricing.quotes import fresh_chain
from show.market.chain import Chain
from show.market.heston import Heston, black, cos_price

WING = 0.75
"""Strikes at least this many deviations below the forward are the wing."""
FEWEST = 5
TERMS = 128
GUESS = 0.1
"""How much the log width of quotes scatters, for those who have not seen many."""


def width(view: View) -> float:
    """Return the log of the chain's median half spread, as a share of its volatility.

    Raises:
        CannotSay: there is no chain, or hardly a quote in it.
    """
    chain = fresh_chain(view)
    good = usable(chain)
    if good.sum() < FEWEST:
        raise CannotSay("Hardly an option is quoted")
    return math.log(float(np.median((0.5 * (chain.ask_iv - chain.bid_iv) / chain.mid_iv)[good])))


def fit_width(view: View, parameters: Figures) -> dict[str, float]:
    """Return what width of quotes is usual, from the last fit and today's; empty if it cannot be read."""
    try:
        return habit_of(view.fit).after(width(view)).figures()
    except CannotSay:
        return {}


def wing_residual(chain: Chain, model: Heston) -> tuple[float, float]:
    """Return how far the nearest expiry's low strikes are above a model, and the standard error of that.

    Both are shares of volatility; the residual at and above the money is taken off, so that a variance that
    has moved since the fit is no jump premium (Bates, Review of Financial Studies 9 (1996) 69; short wings
    are where jumps show).

    Raises:
        CannotSay: too few usable quotes there, or strikes whose model price has no volatility.
    """
    good = usable(chain)
    row = next((int(i) for i in np.argsort(chain.expiries) if good[i].sum() >= FEWEST), None)
    if row is None:
        raise CannotSay("Too few options are quoted to tell a wing from a middle")
    strikes, expiry, quoted = chain.strikes[row][good[row]], chain.expiries[row], chain.mid_iv[row][good[row]]
    middle = quoted * math.sqrt(expiry)
    money = np.log(strikes / chain.forward)
    asked = black(chain.forward, strikes, expiry, quoted)
    given = cos_price(chain.forward, strikes, np.array([expiry]), model, terms=TERMS)[0]
    # A difference of prices over vega is one of volatility; vega is taken halfway, where the secant has it.
    rough = (asked - given) / _vega(chain.forward, money, middle) / middle
    off = (asked - given) / _vega(chain.forward, money, middle * np.clip(1 - rough / 2, 0.3, 3.0)) / middle
    gaps = off / np.maximum(1 - off, 0.1)
    z = money / float(np.median(middle))
    known = np.isfinite(gaps)
    wing, rest = gaps[known & (z < -WING)], gaps[known & (z >= -WING)]
    if len(wing) == 0 or len(rest) < 2:
        raise CannotSay("The wing of the smile is not quoted")
    noise = float(np.sqrt(np.mean((gaps[known] - np.where(z < -WING, wing.mean(), rest.mean())[known]) ** 2)))
    return float(wing.mean() - rest.mean()), max(noise, 1e-6) * math.sqrt(1 / len(wing) + 1 / len(rest))


def _vega(forward: float, money: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """The derivative of a price by the total volatility."""
    density: NDArray[np.float64] = np.exp(-0.5 * (-money / total + 0.5 * total) ** 2)
    return forward / math.sqrt(2 * math.pi) * density


@dataclass
class SmileResidual(Candid):
    """What low strikes cost beyond Heston's model, and how wide options are quoted against the habit.

    Both are prices of the same thing, a jump that has not come: the buyer's and the dealer's.
    """

    name: ClassVar[str] = "smile_resid"
    title: ClassVar[str] = "Smile residual"
    layer: ClassVar[Layer] = "pricing"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 20
    fit_every: ClassVar[int] = 3
    fitter: ClassVar[Fitter | None] = staticmethod(fit_width)
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"gain": (0.25, 0.5, 1.0)}

    gain: float = 0.5

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion."""
        fitted(view.fit, "count", "mean", "variance")
        habit, now = habit_of(view.fit), width(view)
        model = Heston(*fitted(view.services.get("heston", {}), "v0", "kappa", "theta", "xi", "rho"))
        try:
            premium, error = wing_residual(fresh_chain(view), model)
        except ValueError as trouble:
            raise CannotSay("The model gives these options no price") from trouble
        wide, dear = habit.z(now, GUESS), premium / error
        fear = max(wide, 0.0) + max(dear - 2, 0.0) if wide > 0 or dear > 2 else wide
        evidence = (
            f"Low strikes cost {premium:+.1%} beyond the model ({dear:+.1f} errors); quotes are "
            f"{math.exp(now - habit.mean):.2f} times their usual width"
        )
        figures = {"premium": premium, "dear": dear, "width": math.exp(now), "z": wide}
        return (opinion("risk", -math.tanh(self.gain * fear), habit.surety(fear), evidence, view, figures),)
