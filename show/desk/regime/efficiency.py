"""Kaufman's efficiency ratio and a gate over three spans: a trend is believed when spans agree on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, closes, opinion
from show.market.tape import Bars

SPANS = (10, 30, 90)
"""In bars."""


def efficiency_ratio(prices: Bars) -> float:
    """Return net movement over path length of prices, shape (n,): 1 for a straight line, 0 for a round trip.

    P. J. Kaufman, "Smarter Trading" (1995): |p_n - p_1| / sum |p_t - p_(t-1)|. For a random walk its mean is
    about 1 / sqrt(n - 1). Prices that never moved have ratio 0.
    """
    steps = float(np.abs(prices[1:] - prices[:-1]).sum())
    return abs(float(prices[-1]) - float(prices[0])) / steps if steps > 0.0 else 0.0


def _sign(value: float) -> float:
    return 1.0 if value > 0.0 else -1.0 if value < 0.0 else 0.0


@dataclass
class EfficiencyGate(Candid):
    """Says the way of the trend if at least two of three spans agree, as surely as they went straight."""

    name: ClassVar[str] = "ker_gate"
    title: ClassVar[str] = "Kaufman efficiency gate"
    layer: ClassVar[Layer] = "regime"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"threshold": (0.5, 1.0, 1.5), "width": (1.0, 2.0)}

    threshold: float = 1.0
    """Strength, in the mean of a random walk's ratio, below which there is no trend."""
    width: float = 1.0
    """Strength above the threshold at which there is no doubt."""

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return direction where spans agree.

        Each span's ratio is measured in what a random walk of that span has: a fixed threshold (0.32 is
        common) passes every second random walk of 10 bars and hardly any trend of 90.
        """
        prices = closes(view.tape, SPANS[-1] + 1)
        ratios = [efficiency_ratio(prices[-span - 1 :]) for span in SPANS]
        ways = [_sign(float(prices[-1]) - float(prices[-span - 1])) for span in SPANS]
        if not any(ways):
            raise CannotSay(f"The price is where it was {SPANS[-1]} bars ago, at every span")
        way = 1.0 if sum(ways) > 0.0 else -1.0
        agree = [
            ratio * span**0.5 for ratio, span, one in zip(ratios, SPANS, ways, strict=True) if one == way
        ]
        strength = sum(agree) / len(SPANS) if len(agree) >= 2 else 0.0
        sure = (strength - self.threshold) / self.width
        figures = {f"ratio_{span}": ratio for span, ratio in zip(SPANS, ratios, strict=True)}
        going = "rise" if way > 0.0 else "fall"
        path = ", ".join(f"{ratio:.2f} over {span}" for ratio, span in zip(ratios, SPANS, strict=True))
        verdict = f"{len(agree)} of 3 spans {going}" if sure > 0.0 else f"no straight {going}"
        return (
            opinion(
                "direction", way if sure > 0.0 else 0.0, sure, f"Efficiency {path}: {verdict}", view, figures
            ),
        )
