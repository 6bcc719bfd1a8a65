"""Lines of the bank are known again, and told apart from the orders they do not fit."""

from __future__ import annotations

from random import Random

import pytest

from assets.banks import line_bank
from assets.templates import expand, fill
from models.checks import contradictions
from models.random_facts import random_facts
from models.recitals import stances_of
from models.scripted import compose
from show.ports import TRADERS, Decision, PositionFact, TraderId, TurnFacts

FILLINGS = {
    "asset": "Crypto", "entity": "Sock Drawer Labs", "name": "Mike", "pct": "2.4%", "pnl": "$1,240",
    "cash": "$12.40", "price": "$250",
}  # fmt: skip


DICE = Random(4)


def facts_of(trader: TraderId, share: float) -> TurnFacts:
    """Return a turn of somebody who has so much of their money in Crypto; below zero, short of it."""
    facts = next(one for one in iter(lambda: random_facts(DICE, "train"), None) if one.trader == trader)
    held = PositionFact(
        asset="Crypto", side="long" if share > 0 else "short", value=round(abs(share) * 1_000_000), profit=0,
        held_ticks=2,
    )  # fmt: skip
    return facts._replace(positions=(held,), equity=1_000_000, status="trading", own_lines=())


def kinds(facts: TurnFacts, speech: str, size: str, trade: str = "Crypto") -> set[str]:
    decision = Decision.model_validate(
        {
            "trade": trade, "size": size, "speech": speech, "thought": "Hm.", "location": facts.room,
            "mood": "calm",
        }
    )  # fmt: skip
    return {found.kind for found in contradictions(facts, decision)}


@pytest.mark.parametrize("trader", TRADERS)
def test_every_line_of_the_bank_is_known_by_its_stances(trader: TraderId) -> None:
    dice = Random(7)
    for line in line_bank(trader):
        text = fill(expand(line.template, dice), FILLINGS)
        found = stances_of(trader, text)
        assert found >= line.stances if found else line.lie or _also_a_lie(trader, text)


def _also_a_lie(trader: TraderId, text: str) -> bool:
    lies = (line.template for line in line_bank(trader) if line.lie)
    return any(fill(expand(template, Random(0)), FILLINGS) == text for template in lies)


def test_what_somebody_makes_up_is_not_in_the_bank() -> None:
    assert stances_of("mike", "I bought a very small submarine for the office pond.") == frozenset()


@pytest.mark.parametrize(
    ("line", "size", "share"),
    [
        ("This is not a drill, it's a THRILL! Bought Crypto!", "medium", 0.5),  # which sells
        ("Up $359, so I'm extending coverage. More Crypto!", "medium", 0.26),  # which does nothing
        ("I'm changing channels: out with that, in with Crypto!", "out", 0.3),  # which sells all
    ],
)
def test_a_line_for_buying_beside_an_order_that_does_not_is_a_contradiction(
    line: str, size: str, share: float
) -> None:
    assert "speech and order" in kinds(facts_of("mike", share), line, size)


def test_a_line_for_buying_goes_with_a_purchase() -> None:
    line = "This is not a drill, it's a THRILL! Bought Crypto!"
    assert "speech and order" not in kinds(facts_of("mike", 0.1), line, "large")


def test_a_line_for_shorting_may_be_said_by_somebody_who_is_short_already() -> None:
    line = "Short Crypto! I can smell a scandal. Or that's the toner."
    assert "speech and order" not in kinds(facts_of("mike", -0.5), line, "short")
    assert "speech and order" in kinds(facts_of("mike", 0.5), line, "small")


@pytest.mark.parametrize("seed", range(4))
def test_the_writers_room_says_no_line_beside_an_order_it_does_not_fit(seed: int) -> None:
    dice = Random(seed)
    for _ in range(200):
        facts = random_facts(dice, "heldout")
        assert not contradictions(facts, compose(facts, dice).decision)
