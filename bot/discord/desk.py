"""The desk: where every request from Discord arrives, is checked, handed in, and answered."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Collection

import discord
from discord import ui

from bot.discord.buttons import ResetButton
from bot.discord.forms import harmless
from bot.discord.talk import Talk
from bot.drawing.gazette import asked
from bot.plain import one_line
from bot.reception.answering import Answers
from bot.reception.crowding import Crowding
from bot.reception.reception import Reception, Reply
from show.audience.chaos import ChaosRules
from show.audience.intents import Intent, What
from show.ports import Inbox
from show.state import State
from show.words import TraderId

TABLES = ("leaderboard", "prices", "portfolio", "help")
"""Answers in columns, which only a code block keeps in line."""
MODERATORS_ONLY = "Only a moderator of this server may do that: it takes the permission Manage Server."
REASON_CHARACTERS = 200
NOT_HERE = "The show is not hosted in this server."

Furnisher = Callable[[discord.Guild], Awaitable[list[str]]]


class Desk:
    """What commands and buttons ask. It has no view of Discord beyond the talk it is handed."""

    def __init__(
        self, reception: Reception, inbox: Inbox, answers: Answers, rules: ChaosRules, crowding: Crowding,
        moderators: Collection[str] = (), hosted: Callable[[int], bool] = lambda guild: True,
    ) -> None:  # fmt: skip
        self.state = State()
        self.furnisher: Furnisher | None = None
        self.reporter: Callable[[], Awaitable[list[str]]] | None = None
        self._reception, self._inbox, self._answers = reception, inbox, answers
        self._rules, self._crowding = rules, crowding
        self._moderators, self._hosted = moderators, hosted
        self._reasons: dict[tuple[int, int], str] = {}
        self._closed = 0

    def is_moderator(self, talk: Talk) -> bool:
        """Return whether somebody may direct the show: by this server's word now, or the owner's settings."""
        return talk.manages or talk.viewer in self._moderators

    async def _admits(self, talk: Talk) -> bool:
        """Hold the door for somebody, unless they come too fast or from a place without a show."""
        if talk.guild is None or not self._hosted(talk.guild.id):
            await talk.say(NOT_HERE)
            return False
        wait = self._crowding.wait(talk.viewer)
        if wait:
            await talk.say(f"Slowly, please: ask again in {wait:.0f} s.")
            return False
        await talk.hold()
        return True

    async def serve(self, talk: Talk, typed: str) -> None:
        """Answer a command as viewers type it."""
        if not await self._admits(talk):
            return
        reply = await self._reception.take(typed, talk.viewer, self.state, private=talk.private)
        if reply.command is not None and reply.command.word == "floor":
            await self._show_floor(talk)
            return
        if reply.command is not None and reply.command.word == "thoughts" and reply.command.trader:
            await self._confess(talk, reply, reply.command.trader)
            return
        lines = [written(reply)] if reply.lines else []
        if reply.intent is not None:
            lines.append(harmless(await self._answers.wait(reply.intent)))
        await talk.say("\n".join(lines) or "That is no command. Try /help.")

    async def vote(self, talk: Talk, vote: int, key: str) -> None:
        """Take the press of a vote button."""
        if not await self._admits(talk):
            return
        ballot = self.state.crowd.ballot
        if ballot is None or ballot.number != vote:
            await talk.say(f"Vote {vote} is over. The next one comes soon.")
            return
        await self._hand_in(talk, Intent(viewer=talk.viewer, what="vote", text=key))

    async def act(self, talk: Talk, what: What, text: str = "") -> None:
        """Take a moderator's order. Whoever asks, and however: the check is here."""
        if not await self._admits(talk) or not await self._may(talk):
            return
        words = one_line(text, REASON_CHARACTERS)
        await self._hand_in(talk, Intent(viewer=talk.viewer, what=what, text=words, moderator=True))

    async def _may(self, talk: Talk) -> bool:
        if self.is_moderator(talk):
            return True
        await talk.say(MODERATORS_ONLY)
        return False

    async def _hand_in(self, talk: Talk, intent: Intent) -> None:
        number = await self._inbox.put(intent)
        await talk.say(harmless(await self._answers.wait(number)))

    async def ask_reset(self, talk: Talk, reason: str) -> None:
        """Ask a moderator whether a reset is meant."""
        if not await self._admits(talk) or not await self._may(talk):
            return
        season = self.state.programme.season
        self._reasons = {key: why for key, why in self._reasons.items() if key[0] == season}
        self._reasons[season, talk.person] = one_line(reason, REASON_CHARACTERS)
        view = ui.View(timeout=None)
        view.add_item(ResetButton(season, talk.person))
        await talk.say(
            f"A reset closes season {season}, archives it, and starts everyone again with fresh money. "
            "Nothing is deleted. If you mean it, press the button.",
            view=view,
        )

    async def confirm_reset(self, talk: Talk, season: int, asked_by: int) -> None:
        """Reset once, however many moderators press at the same moment."""
        if not await self._admits(talk) or not await self._may(talk):
            return
        if talk.person != asked_by:
            await talk.say("That button is another moderator's. Ask with /show reset yourself.")
            return
        if self.state.programme.season != season or self._closed == season:
            await talk.say(f"Season {season} has been closed already. Nothing was reset again.")
            return
        # Noted before anything is awaited: the next press finds it, long before the log says so.
        self._closed = season
        reason = self._reasons.get((season, asked_by), "")
        await self._hand_in(talk, Intent(viewer=talk.viewer, what="reset", text=reason, moderator=True))

    async def status(self, talk: Talk) -> None:
        """Tell a moderator how the host is."""
        if await self._admits(talk) and await self._may(talk) and self.reporter is not None:
            await talk.say("\n".join(await self.reporter()))

    async def furnish(self, talk: Talk) -> None:
        """Make what is missing in the moderator's server."""
        if not await self._admits(talk) or not await self._may(talk):
            return
        assert talk.guild is not None and self.furnisher is not None, "the door was passed in a server"
        await talk.say("\n".join(await self.furnisher(talk.guild)))

    async def _confess(self, talk: Talk, reply: Reply, who: TraderId) -> None:
        """Say a thought, with the confessional booth to look at."""
        plate = await asked(self.state, who)
        if plate is None:
            await talk.say(written(reply))
            return
        picture = discord.File(io.BytesIO(plate.png), plate.name, description=plate.alt[:1000])
        await talk.say(written(reply), file=picture)

    async def _show_floor(self, talk: Talk) -> None:
        if not self.state.board.quotes:
            await talk.say("The show has not opened yet. The opening bell is a moment away.")
            return
        if self.state.programme.panicked:
            await talk.say("The show is off the screen. Please stand by.")
            return
        picture, alt = await snapshot(self.state, self._rules)
        await talk.say("", file=discord.File(io.BytesIO(picture), "floor.png", description=alt[:1000]))


async def snapshot(state: State, rules: ChaosRules) -> tuple[bytes, str]:
    """Return the picture of a state as a PNG, and what it shows in words."""
    # Imported here: a show that nobody looks at does not draw.
    from show.stage.alt import alt_text
    from show.stage.picture import png
    from show.stage.view import scene

    drawn = scene(state, rules)
    # On a thread: 30 ms of drawing and packing would hold every answer up.
    return await asyncio.to_thread(png, drawn), alt_text(drawn)


def written(reply: Reply) -> str:
    """Return an answer in Discord's letters."""
    text = "\n".join(reply.lines)
    if reply.command is not None and reply.command.word in TABLES and len(reply.lines) > 1:
        return f"```\n{text.replace('`', chr(0x2CB))}\n```"
    return harmless(text)
