"""Layer three: what the market is as a moving thing, whatever its price. A risk filter, not an oracle."""

from __future__ import annotations

from collections.abc import Callable

from show.desk.analyst import Analyst
from show.desk.dynamics.fisher_rao import FisherRao
from show.desk.dynamics.koopman import Koopman
from show.desk.dynamics.leadlag import LeadLag
from show.desk.dynamics.lyap import Lyapunov
from show.desk.dynamics.perm_entropy import PermutationEntropy
from show.desk.dynamics.rqa import RecurrenceAnalyst
from show.desk.dynamics.tda import Topology

DYNAMICS_ANALYSTS: tuple[Callable[[], Analyst], ...] = (
    Lyapunov, RecurrenceAnalyst, Topology, Koopman, PermutationEntropy, FisherRao, LeadLag,
)  # fmt: skip
"""The seven of this layer, in the order of their desks."""
