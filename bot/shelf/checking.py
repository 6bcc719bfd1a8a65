"""`wallstreet models check PATH`: what a mind is, whether it suits, and whether the schema holds it."""

from __future__ import annotations

import asyncio
from random import Random
from statistics import median

from pydantic import ValidationError
from rich.console import Console

from bot.doctor.checkup import free_memory
from bot.doctor.doctor import show
from bot.doctor.findings import Finding, failed, ok, skipped, warning
from bot.doctor.suitability import described, suitable
from bot.minds import open_mind
from bot.seating import Seat, read_seat
from bot.settings.settings import Settings
from models.checks import contradictions
from models.gguf_file import ModelFileError, inspect
from models.random_facts import random_facts
from show.ports import Answer, Decision, Mind, MindError, Prompt
from show.prompts import prompt_for

ASKED = 4
"""Questions: one tick of the four."""
SEED = 11


def checking(settings: Settings, name: str, console: Console | None = None) -> int:
    """Print the findings on a file or a server, and return 1 if one failed."""
    findings = asyncio.run(findings_on(settings, read_seat(name)))
    table = Console() if console is None else console
    show(findings, table, "This mind suits the show.")
    return int(any(finding.verdict == "failed" for finding in findings))


async def findings_on(settings: Settings, seat: Seat) -> list[Finding]:
    """Look at a mind, the cheap things first; what is behind a failure is skipped."""
    findings = []
    if seat.kind == "file":
        try:
            info = inspect(seat.path)
        except ModelFileError as error:
            return [failed("file", str(error), "")]
        findings = [ok("file", described(info)), *suitable(info, settings, free_memory())]
    if any(finding.verdict == "failed" for finding in findings):
        return [*findings, skipped("answers", "the rest comes first")]
    return [*findings, *await _tried(settings, seat)]


async def _tried(settings: Settings, seat: Seat) -> list[Finding]:
    """Load the mind, which proves that a schema with one legal answer gets it, and let it play one tick."""
    try:
        mind = await open_mind(settings, seat)
    except MindError as error:
        return [failed("schema", str(error), "")]
    proof = {
        "file": "a schema with one legal answer got it",
        "server": "the server is asked for it, and every answer is checked here",
    }
    try:
        answered = [await _ask(mind, prompt) for prompt in _prompts()]
    finally:
        await mind.close()
    return [ok("schema", proof.get(seat.kind, "the answers are made by rule")), *_judged(answered)]


def _prompts() -> list[Prompt]:
    dice = Random(SEED)
    return [prompt_for(random_facts(dice), dice.randrange(2**31)) for _ in range(ASKED)]


async def _ask(mind: Mind, prompt: Prompt) -> tuple[Answer, int] | str:
    """Return the answer and its contradictions, or why there is none."""
    try:
        answer = await mind.decide(prompt)
        decision = Decision.model_validate_json(answer.text)
    except (MindError, ValidationError) as error:
        return str(error)
    return answer, len(contradictions(prompt.facts, decision))


def _judged(answered: list[tuple[Answer, int] | str]) -> list[Finding]:
    good = [each for each in answered if not isinstance(each, str)]
    bad = [each for each in answered if isinstance(each, str)]
    if not good:
        return [failed("answers", f"none of {ASKED} questions was answered: {bad[0]}", "")]
    told = (
        f"{len(good)} of {ASKED} questions answered, {sum(faults == 0 for _, faults in good)} without a fault"
    )
    answers = warning("answers", told, bad[0]) if bad else ok("answers", told)
    times = [answer.milliseconds / 1000 for answer, _ in good]
    words = median(answer.answer_tokens for answer, _ in good)
    speed = (
        f"{median(times):.2f} s and {words:.0f} tokens a decision, {sum(times) / len(times) * 4:.1f} s a tick"
    )
    return [answers, ok("speed", speed)]
