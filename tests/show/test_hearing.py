"""Hearing is by room: what a trader was not there to hear reaches them by no way at all."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.events import LineSpoken, TraderMoved
from show.office import STALE_TICKS, Office
from show.ports import Answer, Prompt
from show.words import MOODS, ROOMS, SIZES, TRADERS, TRADES, TraderId
from tests.show.company import Company

WORDS = ("amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath", "inlet", "jetty")


class SecretMind:
    """Says and thinks a word nobody else can know, and walks at random. Records every prompt."""

    name = "secret"

    def __init__(self) -> None:
        self.prompts: list[Prompt] = []
        self.spoken: dict[str, TraderId] = {}
        self.thought: dict[str, TraderId] = {}

    async def decide(self, prompt: Prompt) -> Answer:
        self.prompts.append(prompt)
        dice = Random(prompt.seed)
        number = len(self.prompts)
        said, thought = f"say{number}q", f"think{number}q"
        self.spoken[said] = self.thought[thought] = prompt.facts.trader
        answer = {
            "trade": dice.choice(TRADES),
            "size": dice.choice(SIZES),
            "speech": f"{said} {dice.choice(WORDS)} {dice.choice(WORDS)}" if dice.random() < 0.8 else "",
            "thought": f"{thought} {dice.choice(WORDS)}",
            "location": dice.choice(ROOMS),
            "mood": dice.choice(MOODS),
        }
        return Answer(text=json.dumps(answer))

    async def close(self) -> None:
        pass


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
async def test_no_prompt_holds_a_line_its_reader_did_not_hear_or_anyone_elses_thought(seed: int) -> None:
    mind = SecretMind()
    company = await Company(seed=seed, mind=mind).run(14)
    heard: dict[TraderId, set[str]] = {who: set() for who in TRADERS}
    own: dict[TraderId, set[str]] = {who: set() for who in TRADERS}
    asked = iter(mind.prompts)
    for entry in company.log.entries:
        event = entry.event
        if event.kind == "DecisionMade":
            prompt = next(asked)
            assert prompt.facts.trader == event.trader
            text = f"{prompt.facts} {prompt.system} {prompt.user}"
            known = heard[event.trader] | own[event.trader]
            assert [word for word in mind.spoken if f"{word} " in text and word not in known] == []
            assert [w for w, who in mind.thought.items() if f"{w} " in text and who != event.trader] == []
        if isinstance(event, LineSpoken):
            word = event.text.split()[0]
            own[event.trader].add(word)
            for listener in event.heard_by:
                heard[listener].add(word)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
async def test_a_line_is_heard_by_exactly_those_who_stand_in_the_room(seed: int) -> None:
    company = await Company(seed=seed, mind=SecretMind()).run(10)
    places = dict(Office().places)
    for entry in company.log.entries:
        event = entry.event
        if isinstance(event, LineSpoken):
            there = {who for who in TRADERS if places[who] == event.room and who != event.trader}
            assert set(event.heard_by) == there
            assert places[event.trader] == event.room
        if isinstance(event, TraderMoved):
            places[event.trader] = event.room


def spoken(tick: int = 1) -> Office:
    office = Office()
    office.places["alex"] = office.places["sarah"] = "VC Office"
    office.say(LineSpoken(trader="sarah", room="VC Office", text="Sell.", heard_by=("alex",)), tick)
    return office


def test_a_listener_knows_the_last_line_and_when_it_was_said() -> None:
    line = spoken().last_heard("alex", "sarah", 3)
    assert line is not None
    assert (line.text, line.tick) == ("Sell.", 1)


def test_a_stale_line_is_no_longer_answered() -> None:
    assert spoken().last_heard("alex", "sarah", 1 + STALE_TICKS + 1) is None


def test_a_line_is_not_heard_again_in_another_room() -> None:
    office = spoken()
    office.places["alex"] = office.places["sarah"] = "News Room"
    assert office.last_heard("alex", "sarah", 2) is None


@pytest.mark.parametrize("listener", ["alice", "mike"])
def test_who_was_elsewhere_heard_nothing_even_after_coming_in(listener: TraderId) -> None:
    office = spoken()
    office.places[listener] = "VC Office"
    assert office.last_heard(listener, "sarah", 1) is None
