"""Memory is read: newest scores highest, no range is divided by zero, and everyone keeps only their own."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from show.events import ChaosStruck, LineSpoken, OrderFilled
from show.memory import memories_of, rank, scaled
from show.ports import Memory, Recollection
from show.words import TRADERS
from tests.show.company import Company


def found(tick: int, importance: int = 3, relevance: float = 0.0, text: str = "") -> Recollection:
    memory = Memory(trader="alex", tick=tick, importance=importance, text=text or f"tick {tick}")
    return Recollection(memory=memory, relevance=relevance)


def test_of_equal_memories_the_newest_comes_first() -> None:
    assert [memory.tick for memory in rank([found(1), found(9), found(5)], 10, 3)] == [9, 5, 1]


def test_an_important_memory_beats_a_slightly_newer_trifle() -> None:
    assert rank([found(9, importance=1), found(8, importance=10), found(1)], 10, 1)[0].tick == 8


def test_a_relevant_memory_beats_a_slightly_newer_one() -> None:
    assert rank([found(9), found(8, relevance=4.0), found(1)], 10, 1)[0].tick == 8


def test_one_memory_alone_is_ranked_without_dividing_by_zero() -> None:
    assert rank([found(1)], 10, 3) == [found(1).memory]


def test_no_memory_is_no_memory() -> None:
    assert rank([], 10, 3) == []


@given(st.lists(st.floats(-1e6, 1e6), max_size=8))
def test_scaled_values_are_numbers_between_zero_and_one(values: list[float]) -> None:
    assert all(0 <= value <= 1 and not math.isnan(value) for value in scaled(values))


def test_a_line_is_remembered_by_those_who_heard_it_and_more_so_by_who_was_named() -> None:
    line = LineSpoken(trader="mike", room="News Room", text="Listen, Sarah!", heard_by=("sarah", "alice"))
    kept = memories_of(line, 4)
    assert {memory.trader: memory.importance for memory in kept} == {"sarah": 5, "alice": 3}
    assert all("News Room" in memory.text and "Mike" in memory.text for memory in kept)


def test_a_fill_is_remembered_by_its_trader_alone() -> None:
    fill = OrderFilled(trader="alex", asset="Crypto", lots=-5000, price=4000, notional=20000, fee=20)
    assert [(memory.trader, memory.text) for memory in memories_of(fill, 1)] == [
        ("alex", "I sold $200.00 of Crypto at $40.00.")
    ]


def test_chaos_is_remembered_by_all() -> None:
    struck = ChaosStruck(chaos=1, owner="page:ann", backers=1, headline="Servers melt", ticks=6, before={})
    assert [memory.trader for memory in memories_of(struck, 1)] == list(TRADERS)


async def test_memories_come_back_in_the_prompt_of_who_has_them() -> None:
    company = await Company().run(12)
    prompts = [memory for memory in company.log.memories if memory.trader == "mike"]
    assert prompts
    found_again = await company.log.recall("mike", prompts[0].text)
    assert all(item.memory.trader == "mike" for item in found_again)
