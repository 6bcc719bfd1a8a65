"""A talk with one person: what they asked through, and how they are answered, the same for every way."""

from __future__ import annotations

from typing import Any, Protocol

import discord
from discord import ui
from discord.ext import commands

NOTHING_TO_PING = discord.AllowedMentions.none()
LONGEST = 1990
SHORTENED = "\n… (shortened)"


class Talk(Protocol):
    """One person's request."""

    @property
    def viewer(self) -> str:
        """Return who asks, as the show knows them: the same in every server."""
        ...

    @property
    def person(self) -> int:
        """Return their id."""
        ...

    @property
    def guild(self) -> discord.Guild | None:
        """Return the server they ask in."""
        ...

    @property
    def manages(self) -> bool:
        """Return whether they may manage that server, as it is at this moment."""
        ...

    @property
    def private(self) -> bool:
        """Return whether nobody else reads the answer."""
        ...

    async def hold(self) -> None:
        """Tell Discord, within its three seconds, that an answer comes."""
        ...

    async def say(self, text: str, *, view: ui.View | None = None, file: discord.File | None = None) -> None:
        """Answer. Only the one who asked sees it, where Discord allows that."""
        ...


def parts(text: str, view: ui.View | None, file: discord.File | None) -> dict[str, Any]:
    """Return what every way of answering is given."""
    cut = len(text) > LONGEST
    # A code block that was cut must still end.
    end = ("\n```" if text.count("```") % 2 == 0 and text.rstrip().endswith("```") else "") + SHORTENED
    given: dict[str, Any] = {
        "content": text[: LONGEST - len(end)] + end if cut else text,
        "allowed_mentions": NOTHING_TO_PING,
    }
    if view is not None:
        given["view"] = view
    return given if file is None else {**given, "file": file}


class InteractionTalk:
    """A slash command, a button or a select."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._interaction = interaction

    @property
    def viewer(self) -> str:
        """Return who asks."""
        return f"discord:{self.person}"

    @property
    def person(self) -> int:
        """Return their id."""
        return self._interaction.user.id

    @property
    def guild(self) -> discord.Guild | None:
        """Return the server."""
        return self._interaction.guild

    @property
    def manages(self) -> bool:
        """Return what Discord says of them with this very interaction."""
        return self._interaction.guild_id is not None and self._interaction.permissions.manage_guild

    @property
    def private(self) -> bool:
        """Return that answers here are for one alone."""
        return True

    async def hold(self) -> None:
        """Show "thinking", to them alone."""
        if not self._interaction.response.is_done():
            await self._interaction.response.defer(ephemeral=True, thinking=True)

    async def say(self, text: str, *, view: ui.View | None = None, file: discord.File | None = None) -> None:
        """Answer them alone."""
        given = parts(text, view, file)
        if self._interaction.response.is_done():
            await self._interaction.followup.send(ephemeral=True, **given)
        else:
            await self._interaction.response.send_message(ephemeral=True, **given)


class ChatTalk:
    """A command typed into a channel; what is answered there, everybody sees."""

    def __init__(self, context: commands.Context[Any]) -> None:
        self._context = context

    @property
    def viewer(self) -> str:
        """Return who asks."""
        return f"discord:{self.person}"

    @property
    def person(self) -> int:
        """Return their id."""
        return self._context.author.id

    @property
    def guild(self) -> discord.Guild | None:
        """Return the server."""
        return self._context.guild

    @property
    def manages(self) -> bool:
        """Return whether they may manage the server."""
        return self._context.guild is not None and self._context.permissions.manage_guild

    @property
    def private(self) -> bool:
        """Return that everybody in the channel reads along."""
        return False

    async def hold(self) -> None:
        """Do nothing: a message may be answered at any time."""

    async def say(self, text: str, *, view: ui.View | None = None, file: discord.File | None = None) -> None:
        """Reply to the message, without a ping."""
        await self._context.reply(mention_author=False, **parts(text, view, file))


def talk_of(context: commands.Context[Any]) -> Talk:
    """Return the talk of a hybrid command."""
    return ChatTalk(context) if context.interaction is None else InteractionTalk(context.interaction)
