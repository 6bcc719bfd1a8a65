"""The inbox in SQLite: what the audience asks for waits here, numbered, for the director to answer."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable

from bot.log.database import Database
from show.audience.intents import Intent

INSERT = "INSERT INTO intents (number, body, recorded_at) VALUES (?, ?, ?)"
SELECT = "SELECT number, body FROM intents WHERE number > ? ORDER BY number LIMIT ?"


class Inbox:
    """A `show.ports.Inbox`. Nothing is ever taken out: who reads keeps the number of the last one read."""

    def __init__(self, database: Database, last: int, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock
        self._written = last  # belongs to the database's thread
        self._last = last
        self._bell = asyncio.Event()

    @classmethod
    async def open(cls, database: Database, clock: Callable[[], float] = time.time) -> Inbox:
        """Return the inbox of an open database."""
        return cls(database, await database.run(_last), clock)

    async def put(self, intent: Intent) -> int:
        """Keep an intent and return its number.

        Raises:
            LogError: the file cannot be written; then the intent was not kept.
        """
        number = await self._database.run(self._insert, intent.model_dump_json(exclude={"number"}))
        self._last = max(self._last, number)
        self._bell.set()
        self._bell = asyncio.Event()
        return number

    async def take(self, after: int, limit: int = 100) -> list[Intent]:
        """Return up to `limit` intents with a number above `after`, in order."""
        if after >= self._last and after >= self._written:
            return []  # the director asks after every beat, and nearly always nobody has said anything
        return await self._database.run(_select, after, limit)

    async def arrived(self, after: int) -> None:
        """Return once there is an intent with a number above `after`."""
        while self._last <= after:
            await self._bell.wait()

    def _insert(self, raw: sqlite3.Connection, body: str) -> int:
        number = self._written + 1
        raw.execute(INSERT, (number, body, round(self._clock() * 1000)))
        self._written = number
        return number


def _last(raw: sqlite3.Connection) -> int:
    return int(raw.execute("SELECT coalesce(max(number), 0) FROM intents").fetchone()[0])


def _select(raw: sqlite3.Connection, after: int, limit: int) -> list[Intent]:
    found = raw.execute(SELECT, (after, limit)).fetchall()
    return [Intent.model_validate_json(body).model_copy(update={"number": number}) for number, body in found]
