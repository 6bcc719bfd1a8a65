"""The tables of the Discord host in the log's file: ids, what waits to be sent, and what is being sent."""

from __future__ import annotations

TABLES = (
    "CREATE TABLE discord_guilds (guild INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    """
    CREATE TABLE discord_outbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        guild INTEGER NOT NULL,
        place TEXT NOT NULL,
        seq INTEGER NOT NULL,
        part INTEGER NOT NULL,
        tick INTEGER NOT NULL,
        voice TEXT NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (guild, seq, part)  -- an entry that is handed over twice is written down once
    )
    """,
    "CREATE INDEX discord_outbox_order ON discord_outbox (guild, place, number)",
    # The message that is on its way to a channel, or the last that arrived there. If nobody knows whether it
    # arrived, the channel is read after `before` for it, so that nothing is said twice.
    """
    CREATE TABLE discord_sending (
        guild INTEGER NOT NULL,
        place TEXT NOT NULL,
        upto INTEGER NOT NULL,
        voice TEXT NOT NULL,
        text TEXT NOT NULL,
        before INTEGER NOT NULL,
        message INTEGER,
        PRIMARY KEY (guild, place)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE discord_commands (one INTEGER PRIMARY KEY CHECK (one = 1), digest TEXT NOT NULL)",
)

PICTURES = tuple(
    f"ALTER TABLE {table} ADD COLUMN {column}"
    for table in ("discord_outbox", "discord_sending")
    for column in ("picture BLOB", "picture_name TEXT", "alt TEXT")
)
"""A post may carry a picture, its file's name, and the words for whoever cannot see it."""
