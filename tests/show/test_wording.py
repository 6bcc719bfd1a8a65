"""The words of a prompt: one floor for all, read ahead as it becomes known, and nothing private in it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from models.scripted import ScriptedMind
from show.events import Entry
from show.money import signed_pct
from show.plain import ListLog
from show.ports import Answer, Memory, Neighbour, PositionFact, Prompt
from show.prompts import _as_shown, words_ahead
from show.wording import FLOOR_WORDS
from show.words import TRADERS, TraderId
from tests.models.prompts import facts
from tests.show.company import Company


class Reader(ScriptedMind):
    """Keeps the prompts of the scripted mind."""

    def __init__(self) -> None:
        super().__init__()
        self.prompts: list[Prompt] = []

    async def decide(self, prompt: Prompt) -> Answer:
        self.prompts.append(prompt)
        return await super().decide(prompt)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
async def test_the_public_part_is_the_same_for_all_four_in_a_tick(seed: int) -> None:
    mind = Reader()
    await Company(seed=seed, mind=mind).run(10)
    for tick in range(1, 11):
        texts = {prompt.public for prompt in mind.prompts if prompt.facts.tick == tick}
        assert len(texts) == 1


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
async def test_no_private_word_of_anyone_is_in_the_public_part(seed: int) -> None:
    mind = Reader()
    await Company(seed=seed, mind=mind).run(12)
    said = {line for prompt in mind.prompts for line in prompt.facts.own_lines}
    goals = {prompt.facts.goal for prompt in mind.prompts}
    for prompt in mind.prompts:
        assert not [text for text in said | goals if text in prompt.public]
        others = {other.facts.goal for other in mind.prompts if other.facts.trader != prompt.facts.trader}
        assert not [goal for goal in others - {prompt.facts.goal} if goal in prompt.private]


async def test_what_is_read_ahead_is_the_beginning_of_the_next_public_part() -> None:
    ahead: list[str] = []

    class WatchedLog(ListLog):
        async def append(self, entries: Sequence[Entry], memories: Sequence[Memory] = ()) -> None:
            await super().append(entries, memories)
            ahead.append(words_ahead(company.state)[1])

    mind, log = Reader(), WatchedLog()
    company = Company(seed=3, mind=mind, log=log, inbox=log, recall=log)
    checked = 0
    for _ in range(8):
        ahead.clear()
        mind.prompts.clear()
        before = words_ahead(company.state)[1] if company.state.tick else None
        await company.run(1)
        public = mind.prompts[0].public
        until_prices = ahead[: [text == public for text in ahead].index(True) + 1]
        assert len(until_prices) >= 2
        assert all(public.startswith(text) for text in until_prices[-2:])
        if before is not None and company.state.programme.season_tick != company.state.tick - 1:
            assert public.startswith(before)
            checked += 1
    assert checked == 7


async def test_nothing_is_put_into_words_for_a_mind_that_reads_facts() -> None:
    class Silent:
        def rules(self) -> str:
            raise AssertionError("the rules were read")

        public = private = lambda self, facts: self.rules()

    mind = ScriptedMind()
    reader = Reader()
    await Company(mind=reader).run(1)
    for prompt in reader.prompts:
        await mind.decide(prompt._replace(words=Silent()))
    assert len(reader.prompts) == len(TRADERS)


def test_holdings_are_told_as_shares_of_equity_with_their_profit() -> None:
    long = PositionFact(asset="Tech", side="long", value=490_000, profit=-10_000, held_ticks=3)
    short = PositionFact(asset="Bonds", side="short", value=250_000, profit=10_000, held_ticks=1)
    words = FLOOR_WORDS.private(facts(positions=(long, short)))
    assert "You hold Tech 49% (-2%), Bonds -25% (+4%)." in words
    assert "You hold cash only." in FLOOR_WORDS.private(facts())


def test_a_memory_is_told_to_those_who_have_nobody_to_reply_to() -> None:
    memories = ("I bought $5.00 of Tech at $1.00.", "Chaos struck: the lift is stuck")
    alone = FLOOR_WORDS.private(facts(memories=memories))
    assert "You remember: Chaos struck" in alone
    spoken: list[tuple[TraderId, int]] = [("sarah", 9), ("mike", 0), ("alice", 1)]
    others = tuple(Neighbour(who, f"Line of {who}.", ago) for who, ago in spoken)
    company = FLOOR_WORDS.private(facts(memories=memories, neighbours=others))
    assert "remember" not in company and "sarah." not in company
    assert company.index("Line of alice.") < company.index("Line of mike.")
    assert company.endswith("Reply to Mike!")


@given(st.floats(-60.0, 60.0))
def test_a_change_reads_the_same_on_the_floor_as_on_the_screen(change: float) -> None:
    told = _as_shown(change)
    assert signed_pct(told) == signed_pct(change)
    assert abs(told - change) < 0.016


def test_a_change_is_not_rounded_twice() -> None:
    assert signed_pct(_as_shown(1.7495)) == "+1.7%"
