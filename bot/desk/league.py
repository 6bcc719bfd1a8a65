"""`wallstreet desk`: the analysts' league table over simulated nights, and what it says to the claims."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.desk.nights import played
from show.desk.claims import Claim, claims
from show.desk.league import WARM_TICKS, Figure, Row, table, timing
from show.desk.night import Night

IMPACT = (
    "A judge of impact cannot earn here: what an order does to a price is a constant of each asset in this "
    "market, and only the spread changes, with volatility."
)
LEAST_TICKS = 200
"""Shorter nights leave nothing to judge behind the warm-up."""


def league(nights: int, ticks: int, first: int, folder: Path, jobs: int) -> int:
    """Play the nights that are missing, print the table and the claims, and return the exit code."""
    if ticks < LEAST_TICKS:
        print(
            f"wallstreet: a night of {ticks} ticks says nothing; play at least {LEAST_TICKS}.",
            file=sys.stderr,
        )
        return 2
    seeds = list(range(first, first + nights))
    try:
        kept = play(seeds, ticks, folder, jobs)
    except OSError as error:
        print(f"wallstreet: the nights cannot be kept in {str(folder)!r}: {error}.", file=sys.stderr)
        return 1
    write(kept, ticks, sys.stdout)
    return 0


def play(seeds: list[int], ticks: int, folder: Path, jobs: int) -> list[Night]:
    """Return all nights; those on disk are not played again, so a run that was stopped goes on."""
    columns = (TextColumn("nights"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("nights", total=len(seeds))
        return list(played(seeds, ticks, folder, jobs, lambda done: bar.advance(task, done)))


def write(nights: Sequence[Night], ticks: int, out: TextIO) -> None:
    """Write the report as Markdown, which a terminal shows well enough."""
    seeds = ", ".join(str(night.seed) for night in nights)
    out.write(
        f"{len(nights)} nights of {ticks} ticks, seeds {seeds}; judged from tick {WARM_TICKS} on. Means over "
        "nights with 95 % bootstrap intervals over nights.\n\n"
    )
    rows = table(nights)
    out.write("\n".join(risk_table(rows)) + "\n\n")
    out.write("\n".join(direction_table(rows)) + "\n\n")
    out.write("\n".join(timing_table(nights)) + f"\n\n{IMPACT}\n\n")
    out.write("\n".join(claim_table(claims(nights))) + "\n")


def risk_table(rows: Sequence[Row]) -> list[str]:
    """Return the judges of risk: does a storm look stormy to them, and how soon."""
    heads = (
        "Risk: is it stormy?", "regime, AUC", "beyond rolling volatility", "variance, AUC", "Brier", "lag",
        "missed", "hit", "weight",
    )  # fmt: skip
    return [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *map(_risk, _of(rows, "risk"))]


def _risk(row: Row) -> str:
    cells = (
        row.title, str(row.auc), signed(row.beyond), str(row.variance), mean(row.second), number(row.lag),
        percent(row.missed), percent(row.hit_rate), mean(row.weight),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def direction_table(rows: Sequence[Row]) -> list[str]:
    """Return those who tell a direction: against the regime's drift, and against what came."""
    heads = "Direction: does the regime drift up? | AUC | rise of the next 30 bars, AUC | hit | weight"
    return [f"| {heads} |", "|---|---|---|---|---|", *map(_direction, _of(rows, "direction"))]


def _direction(row: Row) -> str:
    cells = (row.title, str(row.auc), str(row.second), percent(row.hit_rate), mean(row.weight))
    return f"| {' | '.join(cells)} |"


def _of(rows: Sequence[Row], kind: str) -> list[Row]:
    return [row for row in rows if row.kind == kind]


def timing_table(nights: Sequence[Night]) -> list[str]:
    """Return those who tell when to trade."""
    heads = ("Execution: trade now?", "worth of a call", "hit", "weight")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    return lines + [
        f"| {title} | {signed(worth)} | {percent(hit)} | {weight:.2f} |"
        for title, worth, hit, weight in timing(nights)
    ]


def claim_table(found: Sequence[Claim]) -> list[str]:
    """Return the claims with their answers."""
    lines = ["| Who | Claim | Our nights | Numbers |", "|---|---|---|---|"]
    return [*lines, *(f"| {one.by} | {one.says} | **{one.answer}** | {one.numbers} |" for one in found)]


def signed(figure: Figure) -> str:
    """Return a difference with its sign and its interval."""
    if figure.nights == 0:
        return "-"
    return f"{figure.mean:+.2f} [{figure.low:+.2f}, {figure.high:+.2f}]"


def mean(figure: Figure) -> str:
    """Return a mean alone."""
    return "-" if math.isnan(figure.mean) else f"{figure.mean:.2f}"


def number(value: float) -> str:
    """Return a number of ticks."""
    return "-" if math.isnan(value) else f"{value:g}"


def percent(value: float) -> str:
    """Return a share in percent."""
    return "-" if math.isnan(value) else f"{100 * value:.0f} %"
