"""Scores a mind on unseen turns: `python -m models.house.evaluate --answers 100 --seed 11`.

The turns show headline wordings that no training run has seen. `--model PATH` scores any other GGUF by the
same checker; `--write` keeps the figures in HELDOUT.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import perf_counter

from pydantic import ValidationError

from models.checks import contradictions
from models.llama import LlamaMind
from models.random_facts import random_facts
from models.scripted import ScriptedMind
from models.tuning import Tuning
from show.ports import (
    TRADERS,
    Decision,
    Mind,
    MindError,
    MindRubbish,
    Prompt,
    TraderId,
    TurnFacts,
    spelled_out,
)

HERE = Path(__file__).parent
REMEMBERED = 6
"""How many of their own lines the traders of the loop are shown, newest first."""

RULES = (
    "You are a trader in a comedy show about a trading floor. All you know is given as JSON, money in cents. "
    "Answer with one decision as JSON. Say only what the facts bear out."
)


@dataclass
class Score:
    """What came of a number of answers."""

    answers: int = 0
    valid: int = 0
    clean: int = 0
    silent: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    sentences: list[str] = field(default_factory=list)
    made: list[tuple[TurnFacts, Decision]] = field(default_factory=list)
    candidates: int = 0
    milliseconds: list[float] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)

    def rows(self) -> list[tuple[str, str]]:
        """Return the figures as names and texts."""
        found = ", ".join(f"{kind} {count}" for kind, count in self.kinds.most_common()) or "none"
        return [
            (
                "answers that are decisions (JSON under the schema, slots filled, words known)",
                f"{self.valid} of {self.answers}",
            ),
            ("answers in which nothing contradicts the facts", f"{self.clean} of {self.answers}"),
            ("contradictions by kind", found),
            (
                "the same answers held against the facts of another turn",
                f"{self.misplaced()} of {self.valid}",
            ),
            ("turns without speech", str(self.silent)),
            ("candidates drawn per answer", f"{self.candidates / max(1, self.answers):.2f}"),
            ("milliseconds a decision, median / slowest", _times(self.milliseconds)),
            ("tokens of an answer, median, all candidates", f"{statistics.median(self.tokens or [0]):.0f}"),
        ]

    def misplaced(self) -> int:
        """Return how many answers pass with another turn's facts: what the checker lets through by chance."""
        others = self.made[1:] + self.made[:1]
        return sum(
            not contradictions(facts, decision)
            for (facts, _), (_, decision) in zip(others, self.made, strict=True)
        )


def _times(found: Sequence[float]) -> str:
    return f"{statistics.median(found):.0f} / {max(found):.0f}" if found else "none"


def prompts(seed: int, count: int) -> list[Prompt]:
    """Return prompts drawn by a seed; their headlines are in wordings kept out of training."""
    dice = Random(seed)
    return [ask(random_facts(dice, "heldout"), dice.randrange(2**31)) for _ in range(count)]


class FactsAsJson:
    """Writes the facts as JSON."""

    def rules(self) -> str:
        """Return what to do."""
        return RULES

    def public(self, facts: TurnFacts) -> str:
        """Return nothing: all of it is private."""
        return ""

    def private(self, facts: TurnFacts) -> str:
        """Return the facts that are not as usual."""
        return json.dumps(spelled_out(facts), ensure_ascii=False, separators=(",", ":"))


FACTS_AS_JSON = FactsAsJson()


def ask(facts: TurnFacts, seed: int) -> Prompt:
    """Return a prompt for facts. A model without a dialect of ours reads them as JSON."""
    return Prompt(facts=facts, seed=seed, words=FACTS_AS_JSON)


async def score(mind: Mind, asked: Sequence[Prompt]) -> Score:
    """Ask a mind everything and check each answer."""
    total = Score()
    for prompt in asked:
        started = perf_counter()
        total.answers += 1
        try:
            answer = await mind.decide(prompt)
            decision = Decision.model_validate_json(answer.text)
        except (MindError, ValidationError) as error:
            if isinstance(error, MindError) and not error.retryable:
                raise
            total.sentences.append(f"no decision: {error}")
            continue
        found = contradictions(prompt.facts, decision)
        total.made.append((prompt.facts, decision))
        total.valid += 1
        total.clean += not found
        total.silent += not decision.speech
        total.kinds.update(one.kind for one in found)
        total.sentences += [
            f"{prompt.facts.trader}: {decision.speech!r} / {decision.thought!r}: {one.sentence}"
            for one in found
        ]
        total.candidates += answer.candidates
        total.milliseconds.append((perf_counter() - started) * 1000)
        total.tokens.append(answer.answer_tokens)
    return total


async def repeats(mind: Mind, turns: int, seed: int) -> tuple[int, int]:
    """Let the four speak in a loop that remembers their lines; return exact repeats and lines spoken."""
    dice = Random(seed)
    said: dict[TraderId, list[str]] = {trader: [] for trader in TRADERS}
    again = 0
    for _ in range(turns):
        facts = random_facts(dice, "heldout")
        own = said[facts.trader]
        facts = facts._replace(own_lines=tuple(reversed(own[-REMEMBERED:])))
        speech = await _speech(mind, ask(facts, dice.randrange(2**31)))
        if speech:
            again += speech in own
            own.append(speech)
    return again, sum(len(lines) for lines in said.values())


async def _speech(mind: Mind, prompt: Prompt) -> str:
    try:
        return Decision.model_validate_json((await mind.decide(prompt)).text).speech
    except (MindRubbish, ValidationError):
        return ""


def _mind(options: argparse.Namespace, candidates: int | None) -> Mind:
    if options.scripted:
        return ScriptedMind()
    return LlamaMind(
        options.model, Tuning(candidates=candidates, threads=options.threads, temperature=options.temperature)
    )


async def evaluate(options: argparse.Namespace) -> str:
    """Return the report as Markdown, and print it on the way."""
    asked = prompts(options.seed, options.answers)
    parts = [
        f"{options.answers} prompts, drawn by seed {options.seed}, headline wordings kept out of training."
    ]
    for title, candidates in (("One candidate", 1), ("Best of n", None)):
        mind = _mind(options, candidates)
        try:
            result = await score(mind, asked)
            rows = result.rows()
            if candidates is None:
                again, lines = await repeats(mind, options.loop, options.seed)
                rows.append(
                    (f"exact repeats of an own line in {options.loop} turns", f"{again} of {lines} lines")
                )
        finally:
            await mind.close()
        table = "\n".join(f"| {name} | {text} |" for name, text in rows)
        parts.append(f"## {title}\n\n| measure | value |\n|---|---|\n{table}")
        print(parts[-1], *(result.sentences if options.show else []), sep="\n", flush=True)
    return "\n\n".join(parts)


def main() -> None:
    """Read the options, score, and keep the figures if asked to."""
    parser = argparse.ArgumentParser(description="Score a mind on unseen turns.")
    parser.add_argument("--answers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--loop", type=int, default=200, help="turns of the loop that counts repeats")
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--temperature", type=float, default=None, help="default: what suits the model")
    parser.add_argument("--model", type=Path, default=HERE / "house.gguf")
    parser.add_argument("--scripted", action="store_true", help="score the writers' room itself")
    parser.add_argument("--show", action="store_true", help="print every contradiction")
    parser.add_argument("--write", action="store_true", help="keep the figures in HELDOUT.md")
    options = parser.parse_args()
    try:
        report = asyncio.run(evaluate(options))
    except MindError as error:
        raise SystemExit(str(error)) from error
    if options.write:
        (HERE / "HELDOUT.md").write_text(f"# The house model on unseen turns\n\n{report}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
