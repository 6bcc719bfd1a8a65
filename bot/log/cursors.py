"""Where each host has got to in the log, kept so that a host goes on there after an outage or a restart."""

from __future__ import annotations

import sqlite3

from bot.log.database import Database

ADVANCE = (
    "INSERT INTO cursors (host, seq) VALUES (?, ?)"
    " ON CONFLICT (host) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq"
)


class Cursors:
    """One number for each durable host. It only ever goes up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, host: str) -> int | None:
        """Return the number of the last event a host is done with, or None if it is new."""
        return await self._database.run(kept, host)

    async def advance(self, host: str, seq: int) -> None:
        """Say that a host is done with every event up to `seq`. Going back is ignored."""
        await self._database.run(advance, host, seq)


def kept(raw: sqlite3.Connection, host: str) -> int | None:
    """Do what `Cursors.get` does, in a transaction of the caller."""
    row = raw.execute("SELECT seq FROM cursors WHERE host = ?", (host,)).fetchone()
    return None if row is None else int(row[0])


def advance(raw: sqlite3.Connection, host: str, seq: int) -> None:
    """Do what `Cursors.advance` does, in a transaction of the caller."""
    raw.execute(ADVANCE, (host, seq))
