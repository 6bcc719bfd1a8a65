"""Layer two: what options and variance cost, and what those who quote them must believe."""

from __future__ import annotations

from collections.abc import Callable

from show.desk.analyst import Analyst
from show.desk.pricing.garch import GarchAnalyst
from show.desk.pricing.heston import HestonAnalyst
from show.desk.pricing.skew import Skew
from show.desk.pricing.smile_resid import SmileResidual
from show.desk.pricing.term import TermStructure
from show.desk.pricing.vrp import VariancePremium

PRICING_ANALYSTS: tuple[Callable[[], Analyst], ...] = (
    HestonAnalyst, Skew, TermStructure, VariancePremium, GarchAnalyst, SmileResidual,
)  # fmt: skip
"""The six of this layer, in the order in which they must speak: the last one uses the first one's figures."""
