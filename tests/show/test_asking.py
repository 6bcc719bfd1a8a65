"""Asking ahead: as many at once as may be, and a log that does not tell whether it was done."""

from __future__ import annotations

import asyncio
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from models.scripted import ScriptedMind
from show.events import AnswerFailed, TickBegan
from show.ports import Answer, MindLate, Prompt
from show.words import ROOMS, TRADERS, TraderId
from tests.show.company import Company


class YieldingPace:
    """Gives everyone else a turn, many times."""

    waits = True

    async def hold(self, milliseconds: int) -> None:
        """Let the open questions be answered."""
        for _ in range(30):
            await asyncio.sleep(0)


class Listening(ScriptedMind):
    """Keeps the prompts of the scripted mind and counts how many are thought about at once."""

    def __init__(self) -> None:
        super().__init__()
        self.prompts: list[Prompt] = []
        self.thinking = 0
        self.most = 0

    async def decide(self, prompt: Prompt) -> Answer:
        self.prompts.append(prompt)
        self.thinking += 1
        self.most = max(self.most, self.thinking)
        await asyncio.sleep(0)
        self.thinking -= 1
        return await super().decide(prompt)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
async def test_the_log_does_not_tell_who_was_asked_ahead(seed: int) -> None:
    one_by_one = await Company(seed=seed).run(12)
    ahead = await Company(seed=seed, pace=YieldingPace()).run(12)
    assert ahead.state.head == one_by_one.state.head


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000))
async def test_every_answer_is_one_to_the_prompt_as_it_was_when_the_turn_came(seed: int) -> None:
    calm, eager = Listening(), Listening()
    await Company(seed=seed, mind=calm).run(8)
    await Company(seed=seed, mind=eager, pace=YieldingPace()).run(8)
    asked = {repr(prompt) for prompt in eager.prompts}
    assert {repr(prompt) for prompt in calm.prompts} <= asked


async def test_all_four_are_asked_at_once_when_each_has_a_room_to_themselves() -> None:
    mind = Listening()
    company = await Company(mind=mind, pace=YieldingPace()).run(0)
    company.state.office.places.update(zip(TRADERS, ROOMS, strict=True))
    await company.run(1)
    assert mind.most == len(TRADERS)


ORDERED: dict[str, str] = {
    "alex": "one espresso and a doughnut, thanks",
    "sarah": "Tea, black, in a clean cup.",
    "alice": "Water. I have measured the rest.",
    "mike": "Whatever is hot and on camera!",
}


class Staying(Listening):
    """Says something and stays in the Coffee Shop."""

    async def decide(self, prompt: Prompt) -> Answer:
        await super().decide(prompt)
        who = prompt.facts.trader
        decision = {
            "trade": "Hold", "size": "out", "speech": f"{ORDERED[who]} {prompt.facts.tick}",
            "thought": "Coffee.", "location": "Coffee Shop", "mood": "calm",
        }  # fmt: skip
        return Answer(text=json.dumps(decision))


async def test_who_stands_together_is_asked_one_after_another_and_hears_what_was_said_before() -> None:
    mind = Staying()
    company = await Company(mind=mind, pace=YieldingPace()).run(0)
    for trader in TRADERS:
        company.state.office.places[trader] = "Coffee Shop"
    await company.run(1)
    assert mind.most == 1
    heard = [sum(other.said is not None for other in prompt.facts.neighbours) for prompt in mind.prompts]
    assert heard == [0, 1, 2, 3]


async def test_who_sees_somebody_come_in_is_asked_again() -> None:
    mind = Staying()
    company = await Company(seed=1, mind=mind, pace=YieldingPace()).run(0)
    company.state.office.places.update(zip(TRADERS, ROOMS, strict=True))
    await company.run(1)
    began = company.events("TickBegan")[0]
    assert isinstance(began, TickBegan)
    assert began.order[0] != "alice", "somebody must come in before she speaks"
    asked = [prompt.facts.neighbours for prompt in mind.prompts if prompt.facts.trader == "alice"]
    assert len(asked) > 1
    assert asked[0] == ()
    assert asked[-1] != ()
    assert len(company.events("DecisionMade")) == len(TRADERS)
    assert company.events("AnswerFailed") == []


async def test_a_failure_before_it_counts_is_no_failure() -> None:
    failed: set[TraderId] = set()

    class LateOnce(Listening):
        async def decide(self, prompt: Prompt) -> Answer:
            answer = await super().decide(prompt)
            who = prompt.facts.trader
            if who not in failed and self.most > 1:
                failed.add(who)
                raise MindLate("too slow")
            return answer

    company = await Company(mind=LateOnce(), pace=YieldingPace()).run(3)
    late = [event for event in company.events("AnswerFailed") if isinstance(event, AnswerFailed)]
    assert len(failed) > len(late)
