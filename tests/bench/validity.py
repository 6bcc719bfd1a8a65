"""How many decisions of random weights are valid: JSON, the schema, lengths, no control characters."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from models.catalogue import HOUSE
from models.native import prepare
from models.tuning import Tuning
from show.ports import SPEECH_CHARACTERS, THOUGHT_CHARACTERS, TRADERS, Decision, MindRubbish
from tests.bench.minds import prompts
from tests.bench.sources import cache
from tests.bench.synthetic import Shape, write_synthetic

SHAPE = Shape(layers=1, width=256, hidden=512, heads=4, heads_kv=4)
TEMPERATURE = 1.3


def count(wanted: int, vocabulary: Path) -> str:
    """Return how many of so many decisions are valid, on random weights and on the house model."""
    random = write_synthetic(cache() / f"{SHAPE.name}.gguf", vocabulary, SHAPE)
    return "\n".join([
        f"random weights, 49,152 tokens: {_valid(random, wanted, TEMPERATURE)} of {wanted} valid",
        f"house model, first draws: {_valid(HOUSE, wanted, None)} of {wanted} valid",
    ])  # fmt: skip


def _valid(path: Path, wanted: int, temperature: float | None) -> int:
    prepare()
    from models.voice import Voice

    voice = Voice(path, Tuning(trial=False, temperature=temperature))
    found = 0
    for tick in prompts(-(-wanted // len(TRADERS)), 5):
        outcomes = [one for number, prompt in enumerate(tick) for one in voice.submit(number, prompt)]
        while len(outcomes) < len(tick):
            outcomes += voice.step()
        for outcome in outcomes:
            if outcome.answer is None and not isinstance(outcome.failure, MindRubbish):
                raise outcome.failure or RuntimeError("an outcome with nothing in it")
            found += outcome.answer is not None and is_sound(outcome.answer.text)
    voice.close()
    return found


def is_sound(text: str) -> bool:
    """Return whether an answer is a decision within all bounds."""
    try:
        said = json.loads(text)
        Decision.model_validate(said)
    except ValueError:
        return False
    spoken = said["speech"] + said["thought"]
    return (
        len(said["speech"]) <= SPEECH_CHARACTERS
        and 1 <= len(said["thought"]) <= THOUGHT_CHARACTERS
        and not [letter for letter in spoken if unicodedata.category(letter) in ("Cc", "Cs")]
    )
