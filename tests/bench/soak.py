"""An evening of thinking: does memory grow, is a sequence left behind, is a missed deadline told?"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from time import monotonic

from models.deadline import TimedMind
from models.llama import LlamaMind
from models.tuning import Tuning
from show.ports import Answer, Decision, MindError, MindLate, Prompt
from tests.bench.minds import resident

DEADLINE_SECONDS = 60.0
CANCELLED = 0.1
"""The share of turns that are taken back while they are thought about."""
WARM = 0.2
"""The share of the time after which memory must have stopped growing."""
REPORTS = 10


@dataclass
class Evening:
    """What happened."""

    asked: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    overdue: int = 0
    held: int = 0
    sizes: list[tuple[float, float, float]] = field(default_factory=list)

    def words(self, minutes: float) -> str:
        """Return the findings, one a line."""
        warm = [size for at, size, _ in self.sizes if at >= minutes * 60 * WARM]
        own = [size for at, _, size in self.sizes if at >= minutes * 60 * WARM]
        return "\n".join([
            f"{minutes:g} minutes, {self.asked} turns: {dict(self.outcomes)}",
            f"answers after their deadline that were not told: {self.overdue}",
            f"tokens left behind in sequences for answers: {self.held}",
            f"memory of the engine: {warm[0]:.1f} MB to {warm[-1]:.1f} MB, at most {max(warm):.1f} MB",
            f"memory of the asking process: {own[0]:.1f} MB to {own[-1]:.1f} MB",
        ])  # fmt: skip


async def soak(path: Path, minutes: float) -> str:
    """Let a model think for so long, four at a time, and return what was found."""
    from tests.bench.engine import ticks

    night, dice, evening = await ticks(60), Random(3), Evening()
    mind = LlamaMind(path, Tuning(trial=False, seconds=DEADLINE_SECONDS))
    timed = TimedMind(mind, DEADLINE_SECONDS)
    await mind.open()
    start, told = monotonic(), 0
    while (passed := monotonic() - start) < minutes * 60:
        prompts = night[dice.randrange(len(night))]
        timed.read_ahead(partial(_common, prompts[0]))
        await asyncio.gather(*(_turn(timed, prompt, dice, evening) for prompt in prompts))
        evening.held += (await mind.tally())["held"]
        evening.sizes.append((passed, child(mind), resident()))
        if passed > told * minutes * 60 / REPORTS:
            told += 1
            print(f"{passed / 60:.1f} min: {evening.asked} turns, {child(mind):.1f} MB", flush=True)
    await timed.close()
    return evening.words(minutes)


def _common(prompt: Prompt) -> tuple[str, str]:
    return prompt.rules, prompt.public


async def _turn(mind: TimedMind, prompt: Prompt, dice: Random, evening: Evening) -> None:
    evening.asked += 1
    start = monotonic()
    seeded = prompt._replace(seed=dice.randrange(2**31))
    try:
        if dice.random() < CANCELLED:
            async with asyncio.timeout(dice.random()):
                await _decided(mind, seeded, evening)
        else:
            await _decided(mind, seeded, evening)
    except TimeoutError:
        evening.outcomes["taken back"] += 1
    except MindLate:
        evening.outcomes["late, and told so"] += 1
    except MindError as error:
        evening.outcomes[type(error).__name__] += 1
    else:
        evening.overdue += monotonic() - start > DEADLINE_SECONDS + 1


async def _decided(mind: TimedMind, prompt: Prompt, evening: Evening) -> Answer:
    answer = await mind.decide(prompt)
    Decision.model_validate_json(answer.text)
    evening.outcomes["decisions"] += 1
    return answer


def child(mind: LlamaMind) -> float:
    """Return the memory of the engine's process in MB."""
    lines = Path(f"/proc/{mind.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1e3
