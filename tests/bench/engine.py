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
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import Any

from models.llama import LlamaMind
from models.scripted import ScriptedMind
from models.tuning import Tuning
from show.ports import TRADERS, Answer, Decision, Prompt, TraderId
from tests.bench.limit import Limit, measured, model_seconds
from tests.bench.machine import cpu_seconds, named
from tests.bench.minds import heartbeat
from tests.bench.rivals import OneByOne, Server
from tests.bench.sources import cache, server, vocabulary
from tests.bench.synthetic import FULL, SMALL, write_synthetic
from tests.show.company import Company

ROUNDS = 5
SEED = 11
Record = dict[str, Any]
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


class Book:
    """What has been measured, a line each, kept in a file."""

    def __init__(self, path: Path, *, fresh: bool) -> None:
        self._path = path
        if fresh:
            path.unlink(missing_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        self.records: list[Record] = [json.loads(line) for line in lines]

    def has(self, way: str, number: int) -> bool:
        """Return whether a round of a way is there."""
        return any(one["way"] == way and one["round"] == number for one in self.records)

    def add(self, record: Record) -> None:
        """Keep a record."""
        self.records.append(record)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def column(self, way: str, what: str) -> list[Any]:
        """Return what was measured of a way, round by round."""
        return [one[what] for one in self.records if one["way"] == way and what in one]


SEEDS, SERVER = OneByOne.name, Server.name
COLD, AHEAD = "engine, all of the tick counted", "engine, floor read ahead"
NEIGHBOUR, SERVED = "engine beside a busy process", "llama-server beside a busy process"
WAYS = (SEEDS, SERVER, COLD, AHEAD, NEIGHBOUR)


async def compare(path: Path, rounds: int, book: Book) -> None:
    """Run all ways in turn, each round with the prompts of another tick."""
    night = await ticks(rounds + 1)
    mind = LlamaMind(path, Tuning(temperature=0.0, trial=False))
    await mind.open()
    slots = Server(server(), path)
    await slots.open()
    calls = OneByOne(path)
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
                    found = await way.tick(prompts)
                    book.add({"way": way.name, "round": number, **found})
                    print(f"round {number}: {way.name}: {found['seconds']:.1f} s", flush=True)
            book.add({"way": "limit", "round": number, "limit": measured(path).record()})
    finally:
        await slots.close()
        await calls.close()
        await mind.close()


def table(book: Book, limit: Limit) -> str:
    """Return the tables and the ratios in Markdown."""
    seconds = {way: median(book.column(way, "seconds")) for way in WAYS}
    lines = [
        "| four decisions | median s | range | processor s | valid | against one by one |",
        "|---|---|---|---|---|---|",
    ]
    for way in WAYS:
        found = book.column(way, "seconds")
        answers = sum(book.column(way, "valid"))
        lines.append(
            f"| {way} | {seconds[way]:.1f} | {min(found):.1f}-{max(found):.1f} | "
            f"{median(book.column(way, 'cpu')):.1f} | "
            f"{answers} of {len(found) * len(TRADERS)} | {seconds[SEEDS] / seconds[way]:.2f} |"
        )
    lags = sorted(lag for found in book.column(AHEAD, "lags") for lag in found)
    shares = {way: share(book, way, limit) for way in (COLD, AHEAD)}
    first = [
        line / total
        for line, total in zip(book.column(AHEAD, "first_line"), book.column(AHEAD, "seconds"), strict=True)
    ]
    guide = sum(book.column(COLD, "guide")) / sum(book.column(COLD, "seconds"))
    rows = (
        ("against one call after another", f"{seconds[SEEDS] / seconds[COLD]:.2f} ({AHEAD}: "
         f"{seconds[SEEDS] / seconds[AHEAD]:.2f})", "3"),
        ("against llama-server", f"{seconds[SERVER] / seconds[COLD]:.2f} ({AHEAD}: "
         f"{seconds[SERVER] / seconds[AHEAD]:.2f})", "2"),
        ("share of the computed limit", f"{shares[COLD]:.0%} (read ahead: {shares[AHEAD]:.0%})", "85 %"),
        ("first line of a tick", f"{median(book.column(AHEAD, 'first_line')):.1f} s, "
         f"{median(first):.0%}", "15 %"),
        ("grammar", f"{guide:.1%} of the time", "2 %"),
        ("lag of the event loop, p99", f"{lags[len(lags) * 99 // 100]:.1f} ms", "20 ms"),
        ("beside a busy process", f"{seconds[NEIGHBOUR] / seconds[AHEAD]:.2f} times as long", "2"),
    )  # fmt: skip
    lines += ["", "| what | measured | goal |", "|---|---|---|"]
    lines += [f"| {what} | {found} | {goal} |" for what, found, goal in rows]
    lines += ["", f"Limit: {limit.words()}", "", account(book, COLD, limit), account(book, AHEAD, limit)]
    return "\n".join(lines)


def account(book: Book, way: str, limit: Limit) -> str:
    """Return where the time of a tick goes, on average: rows read, steps by their rows, and the rest."""
    records = [one for one in book.records if one["way"] == way]
    total = mean(one["seconds"] for one in records)
    read = mean(one["read"] for one in records)
    sizes = sorted({int(rows) for one in records for rows in one["steps"]})
    steps = {rows: mean(one["steps"].get(str(rows), 0) for one in records) for rows in sizes}
    least = model_seconds(limit, round(read), {}), sum(n * limit.step(rows) for rows, n in steps.items())
    inside = mean(one["model"] for one in records)
    return (
        f"{way}: {read:.0f} rows read (limit {least[0]:.1f} s); steps by rows: "
        f"{', '.join(f'{rows}: {count:.0f}' for rows, count in steps.items())} (limit {least[1]:.1f} s); "
        f"in the model {inside:.1f} of {total:.1f} s; the first line after "
        f"{mean(one['first_line'] for one in records):.1f} s, its whole decision after "
        f"{mean(one['first_decision'] for one in records):.1f} s."
    )


def share(book: Book, way: str, limit: Limit) -> float:
    """Return the least time the model's work can take over the time a tick took, median over the rounds."""
    found = []
    for one in (one for one in book.records if one["way"] == way):
        steps = {int(rows): count for rows, count in one["steps"].items()}
        found.append(model_seconds(limit, one["read"], steps) / float(one["seconds"]))
    return median(found)


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
    limit = Limit.best([Limit.read(one) for one in book.column("limit", "limit")])
    print(f"\n{named()}; {path.name}\n\n{table(book, limit)}")


if __name__ == "__main__":
    main()
