"""What the writers' room says of a sale goes with how much of the position is sold."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from assets.banks import line_bank
from models.scripted import compose
from models.situations import EXPOSURE, Situation
from show.ports import TRADERS, Neighbour, PositionFact, PriceFact, TraderId
from tests.models.prompts import facts as first_turn


@pytest.mark.parametrize("who", TRADERS)
def test_most_of_a_position_is_more_than_half_and_not_all_and_a_slice_is_less(who: TraderId) -> None:
    words = {
        line.template.source: word
        for line in line_bank(who)
        for word in ("trim", "bulk")
        if any(word in need for need in line.needs)
    }
    shares: dict[str, set[bool]] = {"trim": set(), "bulk": set()}
    prices = (PriceFact(asset="Tech", price=10_000, change_pct=-2.0, trend_pct=-4.0),)
    neighbour = Neighbour(who="alice" if who == "mike" else "mike")
    for value, seed in product((300_000, 600_000, 1_900_000), range(400)):
        held = PositionFact(asset="Tech", side="long", value=value, profit=-9_000, held_ticks=9)
        facts = first_turn(trader=who, positions=(held,), prices=prices, neighbours=(neighbour,))
        made = compose(facts, Random(seed), Situation("price", "Tech", "down"))
        if made.speech_template in words:
            left = 1_000_000 * EXPOSURE[made.decision.size] / value
            assert 0 < left < 1
            shares[words[made.speech_template]].add(left >= 0.45)
    assert shares["bulk"] == {False}
    assert shares["trim"] == ({True} if who == "alex" else set())
