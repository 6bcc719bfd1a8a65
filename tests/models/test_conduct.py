"""What the house model is held to is measured on turns where it can be met, and shown without choosing."""

from __future__ import annotations

import re
from random import Random

import pytest

from models.house.conduct import BOUGHT, ROOM_TO_BUY, following, news_turns
from models.house.evaluate import ask, prompts
from models.house.samples import samples
from models.random_mind import RandomMind
from models.scripted import ScriptedMind
from models.situations import exposure, situation
from show.ports import Answer, Decision, Prompt
from tests.models.fake_openai import DECISION


class Always:
    """Gives the same decision, or rubbish."""

    name = "always"

    def __init__(self, text: str) -> None:
        self._text = text

    async def decide(self, prompt: Prompt) -> Answer:
        """Give it."""
        return Answer(text=self._text)

    async def close(self) -> None:
        """Do nothing."""


def asked(count: int) -> list[Prompt]:
    return [ask(facts, seed) for seed, facts in enumerate(news_turns(3, count))]


def test_the_turns_are_the_news_traders_with_room_to_buy() -> None:
    for facts in news_turns(3, 40):
        (news,) = facts.headlines
        assert (facts.trader, facts.status, news.tone, news.ticks_ago) == ("mike", "trading", "good", 0)
        assert news.about is not None
        assert exposure(facts, news.about) < ROOM_TO_BUY


async def test_a_purchase_of_the_asset_is_counted_and_nothing_else() -> None:
    turns = asked(40)
    tech = [prompt for prompt in turns if prompt.facts.headlines[0].about == "Tech"]
    buys = await following(Always(Decision(**{**DECISION, "size": "large"}).model_dump_json()), iter(turns))
    assert (buys.turns, buys.bought) == (40, len(tech))
    assert set(BOUGHT) == {"buy", "cover"}
    assert (await following(Always("rubbish"), iter(turns))).share == 0


async def test_good_news_leads_the_writers_room_to_buy_and_chance_does_not() -> None:
    turns = asked(150)
    assert (await following(ScriptedMind(), iter(turns))).share > 0.7
    assert (await following(RandomMind(), iter(turns))).share < 0.35


def test_the_news_trader_still_answers_people() -> None:
    kinds = [situation(facts, Random(seed)).kind for seed, facts in enumerate(news_turns(3, 150))]
    assert 0.03 < kinds.count("reply") / len(kinds) < 0.3


async def test_samples_are_the_first_of_a_seed_and_all_of_them() -> None:
    shown = [text async for text in samples(ScriptedMind(), 7, 5)]
    assert len(shown) == 5
    assert all(re.match(rf"{number}\. ", text) for number, text in enumerate(shown, 1))
    assert [text async for text in samples(ScriptedMind(), 7, 5)] == shown
    assert len(prompts(7, 5)) == 5


@pytest.mark.parametrize("text", ["rubbish", "{}"])
async def test_an_answer_that_is_none_is_shown_as_none(text: str) -> None:
    (paragraph,) = [each async for each in samples(Always(text), 7, 1)]
    assert "no decision" in paragraph
