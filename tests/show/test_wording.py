"""The words of a prompt: one floor for all, read ahead as it becomes known, and nothing private in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from models.scripted import ScriptedMind
from show.plain import ListLog
from show.ports import Answer, Prompt
from show.prompts import words_ahead
from show.words import TRADERS
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
        async def append(self, entries: object, memories: object = ()) -> None:
            await super().append(entries, memories)  # type: ignore[arg-type]  # handed through as it came
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
        await mind.decide(prompt.model_copy(update={"words": Silent()}))
    assert len(reader.prompts) == len(TRADERS)
