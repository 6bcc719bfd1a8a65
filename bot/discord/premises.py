"""The premises: what the show has in one server, by id, kept in the log's file between starts."""

from __future__ import annotations

import sqlite3

from pydantic import BaseModel, ConfigDict, Field

from bot.discord.places import Place, Voice
from bot.log.database import Database

SAVE = "INSERT OR REPLACE INTO discord_guilds (guild, body) VALUES (?, ?)"


class Hook(BaseModel):
    """A webhook. Its token is a secret: whoever has it can write in the channel."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    token: str = Field(repr=False)


class Premises(BaseModel):
    """One server's channels, webhooks (by "place/voice") and live card."""

    model_config = ConfigDict(extra="forbid")

    guild: int
    name: str = ""
    category: int = 0
    channels: dict[Place, int] = {}
    hooks: dict[str, Hook] = Field(default={}, repr=False)
    card: int = 0
    card_at: float = 0.0
    """When the card was posted, in seconds since 1970."""

    def hook(self, place: Place, voice: Voice) -> Hook | None:
        """Return the webhook of a voice in a place."""
        return self.hooks.get(f"{place}/{voice}")


class Registry:
    """The premises of every server, in the log's file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Premises]:
        """Return what is kept."""
        return await self._database.run(_all)

    async def save(self, premises: Premises) -> None:
        """Keep the premises of a server."""
        await self._database.run(_save, premises.guild, premises.model_dump_json())

    async def remove(self, guild: int) -> None:
        """Forget a server, and what still waited to be sent there."""
        await self._database.run(_remove, guild)

    async def known_commands(self, digest: str) -> bool:
        """Return whether these commands are the ones Discord was told last, and note them."""
        return await self._database.run(_known_commands, digest)


def _all(raw: sqlite3.Connection) -> list[Premises]:
    rows = raw.execute("SELECT body FROM discord_guilds ORDER BY guild").fetchall()
    return [Premises.model_validate_json(body) for (body,) in rows]


def _save(raw: sqlite3.Connection, guild: int, body: str) -> None:
    raw.execute(SAVE, (guild, body))


def _remove(raw: sqlite3.Connection, guild: int) -> None:
    for table in ("discord_guilds", "discord_outbox", "discord_sending"):
        raw.execute(f"DELETE FROM {table} WHERE guild = ?", (guild,))


def _known_commands(raw: sqlite3.Connection, digest: str) -> bool:
    row = raw.execute("SELECT digest FROM discord_commands WHERE one = 1").fetchone()
    if row is not None and row[0] == digest:
        return True
    raw.execute("INSERT OR REPLACE INTO discord_commands (one, digest) VALUES (1, ?)", (digest,))
    return False
