"""The list of commands for the manual, from the commands themselves."""

from __future__ import annotations

from typing import Any

from discord.ext import commands

from bot.discord.commands import AudienceCommands
from bot.discord.moderator import ModeratorCommands


def rows() -> list[tuple[str, str]]:
    """Return how each command is typed, and what it does."""
    return [row for cog in (AudienceCommands, ModeratorCommands) for row in _of(cog)]


def _of(cog: type[commands.Cog]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for command in cog.__cog_commands__:
        if isinstance(command, commands.HybridGroup):
            found.append((f"/{command.name} {command.fallback}", "Tell how the show and its channels are."))
        else:
            found.append((f"/{command.qualified_name}{_options(command)}", command.description))
    return found


def _options(command: commands.Command[Any, ..., Any]) -> str:
    return "".join(f" [{name}]" for name in command.clean_params)
