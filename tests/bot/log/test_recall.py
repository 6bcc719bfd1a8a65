"""Traders remember what the words of the moment bring back, and never more than they can hold."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.log.database import read_only
from bot.log.memories import DEAR, FRESH, KEPT, KEPT_DEAR, Memories
from bot.log.recall import Recall
from bot.log.store import Store, opened
from show.ports import Memory, Recollection
from show.words import TRADERS, TraderId
from tests.bot.papers import Pen

LINES = (
    "Crypto crashed and I sold at the bottom.",
    "Sarah bought Bonds in the Coffee Shop.",
    "Mike shouted about a merger of two robot makers.",
    "The rain went on all day.",
)


def _memory(text: str, importance: int = 5, trader: TraderId = "alex", tick: int = 1) -> Memory:
    return Memory(trader=trader, tick=tick, importance=importance, text=text)


def _texts(found: list[Recollection]) -> list[str]:
    return [item.memory.text for item in found]


def _memories(*memories: Memory) -> Memories:
    kept = Memories()
    kept.learn(kept.number(memories))
    return kept


async def _write(store: Store, pen: Pen, *memories: Memory) -> None:
    await store.log.append(pen.beat_of(1), memories)


@pytest.fixture
def lines() -> Recall:
    return Recall(_memories(*(_memory(text) for text in LINES)))


async def test_the_memory_that_shares_most_words_comes_first(lines: Recall) -> None:
    found = await lines.recall("alex", "did Crypto crash to the bottom?")
    assert found[0].memory.text == LINES[0]
    assert found[0].relevance > max(item.relevance for item in found[1:]) >= 0


async def test_a_word_is_found_in_its_other_forms_and_spellings(lines: Recall) -> None:
    for query in ("crash", "CRASHING", "crâshed"):
        assert (await lines.recall("alex", query))[0].memory.text == LINES[0]


async def test_the_newest_memories_come_along_although_nothing_matches(lines: Recall) -> None:
    found = await lines.recall("alex", "zeppelin", limit=2)
    assert _texts(found) == [LINES[3], LINES[2]]
    assert [item.relevance for item in found] == [0, 0]


async def test_a_quarter_is_kept_for_the_newest_however_much_matches() -> None:
    kept = _memories(*(_memory(f"robot {number}") for number in range(20)), _memory("rain"), _memory("snow"))
    found = await Recall(kept).recall("alex", "robot 7", limit=8)
    assert _texts(found)[-2:] == ["snow", "rain"]
    assert len(found) == 8


async def test_nobody_remembers_what_another_lived_through(lines: Recall) -> None:
    assert await lines.recall("sarah", "Crypto crashed bottom") == []


async def test_a_name_that_everybody_always_says_does_not_count() -> None:
    kept = _memories(
        *(_memory(f"Mike said number{number}") for number in range(100)), _memory("Mike left a robot")
    )
    found = await Recall(kept).recall("alex", "Mike robot", limit=4)
    assert found[0].memory.text == "Mike left a robot"
    assert [item.relevance for item in found[1:]] == [0, 0, 0]


HOSTILE = [
    '"',
    '""',
    "NOT",
    "a AND",
    "text:crash",
    "crash*",
    "^crash",
    "NEAR(crash bottom)",
    "(",
    "')--",
    "{x}:y",
]


@pytest.mark.parametrize(
    "query", [*HOSTILE, "\0", "_", "🚀🚀", "\u0301", "\ud800", "ﷺ", "crash\0bottom", "x" * 10_000]
)
async def test_nothing_in_a_query_is_read_as_search_syntax(lines: Recall, query: str) -> None:
    assert len(await lines.recall("alex", query)) == len(LINES)
    assert (await lines.recall("alex", f"{query} crypto"))[0].memory.text == LINES[0]


@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=8),
    query=st.text(),
)
@settings(max_examples=60, deadline=None)
async def test_any_text_can_be_remembered_and_asked_for(texts: list[str], query: str) -> None:
    kept = _memories(*(_memory(text) for text in texts))
    found = await Recall(kept).recall("alex", query, limit=8)
    kept.close()
    assert sorted(_texts(found)) == sorted(texts)
    assert all(item.relevance >= 0 for item in found)


async def test_memories_survive_a_restart_with_the_same_relevance(tmp_path: Path) -> None:
    dice, pen = random.Random(3), Pen()
    words = [f"word{number}" for number in range(60)]
    queries = [" ".join(dice.sample(words, 5)) for _ in range(20)]
    async with opened(tmp_path / "show.db") as store:
        for tick in range(2 * KEPT):
            text = " ".join(dice.sample(words, 8))
            await _write(store, pen, _memory(text, dice.randint(1, 10), dice.choice(TRADERS), tick))
        before = [await store.recall.recall(trader, query) for query in queries for trader in TRADERS]
    async with opened(tmp_path / "show.db") as store:
        after = [await store.recall.recall(trader, query) for query in queries for trader in TRADERS]
        await _write(store, pen, _memory("after the restart", 10))
        assert _texts(await store.recall.recall("alex", "restart"))[0] == "after the restart"
    assert before == after


async def test_the_table_holds_no_more_than_the_caps(tmp_path: Path) -> None:
    pen = Pen()
    async with opened(tmp_path / "show.db") as store:
        for tick in range(KEPT + 40):
            await _write(store, pen, _memory(f"thing {tick}", tick=tick), _memory("bell", DEAR, "mike", tick))
    raw = read_only(tmp_path / "show.db")
    counts = dict(raw.execute("SELECT trader, count(*) FROM memories GROUP BY trader").fetchall())
    raw.close()
    # What the last beat pushed out leaves the table with the next one.
    assert counts == {"alex": KEPT + 1, "mike": KEPT_DEAR + 1}


def _kept(memories: Memories) -> list[Memory]:
    return list(memories.of("alex").memories.values())


async def test_the_index_does_not_wear_out_with_what_is_forgotten() -> None:
    memories = Memories()
    for number in range(3 * KEPT):
        memories.learn(memories.number([_memory(f"robot {number} sold number {number % 7}")]))
    memories._index.execute("INSERT INTO words_of_alex (words_of_alex) VALUES ('integrity-check')")
    levels = memories._index.execute("SELECT length(block) FROM words_of_alex_data WHERE id = 10").fetchone()
    found = await Recall(memories).recall("alex", f"{3 * KEPT - 1}")
    memories.close()
    assert found[0].memory.text.startswith(f"robot {3 * KEPT - 1} ")
    assert levels[0] < 100, "each level of the index takes two bytes here, and 2,000 of them break it"


async def test_an_index_that_breaks_is_built_again(lines: Recall) -> None:
    index = lines._memories._index
    index.execute("DELETE FROM words_of_alex_data")
    await lines.recall("alex", "crash")
    assert (await lines.recall("alex", "crash"))[0].memory.text == LINES[0]
    index.execute("DELETE FROM words_of_alex_data")
    new = [_memory(f"robot {number}") for number in range(KEPT)]
    lines._memories.learn(lines._memories.number(new))
    assert (await lines.recall("alex", "robot 255"))[0].memory == new[255]


def test_the_least_important_goes_first_and_of_those_the_oldest() -> None:
    old = [_memory(f"old {number}", importance=2 + number % 3) for number in range(KEPT)]
    new = [_memory(f"new {number}", importance=1) for number in range(FRESH)]
    kept = _kept(_memories(*old, *new))
    weak = [memory for memory in old if memory.importance == 2]
    assert len(weak) > FRESH
    assert kept == [memory for memory in old if memory not in weak[:FRESH]] + new


def test_reflections_stay_while_idle_memories_go() -> None:
    bells = [_memory(f"bell {number}", importance=9) for number in range(KEPT_DEAR)]
    idle = [_memory(f"idle {number}", importance=8) for number in range(2 * KEPT)]
    kept = _kept(_memories(*bells, *idle))
    assert kept == bells + idle[-(KEPT - KEPT_DEAR) :]


def test_reflections_over_their_own_cap_push_out_only_each_other() -> None:
    idle = [_memory(f"idle {number}", importance=1) for number in range(100)]
    bells = [_memory(f"bell {number}", importance=9 + number % 2) for number in range(KEPT_DEAR + 10)]
    kept = _kept(_memories(*idle, *bells))
    assert kept[:100] == idle
    assert len(kept) == 100 + KEPT_DEAR
    assert [memory for memory in bells if memory not in kept] == [
        bell for bell in bells if bell.importance == 9
    ][:10]


@given(importances=st.lists(st.integers(1, 10), min_size=KEPT, max_size=KEPT + 120))
@settings(max_examples=25, deadline=None)
def test_no_run_of_memories_breaks_a_cap_or_loses_a_fresh_one(importances: list[int]) -> None:
    memories = Memories()
    lived = [_memory(f"thing {number}", importance) for number, importance in enumerate(importances)]
    for memory in lived:
        memories.learn(memories.number([memory]))
    kept = _kept(memories)
    memories.close()
    assert len(kept) <= KEPT
    assert kept[-FRESH:] == lived[-FRESH:]
    assert sum(memory.importance >= DEAR for memory in kept) <= KEPT_DEAR
