"""The debate: the mean of what was said, who challenges whom, and who is believed less for it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from show.desk.debate import Voice, authority, debate, mean_view

UNIT = st.floats(0.0, 1.0)
VOICES = st.lists(
    st.builds(
        Voice,
        name=st.uuids().map(str),
        layer=st.sampled_from(["regime", "pricing", "dynamics", "execution"]),
        signal=st.floats(-1.0, 1.0),
        confidence=UNIT,
        weight=st.floats(0.3, 2.5),
        score=st.floats(-1.0, 1.0),
    ),
    max_size=8,
)


def voice(
    name: str, signal: float, confidence: float = 1.0, weight: float = 1.0, score: float = 0.0
) -> Voice:
    return Voice(name, "regime", signal, confidence, weight, score)


def test_the_house_view_is_the_mean_by_weight_and_confidence() -> None:
    house, disagreement = mean_view([voice("a", 1.0, 0.5, weight=2.0), voice("b", -0.5, 1.0)])
    assert house == pytest.approx((1.0 - 0.5) / 2)
    assert disagreement == pytest.approx((0.75**2 + 0.75**2) / 2)


def test_nobody_with_confidence_means_no_view() -> None:
    assert mean_view([voice("a", 1.0, 0.0)]) == (0.0, 0.0)
    assert debate([]).house == 0.0


@given(voices=VOICES)
def test_the_view_keeps_its_bounds_and_its_shares_add_up(voices: list[Voice]) -> None:
    outcome = debate(voices)
    assert -1.0 <= outcome.house <= 1.0
    assert 0.0 <= outcome.disagreement <= 1.0
    assert sum((outcome.shares or {}).values()) == pytest.approx(outcome.house, abs=1e-9)


@given(voices=VOICES)
def test_the_order_of_speaking_changes_nothing_but_ties(voices: list[Voice]) -> None:
    assert mean_view(voices)[0] == pytest.approx(mean_view(voices[::-1])[0], abs=1e-12)


def test_friends_do_not_argue() -> None:
    outcome = debate([voice("a", 0.5), voice("b", 0.6)])
    assert not outcome.challenged
    assert outcome.loser == ""


def test_in_a_sharp_disagreement_the_worse_record_is_believed_less() -> None:
    bull, bear = voice("bull", 1.0, score=0.1), voice("bear", -1.0, 0.9, score=0.4)
    outcome = debate([bull, bear])
    assert (outcome.champion, outcome.dissenter, outcome.loser) == ("bull", "bear", "bull")
    assert outcome.house == pytest.approx((0.7 - 0.9) / (0.7 + 0.9))
    assert outcome.disagreement > 0.35


def test_the_house_is_presumed_right_when_the_records_are_equal() -> None:
    assert debate([voice("bull", 1.0), voice("bear", -1.0, 0.9)]).loser == "bear"


def test_two_layers_that_contradict_each_other_argue_even_where_most_are_of_one_mind() -> None:
    crowd = [Voice(f"d{number}", "dynamics", 0.4, 1.0) for number in range(8)]
    outcome = debate([*crowd, Voice("p", "pricing", -0.5, 1.0)])
    assert outcome.disagreement < 0.35
    assert outcome.challenged
    assert outcome.dissenter == "p"


def test_nobody_dissents_by_agreeing_more_strongly() -> None:
    outcome = debate([voice("a", 1.0, 0.3), voice("b", 0.2), voice("c", 0.1)])
    assert outcome.dissenter != "a"


def test_authority_is_one_without_a_record_and_bounded_with_one() -> None:
    assert authority(0, 0) == 1.0
    assert authority(5, 10) == 1.0
    assert authority(8, 10) == pytest.approx(1 + 2 * (13 / 20 - 0.5))
    assert authority(10_000, 10_000) == 1.5
    assert authority(0, 10_000) == 0.5
    assert not math.isnan(authority(0, 1))
