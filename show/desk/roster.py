"""The roster: who has a seat at the desk, in the order in which they speak.

The intensity of events is a service to all layers, so its analyst speaks first; the chief risk officer, who
answers the house, speaks last.
"""

from __future__ import annotations

from show.desk.dynamics import DYNAMICS_ANALYSTS
from show.desk.execution import EXECUTION_ANALYSTS
from show.desk.panel import LAST_SPEAKER, Factory
from show.desk.pricing import PRICING_ANALYSTS
from show.desk.regime import REGIME_ANALYSTS

FIRST_SPEAKER = "hawkes"


def _turn(factory: Factory) -> int:
    name = factory().name
    return 0 if name == FIRST_SPEAKER else 2 if name == LAST_SPEAKER else 1


ROSTER: tuple[Factory, ...] = tuple(
    sorted((*REGIME_ANALYSTS, *PRICING_ANALYSTS, *DYNAMICS_ANALYSTS, *EXECUTION_ANALYSTS), key=_turn)
)
