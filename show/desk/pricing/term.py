"""The analyst who compares tomorrow's fear with next week's."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, opinion
from show.desk.pricing.quotes import fresh_smiles


@dataclass
class TermStructure(Candid):
    """Volatility at the money of the nearest expiry over that of the farthest: inverted means fear now."""

    name: ClassVar[str] = "term"
    title: ClassVar[str] = "Term structure"
    layer: ClassVar[Layer] = "pricing"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 2
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"gain": (1.0, 2.0, 4.0)}

    gain: float = 2.0

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the risk opinion."""
        quoted = fresh_smiles(view, 2)
        front, back = quoted[0], quoted[-1]
        slope = front.level / back.level - 1
        doubt = math.hypot(front.error, back.error) + 0.02
        shape = "inverted, so the fear is now" if slope > 0 else "upright, so the fear is for later"
        evidence = (
            f"Volatility for {front.expiry:.0f} bars is {front.level / back.level:.2f} times that for "
            f"{back.expiry:.0f}: {shape}"
        )
        figures = {"front": front.level, "back": back.level, "slope": slope}
        surety = math.erf(abs(slope) / (4 * doubt))
        return (opinion("risk", -math.tanh(self.gain * slope), surety, evidence, view, figures),)
