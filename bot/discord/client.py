"""The client: the real Discord library, with as few intents as the show can do with."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
from discord.ext import commands

from bot.discord.buttons import ITEMS
from bot.discord.commands import AudienceCommands
from bot.discord.desk import Desk
from bot.discord.moderator import ModeratorCommands
from bot.discord.talk import InteractionTalk, talk_of
from bot.plain import one_line
from bot.reception.vocabulary import MODERATOR_WORDS, USAGES, nearest_word

CONTENT_FLAGS = ("gateway_message_content", "gateway_message_content_limited")
BROKEN = "That went wrong here, not with you. It is in the show's records; please try again."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Doings:
    """What the host is told when something happens to its servers. It takes its time over none of it."""

    logged_in: Callable[[], None]
    guild_came: Callable[[discord.Guild], None]
    guild_left: Callable[[int], None]
    all_known: Callable[[set[int]], None]
    commands_known: Callable[[str], Awaitable[bool]]


def intents(content: bool) -> discord.Intents:
    """Return what the bot listens to: servers, and messages for `!` commands. `content` is privileged."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = True
    wanted.message_content = content
    return wanted


def may_read(application: discord.AppInfo) -> bool:
    """Return whether the owner switched the message content intent on."""
    return any(getattr(application.flags, flag) for flag in CONTENT_FLAGS)


class ShowBot(commands.Bot):
    """One connection to Discord."""

    def __init__(self, desk: Desk, doings: Doings, *, content: bool) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned_or("!") if content else commands.when_mentioned,
            intents=intents(content), help_command=None, allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(), chunk_guilds_at_startup=False,
            guild_ready_timeout=0.1, max_messages=None, case_insensitive=True, strip_after_prefix=True,
        )  # fmt: skip
        self.desk = desk
        self._doings = doings
        self.tree.error(self._on_slash_error)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event on; after the connection is closed there is nobody to take it."""
        if not self.is_closed():
            super().dispatch(event_name, *args, **kwargs)

    async def setup_hook(self) -> None:
        """Load what there is to ask, and tell Discord if that changed."""
        await self.add_cog(AudienceCommands(self.desk))
        await self.add_cog(ModeratorCommands(self.desk))
        self.add_dynamic_items(*ITEMS)
        bodies = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(bodies, sort_keys=True, default=str).encode()).hexdigest()
        # A bot may make 200 commands a day; telling the same at every start would use them up.
        if not await self._doings.commands_known(f"{self.application_id} {digest}"):
            await self.tree.sync()
        self._doings.logged_in()

    async def on_ready(self) -> None:
        """Compare the servers with those known. This happens again after every lost session."""
        self._doings.all_known({guild.id for guild in self.guilds})

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Take a server in."""
        self._doings.guild_came(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Take a new server in."""
        self._doings.guild_came(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Let a server go."""
        self._doings.guild_left(guild.id)

    async def on_command_error(self, context: commands.Context[Any], error: commands.CommandError, /) -> None:
        """Say what was wrong with a typed command. No traceback ever leaves the show's own records."""
        talk = talk_of(context)
        if isinstance(error, commands.CommandNotFound):
            near = nearest_word((context.invoked_with or "").casefold())
            if near in MODERATOR_WORDS:
                await talk.say("That is for moderators, and it is /show here.")
            elif near is not None:  # other bots listen to ! too: only what was meant for us is answered
                typed = one_line(context.invoked_with or "", 40)
                await talk.say(
                    f"There is no command {typed!r}. Did you mean {USAGES[near].least}? See !help."
                )
            return
        if isinstance(error, commands.NoPrivateMessage):
            await talk.say("The show is in a server's channels, not here.")
            return
        if isinstance(error, commands.UserInputError):
            await talk.say(one_line(f"That could not be read: {error} See !help.", 300))
            return
        logger.error("A command failed.", exc_info=error)
        await talk.say(BROKEN)

    async def _on_slash_error(
        self, interaction: discord.Interaction[Any], error: discord.app_commands.AppCommandError
    ) -> None:
        logger.error("A command failed.", exc_info=error)
        await InteractionTalk(interaction).say(BROKEN)
