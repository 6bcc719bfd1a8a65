"""The scripted mind: a seeded writers' room. It needs no model, and it teaches the house model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from assets.banks import KINDS, TONES_OF, Line, Stance, line_bank
from assets.templates import expand, fill
from models.persona import choose_location, choose_mood, choose_trade
from models.situations import Situation, named_asset, position, situation, slots, stance
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

SAME_WORDS = 0.5
"""Two lines that share this part of their words are the same joke."""


@dataclass(frozen=True, slots=True)
class Composition:
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
    thought = partner or writer.thought()
    decision = draft.model_copy(update={"speech": fill(speech, offered), "thought": fill(thought, offered)})
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
        self.company = bool(facts.neighbours)
        self.said = [frozenset(line.lower().split()) for line in facts.own_lines]

    def speech(self) -> tuple[str, str, bool]:
        """Return a speech, the thought that belongs to it (empty: any), and whether it is a lie."""
        if self.dice.random() < SILENCE[self.trader]:
            return "", "", False
        lines = self._lines("speech", self.cue.kind) or self._lines(
            "speech", "idle" if self.company else "alone"
        )
        for line in self._draw(lines):
            text = expand(line.template, self.dice)
            spoken = fill(text, self.offered)
            if len(spoken) <= SPEECH_CHARACTERS and not self._said_lately(spoken):
                return text, expand(line.partner, self.dice) if line.partner else "", line.lie
        return "", "", False

    def thought(self) -> str:
        """Return a private thought that fits the turn."""
        lines = self._lines("thought", self.cue.kind)
        for line in [*self._draw(lines), *self._draw(self._lines("thought", "idle"))]:
            text = expand(line.template, self.dice)
            if len(fill(text, self.offered)) <= THOUGHT_CHARACTERS:
                return text
        return "Nothing to add."

    def _lines(self, part: str, kind: str) -> list[Line]:
        tone = self.cue.tone if kind == self.cue.kind else ""
        return [
            line for line in _index(self.trader).get((part, kind, tone, self.meant), ()) if self._fits(line)
        ]

    def _fits(self, line: Line) -> bool:
        if line.company and not self.company:
            return False
        return line.slots <= self.offered.keys() and all(
            not need.isdisjoint(self.holds) for need in line.needs
        )

    def _draw(self, lines: Sequence[Line]) -> list[Line]:
        if not lines:
            return []
        weights = [_weight(line) for line in lines]
        return self.dice.choices(lines, weights, k=6)

    def _said_lately(self, spoken: str) -> bool:
        words = frozenset(spoken.lower().split())
        return any(len(words & said) >= SAME_WORDS * min(len(words), len(said)) for said in self.said if said)


def _weight(line: Line) -> float:
    """Return how readily a line is drawn: the closer it fits the moment, the more."""
    if line.kind == "any":
        return 0.35
    return 0.6 if line.lie else 1.0 + 0.8 * len(line.needs)


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
    if draft.trade != "Hold":
        holds.add(draft.size)
    holds.add("ahead" if facts.equity > facts.start else "behind" if facts.equity < facts.start else "")
    holds.add("first" if facts.rank == 1 else "last" if facts.rank == (len(facts.standings) or 4) else "")
    holds.update(word for word, is_so in (("called", cue.called), ("rumour", cue.rumour)) if is_so)
    return holds


def _position_word(facts: TurnFacts, cue: Situation, draft: Decision) -> str:
    held = position(facts, cue.asset or named_asset(cue, draft))
    return "empty" if held is None else "held" if held.side == "long" else "shorted"


@cache
def _index(trader: TraderId) -> dict[tuple[str, str, str, str], tuple[Line, ...]]:
    """Return the trader's lines by part, kind, tone and stance, so that a turn looks at few of them."""
    index: dict[tuple[str, str, str, str], list[Line]] = {}
    for line in line_bank(trader):
        for kind, tone in _places(line):
            for meant in line.stances:
                index.setdefault((line.part, kind, tone, meant), []).append(line)
    return {key: tuple(lines) for key, lines in index.items()}


def _places(line: Line) -> list[tuple[str, str]]:
    kinds = [kind for kind in KINDS if kind not in HELPLESS] if line.kind == "any" else [line.kind]
    return [(kind, tone) for kind in kinds for tone in (line.tones or TONES_OF.get(kind, ("",)))]
