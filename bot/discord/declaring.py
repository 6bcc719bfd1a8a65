"""How commands are declared. The library's own decorators promise types that no checker can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from discord import app_commands
from discord.ext import commands

Body = Callable[..., Any]
Command = commands.HybridCommand[Any, ..., Any]
Group = commands.HybridGroup[Any, ..., Any]


def asked(name: str, description: str) -> Callable[[Body], Command]:
    """Declare a command of a server, after `!` and after `/`."""

    def declare(body: Body) -> Command:
        made: Any = commands.hybrid_command(name=name, description=description)
        return cast(Command, commands.guild_only()(made(body)))

    return declare


def controls(name: str, description: str, fallback: str) -> Callable[[Body], Group]:
    """Declare a group that Discord shows to those who may manage the server."""

    def declare(body: Body) -> Group:
        made: Any = commands.hybrid_group(name=name, description=description, fallback=fallback)
        # The permission must be on the function: set on the finished group, Discord is never told of it.
        return cast(
            Group, commands.guild_only()(made(app_commands.default_permissions(manage_guild=True)(body)))
        )

    return declare


def control(group: Group, name: str, description: str) -> Callable[[Body], Command]:
    """Declare a command of a group."""

    def declare(body: Body) -> Command:
        made: Any = group.command(name=name, description=description)
        return cast(Command, made(body))

    return declare
