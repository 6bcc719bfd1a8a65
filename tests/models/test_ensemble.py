"""Several minds behind one: each trader gets their own, and every event names the mind that answered."""

from __future__ import annotations

from typing import Any

import pytest

from models.ensemble import Ensemble
from models.random_mind import RandomMind
from models.scripted import ScriptedMind
from show.events import AnswerFailed, DecisionMade
from show.ports import TRADERS, Answer, Decision, MindError, Prompt
from tests.models.prompts import prompt
from tests.show.company import Company


class Named:
    """Answers at random, or not at all, under a name of its own."""

    def __init__(self, name: str, failure: str = "") -> None:
        self.name = name
        self.failure = failure
        self.closed = 0

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer, or fail with the sentence."""
        if self.failure:
            raise MindError(self.failure)
        return await RandomMind().decide(prompt)

    async def close(self) -> None:
        """Count."""
        self.closed += 1


def four() -> dict[str, Named]:
    return {trader: Named(f"{trader}'s") for trader in TRADERS}


def ensemble(minds: dict[str, Named], **options: Any) -> Ensemble:
    return Ensemble({trader: minds[trader] for trader in TRADERS}, **options)


async def test_each_trader_is_answered_by_their_own_mind() -> None:
    mind = ensemble(four())
    for trader in TRADERS:
        assert (await mind.decide(prompt(trader=trader))).mind == f"{trader}'s"
    assert mind.name == "alex's + sarah's + alice's + mike's"


async def test_the_events_name_the_mind_that_answered() -> None:
    minds = four()
    minds["mike"] = Named("broken", "The mind is ill.")
    company = await Company(mind=ensemble(minds)).run(2)
    made = [event for event in company.events("DecisionMade") if isinstance(event, DecisionMade)]
    assert {(event.trader, event.mind, event.canned) for event in made} == {
        ("alex", "alex's", False),
        ("sarah", "sarah's", False),
        ("alice", "alice's", False),
        ("mike", "broken", True),
    }
    failed = [event for event in company.events("AnswerFailed") if isinstance(event, AnswerFailed)]
    assert {(event.mind, event.detail) for event in failed} == {("broken", "The mind is ill.")}


async def test_the_minds_move_on_by_a_seat() -> None:
    mind = ensemble(four(), shift=lambda: 5)
    assert [mind.name_of(trader) for trader in TRADERS] == ["sarah's", "alice's", "mike's", "alex's"]


async def test_a_mystery_mind_is_named_nowhere() -> None:
    minds = four()
    minds["alice"] = Named("secret-7b", "The model 'secret-7b' is ill.")
    mind = ensemble(minds, mystery="alice")
    with pytest.raises(MindError) as caught:
        await mind.decide(prompt(trader="alice"))
    assert "secret-7b" not in f"{caught.value} {caught.value.mind} {mind.name}"
    assert str(caught.value) == "The model the mystery mind is ill."
    assert (await mind.decide(prompt(trader="alex"))).mind == "alex's"


async def test_a_shared_mind_is_closed_once() -> None:
    shared, other = Named("shared"), Named("other")
    await Ensemble({"alex": shared, "sarah": other, "alice": shared, "mike": shared}).close()
    assert (shared.closed, other.closed) == (1, 1)


async def test_the_random_mind_is_legal_and_repeats_itself_by_seed() -> None:
    mind = RandomMind()
    answers = [(await mind.decide(prompt(seed=seed))).text for seed in (1, 2, 1)]
    decisions = [Decision.model_validate_json(text) for text in answers]
    assert decisions[0] == decisions[2] != decisions[1]
    intern = Decision.model_validate_json((await mind.decide(prompt(seed=3, sizes=()))).text)
    assert (intern.trade, intern.size) == ("Hold", "out")


async def test_one_mind_alone_is_named_as_before() -> None:
    company = await Company(mind=ScriptedMind()).run(1)
    assert {event.mind for event in company.events("DecisionMade") if isinstance(event, DecisionMade)} == {
        "rehearsal"
    }
