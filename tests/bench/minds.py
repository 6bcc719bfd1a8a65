"""How fast a model thinks, and whether the floor feels it: `python -m tests.bench.minds [--model PATH]`.

Without a path the house model is measured. The heartbeat is a task that sleeps 10 ms again and again in the
same event loop; its lag is how much later than that it wakes while the model thinks.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from models.catalogue import resolve
from models.llama import LlamaMind
from models.random_facts import random_facts
from models.tuning import Tuning
from show.ports import TRADERS, Answer, Decision, Prompt, TraderId
from show.prompts import prompt_for
from tests.bench.machine import family_mb

BEAT_SECONDS = 0.01
PAGE = resource.getpagesize()


@dataclass
class Figures:
    """What was measured: times in milliseconds, memory in MB."""

    load: float = 0.0
    resident: float = 0.0
    ticks: list[float] = field(default_factory=list)
    lags: list[float] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def prompts(count: int, seed: int) -> list[list[Prompt]]:
    """Return ticks of four prompts, one for each trader, with headlines kept out of training."""
    dice = Random(seed)
    return [[_prompt(trader, tick, dice) for trader in TRADERS] for tick in range(1, count + 1)]


def _prompt(trader: TraderId, tick: int, dice: Random) -> Prompt:
    facts = random_facts(dice, "heldout")._replace(trader=trader, tick=tick)
    facts = facts._replace(neighbours=tuple(n for n in facts.neighbours if n.who != trader))
    return prompt_for(facts, dice.randrange(2**31))


async def heartbeat(lags: list[float]) -> None:
    """Note by how many milliseconds each short sleep was too long."""
    while True:
        start = perf_counter()
        await asyncio.sleep(BEAT_SECONDS)
        lags.append((perf_counter() - start - BEAT_SECONDS) * 1000)


async def measure(path: Path, tuning: Tuning, asked: Sequence[Sequence[Prompt]]) -> Figures:
    """Load the model and let it think through the ticks."""
    found = Figures()
    mind = LlamaMind(path, tuning)
    start = perf_counter()
    await mind.open()
    found.load = (perf_counter() - start) * 1000
    pulse = asyncio.create_task(heartbeat(found.lags))
    for tick in asked:
        start = perf_counter()
        found.answers += [await mind.decide(prompt) for prompt in tick]
        found.ticks.append((perf_counter() - start) * 1000)
    pulse.cancel()
    found.resident = family_mb(os.getpid())
    await mind.close()
    return found


def resident() -> float:
    """Return the memory of this process in MB; on Linux now, elsewhere at its highest."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def is_decision(answer: Answer) -> bool:
    """Return whether an answer is JSON and a decision."""
    try:
        Decision.model_validate(json.loads(answer.text))
    except ValueError:
        return False
    return True


def report(path: Path, found: Figures) -> str:
    """Return the figures, one to a line."""
    times = [answer.milliseconds for answer in found.answers]
    tokens = sum(answer.answer_tokens for answer in found.answers)
    lags = sorted(found.lags)
    rows = {
        "load with trial and proof": f"{found.load:.0f} ms",
        "a decision, median / slowest": f"{median(times):.0f} / {max(times)} ms",
        "four decisions, median / slowest": f"{median(found.ticks):.0f} / {max(found.ticks):.0f} ms",
        "answer tokens a second, prompts included": f"{tokens / sum(times) * 1000:.0f}",
        "prompt tokens, median": f"{median(answer.prompt_tokens for answer in found.answers):.0f}",
        "answer tokens, median, all candidates": f"{median(a.answer_tokens for a in found.answers):.0f}",
        "candidates a decision": f"{sum(a.candidates for a in found.answers) / len(found.answers):.2f}",
        "decisions that are valid": f"{sum(map(is_decision, found.answers))} of {len(found.answers)}",
        "lag of the event loop, p99 / longest": f"{lags[len(lags) * 99 // 100]:.1f} / {lags[-1]:.1f} ms",
        "resident memory, the model's process included": f"{found.resident:.0f} MB",
    }
    width = max(map(len, rows))
    return "\n".join([str(path), *(f"  {name:<{width}}  {text}" for name, text in rows.items())])


def main() -> None:
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(description="Measure a model.")
    parser.add_argument("--model", type=Path, help="a GGUF file; without it the house model")
    parser.add_argument("--ticks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--candidates", type=int)
    options = parser.parse_args()
    path = resolve(options.model)
    tuning = Tuning(threads=options.threads, candidates=options.candidates)
    print(report(path, asyncio.run(measure(path, tuning, prompts(options.ticks, options.seed)))))


if __name__ == "__main__":
    main()
