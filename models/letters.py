"""Letters: the small messages between the show and the engine's process, each a line of JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.tuning import Tuning
from show.ports import FACTS, Answer, MindError, MindLate, MindRubbish, Prompt, TurnFacts, spelled_out

KINDS: dict[str, type[MindError]] = {"late": MindLate, "rubbish": MindRubbish, "error": MindError}
Letter = dict[str, Any]


@dataclass(frozen=True)
class Written:
    """The words of a prompt as they came with the letter."""

    common: str
    shared: str
    own: str

    def rules(self) -> str:
        """Return what never changes."""
        return self.common

    def public(self, facts: TurnFacts) -> str:
        """Return what all traders can see."""
        return self.shared

    def private(self, facts: TurnFacts) -> str:
        """Return what one trader knows."""
        return self.own


def seal(letter: Letter) -> bytes:
    """Return a letter as a line."""
    return json.dumps(letter, separators=(",", ":")).encode() + b"\n"


def opened(line: bytes) -> Letter:
    """Return a line as a letter."""
    letter: Letter = json.loads(line)
    return letter


def question(number: int, prompt: Prompt, seconds: float | None, *, words: bool) -> Letter:
    """Return the letter that asks a prompt. Without `words` only the facts go with it."""
    return {
        "ask": number,
        "facts": spelled_out(prompt.facts),
        "seed": prompt.seed,
        "seconds": seconds,
        "words": [prompt.rules, prompt.public, prompt.private] if words else ["", "", ""],
    }


def asked(letter: Letter) -> Prompt:
    """Return the prompt of a letter."""
    facts = FACTS.validate_python(letter["facts"])
    return Prompt(facts=facts, seed=letter["seed"], words=Written(*letter["words"]))


def answered(number: int, answer: Answer) -> Letter:
    """Return the letter with an answer."""
    return {"number": number, "answer": answer._asdict()}


def failed(number: int, failure: MindError) -> Letter:
    """Return the letter that says why there is no answer."""
    kind = next(kind for kind, found in KINDS.items() if isinstance(failure, found))
    return {"number": number, "kind": kind, "why": str(failure), "retryable": failure.retryable}


def result(letter: Letter) -> Answer:
    """Return the answer in a letter.

    Raises:
        MindError: the letter says why there is none.
    """
    if "answer" in letter:
        return Answer(**letter["answer"])
    raise KINDS[letter["kind"]](letter["why"], retryable=letter["retryable"])


def order(path: Path, tuning: Tuning) -> str:
    """Return what the process is started with."""
    return json.dumps({"path": str(path), "tuning": asdict(tuning)})


def ordered(text: str) -> tuple[Path, Tuning]:
    """Return the path and the tuning of an order."""
    read = json.loads(text)
    return Path(read["path"]), Tuning(**read["tuning"])
