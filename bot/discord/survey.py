"""A look at Discord without changing anything: does the token work, and what is missing in each server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass

import discord
from pydantic import SecretStr

from bot.discord.client import may_read
from bot.discord.permissions import IN_CHANNELS, LABELS, invite, missing
from bot.discord.places import CATEGORY, PLACES

SWITCH = (
    "For ! commands switch on 'Message Content Intent' at https://discord.com/developers/applications (Bot). "
    "Without it / commands and buttons work all the same."
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A server, and the bot's own member in it."""

    guild: discord.Guild
    me: discord.Member


class Visitor:
    """Asks Discord's REST interface, logged in with the bot's token."""

    def __init__(self, client: discord.Client, application: discord.AppInfo) -> None:
        self._client = client
        self.name = str(client.user)
        self.invite = invite(application.id)
        self.may_read = may_read(application)

    async def visits(self, wanted: Collection[int] = ()) -> list[Visit]:
        """Return the servers the bot is in, or those of them that are wanted."""
        found = []
        async for one in self._client.fetch_guilds(limit=None):
            if not wanted or one.id in wanted:
                guild = await self._client.fetch_guild(one.id, with_counts=False)
                assert self._client.user is not None, "it is logged in"
                found.append(Visit(guild, await guild.fetch_member(self._client.user.id)))
        return found


@asynccontextmanager
async def visiting(token: SecretStr) -> AsyncIterator[Visitor]:
    """Give a visitor.

    Raises:
        discord.LoginFailure: the token is wrong or was revoked.
        OSError, discord.HTTPException: Discord cannot be reached.
    """
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(token.get_secret_value())
        yield Visitor(client, await client.application_info())


async def troubles(visit: Visit) -> list[str]:
    """Return what is missing in a server, as sentences."""
    found = missing(visit.me.guild_permissions)
    channels = await visit.guild.fetch_channels()
    categories = {
        one.id for one in channels if isinstance(one, discord.CategoryChannel) and one.name == CATEGORY
    }
    texts = [
        one for one in channels if isinstance(one, discord.TextChannel) and one.category_id in categories
    ]
    named = {one.name: one for one in texts}
    absent = [f"#{place}" for place in PLACES if place not in named]
    if absent:
        found.append(f"{', '.join(absent)} {'is' if len(absent) == 1 else 'are'} not there yet.")
    held = set(IN_CHANNELS) - {name for name in IN_CHANNELS if not getattr(visit.me.guild_permissions, name)}
    for place in PLACES:
        if place in named:
            allowed = named[place].permissions_for(visit.me)
            lacks = [LABELS[name] for name in IN_CHANNELS if name in held and not getattr(allowed, name)]
            found += [f"In #{place} the bot lacks {', '.join(lacks)}."] if lacks else []
    return found
