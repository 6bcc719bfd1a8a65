"""What traders say of the desk: in character, in line with what they do, and only when it has spoken."""

from __future__ import annotations

from random import Random

import pytest

from assets.banks import SPEECH_CHARACTERS, TRADERS
from assets.deskbank import desk_lines
from assets.templates import fill
from models.checks import contradictions
from models.random_facts import random_facts
from models.scripted import compose
from show.lines import normal, objection
from show.ports import ASSETS, DeskFact, DeskView, TurnFacts
from show.wording import FLOOR_WORDS

OF_THE_DESK = frozenset(
    fill(line, {"asset": asset}) for lines in desk_lines().values() for line in lines for asset in ASSETS
)


def view(direction: float, risk: float = 0.0) -> DeskView:
    return DeskView(
        views=tuple(DeskFact(asset=asset, direction=direction, risk=risk) for asset in ASSETS),
        over="Crypto", champion="Follower", dissenter="Fader",
    )  # fmt: skip


def facts(seed: int, desk: DeskView | None) -> TurnFacts:
    return random_facts(Random(seed))._replace(desk=desk)


@pytest.mark.parametrize("line", sorted(OF_THE_DESK))
def test_the_gate_lets_every_line_of_the_desk_through(line: str) -> None:
    assert (normal(line), objection(line)) == (line, None)
    assert len(line) <= SPEECH_CHARACTERS


def test_every_trader_can_follow_mock_and_fear() -> None:
    assert {header.partition(" ")[0] for header in desk_lines()} == set(TRADERS)
    assert all(len(lines) >= 2 for lines in desk_lines().values())


def test_without_a_view_nobody_speaks_of_it_and_all_dice_fall_as_before() -> None:
    with_view = [compose(facts(seed, view(0.0)), Random(seed)).decision for seed in range(200)]
    without = [compose(facts(seed, None), Random(seed)).decision for seed in range(200)]
    assert not any(one.speech in OF_THE_DESK for one in without)
    assert [one.trade for one in with_view] == [one.trade for one in without]


@pytest.mark.parametrize(("direction", "risk"), [(0.6, 0.0), (-0.6, 0.0), (0.0, -0.8)])
def test_what_is_said_of_the_desk_contradicts_nothing(direction: float, risk: float) -> None:
    spoken = 0
    for seed in range(1500):
        seen = facts(seed, view(direction, risk))
        decision = compose(seen, Random(seed)).decision
        if decision.speech in OF_THE_DESK:
            spoken += 1
            assert not contradictions(seen, decision)
    assert spoken > 40


def test_a_prompt_carries_the_house_view_in_two_lines_and_none_without_one() -> None:
    said = FLOOR_WORDS.public(facts(1, view(-0.5, 0.5)))
    lines = [line for line in said.splitlines() if "desk" in line.lower() or "argues most" in line]
    assert lines == [
        "The desk of analysts when it last sat (follow it or mock it): Tech down, calm ahead; Crypto down, "
        "calm ahead; Bonds down, calm ahead.",
        "It argues most over Crypto: Follower against Fader.",
    ]
    assert "desk of analysts" not in FLOOR_WORDS.public(facts(1, None))
