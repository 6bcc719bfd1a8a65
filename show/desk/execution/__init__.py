"""Layer four of the desk: what trading costs now, what comes in bursts, and who objects."""

from __future__ import annotations

from collections.abc import Callable

from show.desk.analyst import Analyst
from show.desk.execution.flow import OrderFlow
from show.desk.execution.hawkes import EventIntensity
from show.desk.execution.impact import KyleImpact
from show.desk.execution.officer import RiskOfficer
from show.desk.execution.quoting import DealerCritic

EXECUTION_ANALYSTS: tuple[Callable[[], Analyst], ...] = (
    DealerCritic, EventIntensity, OrderFlow, KyleImpact, RiskOfficer,
)  # fmt: skip
"""In this order: the intensity is a service to all, and the chief risk officer speaks last."""
