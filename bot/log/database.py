"""The file of the log: one connection on one thread, opened for one writer; and read-only for anyone."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import aiosqlite

from bot.log.faults import LogError, sentences
from bot.log.lock import ProcessLock
from bot.log.schema import identify, migrate

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 5.0
"""How long to wait for a visitor who writes with the sqlite3 shell."""

PRAGMAS = (
    # In WAL mode a commit is a write to the -wal file, in the hands of the operating system at once: killing
    # the process loses nothing that was committed. NORMAL leaves out the fsync of each commit (0.1 to 10 ms a
    # beat); only a power cut can take the last beats, and what is left is still a whole log.
    "PRAGMA synchronous = NORMAL",
    # Every 4,000 pages (16 MB, about 100 ticks) the -wal is copied back and synced: 4 times rarer than the
    # default, since each copy costs two fsyncs.
    "PRAGMA wal_autocheckpoint = 4000",
    "PRAGMA journal_size_limit = 16777216",
)


class Database:
    """An open log file. Jobs run on its thread one after another, each in one hop from the event loop."""

    def __init__(self, name: str, connection: aiosqlite.Connection, lock: ProcessLock | None) -> None:
        self.name = name
        self._connection = connection
        self._lock = lock
        self._raw = connection._conn

    @classmethod
    async def open(cls, path: Path | None) -> Database:
        """Open a log for writing, and make it if there is none. None keeps it in memory.

        Raises:
            LogError: the file cannot be used; the sentence says why and what to do.
        """
        lock = _reserve(path) if path is not None else None
        name = ":memory:" if path is None else str(path)
        connection = aiosqlite.connect(name, isolation_level=None, timeout=BUSY_SECONDS)
        try:
            with sentences(name):
                await connection
            database = cls(name, connection, lock)
        except BaseException:
            # Its thread still has something to tell this event loop, which may be closed a moment later.
            await asyncio.to_thread(connection._thread.join, BUSY_SECONDS)
            _release(lock)
            raise
        try:
            await database.run(_prepare, name)
        except BaseException:
            await database.close()
            raise
        return database

    async def run(
        self, job: Callable[Concatenate[sqlite3.Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run a whole job on the database's thread: one hop (about 0.05 ms), however many statements.

        Raises:
            LogError: the file cannot be read or written.
        """
        # aiosqlite offers a hop a statement; its subclasses and this use the one method that runs anything.
        execute: Callable[..., Awaitable[T]] = self._connection._execute
        with sentences(self.name):
            return await execute(job, self._raw, *args, **kwargs)

    async def close(self) -> None:
        """Finish what is queued, close the file and let another process in."""
        try:
            with sentences(self.name):
                await self._connection.close()
        finally:
            _release(self._lock)


@contextmanager
def transaction(raw: sqlite3.Connection) -> Iterator[None]:
    """Write everything in the block, or nothing."""
    raw.execute("BEGIN IMMEDIATE")
    try:
        yield
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:  # SQLite has already rolled back after some errors, such as a full disk
            raw.execute("ROLLBACK")
        raise


def read_only(path: Path) -> sqlite3.Connection:
    """Open a log for reading, while a show writes it or not.

    Raises:
        LogError: there is no such file, or it is not a log this version can read.
    """
    if not path.is_file():
        raise LogError(f"There is no log {str(path)!r}. Check the path, or run the show once to make one.")
    with sentences(path):
        raw = _peek(path.resolve().as_uri() + "?mode=ro")
        if raw is None:
            # A folder that may not be written cannot hold the -shm file that WAL readers share. Nobody can be
            # writing there either, so the file may be read as it is, unless a -wal waits to be read first.
            waiting = path.with_name(path.name + "-wal")
            if waiting.exists() and waiting.stat().st_size:
                raise LogError(
                    f"The log {str(path)!r} has unfinished pages in {waiting.name!r} and its folder cannot be"
                    " written. Copy both files to a folder of your own and read them there."
                )
            raw = sqlite3.connect(path.resolve().as_uri() + "?immutable=1", uri=True, isolation_level=None)
        try:
            identify(raw, path)
            if not raw.execute("PRAGMA application_id").fetchone()[0]:
                raise LogError(f"The log {str(path)!r} is empty: no show has run on it yet.")
        except BaseException:
            raw.close()
            raise
    return raw


def damage(raw: sqlite3.Connection) -> str | None:
    """Return what SQLite's quick check finds wrong with a file, or None. Reads the whole file."""
    try:
        found = [str(row[0]) for row in raw.execute("PRAGMA quick_check(3)")]
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == ["ok"] else "; ".join(found)


def _peek(uri: str) -> sqlite3.Connection | None:
    raw = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        raw.close()
        if error.sqlite_errorname.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            return None
        raise
    except BaseException:
        raw.close()
        raise
    return raw


def _reserve(path: Path) -> ProcessLock:
    if path.is_dir():
        raise LogError(f"{str(path)!r} is a folder. Name a file in it with --db, such as show.db.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LogError(
            f"The folder {str(path.parent)!r} for the log cannot be made ({error.strerror}). Make it yourself"
            " or choose another file with --db."
        ) from error
    lock = ProcessLock(path.resolve())
    lock.acquire()
    return lock


def _release(lock: ProcessLock | None) -> None:
    if lock is not None:
        lock.release()


def _prepare(raw: sqlite3.Connection, name: str) -> None:
    identify(raw, name)
    mode = raw.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode not in ("wal", "memory"):
        raise LogError(
            f"The disk of {name!r} cannot hold a write-ahead log (SQLite offers {mode!r}), as on many network"
            " drives. Choose a file on a local disk with --db."
        )
    for pragma in PRAGMAS:
        raw.execute(pragma)
    with transaction(raw):
        migrate(raw, round(time.time() * 1000))
