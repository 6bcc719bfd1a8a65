"""Layer four of the desk: what trading costs now, what comes in bursts, and who objects."""

from __future__ import annotations

from collections.abc import Callable

from show.desk.analyst import Analyst
from show.desk.execution.flow import OrderFlow
from show.desk.execution.hawkes import EventIntensity
from show.desk.execution.impact import KyleImpact
from show.desk.execution.officer import RiskOfficer

EXECUTION_ANALYSTS: tuple[Callable[[], Analyst], ...] = (EventIntensity, OrderFlow, KyleImpact, RiskOfficer)
