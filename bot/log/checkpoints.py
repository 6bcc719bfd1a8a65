"""The state as of some event, kept so that a restart need not fold the whole log. A cache and no more.

A checkpoint counts only while the log has the same link at its number, and only for the edition of the show
that made it: another edition may fold the same events into another state.
"""

from __future__ import annotations

import hashlib
import sqlite3
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import show
from assets.cast import CAST_FILE
from bot.log.database import Database, transaction

KEPT = 2
"""The newest, and one before it for readers that are a little behind."""

INSERT = "INSERT OR REPLACE INTO checkpoints (seq, hash, edition, state) VALUES (?, ?, ?, ?)"
PRUNE = "DELETE FROM checkpoints WHERE seq NOT IN (SELECT seq FROM checkpoints ORDER BY seq DESC LIMIT ?)"
SELECT = (
    "SELECT checkpoints.seq, checkpoints.hash, state FROM checkpoints"
    " JOIN events ON events.seq = checkpoints.seq AND events.hash = checkpoints.hash"
    " WHERE checkpoints.seq <= ? AND edition = ? ORDER BY checkpoints.seq DESC LIMIT 1"
)


class Checkpoint(NamedTuple):
    """The number and link of the event, and the state after it as text."""

    seq: int
    hash: str
    state: str


class Checkpoints:
    """The newest two checkpoints of a log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, seq: int, hash: str, state: str) -> None:
        """Keep the state after event `seq`, whose link is `hash`."""
        await self._database.run(_save, seq, bytes.fromhex(hash), state)

    async def last(self, until: int | None = None) -> Checkpoint | None:
        """Return the newest checkpoint that still holds, at or before event `until`."""
        return await self._database.run(_last, 2**62 if until is None else until)


@lru_cache(maxsize=1)
def edition() -> str:
    """Return a fingerprint of what folds: the show's modules but for its pictures, and the cast (2 ms)."""
    root = Path(show.__file__).parent
    modules = [path for path in sorted(root.rglob("*.py")) if "stage" not in path.relative_to(root).parts]
    digest = hashlib.sha256()
    for path in (*modules, CAST_FILE):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _save(raw: sqlite3.Connection, seq: int, hash_: bytes, state: str) -> None:
    with transaction(raw):
        raw.execute(INSERT, (seq, hash_, edition(), state))
        raw.execute(PRUNE, (KEPT,))


def _last(raw: sqlite3.Connection, until: int) -> Checkpoint | None:
    row = raw.execute(SELECT, (until, edition())).fetchone()
    return None if row is None else Checkpoint(int(row[0]), bytes(row[1]).hex(), str(row[2]))
