"""`wallstreet replay`: folds a log again from its first event, proving each link, and says where it leads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.log.database import damage, read_only
from bot.log.faults import LogError, sentences
from bot.log.proof import BEFORE_ALL, Chain, LogDiffers, Row, blame, head, rows
from show.cast import persona
from show.events import Entry
from show.money import dollars
from show.state import State, fold

CHUNK = 2000
"""Rows read at a time, each time in a short transaction: between two, a running show can tidy its files."""


def replay(db: Path, console: Console | None = None) -> int:
    """Check a log and print its summary, which is equal for equal nights.

    Returns 0 if the chain holds, 1 with the first event that differs, 2 if the file cannot be read.
    """
    out = console or Console(highlight=False, soft_wrap=True)
    err = Console(stderr=True, highlight=False, soft_wrap=True)
    state, chain = State(), Chain()
    try:
        with closing(read_only(db)) as raw, sentences(db):
            _watch(raw, chain, state, err)
            broken = damage(raw)
    except LogDiffers as difference:
        out.print(f"The chain is broken. {difference}", markup=False)
        return 1
    except LogError as error:
        whole = f" The events up to {chain.seq:,} are whole." if chain.seq else ""
        err.print(f"wallstreet: {error}{whole}", markup=False)
        return 2
    out.print("\n".join(summary(state)), markup=False)
    if broken:
        err.print(f"wallstreet: {_elsewhere(db, broken)}", markup=False)
        return 2
    out.print("The chain holds.")
    return 0


def verify(
    raw: sqlite3.Connection,
    chain: Chain,
    fold: Callable[[Entry], None],
    progress: Callable[[int], None] = lambda seq: None,
) -> None:
    """Fold every event of a log in order, each one proved first. `progress` is told how far it has got.

    Raises:
        LogDiffers: an event is not what was written, or is missing, or cannot have happened.
    """
    after = BEFORE_ALL
    while True:
        chunk, end = _snapshot(raw, after)
        for row in chunk:
            _fold(fold, _proved(raw, chain, row, end))
        after = chain.seq
        progress(after)
        if len(chunk) < CHUNK:
            return chain.ends(end)


def summary(state: State) -> list[str]:
    """Return what a night came to, and nothing of when or where it was recorded."""
    places = state.standings() if state.programme.season else ()
    return [
        f"events   {state.seq:,}",
        f"ticks    {state.tick:,}",
        f"seasons  {state.programme.season:,}",
        f"last     {state.head}",
        *(
            f"{at}. {persona(place.who).name:<8}{dollars(place.equity):>16}"
            for at, place in enumerate(places, 1)
        ),
    ]


def _watch(raw: sqlite3.Connection, chain: Chain, state: State, err: Console) -> None:
    end = head(raw)
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("Replaying", total=end[0] if end else None)
        verify(raw, chain, lambda entry: fold(state, entry), lambda seq: progress.update(task, completed=seq))


def _snapshot(raw: sqlite3.Connection, after: int) -> tuple[list[Row], Row | None]:
    # Together, since a show that is running may write between the two.
    raw.execute("BEGIN")
    try:
        return rows(raw, after, CHUNK), head(raw)
    finally:
        raw.execute("COMMIT")


def _proved(raw: sqlite3.Connection, chain: Chain, row: Row, end: Row | None) -> Entry:
    try:
        return chain.check(row)
    except LogDiffers as difference:
        if difference.expected is None:
            raise
        later = rows(raw, row[0], 1)
        raise blame(difference, row, later[0] if later else None, end) from difference


def _fold(fold: Callable[[Entry], None], entry: Entry) -> None:
    try:
        fold(entry)
    except Exception as error:
        what = f"it cannot have happened after the events before it ({type(error).__name__}: {error})"
        raise LogDiffers(entry.seq, entry.event.kind, entry.tick, what) from error


def _elsewhere(db: Path, broken: str) -> str:
    return (
        f"Every event is whole, but the file {str(db)!r} is damaged elsewhere ({broken}). Save it with"
        " 'sqlite3 FILE .recover | sqlite3 RESCUED' and go on with that file."
    )
