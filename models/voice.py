"""A model that is ready to speak: loaded, its dialect chosen, its guide proved. Lives in one thread."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from math import inf
from pathlib import Path
from time import monotonic, perf_counter

import numpy as np
from pydantic import ValidationError

from models.chat import ChatRequests
from models.checks import contradictions
from models.dialects import Dialect, Request, answer_grammar, house_requests
from models.draft import Draft
from models.engine import Ended, Engine
from models.grammar import grammar_of
from models.guides import Guides
from models.runtime import Runtime
from models.shelf import Common
from models.stopping import Stop, Stopped, never
from models.threads import measure
from models.tuning import SMALL_BYTES, Tuning
from models.vocabulary import Vocabulary
from show.ports import SIZES, TRADERS, Answer, Decision, MindError, MindLate, MindRubbish, Prompt, TraderId

PROOF = {"proof": "Only this answer is legal."}
OWN_TOKENS = 256
"""What a prompt has for itself at most, as a rule."""
SEED_MASK = 2**64 - 1  # numpy takes no negative seed


@dataclass(frozen=True)
class Take:
    """One candidate: its draft, its JSON, and how much in it contradicts the facts."""

    draft: Draft
    text: str
    faults: int


@dataclass
class Turn:
    """A prompt under way: the draft that is being written, and what came of those before."""

    number: int
    prompt: Prompt
    due: float
    started: float = field(default_factory=perf_counter)
    draft: Draft | None = None
    request: Request | None = None
    takes: list[Take] = field(default_factory=list)
    rubbish: list[MindRubbish] = field(default_factory=list)

    @property
    def attempts(self) -> int:
        """Return how many drafts have ended."""
        return len(self.takes) + len(self.rubbish)


@dataclass(frozen=True)
class Outcome:
    """What came of a turn: an answer, or the reason why there is none."""

    number: int
    answer: Answer | None = None
    failure: MindError | None = None


class Voice:
    """Answers prompts with a loaded model, several at a time where they have much in common."""

    def __init__(self, path: Path, tuning: Tuning, stop: Stop = never) -> None:
        """Load the model and prove that it writes what it must.

        Raises:
            MindError: the file cannot be loaded, or the schema does not constrain it.
            Stopped: `stop` returned true.
        """
        self._runtime = Runtime(path, tuning.threads or 1, verify=tuning.trial, stop=stop)
        try:
            self._dialect = _dialect(self._runtime)
            self._guides = Guides(self._runtime.words)
            self._engine = Engine(self._runtime, 1, tuning.context)
            prove(self._engine, self._guides, stop)
            self.threads = _threads(self._runtime, path, tuning)
            self._engine.together = len(TRADERS) if self._dialect.shares and tuning.together else 1
            self._engine.usual = OWN_TOKENS + answer_grammar(SIZES).most_tokens
            self._runtime.shut()
            self._engine.shelf.forget()
        except BaseException:
            self._runtime.close()
            raise
        self._candidates = tuning.candidates or self._dialect.candidates
        self._temperature = self._dialect.temperature if tuning.temperature is None else tuning.temperature
        self._turns: dict[int, Turn] = {}
        self._tokens = _reader(self._runtime.words)

    @property
    def engine(self) -> Engine:
        """Return the engine, for its tally."""
        return self._engine

    @property
    def note(self) -> str:
        """Return what is unusual about the model, or an empty text."""
        chat = self._dialect.note if isinstance(self._dialect, ChatRequests) else ""
        return "; ".join(note for note in (chat, self._guides.note) if note)

    @property
    def reads_words(self) -> bool:
        """Return whether the model is asked in words and not in facts alone."""
        return isinstance(self._dialect, ChatRequests)

    @property
    def is_idle(self) -> bool:
        """Return whether there is nothing to do."""
        return not self._turns and self._engine.is_idle

    @property
    def numbers(self) -> dict[Draft, int]:
        """Return the turn of each draft under way."""
        return {turn.draft: turn.number for turn in self._turns.values() if turn.draft is not None}

    def submit(self, number: int, prompt: Prompt, seconds: float = inf) -> list[Outcome]:
        """Begin a turn that has so many seconds. Return what is settled by that: older turns of the trader.

        A turn that cannot begin is settled, too.
        """
        stale = [turn for turn in self._turns.values() if turn.prompt.facts.trader == prompt.facts.trader]
        settled = [self._superseded(turn, prompt.facts.trader) for turn in stale]
        turn = self._turns[number] = Turn(number, prompt, monotonic() + seconds)
        return settled + self._try(turn)

    def cancel(self, number: int) -> None:
        """Take a turn out between two steps."""
        turn = self._turns.pop(number, None)
        if turn is not None and turn.draft is not None:
            self._engine.drop(turn.draft)

    def read_ahead(self, rules: str, public: str) -> None:
        """Read the beginning of the next prompts when there is nothing else to do."""
        text, shared = self._dialect.ahead(rules, public)
        self._engine.read_ahead(self._parts(text, shared)[0])

    def step(self) -> list[Outcome]:
        """Do the next piece of work and return the turns that are settled."""
        settled: list[Outcome] = []
        for ended in self._engine.step():
            turn = next((turn for turn in self._turns.values() if turn.draft is ended.draft), None)
            if turn is not None:
                settled += self._take(turn, ended)
        return settled

    def answer(self, prompt: Prompt, stop: Stop = never) -> Answer:
        """Answer one prompt and nothing else meanwhile.

        Raises:
            MindRubbish: no candidate is a decision.
            MindError: the model failed.
            Stopped: `stop` returned true.
        """
        settled = self.submit(0, prompt)
        while not settled:
            if stop():
                self.cancel(0)
                raise Stopped
            settled = self.step()
        if settled[0].failure is not None:
            raise settled[0].failure
        assert settled[0].answer is not None, "an outcome has one of the two"
        return settled[0].answer

    def close(self) -> None:
        """Free the model."""
        self._engine.close()
        self._runtime.close()

    def _superseded(self, turn: Turn, trader: TraderId) -> Outcome:
        self.cancel(turn.number)
        sentence = f"A newer prompt of {trader!r} was asked before this one was answered."
        return Outcome(turn.number, failure=MindLate(sentence))

    def _try(self, turn: Turn) -> list[Outcome]:
        """Begin the next draft of a turn."""
        request = turn.request = self._dialect.encode(turn.prompt, turn.attempts)
        common, own = self._parts(request.text, request.shared)
        dice = np.random.default_rng([turn.prompt.seed & SEED_MASK, turn.attempts])
        guide = self._guides.guide(request.grammar, self._temperature, dice)
        turn.draft = Draft(common, own, guide, request.grammar.most_tokens, turn.due, request.spoken)
        try:
            self._engine.begin(turn.draft)
        except MindError as error:
            guide.close()
            return self._settle(turn, Outcome(turn.number, failure=error))
        return []

    def _parts(self, text: str, shared: tuple[int, ...]) -> tuple[Common, list[int]]:
        """Return the tokens of what is shared and of the rest. Each part is tokenised for itself."""
        places = (0, *shared, len(text))
        parts = [self._tokens(text[a:b], a == 0) for a, b in pairwise(places)]
        if not shared:
            return Common(), list(parts[0])
        return Common(parts[0], tuple(parts[1:-1])), list(parts[-1])

    def _take(self, turn: Turn, ended: Ended) -> list[Outcome]:
        """Read a draft that has ended; go on with another one, or settle the turn."""
        assert turn.request is not None, "a draft was made from a request"
        failure = ended.failure
        if failure is None:
            try:
                decision, text = _read(turn.request, ended.draft.text)
                faults = len(contradictions(turn.prompt.facts, decision))
                turn.takes.append(Take(ended.draft, text, faults))
            except MindRubbish as error:
                failure = error
        if isinstance(failure, MindRubbish):
            turn.rubbish.append(failure)
        elif failure is not None:
            return self._settle(turn, self._best(turn, failure))
        clean = bool(turn.takes) and turn.takes[-1].faults == 0
        if clean or turn.attempts >= self._candidates:
            return self._settle(turn, self._best(turn, turn.rubbish[-1] if turn.rubbish else None))
        return self._try(turn)

    def _settle(self, turn: Turn, outcome: Outcome) -> list[Outcome]:
        self._turns.pop(turn.number, None)
        return [outcome]

    def _best(self, turn: Turn, failure: MindError | None) -> Outcome:
        """Return the take with the fewest faults; one that is there is better than none in time."""
        if not turn.takes:
            return Outcome(turn.number, failure=failure)
        best = min(turn.takes, key=lambda take: take.faults)
        spoken = best.draft.spoken_at or perf_counter()
        answer = Answer(
            text=best.text,
            milliseconds=round((perf_counter() - turn.started) * 1000),
            spoken_milliseconds=round((spoken - turn.started) * 1000),
            prompt_tokens=best.draft.prompt_tokens,
            answer_tokens=sum(take.draft.answer_tokens for take in turn.takes),
            candidates=turn.attempts,
        )
        return Outcome(turn.number, answer)


def prove(engine: Engine, guides: Guides, stop: Stop = never) -> None:
    """Let the model answer under a schema with one legal answer.

    Raises:
        MindError: it wrote something else.
    """
    schema = {
        "type": "object",
        "properties": {name: {"const": text} for name, text in PROOF.items()},
        "required": list(PROOF),
    }
    grammar, words = grammar_of(schema), engine.runtime.words
    guide = guides.guide(grammar, 1.0, np.random.default_rng(0), forces=False)
    draft = Draft(Common(), words.tokens("Say hello."), guide, grammar.most_tokens)
    engine.begin(draft)
    while draft in engine.drafts:
        if stop():
            engine.drop(draft)
            raise Stopped
        ended = engine.step()
    failure = ended[0].failure if ended else None
    if failure is not None and not isinstance(failure, MindRubbish):
        raise failure
    if draft.text != json.dumps(PROOF, separators=(",", ":")):
        raise MindError(
            f"The schema does not constrain {engine.runtime.path.name!r}: with one legal answer it gave "
            f"{draft.text[:80]!r}. Build llama-cpp-python again at the locked version.",
            retryable=False,
        )


def _threads(runtime: Runtime, path: Path, tuning: Tuning) -> tuple[int, int]:
    """Return the threads for writing and reading. A small model keeps one, who names a number gets it."""
    if tuning.threads is not None:
        found = (tuning.threads, tuning.threads)
    elif path.stat().st_size < SMALL_BYTES:
        found = (1, 1)
    else:
        found = measure(runtime)
    runtime.set_threads(*found, yielding=tuning.threads is None and max(found) > 1)
    return found


def _dialect(runtime: Runtime) -> Dialect:
    return house_requests(runtime.metadata) or ChatRequests(runtime.words, runtime.metadata)


def _reader(words: Vocabulary) -> Callable[[str, bool], tuple[int, ...]]:
    @lru_cache(maxsize=32)
    def tokens(text: str, first: bool) -> tuple[int, ...]:
        return tuple(words.tokens(text, first=first))

    return tokens


def _read(request: Request, written: str) -> tuple[Decision, str]:
    try:
        text = request.read(written)
        return Decision.model_validate_json(text), text
    except ValidationError as error:
        reason = error.errors()[0]["msg"]
        raise MindRubbish(f"The answer {written[:120]!r} is no decision: {reason}.") from error
    except ValueError as error:
        raise MindRubbish(str(error)) from error
