"""The chief risk officer objects: to the house, always, and louder when an alarm rings."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.desk.analyst import Figures, House, Opinion
from show.desk.execution.objections import facts
from show.desk.execution.officer import RiskOfficer, alarms
from show.desk.sittings import tick_of
from tests.show.desk.contract import look

SHARE = st.floats(0.0, 1.0)
VIEW = st.floats(-1.0, 1.0)


def hear(house: House) -> Opinion:
    return RiskOfficer().read(dataclasses.replace(look(), house=house))[0]


@settings(max_examples=80, deadline=None)
@given(VIEW, VIEW, SHARE, SHARE, st.floats(0.34, 1.0))
def test_he_never_sides_with_a_calm_house(
    direction: float, risk: float, disagreement: float, drawdown: float, share: float
) -> None:
    said = hear(House(direction, risk, 0.0, disagreement, drawdown, share))
    assert said.signal <= 1e-12 if risk >= 0.0 else said.signal <= -risk + 1e-12


def test_he_objects_more_the_more_all_agree() -> None:
    few, many = hear(House(risk=0.3)), hear(House(risk=0.9))
    assert many.signal < few.signal < 0.0 and many.confidence > few.confidence
    assert hear(House(risk=0.9, disagreement=0.3)).confidence != many.confidence


def test_he_takes_the_other_side_of_a_frightened_house_while_no_alarm_rings() -> None:
    assert hear(House(risk=-0.8)).signal == pytest.approx(0.8)
    assert hear(House(risk=-0.8, drawdown=0.5)).signal == -1.0


@pytest.mark.parametrize(
    ("house", "words"),
    [
        (House(drawdown=0.25), "25% below its peak"),
        (House(concentration=0.95), "95% of all exposure"),
        (House(disagreement=0.55), "disagrees by 0.55"),
    ],
)
def test_an_alarm_says_what_rings(house: House, words: str) -> None:
    said = hear(house)
    assert words in said.evidence and said.signal < -0.8 and said.confidence > 0.8


@settings(max_examples=60, deadline=None)
@given(SHARE, SHARE, SHARE, st.floats(0.0, 0.5))
def test_alarms_only_get_louder(drawdown: float, share: float, quarrel: float, more: float) -> None:
    calm = alarms(House(0, 0, 0, quarrel, drawdown, share), 0.2, 1.0, 0.6)
    worse = alarms(House(0, 0, 0, quarrel + more, drawdown + more, share + more), 0.2, 1.0, 0.6)
    assert all(0.0 <= calm[name] <= worse[name] <= 1.0 for name in calm)


def test_exposure_spread_over_three_assets_rings_nothing() -> None:
    assert alarms(House(concentration=1 / 3), 0.2, 1.0, 0.6)["concentration"] == 0.0


OTHERS: dict[str, Figures] = {
    "rollvol": {"volatility": 0.004, "usual": 0.002},
    "hmm": {"p_stress": 0.6},
    "bocpd": {"run": 85.0},
    "term": {"front": 0.002, "back": 0.004},
    "fisher_rao": {"ratio": 0.7},
}


@pytest.mark.parametrize(
    "house", [House(risk=0.4), House(risk=-0.4), House(drawdown=0.3), House(concentration=0.95)]
)
def test_ten_objections_in_a_row_are_no_refrain(house: House) -> None:
    views = [
        dataclasses.replace(look(), house=house, services=OTHERS, tick=tick)
        for tick in map(tick_of, range(1, 11))
    ]
    said = [RiskOfficer().read(view)[0].evidence for view in views]
    assert all(one != other for one, other in pairwise(said))
    assert len(set(said)) >= 5 and max(map(len, said)) <= 120


@pytest.mark.parametrize("stride", [2, 4, 6, 8])
@pytest.mark.parametrize("house", [House(drawdown=0.3), House(concentration=0.95), House(disagreement=0.55)])
def test_an_alarm_that_rings_all_night_is_told_in_many_words(house: House, stride: int) -> None:
    ticks = range(2, 2 + 20 * stride, stride)
    views = [dataclasses.replace(look(), house=house, services=OTHERS, tick=tick) for tick in ticks]
    said = [RiskOfficer().read(view)[0].evidence for view in views]
    assert max(map(said.count, said)) <= 4 and len({" ".join(one.split()[:3]) for one in said}) >= 9
    assert max(map(len, said)) <= 120


def test_he_holds_against_the_house_what_speaks_against_it() -> None:
    stormy, calm = facts(OTHERS, House(), 1.0), facts(OTHERS, House(), -1.0)
    assert "0.40% each" in stormy[0] and "60%" in stormy[1] and "85 bars" in stormy[2]
    assert "near options" in calm[0] and "0.70 times as wide" in calm[1] and len(calm) == 2


def test_without_a_figure_he_objects_all_the_same() -> None:
    said = RiskOfficer().read(dataclasses.replace(look(), house=House(risk=0.4), services={}))[0]
    assert "+0.40" in said.evidence
