"""How the house model behaves: does good news on an asset lead the news trader to buy it?

The question is put as often as one likes, each time in another turn: Mike may trade, holds little of the
asset, and reads a fresh headline on it in a wording that no training run has seen. Everything else in the
turn is drawn at random, also prices and talk that speak against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from pydantic import ValidationError

from models.deeds import act
from models.random_facts import random_facts
from models.situations import exposure
from show.ports import Asset, Decision, Mind, MindRubbish, Prompt, Tone, TurnFacts

NEWS_TRADER = "mike"
ROOM_TO_BUY = 0.5
"""Share of equity in the asset above which there may be nothing left to buy."""
BOUGHT = ("buy", "cover")


@dataclass
class Following:
    """How many of the turns led to a purchase of the asset, and by what else the others were taken up."""

    turns: int = 0
    bought: int = 0
    instead: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Return the share of purchases, from 0 to 1."""
        return self.bought / self.turns if self.turns else 0.0


def news_turns(seed: int, count: int, tone: Tone = "good") -> Iterator[TurnFacts]:
    """Yield turns of the news trader with one fresh headline of that tone on an asset that can be bought."""
    dice = Random(seed)
    made = 0
    while made < count:
        facts = random_facts(dice, "heldout")
        fresh = [news for news in facts.headlines if news.about and news.tone == tone and news.ticks_ago == 0]
        if facts.trader != NEWS_TRADER or facts.status != "trading" or facts.chaos or len(fresh) != 1:
            continue
        facts = facts._replace(headlines=(fresh[0],))
        if exposure(facts, _about(facts)) < ROOM_TO_BUY:
            made += 1
            yield facts


def _about(facts: TurnFacts) -> Asset:
    about = facts.headlines[0].about
    assert about is not None, "only headlines on an asset are drawn"
    return about


async def following(mind: Mind, asked: Iterator[Prompt]) -> Following:
    """Ask a mind and count the purchases."""
    found = Following()
    for prompt in asked:
        found.turns += 1
        try:
            decision = Decision.model_validate_json((await mind.decide(prompt)).text)
        except (MindRubbish, ValidationError):
            found.instead.append("no decision")
            continue
        if decision.trade == _about(prompt.facts) and act(prompt.facts, decision) in BOUGHT:
            found.bought += 1
        else:
            found.instead.append(f"{decision.trade} {act(prompt.facts, decision)}")
    return found
