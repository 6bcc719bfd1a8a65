"""Entries on paper, for tests of the log: linked as a director links them, about nothing in particular."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from bot.log.store import opened
from show.events import GENESIS, AnyEvent, Entry, TickEnded, linked
from tests.show.company import Company


class Pen:
    """Writes linked entries, one beat at a time, from any head on."""

    def __init__(self, seq: int = 0, head: str = GENESIS, beat: int = 0) -> None:
        self.seq, self.head, self.beat = seq, head, beat

    def events(self, *events: AnyEvent, tick: int = 1) -> list[Entry]:
        """Return one beat of these events."""
        self.beat += 1
        return [self._entry(event, tick) for event in events]

    def beat_of(self, count: int, tick: int = 1) -> list[Entry]:
        """Return one beat of so many events."""
        return self.events(*(TickEnded(tick=tick + number) for number in range(count)), tick=tick)

    def _entry(self, event: AnyEvent, tick: int) -> Entry:
        self.seq += 1
        cause = self.seq - 1 or None
        entry = linked(
            self.head, event, seq=self.seq, beat=self.beat, tick=tick, at=1000 * tick, caused_by=cause
        )
        self.head = entry.hash
        return entry


@lru_cache(maxsize=1)
def night() -> tuple[tuple[Entry, ...], ...]:
    """Return the beats of a few ticks of a real show."""
    with ThreadPoolExecutor(1) as thread:  # a test may have an event loop running in this one
        company = thread.submit(lambda: asyncio.run(Company().run(3))).result()
    return tuple(tuple(beat) for _, beat in groupby(company.log.entries, key=lambda entry: entry.beat))


async def recorded(path: Path, beats: Sequence[Sequence[Entry]]) -> None:
    """Write beats to a new log file."""
    async with opened(path) as store:
        for beat in beats:
            await store.log.append(beat)


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a log's file behind its back, without the triggers that guard it."""
    raw = sqlite3.connect(path)
    try:
        raw.execute("DROP TRIGGER events_are_not_changed")
        raw.execute("DROP TRIGGER events_are_not_deleted")
        yield raw
        raw.commit()
    finally:
        raw.close()
