"""Letters between the show and the engine's process: what is sealed comes out as it went in."""

from __future__ import annotations

from random import Random

import pytest
from pydantic import ValidationError

from models.letters import Written, answered, asked, opened, question, result, seal
from models.random_facts import random_facts
from show.ports import FACTS, Answer, DeskFact, DeskView, Prompt, TurnFacts, spelled_out


def posted(facts: TurnFacts) -> Prompt:
    """Return a prompt with those facts as it comes out of its letter."""
    return asked(opened(seal(question(1, Prompt(facts, 7), None, words=False))))


def test_facts_come_out_of_a_letter_as_they_went_in() -> None:
    dice = Random(5)
    for _ in range(200):
        facts = random_facts(dice, "train")
        assert posted(facts) == Prompt(facts, 7, Written("", "", ""))


def test_the_desks_view_comes_out_of_a_letter_as_it_went_in() -> None:
    view = DeskView((DeskFact("Tech", 0.5, -0.25),), over="Tech", champion="momentum", dissenter="value")
    facts = random_facts(Random(5), "train")._replace(desk=view)
    assert posted(facts).facts == facts


def test_an_answer_comes_out_of_a_letter_as_it_went_in() -> None:
    answer = Answer("{}", milliseconds=12, candidates=3, mind="house")
    assert result(opened(seal(answered(1, answer)))) == answer


def test_facts_are_spelled_out_with_names_and_without_what_is_as_usual() -> None:
    facts = random_facts(Random(5), "train")._replace(goal="", memories=(), chaos=None)
    told = spelled_out(facts)
    assert told["trader"] == facts.trader
    assert told["prices"][0]["price"] == facts.prices[0].price
    assert not {"goal", "memories", "chaos"} & set(told)


def test_facts_that_are_none_are_refused() -> None:
    told = spelled_out(random_facts(Random(5), "train"))
    for wrong in ({"trader": "bob"}, {"cash": "much"}, {"prices": [{"asset": "Gold"}]}, {"fame": 1}):
        with pytest.raises(ValidationError):
            FACTS.validate_python({**told, **wrong})
