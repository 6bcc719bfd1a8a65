"""The data recipe: random turns, answered by the scripted mind, kept when nothing contradicts the facts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from models.checks import contradictions
from models.house.dialect import SLOT_SIGNS, answer_text, prompt_text
from models.random_facts import Split, random_facts
from models.scripted import compose

PLAIN = re.compile(rf"[ !\"#-;=?-\[\]-~{''.join(SLOT_SIGNS.values())}]*")
"""Answers are ASCII and slot signs, without escapes: what the sampler lets the house model write."""


DROPPED_SILENCES = 0.7
"""Silence is one token where every line begins with another, so a low temperature overdoes it."""


@dataclass(frozen=True, slots=True)
class Example:
    """One prompt in the dialect and one right answer to it."""

    prompt: str
    answer: str


def examples(seed: int, count: int, split: Split = "train") -> Iterator[Example]:
    """Yield `count` examples. `split` says which headline wordings the turns may show."""
    dice = Random(seed)
    made = 0
    while made < count:
        facts = random_facts(dice, split)
        composed = compose(facts, dice)
        answer = answer_text(composed.decision, composed.speech_template, composed.thought_template)
        if contradictions(facts, composed.decision) or not PLAIN.fullmatch(answer):
            continue
        if not composed.decision.speech and dice.random() < DROPPED_SILENCES:
            continue
        made += 1
        yield Example(prompt_text(facts, composed.situation), answer)


def digest(found: Sequence[Example]) -> str:
    """Return a hash over the examples: equal corpora have equal hashes."""
    total = hashlib.sha256()
    for example in found:
        total.update(f"{example.prompt}\t{example.answer}\n".encode())
    return total.hexdigest()[:16]
