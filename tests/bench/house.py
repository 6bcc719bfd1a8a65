"""What the house model is held to: `python -m tests.bench.house [--answers 200] [--ticks 500] [--write]`.

Answers that contradict nothing, good news that leads the news trader to buy, lines that come again within
sixty of one long night, and milliseconds a decision. `--write` keeps the figures in models/house/DEMANDS.md.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
from pathlib import Path
from random import Random
from statistics import median, quantiles

from bot.contest.measures import MEMORY, repeats
from bot.contest.night import Night, play_night
from models.catalogue import FOLDER, resolve
from models.house.conduct import following, news_turns
from models.house.evaluate import ask, prompts, score
from models.llama import LlamaMind
from models.scripted import ScriptedMind
from models.tuning import Tuning, cores
from show.ports import Mind

REPORT = FOLDER / "house" / "DEMANDS.md"
SEED = 11


async def rows(mind: Mind, answers: int, ticks: int) -> list[tuple[str, str, str]]:
    """Return what is demanded, how much of it, and what was found."""
    good = await score(mind, prompts(SEED, answers))
    dice = Random(SEED)
    asked = (ask(facts, dice.randrange(2**31)) for facts in news_turns(SEED, answers))
    bought = await following(mind, asked)
    night = await play_night(mind, SEED, ticks)
    spoken = [line for lines in night.lines.values() for line in lines]
    times = sorted(turn.seconds * 1000 for turns in night.turns.values() for turn in turns)
    near = sum((repeats(lines) or 0) * len(lines) / 100 for lines in night.lines.values())
    return [
        ("answers to unseen prompts and headline wordings that contradict nothing", "90 %",
         f"{good.clean} of {good.answers}"),
        ("good news on an asset leads the news trader to buy it", "75 %",
         f"{bought.bought} of {bought.turns}"),
        (f"lines said word for word among the speaker's last {MEMORY}", "none",
         f"{same(night)} of {len(spoken)} lines in {ticks} ticks"),
        (f"lines that share 80 % of their words with one of the last {MEMORY}", "-",
         f"{near:.0f} of {len(spoken)}"),
        ("milliseconds a decision, median / 95 % / slowest", "60",
         f"{median(times):.0f} / {quantiles(times, n=20)[-1]:.0f} / {times[-1]:.0f}"),
    ]  # fmt: skip


def same(night: Night) -> int:
    """Return how many lines were said, word for word, among the last sixty of the same speaker."""
    count = 0
    for lines in night.lines.values():
        plain = [" ".join(re.findall(r"\w+", line.lower())) for line in lines]
        count += sum(line in plain[max(0, at - MEMORY) : at] for at, line in enumerate(plain))
    return count


def report(found: list[tuple[str, str, str]], how: str) -> str:
    """Return the figures as Markdown."""
    table = "\n".join(f"| {what} | {wanted} | {got} |" for what, wanted, got in found)
    return (
        f"# What the house model is held to\n\n{how}\n\n| what | wanted | found |\n|---|---|---|\n{table}\n"
    )


async def measure(options: argparse.Namespace) -> str:
    """Measure the mind that the options name."""
    mind: Mind = ScriptedMind()
    if not options.scripted:
        tuning = Tuning(temperature=options.temperature, threads=options.threads)
        mind = LlamaMind(resolve(options.model), tuning)
    try:
        found = await rows(mind, options.answers, options.ticks)
    finally:
        await mind.close()
    how = (
        f"`python -m tests.bench.house`: prompts and a night drawn by seed {SEED}, headline wordings kept "
        f"out of training, best of n as on air, on {cores()} cores with a load of {os.getloadavg()[0]:.0f}."
    )
    return report(found, how)


def main() -> None:
    """Read the options, measure, print, and keep the figures if asked to."""
    parser = argparse.ArgumentParser(description="Hold the house model to what is demanded of it.")
    parser.add_argument("--answers", type=int, default=200)
    parser.add_argument("--ticks", type=int, default=500)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--temperature", type=float)
    parser.add_argument("--scripted", action="store_true", help="measure the writers' room itself")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {REPORT.name}")
    options = parser.parse_args()
    text = asyncio.run(measure(options))
    print(text)
    if options.write:
        REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
