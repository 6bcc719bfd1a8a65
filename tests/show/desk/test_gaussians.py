"""The Fisher-Rao distance against integrals to thirty digits and the laws of a metric."""

from __future__ import annotations

import math

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.desk.dynamics.gaussians import fisher_rao

MEANS = st.floats(-5, 5)
SPREADS = st.floats(0.01, 20)


def geodesic_length(m_a: float, s_a: float, m_b: float, s_b: float) -> float:
    """The length of the half-circle through both points, integrated; the metric is (dm^2 + 2 ds^2) / s^2."""
    with mpmath.workdps(30):
        x_a, x_b = mpmath.mpf(m_a) / mpmath.sqrt(2), mpmath.mpf(m_b) / mpmath.sqrt(2)
        centre = (x_b**2 + mpmath.mpf(s_b) ** 2 - x_a**2 - mpmath.mpf(s_a) ** 2) / (2 * (x_b - x_a))
        angles = [mpmath.atan2(s, x - centre) for x, s in ((x_a, s_a), (x_b, s_b))]
        return float(mpmath.sqrt(2) * mpmath.quad(lambda t: 1 / mpmath.sin(t), sorted(angles)))


@pytest.mark.parametrize(
    "pair", [(0, 1, 1, 1), (0, 1, 3, 0.5), (-2, 0.3, 1, 4), (0, 1, 1e-4, 1.0001), (5, 2, 4.9, 30)]
)
def test_it_is_the_length_of_the_shortest_way(pair: tuple[float, float, float, float]) -> None:
    assert fisher_rao(*pair) == pytest.approx(geodesic_length(*pair), rel=1e-13)


@given(MEANS, SPREADS, SPREADS)
def test_with_equal_means_it_is_the_log_ratio_of_spreads(mean: float, a: float, b: float) -> None:
    assert fisher_rao(mean, a, mean, b) == pytest.approx(
        math.sqrt(2) * abs(math.log(a / b)), rel=1e-9, abs=1e-12
    )


@settings(max_examples=60)
@given(MEANS, SPREADS, MEANS, SPREADS, MEANS, SPREADS)
def test_it_is_a_distance(ma: float, sa: float, mb: float, sb: float, mc: float, sc: float) -> None:
    ab, bc, ac = fisher_rao(ma, sa, mb, sb), fisher_rao(mb, sb, mc, sc), fisher_rao(ma, sa, mc, sc)
    assert ab == fisher_rao(mb, sb, ma, sa)
    assert ac <= ab + bc + 1e-9
    assert fisher_rao(ma, sa, ma, sa) == 0.0
    assert fisher_rao(3 * ma + 7, 3 * sa, 3 * mb + 7, 3 * sb) == pytest.approx(ab, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("spread", [0.0, -1.0, math.nan])
def test_a_spread_must_be_positive(spread: float) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        fisher_rao(0.0, spread, 0.0, 1.0)
