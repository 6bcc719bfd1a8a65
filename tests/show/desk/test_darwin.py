"""Influence: exact walks to the bounds, what luck does, echoes that share a vote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from show.desk import cohorts
from show.desk.darwin import LEAST, MOST, clusters, hedge, luck_band, moments, same_voices, skill, update
from show.desk.debate import Voice

NAMES = [f"n{number:02}" for number in range(8)]


def test_without_a_leak_nineteen_wins_reach_the_cap_and_twenty_four_losses_the_floor() -> None:
    weights = dict.fromkeys(NAMES, 1.0)
    scores = dict(zip(NAMES, range(8), strict=True))
    capped = floored = 0
    for step in range(1, 40):
        weights = update(weights, scores, leak=0.0)
        capped = capped or (step if weights["n07"] == MOST else 0)
        floored = floored or (step if weights["n00"] == LEAST else 0)
    assert (capped, floored) == (19, 24)
    assert weights["n03"] == 1.0


def test_the_leak_pulls_a_weight_that_is_not_ranked_back_to_one() -> None:
    weights = {"old": 2.5, "a": 1.0, "b": 1.0}
    for _ in range(200):
        weights = update(weights, {})
    assert weights["old"] == pytest.approx(1.0, abs=0.02)


def test_equal_scores_are_ranked_by_name_not_by_the_order_of_speaking() -> None:
    scores = dict.fromkeys(NAMES, 0.0)
    one = update(dict.fromkeys(NAMES, 1.0), scores)
    other = update(dict.fromkeys(NAMES[::-1], 1.0), dict(reversed(scores.items())))
    assert one == other


@given(scores=st.dictionaries(st.sampled_from(NAMES), st.floats(-3, 3)))
def test_weights_keep_their_bounds(scores: dict[str, float]) -> None:
    weights = dict.fromkeys(NAMES, 1.0)
    for _ in range(60):
        weights = update(weights, scores)
    assert all(LEAST <= weight <= MOST for weight in weights.values())


def test_one_ranked_analyst_alone_is_neither_best_nor_worst() -> None:
    assert update({"a": 1.0}, {"a": 5.0}) == {"a": 1.0}


def test_the_luck_band_widens_with_updates_and_stays_inside_the_bounds() -> None:
    early, late = luck_band(4), luck_band(300)
    assert LEAST < late[0] < early[0] < 1.0 < early[1] < late[1] < MOST
    unforgiving = luck_band(400, leak=0.0)
    assert unforgiving[0] < 0.75 * late[0]
    assert unforgiving[1] > 1.3 * late[1]


def test_skill_is_shrunk_for_short_records() -> None:
    assert skill(0.5, 1.0, 20) == pytest.approx(0.25)
    assert skill(0.5, 1.0, 1) == 0.0
    assert skill(0.5, 0.0, 50) == 0.0
    assert moments(3, 6.0, 14.0) == pytest.approx((2.0, 1.0))


def test_hedge_prefers_those_who_were_right_and_keeps_the_mean_at_one() -> None:
    weights = hedge({"good": 100.0, "bad": -100.0})
    assert weights["good"] > weights["bad"]
    assert sum(weights.values()) / 2 == pytest.approx(1.0)
    assert hedge({"good": 1e6, "bad": -1e6})["bad"] == 0.0


def test_echoes_share_one_vote() -> None:
    samples = [[x, 2 * x + 1, -x, (x * 7919) % 5, 3.0] for x in range(30)]
    pairs = same_voices(samples)
    assert pairs == [(0, 1), (0, 2), (1, 2)]
    assert clusters(5, pairs) == [3, 3, 3, 1, 1]


def test_the_cohort_that_was_right_leads() -> None:
    calm, stress, mixed = 1000, 1000, 1000
    for _ in range(5):
        calm, stress, mixed = cohorts.weigh((calm, stress, mixed), [[-500] * 30, [500] * 30, [0] * 30])
    assert cohorts.lead(calm, stress) > 0
    assert cohorts.weigh((1000, 1000, 1000), [[1], [2], [3]]) == (1000, 1000, 1000)


def test_an_emergent_regime_takes_three_updates_in_a_row() -> None:
    assert cohorts.regime(1, True, "calm") == "calm"
    assert cohorts.regime(2, True, "calm") == "stress"
    assert cohorts.regime(5, False, "stress") == "stress"
    assert cohorts.regime(-2, False, "stress") == "calm"


def test_cohorts_hear_the_same_and_expect_different_things() -> None:
    calm, stress, mixed = cohorts.readings([Voice("a", "regime", 0.3, 1.0)])
    assert stress < mixed < calm
