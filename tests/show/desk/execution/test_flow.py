"""Order flow, impact and toxicity against definitions written out, and an independent library."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from show.desk.execution.flow import believed, flow_imbalance, order_flow_imbalance, slope
from show.desk.execution.impact import kyle_impact, toxicity, volume_buckets

FLOW = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=30).filter(
    lambda rows: sum(a + b for a, b in rows) > 0
)


def imbalance(before: tuple[float, ...], after: tuple[float, ...]) -> float:
    """One event; a quote is bid, ask, bid size, ask size."""
    columns = np.array([before, after], dtype=np.float64).T
    return float(order_flow_imbalance(*columns)[0])


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ((100, 102, 7, 5), 3.0),  # more demand at the same bid
        ((100, 102, 4, 9), -4.0),  # more supply at the same ask
        ((101, 102, 6, 5), 6.0),  # a better bid: all of it is new demand
        ((99, 102, 8, 5), -4.0),  # the bid is gone
        ((100, 101, 4, 3), -3.0),  # a better ask: all of it is new supply
        ((100, 103, 4, 8), 5.0),  # the ask was taken
        ((101, 103, 6, 8), 11.0),  # both
        ((100, 102, 4, 5), 0.0),
    ],
)
def test_a_change_of_quotes_counts_as_the_paper_says(after: tuple[float, ...], expected: float) -> None:
    assert imbalance((100, 102, 4, 5), after) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(90, 99), st.integers(100, 110)), min_size=2, max_size=20))
def test_with_sizes_of_one_it_counts_quotes_that_rose_less_those_that_fell(
    quotes: list[tuple[int, int]],
) -> None:
    bid, ask = np.array(quotes, dtype=np.float64).T
    found = order_flow_imbalance(bid, ask, np.ones(len(bid)), np.ones(len(bid)))
    np.testing.assert_array_equal(found, np.sign(np.diff(bid)) + np.sign(np.diff(ask)))


def test_quotes_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one shape"):
        order_flow_imbalance(np.ones(3), np.ones(3), np.ones(3), np.ones(2))


def test_the_flow_leans_to_who_took_more() -> None:
    assert flow_imbalance(np.array([3.0, 1.0]), np.array([0.0, 0.0])) == 1.0
    assert flow_imbalance(np.array([3.0, 0.0]), np.array([1.0, 4.0])) == -0.25
    assert flow_imbalance(np.zeros(2), np.zeros(2)) == 0.0


def test_slopes_and_errors_are_those_of_an_independent_library() -> None:
    dice = np.random.default_rng(1)
    x = dice.normal(size=60)
    y = 0.4 * x + np.abs(x) * dice.normal(size=60)
    plain = sm.OLS(y, x).fit(cov_type="HC0")
    assert slope(x, y) == pytest.approx((plain.params[0], plain.bse[0]), rel=1e-10)
    level = sm.OLS(y, sm.add_constant(x)).fit()
    assert kyle_impact(y, x) == pytest.approx((level.params[1], level.bse[1]), rel=1e-10)


def test_what_is_believed_of_a_slope_lies_between_what_was_expected_and_what_was_seen() -> None:
    # By the conjugate rule of normals: prior 0.2 +- 0.2, seen -0.1 +- 0.1, weights 25 and 100.
    assert believed(-0.1, 0.1, 0.2) == pytest.approx((-0.04, 125**-0.5), abs=1e-12)
    assert believed(-0.1, 1e-9, 0.2)[0] == pytest.approx(-0.1)
    assert believed(float("nan"), float("nan"), 0.2) == (0.2, 0.2)


def test_impact_recovers_what_a_unit_of_flow_moves() -> None:
    dice = np.random.default_rng(2)
    signed = dice.normal(0.0, 1_000.0, 400)
    lam, error = kyle_impact(2e-7 * signed + dice.normal(0.0, 1e-4, 400), signed)
    assert abs(lam - 2e-7) < 3 * error < 1e-7


def test_flow_that_does_not_vary_has_no_impact() -> None:
    with pytest.raises(ValueError, match="varying flow"):
        kyle_impact(np.ones(9), np.ones(9))


@settings(max_examples=60, deadline=None)
@given(FLOW, st.integers(1, 6))
def test_buckets_have_equal_volume_and_lose_nothing(rows: list[tuple[int, int]], buckets: int) -> None:
    bought, sold = np.array(rows, dtype=np.float64).T
    buys, sells = volume_buckets(bought, sold, buckets)
    np.testing.assert_allclose(buys + sells, (bought.sum() + sold.sum()) / buckets, atol=1e-9)
    assert buys.sum() == pytest.approx(bought.sum()) and sells.sum() == pytest.approx(sold.sum())
    assert min(buys.min(), sells.min()) > -1e-9


@settings(max_examples=40, deadline=None)
@given(FLOW, st.integers(1, 6))
def test_buckets_are_filled_lot_by_lot(rows: list[tuple[int, int]], buckets: int) -> None:
    """Each bar's volume cut into so many equal crumbs that every bucket takes whole ones."""
    bought, sold = np.array(rows, dtype=np.float64).T
    crumbs: list[float] = []
    for buy, sell in zip(bought, sold, strict=True):
        volume = int(buy + sell)
        crumbs += [buy / volume / buckets] * (volume * buckets) if volume else []
    expected = np.array(crumbs).reshape(buckets, -1).sum(axis=1)
    np.testing.assert_allclose(volume_buckets(bought, sold, buckets)[0], expected, atol=1e-9)


def test_one_sided_flow_is_toxic_and_even_flow_is_not() -> None:
    ones, none = np.ones(20), np.zeros(20)
    np.testing.assert_allclose(toxicity(ones, none, 5), 1.0)
    np.testing.assert_allclose(toxicity(ones, ones, 5), 0.0)
    turns = np.repeat([1.0, 0.0], 10)
    np.testing.assert_allclose(toxicity(turns, 1.0 - turns, 4), 1.0)
    np.testing.assert_allclose(toxicity(turns, 1.0 - turns, 1), 0.0)


def test_nothing_traded_has_no_buckets() -> None:
    with pytest.raises(ValueError, match="some volume"):
        volume_buckets(np.zeros(4), np.zeros(4), 2)
