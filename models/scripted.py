"""The scripted mind: a seeded writers' room. It needs no model, and it teaches the house model."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain
from random import Random
from typing import NamedTuple

from assets.banks import KINDS, TONES_OF, Line, Stance, line_bank
from assets.templates import expand, fill
from models.deskwords import desk_line
from models.echoes import echoes_of, word_set
from models.persona import choose_location, choose_mood, choose_trade
from models.situations import TRIM, Situation, named_asset, position, situation, slots, sold, stance
from show.ports import (
    SPEECH_CHARACTERS,
    THOUGHT_CHARACTERS,
    Answer,
    Decision,
    Prompt,
    Room,
    TraderId,
    TurnFacts,
)

__all__ = ["Composition", "ScriptedMind", "Situation", "compose", "situation", "slots", "stance"]

SILENCE: dict[TraderId, float] = {"alex": 0.06, "sarah": 0.12, "alice": 0.13, "mike": 0.07}
"""How often a trader says nothing."""

ROOM_WORDS: dict[Room, str] = {
    "Startup Offices": "in:startup",
    "VC Office": "in:vc",
    "Coffee Shop": "in:coffee",
    "News Room": "in:news",
}
HELPLESS = ("margin", "intern")
"""Situations in which nothing that is said on ordinary days is true."""

ROTATION = 5
"""A thought comes up again only every so many ticks, where there are enough others."""

DRAWS = 8
"""Lines looked at before the whole pool is searched."""

FRESH_LINES, SAME_JOKE = 8, 0.5
"""Of the last eight lines not even the joke is told again: half of the shorter one's words. Of older ones the
line is not: most of their words (see `models.echoes`)."""


class Composition(NamedTuple):
    """A decision with what it was made from: the cue, the stance, and the wordings with their slots open.

    `fill(speech_template, slots) == decision.speech`, and the same for the thought. `lie` says that the
    speech is false and the thought admits it.
    """

    situation: Situation
    stance: Stance
    decision: Decision
    slots: dict[str, str]
    speech_template: str
    thought_template: str
    lie: bool


def compose(facts: TurnFacts, dice: Random, cue: Situation | None = None) -> Composition:
    """Return a decision in character, true to the facts, for a cue (drawn by relevance unless given)."""
    cue = cue or situation(facts, dice)
    trade, size = choose_trade(facts, cue, dice)
    draft = Decision(
        trade=trade,
        size=size,
        speech="",
        thought="…",
        location=choose_location(facts, cue, dice),
        mood=choose_mood(facts, cue, dice),
    )
    meant, offered = stance(facts, cue, draft), slots(facts, cue, draft)
    writer = Writer(facts, cue, draft, meant, offered, dice)
    speech, partner, lie = writer.speech()
    of_the_desk = desk_line(facts, cue, meant, draft, dice) if facts.desk else ""
    if of_the_desk:
        speech, partner, lie = of_the_desk, "", False
    thought = partner or writer.thought()
    decision = Decision(
        trade=trade,
        size=size,
        speech=fill(speech, offered),
        thought=fill(thought, offered),
        location=draft.location,
        mood=draft.mood,
    )
    return Composition(cue, meant, decision, offered, speech, thought, lie)


class ScriptedMind:
    """Answers every prompt at once from the writers' room. Equal prompts get equal answers."""

    @property
    def name(self) -> str:
        """Return "rehearsal"."""
        return "rehearsal"

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer one prompt with dice made from its seed."""
        decision = compose(prompt.facts, Random(prompt.seed)).decision
        return Answer(text=decision.model_dump_json())

    async def close(self) -> None:
        """Do nothing: there is nothing to free."""

    def forgets(self, trader: TraderId) -> bool:
        """Return True: the writers' room reads no memories."""
        return True


class Writer:
    """Finds a line for one turn."""

    def __init__(
        self,
        facts: TurnFacts,
        cue: Situation,
        draft: Decision,
        meant: Stance,
        offered: dict[str, str],
        dice: Random,
    ) -> None:
        self.trader, self.cue, self.meant, self.offered, self.dice = facts.trader, cue, meant, offered, dice
        self.holds = _words_that_hold(facts, cue, draft, meant)
        self.offers = frozenset(offered)
        self.company, self.tick = bool(facts.neighbours), facts.tick
        self.lately = [word_set(line) for line in facts.own_lines[:FRESH_LINES]]
        self.older = echoes_of(facts.trader)
        self.older.know(facts.own_lines[FRESH_LINES:])

    def speech(self) -> tuple[str, str, bool]:
        """Return a speech, the thought that belongs to it (empty: any), and whether it is a lie."""
        if self.dice.random() < SILENCE[self.trader]:
            return "", "", False
        idle = "idle" if self.company else "alone"
        for line in chain(self._drawn("speech", self.cue.kind), self._drawn("speech", idle)):
            text = expand(line.template, self.dice)
            spoken = fill(text, self.offered)
            if len(spoken) <= SPEECH_CHARACTERS and not self._said_lately(spoken):
                return text, expand(line.partner, self.dice) if line.partner else "", line.lie
        return "", "", False

    def thought(self) -> str:
        """Return a private thought that fits the turn."""
        found = self._fresh_first(self._drawn("thought", self.cue.kind))
        for line in chain(found, self._drawn("thought", "idle")):
            text = expand(line.template, self.dice)
            if len(fill(text, self.offered)) <= THOUGHT_CHARACTERS:
                return text
        return "Nothing to add."

    def _fresh_first(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Yield the lines whose turn it is, then the rest: facts do not tell what was thought before."""
        resting = []
        for line in lines:
            if line.number % ROTATION == self.tick % ROTATION:
                yield line
            else:
                resting.append(line)
        yield from resting

    def _drawn(self, part: str, kind: str) -> Iterator[Line]:
        """Yield lines that fit, by weight. Most pools fit well enough that looking at a few lines will do."""
        pool = _pools(self.trader).get(
            (part, kind, self.cue.tone if kind == self.cue.kind else "", self.meant)
        )
        if pool is None:
            return
        # As `Random.choices` draws, but the lines behind the one that is taken are never looked up.
        rolls = [self.dice.random() * pool.weights[-1] for _ in range(DRAWS)]
        last = len(pool.lines) - 1
        yield from self._fitting(pool.lines[bisect(pool.weights, roll, 0, last)] for roll in rolls)
        fitting = list(self._fitting(pool.lines))
        yield from self.dice.sample(fitting, len(fitting))

    def _fitting(self, lines: Iterable[Line]) -> Iterator[Line]:
        company, offers, holds = self.company, self.offers, self.holds
        for line in lines:
            if (line.company and not company) or not line.slots <= offers:
                continue
            for need in line.needs:
                if need.isdisjoint(holds):
                    break
            else:
                yield line

    def _said_lately(self, spoken: str) -> bool:
        words = word_set(spoken)
        size = len(words)
        for said in self.lately:
            smaller = size if size < len(said) else len(said)
            if said and len(words & said) >= SAME_JOKE * smaller:
                return True
        return self.older.holds(spoken)


def _weight(line: Line) -> float:
    """Return how readily a line is drawn: the closer it fits the moment, the more."""
    if line.kind == "any":
        return 0.35
    if line.lie:
        return 0.6
    answers = any(word.startswith("re:") for need in line.needs for word in need)
    return 1.0 + 0.8 * len(line.needs) + (8.0 if answers else 0.0)


def _words_that_hold(facts: TurnFacts, cue: Situation, draft: Decision, meant: Stance) -> set[str]:
    asset = named_asset(cue, draft)
    holds = {
        cue.tone,
        f"gist:{cue.gist}",
        f"@{cue.neighbour}",
        ROOM_WORDS[facts.room],
        _position_word(facts, cue, draft),
    }
    if cue.asset or asset:
        holds.add(cue.asset or asset or "")
    if meant == "rotate":
        holds.add(f"to:{asset}")
    if cue.topic:
        holds.add(f"re:{cue.topic}")
    if draft.trade != "Hold":
        holds.add(draft.size)
    if meant == "sell" and draft.size != "out":
        holds.add("trim" if sold(facts, draft) <= TRIM else "bulk")
    change = next((price.change_pct for price in facts.prices if price.asset == asset), 0.0)
    holds.add("rising" if change >= 0.1 else "falling" if change <= -0.1 else "")
    holds.add("ahead" if facts.equity > facts.start else "behind" if facts.equity < facts.start else "")
    holds.add("first" if facts.rank == 1 else "last" if facts.rank == (len(facts.standings) or 4) else "")
    holds.update(word for word, is_so in (("called", cue.called), ("rumour", cue.rumour)) if is_so)
    return holds


def _position_word(facts: TurnFacts, cue: Situation, draft: Decision) -> str:
    asset = cue.asset or named_asset(cue, draft)
    if asset is None:
        return "" if facts.positions else "empty"
    held = position(facts, asset)
    return "empty" if held is None else "held" if held.side == "long" else "shorted"


@dataclass(frozen=True, slots=True)
class Pool:
    """The lines for one place in the bank, with their weights added up."""

    lines: tuple[Line, ...]
    weights: tuple[float, ...]


@cache
def _pools(trader: TraderId) -> dict[tuple[str, str, str, str], Pool]:
    """Return the trader's lines by part, kind, tone and stance, so that a turn looks at few of them."""
    places: dict[tuple[str, str, str, str], tuple[list[Line], list[float]]] = {}
    for line in line_bank(trader):
        weight = _weight(line)
        for kind, tone in _places(line):
            for meant in line.stances:
                lines, weights = places.setdefault((line.part, kind, tone, meant), ([], []))
                lines.append(line)
                weights.append(weight)
    return {key: Pool(tuple(lines), tuple(accumulate(weights))) for key, (lines, weights) in places.items()}


def _places(line: Line) -> list[tuple[str, str]]:
    kinds = [kind for kind in KINDS if kind not in HELPLESS] if line.kind == "any" else [line.kind]
    return [(kind, tone) for kind in kinds for tone in (line.tones or TONES_OF.get(kind, ("",)))]
