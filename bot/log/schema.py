"""The tables of a log's file, and the steps that bring an older file up to date."""

from __future__ import annotations

import sqlite3

from bot.discord.tables import PICTURES, TABLES
from bot.log.faults import LogError

APPLICATION = 0x57_53_4C_56
"""SQLite's application_id of our files: "WSLV". A database of anyone else is never touched."""

OPENING = (
    """
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        beat INTEGER NOT NULL,
        tick INTEGER NOT NULL,
        at INTEGER NOT NULL,
        caused_by INTEGER,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        hash BLOB NOT NULL,
        recorded_at INTEGER NOT NULL  -- wall clock in milliseconds, no part of the proof
    )
    """,
    "CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events"
    " BEGIN SELECT RAISE(ABORT, 'what happened is never changed'); END",
    "CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events"
    " BEGIN SELECT RAISE(ABORT, 'what happened is never deleted'); END",
    # Where the log ends. Without it a night that lost its last events would still be a flawless chain.
    "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL)",
    "CREATE TABLE intents (number INTEGER PRIMARY KEY, body TEXT NOT NULL, recorded_at INTEGER NOT NULL)",
    """
    CREATE TABLE memories (
        id INTEGER PRIMARY KEY,
        trader TEXT NOT NULL,
        tick INTEGER NOT NULL,
        importance INTEGER NOT NULL,
        text TEXT NOT NULL
    )
    """,
    "CREATE TABLE cursors (host TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE checkpoints (
        seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, edition TEXT NOT NULL, state TEXT NOT NULL
    )
    """,
)

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("1 opening night", OPENING),
    ("2 discord", TABLES),
    ("3 pictures in discord", PICTURES),
)
"""Name and statements of every step, oldest first. A step that has been in a release is never changed."""


def identify(raw: sqlite3.Connection, name: object) -> None:
    """Make sure that a file is empty, or a log of this version or an older one, before it is written to.

    Raises:
        LogError: it belongs to another program or to a newer version.
    """
    application = raw.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION:
        tables = raw.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables or application:
            raise LogError(
                f"{str(name)!r} is a database of another program. Choose another file with --db; this one"
                " was left as it is."
            )
        return
    newer = _applied(raw) - {step for step, _ in MIGRATIONS}
    if newer:
        raise LogError(
            f"The log {str(name)!r} was written by a newer version of the show (step {min(newer)!r} is not"
            " known here). Update the show, or choose another file with --db."
        )


def migrate(raw: sqlite3.Connection, now: int) -> None:
    """Apply the steps that are missing, in one transaction of the caller."""
    raw.execute(f"PRAGMA application_id = {APPLICATION}")
    raw.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, recorded_at INTEGER NOT NULL)")
    applied = _applied(raw)
    for name, statements in MIGRATIONS:
        if name not in applied:
            for statement in statements:
                raw.execute(statement)
            raw.execute("INSERT INTO migrations (name, recorded_at) VALUES (?, ?)", (name, now))


def _applied(raw: sqlite3.Connection) -> set[str]:
    return {str(row[0]) for row in raw.execute("SELECT name FROM migrations")}
