"""`wallstreet setup discord`: from a token to a server where the show can go on air tonight."""

from __future__ import annotations

import asyncio
import getpass
import sys
from pathlib import Path

import discord
from pydantic import SecretStr

from bot.clock import Clock, LiveClock
from bot.discord.addresses import pointed_at
from bot.discord.furnish import furnish
from bot.discord.permissions import LABELS, NEEDED
from bot.discord.premises import Premises, Registry
from bot.discord.survey import SWITCH, Visit, Visitor, visiting
from bot.log.store import Store, opened
from bot.settings import envfile
from bot.settings.configuration import SettingsError
from bot.settings.settings import PREFIX, Settings

KEY = PREFIX + "DISCORD_TOKEN"
NO_TOKEN = (
    "There is no token. Make a bot at https://discord.com/developers/applications (New Application, Bot, "
    f"Reset Token) and put its token into .env as {KEY}=..., or run this in a terminal and paste it."
)
WRONG = "Discord does not accept the token. Copy it again: your application, Bot, Reset Token."


def setup(settings: Settings, clock: Clock | None = None) -> int:
    """Do it, say what was done, and return 0 if the show can go on air.

    Raises:
        SettingsError: there is no token.
        LogError: the log cannot be written, for example because the show is running.
    """
    token, typed = settings.discord_token, False
    if token is None:
        token, typed = _ask(), True
    return asyncio.run(_setup(settings, token, typed, clock or LiveClock()))


def _ask() -> SecretStr:
    if not sys.stdin.isatty():
        raise SettingsError(NO_TOKEN)
    token = getpass.getpass("The bot's token (it is not shown): ").strip()
    if not token:
        raise SettingsError(NO_TOKEN)
    return SecretStr(token)


async def _setup(settings: Settings, token: SecretStr, typed: bool, clock: Clock) -> int:
    try:
        with pointed_at(settings.discord_api, settings.discord_gateway):
            async with visiting(token) as visitor, opened(settings.db) as store:
                if typed:
                    print(f"The token works and is kept in {str(keep(token))!r}.")
                return await _furnish_all(settings, visitor, store, clock)
    except discord.LoginFailure:
        print(WRONG, file=sys.stderr)
    except (discord.HTTPException, OSError) as error:
        where = settings.discord_api
        print(
            f"Discord ({where}) cannot be reached: {type(error).__name__}. Try again later.", file=sys.stderr
        )
    return 1


async def _furnish_all(settings: Settings, visitor: Visitor, store: Store, clock: Clock) -> int:
    print(f"Logged in as {visitor.name}.")
    print(f"Invite it with this link, which asks for {', '.join(LABELS[name] for name in NEEDED)}:")
    print(f"  {visitor.invite}")
    print("Message contents may be read, so ! commands work." if visitor.may_read else SWITCH)
    visits = await visitor.visits(settings.discord_guilds)
    if not visits:
        print("It is in no server yet. Open the link, choose your server, then run this again.")
        return 1
    registry = Registry(store.database)
    known = {one.guild: one for one in await registry.all()}
    clean = [await _furnish_one(visit, known.get(visit.guild.id), registry, clock) for visit in visits]
    if all(clean):
        print("Ready. Start the show: make show")
    return 0 if all(clean) else 1


async def _furnish_one(visit: Visit, known: Premises | None, registry: Registry, clock: Clock) -> bool:
    premises = known or Premises(guild=visit.guild.id)
    work = await furnish(visit.guild, visit.me, premises, clock)
    await registry.save(premises)
    print(f"{visit.guild.name}:")
    for line in work.lines():
        print(f"  {line}")
    return not work.troubles


def keep(token: SecretStr, file: Path | None = None) -> Path:
    """Write the token into the file of settings, which only its owner may read then; return the file."""
    return envfile.keep({KEY: token.get_secret_value()}, file)
