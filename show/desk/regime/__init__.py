"""Layer one of the desk: which market are we in. Each module holds a routine and the analyst who uses it."""

from __future__ import annotations

from collections.abc import Callable

from show.desk.analyst import Analyst
from show.desk.regime.changepoint import ChangePoint
from show.desk.regime.efficiency import EfficiencyGate
from show.desk.regime.hmm import HiddenMarkov
from show.desk.regime.hurst import HurstExponent
from show.desk.regime.kalman import KalmanTrend
from show.desk.regime.switching import HamiltonSwitching
from show.desk.regime.volatility import RollingVolatility

REGIME_ANALYSTS: tuple[Callable[[], Analyst], ...] = (
    HiddenMarkov, HamiltonSwitching, ChangePoint, EfficiencyGate,
    RollingVolatility, KalmanTrend, HurstExponent,
)  # fmt: skip
