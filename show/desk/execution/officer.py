"""The chief risk officer, who argues against the house whatever it says: somebody has to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from show.desk.analyst import Fitter, House, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, clip, opinion
from show.desk.execution.objections import objection

GROUPTHINK = 0.5
"""The confidence of the mere habit of objecting, when all agree completely."""
RINGS = 0.5
"""An alarm this loud is what he talks of."""


def alarms(house: House, drawdown: float, concentration: float, disagreement: float) -> dict[str, float]:
    """Return how loud each of three alarms is, in [0, 1]: 0 at rest, 1 at its limit.

    The limits are those given: a drawdown of the traders' money, a share of their exposure in one asset, and
    a disagreement on the desk. The alarm for concentration begins at half its limit, since one of three
    assets always holds at least a third.
    """
    return {
        "drawdown": clip(house.drawdown / drawdown, 0.0, 1.0),
        "concentration": clip(2.0 * house.concentration / concentration - 1.0, 0.0, 1.0),
        "disagreement": clip(house.disagreement / disagreement, 0.0, 1.0),
    }


@dataclass
class RiskOfficer(Candid):
    """Takes the other side of the house's view of risk, and sounds three alarms that are nobody's opinion."""

    name: ClassVar[str] = "cro"
    title: ClassVar[str] = "Chief risk officer"
    layer: ClassVar[Layer] = "execution"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 30
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {
        "drawdown": (0.1, 0.2, 0.3), "concentration": (0.8, 1.0), "disagreement": (0.4, 0.6),
    }  # fmt: skip

    drawdown: float = 0.2
    concentration: float = 1.0
    disagreement: float = 0.6

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return risk: against the house by construction, and storm by as much as the loudest alarm.

        Confidence is the loudest alarm, or the house's own conviction where nobody objects: the more all
        agree, the more somebody should not.
        """
        house = view.house
        if house is None:
            raise CannotSay("Nobody has spoken yet, so there is nothing to object to")
        parts = (house.direction, house.risk, house.disagreement, house.drawdown, house.concentration)
        if not all(map(math.isfinite, parts)):
            raise CannotSay("The house view is no number, so there is nothing to object to")
        ringing = alarms(house, self.drawdown, self.concentration, self.disagreement)
        loudest = max(ringing, key=ringing.__getitem__)
        alarm = ringing[loudest]
        against = -clip(house.risk, -1.0, 1.0)
        agreement = abs(house.risk) * (1.0 - clip(house.disagreement, 0.0, 1.0))
        signal = (1.0 - alarm) * against - alarm
        return (
            opinion(
                "risk", signal, max(alarm, GROUPTHINK * agreement),
                objection(view, house, loudest, ringing=alarm >= RINGS), view, {"alarm": alarm},
            ),
        )  # fmt: skip
