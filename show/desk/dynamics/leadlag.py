"""The analyst who watches who moves first."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, log_closes, opinion
from show.desk.dynamics.lagged import lead
from show.market.tape import BARS_PER_TICK
from show.words import Asset


@dataclass
class LeadLag(Candid):
    """What the other assets did in the last blocks of bars, and what such moves meant for this one before."""

    name: ClassVar[str] = "leadlag"
    title: ClassVar[str] = "Lead and lag"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction",)
    horizon: ClassVar[int] = BARS_PER_TICK
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"blocks": (40, 70, 100), "block": (1, 2, 5)}

    blocks: float = 100
    block: float = BARS_PER_TICK

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return the direction opinion: the move that the others' last moves foretell."""
        others = [asset for asset in view.tapes if asset != view.asset]
        if not others:
            raise CannotSay("There is nobody else to follow")
        if 2 * len(others) > self.blocks:
            raise CannotSay(f"{len(others)} possible leaders are too many for {self.blocks:.0f} moves")
        leaders = np.column_stack([self._moves(view, other) for other in others])
        try:
            found = lead(self._moves(view, view.asset), leaders)
        except ValueError as trouble:
            raise CannotSay("Moves that follow from the past exactly leave nothing to learn") from trouble
        first = others[int(np.abs(found.contributions).argmax())]
        evidence = (
            f"{first} moved first: {found.forecast * 1e4:+.1f} bp should follow, and chance alone looks as "
            f"good {found.p_value:.0%} of the time"
        )
        figures = {"forecast": found.forecast, "p_value": found.p_value, "transfer": found.transfer}
        signal = math.tanh(2 * found.forecast / found.error)
        return (opinion("direction", signal, 1 - 2 * found.p_value, evidence, view, figures),)

    def _moves(self, view: View, asset: Asset) -> NDArray[np.float64]:
        block = round(self.block)
        return np.diff(log_closes(view.tapes[asset], round(self.blocks) * block + 1)[::block])
