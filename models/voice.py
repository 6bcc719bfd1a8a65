"""A model that is ready to speak: loaded, its dialect chosen, its sampler proved. Lives in one thread."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from models.chat import ChatRequests
from models.checks import contradictions
from models.dialects import Dialect, Request, house_requests
from models.grammar import grammar_of
from models.runtime import Draft, Runtime
from models.stopping import Stop, never
from models.tuning import Tuning
from models.vocabulary import Vocabulary
from show.ports import Answer, Decision, MindError, MindRubbish, Prompt

PROOF = {"proof": "Only this answer is legal."}
SEED_MASK = 2**64 - 1  # numpy takes no negative seed


@dataclass(frozen=True)
class Take:
    """One candidate: its draft, its JSON, and how many things in it contradict the facts."""

    draft: Draft
    text: str
    faults: int


class Voice:
    """Answers prompts with a loaded model, one at a time."""

    def __init__(self, path: Path, tuning: Tuning, stop: Stop = never) -> None:
        """Load the model and prove that it writes what it must.

        Raises:
            MindError: the file cannot be loaded, or the schema does not constrain it.
            Stopped: `stop` returned true.
        """
        self._runtime = Runtime(path, tuning.threads_for(path), tuning.context, stop=stop)
        try:
            self._dialect, self.note = _dialect(self._runtime.words, self._runtime.metadata)
            prove(self._runtime, stop)
        except BaseException:
            self._runtime.close()
            raise
        self._candidates = tuning.candidates or self._dialect.candidates
        self._temperature = self._dialect.temperature if tuning.temperature is None else tuning.temperature

    def answer(self, prompt: Prompt, stop: Stop = never) -> Answer:
        """Draw candidates until one contradicts nothing in the facts; return it, or the best of them.

        Raises:
            MindRubbish: no candidate is a decision.
            MindError: the runtime failed, see `Runtime.answer`.
            Stopped: `stop` returned true.
        """
        started = time.perf_counter()
        takes: list[Take] = []
        rubbish: list[MindRubbish] = []
        while len(takes) + len(rubbish) < self._candidates and not (takes and takes[-1].faults == 0):
            try:
                takes.append(self._take(prompt, len(takes) + len(rubbish), stop))
            except MindRubbish as error:
                rubbish.append(error)
        if not takes:
            raise rubbish[-1]
        best = min(takes, key=lambda take: take.faults)
        return Answer(
            text=best.text,
            milliseconds=round((time.perf_counter() - started) * 1000),
            prompt_tokens=best.draft.prompt_tokens,
            answer_tokens=sum(take.draft.answer_tokens for take in takes),
            candidates=len(takes) + len(rubbish),
        )

    def close(self) -> None:
        """Free the model."""
        self._runtime.close()

    def _take(self, prompt: Prompt, attempt: int, stop: Stop) -> Take:
        request = self._dialect.encode(prompt, attempt)
        draft = self._runtime.answer(
            self._runtime.words.tokens(request.text),
            request.grammar,
            temperature=self._temperature,
            dice=np.random.default_rng([prompt.seed & SEED_MASK, attempt]),
            stop=stop,
        )
        decision, text = _read(request, draft.text)
        return Take(draft, text, len(contradictions(prompt.facts, decision)))


def prove(runtime: Runtime, stop: Stop = never) -> None:
    """Let the model answer under a schema with one legal answer.

    Raises:
        MindError: it wrote something else.
    """
    schema = {
        "type": "object",
        "properties": {name: {"const": text} for name, text in PROOF.items()},
        "required": list(PROOF),
    }
    tokens, dice = runtime.words.tokens("Say hello."), np.random.default_rng(0)
    try:
        written = runtime.answer(tokens, grammar_of(schema), temperature=1.0, dice=dice, stop=stop).text
    except MindRubbish as error:
        written = str(error)
    if written != json.dumps(PROOF, separators=(",", ":")):
        raise MindError(
            f"The schema does not constrain {runtime.path.name!r}: with one legal answer it gave "
            f"{written[:80]!r}. Build llama-cpp-python again at the locked version.",
            retryable=False,
        )


def _dialect(words: Vocabulary, metadata: dict[str, str]) -> tuple[Dialect, str]:
    house = house_requests(metadata)
    if house is not None:
        return house, ""
    chat = ChatRequests(words, metadata)
    return chat, chat.note


def _read(request: Request, written: str) -> tuple[Decision, str]:
    try:
        text = request.read(written)
        return Decision.model_validate_json(text), text
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise MindRubbish(f"The answer {written[:120]!r} is no decision: {reason}.") from error
    except ValueError as error:
        raise MindRubbish(str(error)) from error
