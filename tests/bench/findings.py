"""What the comparison of engines found: a file of its rounds, and the tables for README."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import mean, median
from typing import Any

from show.ports import TRADERS
from tests.bench.limit import Limit
from tests.bench.rivals import OneByOne, Server

Record = dict[str, Any]
SEEDS, SERVER = OneByOne.name, Server.name
COLD, AHEAD = "engine, all of the tick counted", "engine, floor read ahead"
NEIGHBOUR, SERVED = "engine beside a busy process", "llama-server beside a busy process"
WAYS = (SEEDS, SERVER, COLD, AHEAD, NEIGHBOUR)


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
    shares = {way: median(shares_of(book, way)) for way in (COLD, AHEAD)}
    best = {way: median(shares_of(book, way, limit)) for way in (COLD, AHEAD)}
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
        ("share of the limit, by the rates around each tick",
         f"{shares[COLD]:.0%} (read ahead: {shares[AHEAD]:.0%})", "85 %"),
        ("share of the limit, by the best rates of the run",
         f"{best[COLD]:.0%} (read ahead: {best[AHEAD]:.0%})", ""),
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
    least = limit.seconds(round(read), {}), sum(n * limit.step(rows) for rows, n in steps.items())
    inside = mean(one["model"] for one in records)
    return (
        f"{way}: {read:.0f} rows read (limit {least[0]:.1f} s); steps by rows: "
        f"{', '.join(f'{rows}: {count:.0f}' for rows, count in steps.items())} (limit {least[1]:.1f} s); "
        f"in the model {inside:.1f} of {total:.1f} s; the first line after "
        f"{mean(one['first_line'] for one in records):.1f} s, its whole decision after "
        f"{mean(one['first_decision'] for one in records):.1f} s."
    )


def shares_of(book: Book, way: str, limit: Limit | None = None) -> list[float]:
    """Return, round by round, the least time of the model's work over the time that a tick took.

    Without a `limit` it is the mean of what the rates before and after the tick let it take.
    """
    found = []
    for one in (one for one in book.records if one["way"] == way):
        steps = {int(rows): count for rows, count in one["steps"].items()}
        limits = [limit] if limit else [Limit.read(record) for record in one["limits"]]
        found.append(mean(each.seconds(one["read"], steps) for each in limits) / float(one["seconds"]))
    return found
