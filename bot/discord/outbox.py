"""The outbox: what is to be said in each channel, written down before it is sent and crossed out after.

With it a line is said once whatever happens: an entry moves the host's cursor when it is written down, so it
is not written again when it is handed over again, not even after it was said and crossed out; and a message
of which nobody knows whether it arrived is looked for in its channel before it is sent again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from bot.discord.places import Place, Voice
from bot.drawing.gazette import Plate
from bot.log.cursors import advance, kept
from bot.log.database import Database, transaction

HOST = "discord"
"""The name of the host, and so of its cursor."""

INSERT = """
    INSERT OR IGNORE INTO discord_outbox
        (guild, place, seq, part, tick, voice, text, picture, picture_name, alt)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
WAITING = """
    SELECT number, tick, voice, text, picture, picture_name, alt
    FROM discord_outbox WHERE guild = ? AND place = ? ORDER BY number LIMIT ?
"""
BEGUN = """
    SELECT upto, voice, text, before, picture, picture_name, alt
    FROM discord_sending WHERE guild = ? AND place = ? AND message IS NULL
"""
COUNT = "SELECT place, count(*) FROM discord_outbox WHERE guild = ? GROUP BY place"
BEGIN = """
    INSERT INTO discord_sending (guild, place, upto, voice, text, before, message, picture, picture_name, alt)
    VALUES (?1, ?2, ?3, ?4, ?5, 0, NULL, ?6, ?7, ?8)
    ON CONFLICT (guild, place) DO UPDATE SET upto = ?3, voice = ?4, text = ?5,
        before = coalesce(message, before), message = NULL, picture = ?6, picture_name = ?7, alt = ?8
"""


@dataclass(frozen=True, slots=True)
class Post:
    """A text for a place, in somebody's voice, and the picture that goes with it."""

    place: Place
    voice: Voice
    text: str
    plate: Plate | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A text that waits in the outbox."""

    number: int
    tick: int
    voice: Voice
    text: str
    plate: Plate | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """One message: everything in the outbox of a place up to row `upto`."""

    upto: int
    voice: Voice
    text: str
    before: int = 0
    """The last message known to be in the channel before this one was begun."""
    plate: Plate | None = None


class Outbox:
    """The outboxes of all servers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, guilds: Sequence[int], seq: int, tick: int, posts: Sequence[Post]) -> None:
        """Write down what one entry of the log says, for every server; doing it again changes nothing."""
        await self._database.run(_put, guilds, seq, tick, posts)

    async def waiting(self, guild: int, place: Place, limit: int) -> list[Row]:
        """Return the oldest texts that wait for a place."""
        return await self._database.run(_waiting, guild, place, limit)

    async def depth(self, guild: int) -> dict[str, int]:
        """Return how many texts wait in each place of a server."""
        return await self._database.run(_depth, guild)

    async def begun(self, guild: int, place: Place) -> Batch | None:
        """Return the message that was being sent when nobody looked any more."""
        return await self._database.run(_begun, guild, place)

    async def begin(self, guild: int, place: Place, batch: Batch) -> None:
        """Write down a message before it is sent."""
        await self._database.run(_begin, guild, place, batch)

    async def settle(self, guild: int, place: Place, batch: Batch, message: int) -> None:
        """Cross out what a message said. `message` is its id, 0 if Discord would not have it."""
        await self._database.run(_settle, guild, place, batch, message)


def _put(raw: sqlite3.Connection, guilds: Sequence[int], seq: int, tick: int, posts: Sequence[Post]) -> None:
    rows = [
        (guild, post.place, seq, part, tick, post.voice, post.text, *_parts(post.plate))
        for guild in guilds
        for part, post in enumerate(posts)
    ]
    with transaction(raw):
        # A file of an older show may hold an entry that its cursor has not reached, hence "or ignore".
        if seq > (kept(raw, HOST) or 0):
            raw.executemany(INSERT, rows)
            advance(raw, HOST, seq)


def _waiting(raw: sqlite3.Connection, guild: int, place: Place, limit: int) -> list[Row]:
    found = raw.execute(WAITING, (guild, place, limit)).fetchall()
    return [Row(number, tick, voice, text, _plate(*picture)) for number, tick, voice, text, *picture in found]


def _parts(plate: Plate | None) -> tuple[bytes, str, str] | tuple[None, None, None]:
    return (None, None, None) if plate is None else (plate.png, plate.name, plate.alt)


def _plate(picture: bytes | None, name: str, alt: str) -> Plate | None:
    return None if picture is None else Plate(name, picture, alt)


def _depth(raw: sqlite3.Connection, guild: int) -> dict[str, int]:
    return dict(raw.execute(COUNT, (guild,)).fetchall())


def _begun(raw: sqlite3.Connection, guild: int, place: Place) -> Batch | None:
    found = raw.execute(BEGUN, (guild, place)).fetchone()
    if found is None:
        return None
    upto, voice, text, before, *picture = found
    return Batch(upto, voice, text, before, _plate(*picture))


def _begin(raw: sqlite3.Connection, guild: int, place: Place, batch: Batch) -> None:
    raw.execute(BEGIN, (guild, place, batch.upto, batch.voice, batch.text, *_parts(batch.plate)))


def _settle(raw: sqlite3.Connection, guild: int, place: Place, batch: Batch, message: int) -> None:
    with transaction(raw):
        raw.execute(
            "DELETE FROM discord_outbox WHERE guild = ? AND place = ? AND number <= ?",
            (guild, place, batch.upto),
        )
        raw.execute(
            "UPDATE discord_sending SET picture = NULL, message = CASE WHEN ?3 = 0 THEN before ELSE ?3 END"
            " WHERE guild = ?1 AND place = ?2",
            (guild, place, message),
        )
