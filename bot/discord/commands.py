"""What everybody may ask for: the same words after `!` and `/`, each with its own line of help."""

from __future__ import annotations

from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.discord.declaring import asked
from bot.discord.desk import Desk
from bot.discord.talk import talk_of
from bot.phrases import name
from bot.reception.vocabulary import USAGES, Word
from show.words import ROOMS, TRADERS

Context = commands.Context[Any]
TRADER_CHOICES = [app_commands.Choice(name=name(who), value=name(who)) for who in TRADERS]
ROOM_CHOICES = [app_commands.Choice(name=room, value=room) for room in ROOMS]


def says(word: Word) -> str:
    """Return a word's one line of help, as on every other host."""
    return USAGES[word].says


class AudienceCommands(commands.Cog):
    """Every command hands what was typed to the desk, which reads it as on every other host."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def _ask(self, context: Context, typed: str) -> None:
        await self._desk.serve(talk_of(context), typed)

    @asked("chaos", says("chaos"))
    async def chaos(self, context: Context, *, words: str = "") -> None:
        """Back chaos."""
        await self._ask(context, f"!chaos {words}")

    @asked("vote", says("vote"))
    async def vote(self, context: Context, *, choice: str = "") -> None:
        """Vote in the ballot that is open."""
        await self._ask(context, f"!vote {choice}")

    @asked("floor", says("floor"))
    async def floor(self, context: Context) -> None:
        """Show a fresh picture of the floor."""
        await self._ask(context, "!floor")

    @asked("leaderboard", says("leaderboard"))
    async def leaderboard(self, context: Context) -> None:
        """Tell who is winning."""
        await self._ask(context, "!leaderboard")

    @asked("prices", says("prices"))
    async def prices(self, context: Context) -> None:
        """Tell what each asset costs."""
        await self._ask(context, "!prices")

    @asked("desk", says("desk"))
    async def desk(self, context: Context) -> None:
        """Tell what the analysts think."""
        await self._ask(context, "!desk")

    @asked("portfolio", says("portfolio"))
    @app_commands.choices(trader=TRADER_CHOICES)
    async def portfolio(self, context: Context, *, trader: str = "") -> None:
        """Tell what a trader holds."""
        await self._ask(context, f"!portfolio {trader}")

    @asked("thoughts", says("thoughts"))
    @app_commands.choices(trader=TRADER_CHOICES)
    async def thoughts(self, context: Context, *, trader: str = "") -> None:
        """Tell what a trader thinks."""
        await self._ask(context, f"!thoughts {trader}")

    @asked("trail", says("trail"))
    @app_commands.choices(room=ROOM_CHOICES)
    async def trail(self, context: Context, *, room: str = "") -> None:
        """Tell what was said in a room."""
        await self._ask(context, f"!trail {room}")

    @asked("link", says("link"))
    async def link(self, context: Context, *, code: str = "") -> None:
        """Link two accounts."""
        await self._ask(context, f"!link {code}")

    @asked("rules", says("rules"))
    async def rules(self, context: Context) -> None:
        """Tell the rules of the season."""
        await self._ask(context, "!rules")

    @asked("help", says("help"))
    async def help(self, context: Context, *, command: str = "") -> None:
        """List the commands."""
        await self._ask(context, f"!help {command}")
