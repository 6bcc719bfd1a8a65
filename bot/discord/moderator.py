"""What moderators may ask for: `/show ...`. Discord hides it from others, and the desk checks everyone."""

from __future__ import annotations

from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.discord.commands import TRADER_CHOICES
from bot.discord.declaring import control, controls
from bot.discord.desk import Desk
from bot.discord.talk import talk_of
from show.words import SOUND_PARTS

SWITCHES = [f"{part} {way}" for part in SOUND_PARTS for way in ("on", "off")]

Context = commands.Context[Any]


class ModeratorCommands(commands.Cog):
    """The controls of the show."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @controls("show", "Moderators: the controls of the show.", fallback="status")
    async def show(self, context: Context) -> None:
        """Tell how the show and its channels are."""
        await self._desk.status(talk_of(context))

    @control(show, "start", "Start the clock, if it is stopped.")
    async def start(self, context: Context, *, reason: str = "") -> None:
        """Start the clock."""
        await self._desk.act(talk_of(context), "resume", reason)

    @control(show, "pause", "Stop the clock after this beat.")
    async def pause(self, context: Context, *, reason: str = "") -> None:
        """Stop the clock."""
        await self._desk.act(talk_of(context), "pause", reason)

    @control(show, "resume", "Start the clock again, and take the test card away.")
    async def resume(self, context: Context, *, reason: str = "") -> None:
        """Start the clock again."""
        await self._desk.act(talk_of(context), "resume", reason)

    @control(show, "reset", "Close the season and open the next, after you confirm it.")
    async def reset(self, context: Context, *, reason: str = "") -> None:
        """Ask for a confirmation."""
        await self._desk.ask_reset(talk_of(context), reason)

    @control(show, "speed", "How fast the show plays: 1 is normal, 2 twice as fast.")
    async def speed(self, context: Context, *, speed: str = "") -> None:
        """Set the speed."""
        await self._desk.act(talk_of(context), "speed", speed)

    @control(show, "sound", "Switch the stream's sound, or music, bells or voices of it, on or off.")
    @app_commands.choices(switch=[app_commands.Choice(name=one, value=one) for one in SWITCHES])
    async def sound(self, context: Context, switch: str = "", *, reason: str = "") -> None:
        """Switch the sound."""
        await self._desk.act(talk_of(context), "sound", f"{switch} {reason}")

    @control(show, "chaos", "Let chaos strike now.")
    async def chaos(self, context: Context, *, reason: str = "") -> None:
        """Strike."""
        await self._desk.act(talk_of(context), "chaos", reason)

    @control(show, "mute", "Keep a trader's lines from everyone.")
    @app_commands.choices(trader=TRADER_CHOICES)
    async def mute(self, context: Context, trader: str = "", *, reason: str = "") -> None:
        """Mute a trader."""
        await self._desk.act(talk_of(context), "mute", f"{trader} {reason}")

    @control(show, "unmute", "Let a muted trader speak again.")
    @app_commands.choices(trader=TRADER_CHOICES)
    async def unmute(self, context: Context, trader: str = "", *, reason: str = "") -> None:
        """Unmute a trader."""
        await self._desk.act(talk_of(context), "unmute", f"{trader} {reason}")

    @control(show, "skip", "Skip the turn that is being waited for.")
    async def skip(self, context: Context, *, reason: str = "") -> None:
        """Skip a turn."""
        await self._desk.act(talk_of(context), "skip", reason)

    @control(show, "say", "Put a headline on the wire; it passes the gate like every other.")
    async def say(self, context: Context, *, headline: str = "") -> None:
        """Put a headline on the wire."""
        await self._desk.act(talk_of(context), "say", headline)

    @control(show, "panic", "Blank the show to a test card, at once.")
    async def panic(self, context: Context, *, reason: str = "") -> None:
        """Blank the show."""
        await self._desk.act(talk_of(context), "panic", reason)

    @control(show, "setup", "Make the channels and voices that are missing here.")
    async def setup(self, context: Context) -> None:
        """Furnish this server."""
        await self._desk.furnish(talk_of(context))
