"""How fast four traders think: `python -m tests.bench.engine`, unattended, about a quarter of an hour.

One interleaved run of three ways on the same model, machine and prompts: one call after another (threads set
right), llama-server with four slots, and the engine as the show runs it, with the floor read ahead or not,
and beside a busy neighbour. Prints tables for README. Without `--model` one of random weights is made. What
has been measured is kept, so a run that was broken off goes on; `--fresh` begins again.

`--soak MINUTES` lets the engine think on end instead and watches memory, sequences and deadlines;
`--decisions N` counts how many of N decisions of random weights are valid.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from models.llama import LlamaMind
from models.scripted import ScriptedMind
from models.tuning import Tuning
from show.ports import TRADERS, Answer, Decision, Prompt, TraderId
from tests.bench.findings import AHEAD, COLD, NEIGHBOUR, SEEDS, SERVER, Book, Record, table
from tests.bench.limit import Limit, Meter
from tests.bench.machine import cpu_seconds, named
from tests.bench.minds import heartbeat
from tests.bench.rivals import OneByOne, Server
from tests.bench.sources import cache, server, vocabulary
from tests.bench.synthetic import FULL, SMALL, write_synthetic
from tests.show.company import Company

ROUNDS = 5
SEED = 11
BUSY = "while True: pass"


class Reader(ScriptedMind):
    """Plays the show and keeps the prompts."""

    def __init__(self) -> None:
        super().__init__()
        self.prompts: list[Prompt] = []

    def forgets(self, trader: TraderId) -> bool:
        """Return False: the prompts are to hold memories, as they do for a model that reads words."""
        return False

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer as the scripted mind does."""
        self.prompts.append(prompt)
        return await super().decide(prompt)


async def ticks(count: int) -> list[list[Prompt]]:
    """Return the prompts of a night's ticks, four each, after twelve that give everyone a past."""
    mind = Reader()
    await Company(seed=SEED, mind=mind).run(12 + count)
    size = len(TRADERS)
    found = [mind.prompts[start : start + size] for start in range(0, len(mind.prompts), size)]
    return found[12:]


@dataclass
class Way:
    """One way to get four decisions, and what it is called in the table."""

    name: str
    tick: Callable[[Sequence[Prompt]], Awaitable[Record]]


def valid(texts: Sequence[str]) -> int:
    """Return how many texts are decisions."""
    found = 0
    for text in texts:
        try:
            Decision.model_validate_json(text)
            found += 1
        except ValueError:
            pass
    return found


def rival(name: str, tick: Callable[[Sequence[Prompt]], Awaitable[list[str]]], pid: int) -> Way:
    """Return a rival as a way; `pid` is the process that does its work."""

    async def timed(prompts: Sequence[Prompt]) -> Record:
        start, before = perf_counter(), cpu_seconds(pid)
        texts = await tick(prompts)
        seconds, cpu = perf_counter() - start, cpu_seconds(pid) - before
        return {"seconds": seconds, "cpu": cpu, "valid": valid(texts), "letters": sum(map(len, texts))}

    return Way(name, timed)


def engine(mind: LlamaMind, name: str, *, ahead: bool, busy: bool = False) -> Way:
    """Return the engine as a way; `ahead` lets it read the floor before the tick, as it does in the show."""

    async def timed(prompts: Sequence[Prompt]) -> Record:
        if ahead:
            mind.read_ahead(lambda: (prompts[0].rules, prompts[0].public))
            while not (await mind.tally())["idle"]:
                pass
        lags: list[float] = []
        with neighbour(busy):
            before, pulse = await mind.tally(), asyncio.create_task(heartbeat(lags))
            start, spent = perf_counter(), cpu_seconds(mind.pid)
            answers = await asyncio.gather(*(mind.decide(prompt) for prompt in prompts))
            seconds, spent = perf_counter() - start, cpu_seconds(mind.pid) - spent
            after = await mind.tally()
            pulse.cancel()
        return {
            "seconds": seconds,
            "cpu": spent,
            "valid": valid([answer.text for answer in answers]),
            "letters": sum(len(answer.text) for answer in answers),
            "first_line": answers[0].spoken_milliseconds / 1000,
            "first_decision": answers[0].milliseconds / 1000,
            "read": after["read_rows"] - before["read_rows"],
            "steps": _grown(after["steps"], before["steps"]),
            "model": after["model_seconds"] - before["model_seconds"],
            "guide": after["guide_seconds"] - before["guide_seconds"],
            "lags": lags,
        }

    return Way(name, timed)


def _grown(after: dict[str, int], before: dict[str, int]) -> dict[str, int]:
    return {rows: count - before.get(rows, 0) for rows, count in after.items() if count > before.get(rows, 0)}


@contextmanager
def neighbour(busy: bool) -> Any:
    """Keep one core busy from another process meanwhile."""
    process = subprocess.Popen([sys.executable, "-c", BUSY]) if busy else None
    try:
        yield
    finally:
        if process is not None:
            process.kill()
            process.wait()


async def compare(path: Path, rounds: int, book: Book) -> None:
    """Run all ways in turn, each round with the prompts of another tick."""
    night = await ticks(rounds + 1)
    mind = LlamaMind(path, Tuning(temperature=0.0, trial=False))
    await mind.open()
    slots = Server(server(), path)
    await slots.open()
    calls, meter = OneByOne(path), Meter(path)
    ways = [
        rival(SEEDS, calls.tick, os.getpid()),
        rival(SERVER, slots.tick, slots.pid),
        engine(mind, COLD, ahead=False),
        engine(mind, AHEAD, ahead=True),
        engine(mind, NEIGHBOUR, ahead=True, busy=True),
    ]
    try:
        for warm in (slots.tick, engine(mind, "", ahead=True).tick):
            await warm(night[0])  # the rules are read once a night, and this is before it
        for number, prompts in enumerate(night[1:], 1):
            for way in ways[number % 2 :] + ways[: number % 2]:
                if not book.has(way.name, number):
                    found = await _measured(way, prompts, meter)
                    book.add({"way": way.name, "round": number, **found})
                    print(f"round {number}: {way.name}: {found['seconds']:.1f} s", flush=True)
    finally:
        meter.close()
        await slots.close()
        await calls.close()
        await mind.close()


async def _measured(way: Way, prompts: Sequence[Prompt], meter: Meter) -> Record:
    """Return the record of a tick, with the machine's rates before and after it where they are compared."""
    if way.name not in (COLD, AHEAD):
        return await way.tick(prompts)
    before = await asyncio.to_thread(meter.read)
    found = await way.tick(prompts)
    after = await asyncio.to_thread(meter.read)
    return {**found, "limits": [before.record(), after.record()]}


def main() -> None:
    """Read the options, measure and print."""
    parser = argparse.ArgumentParser(description="Measure how fast four traders think.")
    parser.add_argument("--model", type=Path, help="a GGUF file; without it one of random weights is made")
    parser.add_argument("--small", action="store_true", help="a twentieth of the work, to try this out")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--fresh", action="store_true", help="forget what was measured before")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="think on end and watch for leaks")
    parser.add_argument("--decisions", type=int, metavar="N", help="count valid ones of random weights")
    options = parser.parse_args()
    os.environ.pop("GOMP_SPINCOUNT", None)  # the rivals are measured at their best, see there
    if options.decisions:
        from tests.bench.validity import count

        print(count(options.decisions, vocabulary()))
        return
    shape = SMALL if options.small else FULL
    path = options.model or write_synthetic(cache() / f"{shape.name}.gguf", vocabulary(), shape)
    if options.soak:
        from tests.bench.soak import soak

        print(asyncio.run(soak(path, options.soak)))
        return
    book = Book(cache() / f"engine-{path.stem}.jsonl", fresh=options.fresh)
    asyncio.run(compare(path, options.rounds, book))
    limit = Limit.best([Limit.read(one) for found in book.column(AHEAD, "limits") for one in found])
    print(f"\n{named()}; {path.name}\n\n{table(book, limit)}")


if __name__ == "__main__":
    main()
