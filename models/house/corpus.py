"""The data recipe: random turns, answered by the scripted mind, kept when nothing contradicts the facts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from random import Random

from models.checks import contradictions
from models.house.dialect import SLOT_SIGNS, answer_text, prompt_text
from models.random_facts import Split, random_facts
from models.scripted import compose

PLAIN = re.compile(rf"[ !\"#-;=?-\[\]-~{''.join(SLOT_SIGNS.values())}]*")
"""Answers are ASCII and slot signs, without escapes: what the sampler lets the house model write."""


PIECE_SEEDS = 1_000
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


def gather(seed: int, count: int, piece: int, workers: int) -> list[Example]:
    """Return `count` examples for training, drawn in pieces of `piece` by so many processes.

    Piece k has the seed `seed` + 1,000 k, so the number of workers changes nothing.
    """
    starts = range(0, count, piece)
    seeds = [seed + PIECE_SEEDS * at for at in range(len(starts))]
    counts = [min(piece, count - start) for start in starts]
    if len(starts) == 1 or workers == 1:
        return list(chain.from_iterable(map(_piece, seeds, counts)))
    with ProcessPoolExecutor(workers) as pool:
        return list(chain.from_iterable(pool.map(_piece, seeds, counts)))


def _piece(seed: int, count: int) -> list[Example]:
    return list(examples(seed, count))


def digest(found: Sequence[Example]) -> str:
    """Return a hash over the examples: equal corpora have equal hashes."""
    total = hashlib.sha256()
    for example in found:
        total.update(f"{example.prompt}\t{example.answer}\n".encode())
    return total.hexdigest()[:16]
