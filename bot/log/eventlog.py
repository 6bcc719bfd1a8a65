"""The event log in SQLite: appended to by the director alone, read by everyone, who wake with every beat."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import NamedTuple

from bot.log.database import Database, transaction
from bot.log.memories import DELETE as FORGET
from bot.log.memories import INSERT as REMEMBER
from bot.log.memories import Memories, row_of
from bot.log.proof import Chain, LogDiffers, Row, head, rows
from show.events import GENESIS, Entry, link
from show.ports import Memory

RECENT = 1024
"""Entries kept in memory (about 2 MB), so that readers at the head cost no query and no parsing."""

INSERT = (
    "INSERT INTO events (seq, beat, tick, at, caused_by, kind, body, hash, recorded_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
LAST_OF = "SELECT seq FROM events WHERE kind = ? AND seq < ? ORDER BY seq DESC LIMIT 1"
SET_HEAD = "INSERT OR REPLACE INTO head (one, seq, hash) VALUES (1, ?, ?)"
LAST_BEFORE = "SELECT seq FROM events WHERE beat < ? ORDER BY seq DESC LIMIT 1"


class Head(NamedTuple):
    """Where the log ends: the number, link, beat and tick of its last event."""

    seq: int = 0
    hash: str = GENESIS
    beat: int = 0
    tick: int = 0


class Written(NamedTuple):
    """A beat on its way into the file: its entries, the new memories, and the numbers of faded ones."""

    entries: tuple[Entry, ...]
    memories: list[tuple[int, Memory]]
    faded: tuple[int, ...]


class EventLog:
    """A `show.ports.Log`. `changed` wakes any number of readers; each keeps its own place."""

    def __init__(self, database: Database, memories: Memories, end: Head, clock: Callable[[], float]) -> None:
        self._database = database
        self._memories = memories
        self._clock = clock
        self._written = end  # belongs to the database's thread, as `_head` does to the event loop's
        self._head = end
        self._recent: deque[Entry] = deque(maxlen=RECENT)
        self._bell = asyncio.Event()
        self._over = False
        self._deferring = False
        self._deferred: list[Written] = []

    @classmethod
    async def open(
        cls, database: Database, memories: Memories, clock: Callable[[], float] = time.time
    ) -> EventLog:
        """Return the log of an open database.

        Raises:
            LogDiffers: it does not end with the event that was written last.
        """
        return cls(database, memories, await database.run(_end), clock)

    def head(self) -> Head:
        """Return where the log ends."""
        return self._head

    async def append(self, entries: Sequence[Entry], memories: Sequence[Memory] = ()) -> None:
        """Write one beat and what the traders remember of it in one transaction, or nothing at all.

        After `defer` it is written with the next `flush`, and nobody can read it before.

        Raises:
            LogError: the file cannot be written; then nothing was.
            ValueError: the entries do not follow, by number and link, on the last one.
        """
        if not entries:
            return
        beat = Written(tuple(entries), self._memories.number(memories), tuple(self._memories.faded))
        self._deferred.append(beat)
        if self._deferring:
            self._learn(beat)  # now: the next turn of this tick remembers it, at any speed
        else:
            await self.flush()

    def defer(self) -> None:
        """Let beats wait for `flush` from now on, for a show that plays as fast as it goes.

        A trip to the file costs as much as a beat then. A kill loses what waits, which nobody has seen.
        """
        self._deferring = True

    async def flush(self) -> None:
        """Write the beats that wait in one transaction.

        Raises:
            LogError: the file cannot be written; then nothing was, and the beats are lost.
            ValueError: the entries of a beat do not follow, by number and link, on the last one. The beats
                before it are written.
        """
        beats, self._deferred = self._deferred, []
        if beats:
            publish = partial(self._publish, learn=not self._deferring)
            await self._database.run(self._write_all, asyncio.get_running_loop(), beats, publish)

    async def read(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """Return up to `limit` entries with a number above `after`, in order, each proved by its link.

        Raises:
            LogDiffers: an event is not what was written.
        """
        after = max(after, 0)
        if after >= self._head.seq or limit <= 0:
            return []
        if self._recent and after >= self._recent[0].seq - 1:
            skipped = after + 1 - self._recent[0].seq
            return list(islice(self._recent, skipped, skipped + limit))
        return await self._database.run(_read, after, min(limit, self._head.seq - after))

    async def changed(self, after: int) -> bool:
        """Wait until the log goes on after event `after`; return False if it is over and does not."""
        while self._head.seq <= after and not self._over:
            await self._bell.wait()
        return self._head.seq > after

    async def over(self, within: float) -> bool:
        """Wait up to so many seconds for the end of this run; return whether it has come."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not self._over:
                    await self._bell.wait()
        return self._over

    def finish(self) -> None:
        """Say that nothing more will be written in this run, so that readers come to their end."""
        self._over = True
        self._ring()

    async def last_before(self, beat: int) -> int:
        """Return the number of the last event before a beat, or 0 if there is none."""
        return await self._database.run(_last_before, beat)

    async def last_of(self, kind: str, before: int) -> int:
        """Return the number of the last event of a kind before event `before`, or 0 if there is none."""
        return await self._database.run(_last_of, kind, before)

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    def _write_all(
        self,
        raw: sqlite3.Connection,
        loop: asyncio.AbstractEventLoop,
        beats: list[Written],
        publish: Callable[[list[Written], Head], None],
    ) -> None:
        rows: list[Row] = []
        good: list[Written] = []
        fault: ValueError | None = None
        end, now = self._written, round(self._clock() * 1000)
        for beat in beats:
            try:
                more, end = _following(end, beat.entries, now)
            except ValueError as error:
                fault = error
                break
            rows += more
            good.append(beat)
        written: list[Written] = []
        try:
            self._write(raw, rows, good, end)
            written = good
            if fault is not None:
                raise fault
        finally:
            # Told to the loop from here, before the answer to `flush`: a director that is cancelled while it
            # waits has still written the beats, and the readers must still see them.
            loop.call_soon_threadsafe(publish, written, self._written)

    def _write(self, raw: sqlite3.Connection, rows: list[Row], beats: list[Written], end: Head) -> None:
        if not rows:
            return
        memories = [row_of(*numbered) for beat in beats for numbered in beat.memories]
        faded = [(number,) for beat in beats if beat.memories for number in beat.faded]
        with transaction(raw):
            raw.executemany(INSERT, rows)
            raw.execute(SET_HEAD, (end.seq, bytes.fromhex(end.hash)))
            if memories:
                raw.executemany(REMEMBER, memories)
                raw.executemany(FORGET, faded)
        self._written = end

    def _publish(self, beats: list[Written], end: Head, *, learn: bool) -> None:
        for beat in beats:
            self._recent.extend(beat.entries)
            if learn:
                self._learn(beat)
        self._head = end
        self._ring()

    def _learn(self, beat: Written) -> None:
        if beat.memories:
            self._memories.learn(beat.memories, len(beat.faded))


def _following(last: Head, entries: Sequence[Entry], now: int) -> tuple[list[Row], Head]:
    """Return the rows of entries that follow on `last`, and the last of them."""
    rows: list[Row] = []
    seq, before = last.seq, last.hash
    for entry in entries:
        body = entry.body()
        place = (entry.seq, entry.beat, entry.tick, entry.at, entry.caused_by)
        expected = link(before, *place, body)
        if entry.seq != seq + 1 or entry.hash != expected:
            raise ValueError(
                f"event {entry.seq} ({entry.event.kind}) does not follow on event {seq}: its number"
                " or its link is another. Only one director may write, from the state at the head."
            )
        seq, before = entry.seq, expected
        rows.append((*place, entry.event.kind, body, bytes.fromhex(expected), now))
    return rows, Head(seq, before, entries[-1].beat, entries[-1].tick)


def _end(raw: sqlite3.Connection) -> Head:
    written = head(raw)
    last = raw.execute("SELECT max(seq) FROM events").fetchone()[0] or 0
    found = _read(raw, last - 1, 1) if last else []
    end = Head(last, found[0].hash, found[0].beat, found[0].tick) if found else Head()
    Chain(end.seq, end.hash).ends(written)
    return end


def _read(raw: sqlite3.Connection, after: int, limit: int) -> list[Entry]:
    chain = Chain(after, _link_of(raw, after))
    return [chain.check(row) for row in rows(raw, after, limit)]


def _link_of(raw: sqlite3.Connection, seq: int) -> str:
    if seq == 0:
        return GENESIS
    row = raw.execute("SELECT hash FROM events WHERE seq = ?", (seq,)).fetchone()
    if row is None or not isinstance(row[0], bytes):
        raise LogDiffers(seq, "missing", None, f"number {seq} is not there, or has no link")
    return row[0].hex()


def _last_of(raw: sqlite3.Connection, kind: str, before: int) -> int:
    row = raw.execute(LAST_OF, (kind, before)).fetchone()
    return 0 if row is None else int(row[0])


def _last_before(raw: sqlite3.Connection, beat: int) -> int:
    row = raw.execute(LAST_BEFORE, (beat,)).fetchone()
    return 0 if row is None else int(row[0])
