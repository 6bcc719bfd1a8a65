"""Twitch as a host: follows the log, says in the chat what is news there, and takes what people ask."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Final

from bot.clock import Clock, LiveClock
from bot.log.restore import restored
from bot.log.store import Store
from bot.pace import speed_now
from bot.reception.answering import Answers
from bot.reception.reception import Reception
from bot.settings.settings import Settings
from bot.twitch.airing import Airing
from bot.twitch.bets import Bets
from bot.twitch.booth import Booth
from bot.twitch.budget import ChatBudget
from bot.twitch.connection import WATCH, Connection, Reached
from bot.twitch.ears import Ears, Said
from bot.twitch.errands import Errands
from bot.twitch.lines import Lines
from bot.twitch.lobby import Lobby
from bot.twitch.replies import Replies
from bot.twitch.speaker import Speaker
from bot.twitch.till import Till
from show.episode import EPISODE_TICKS
from show.events import BellRang, Entry, SeasonClosed, ShowPanicked, ShowResumed, VoteClosed, VoteOpened
from show.lines import Gate
from show.state import State

NATIVE = ("affiliate", "partner")
"""Who Twitch gives polls, predictions and rewards."""

logger = logging.getLogger(__name__)


class TwitchHost:
    """The show in the chat of one channel."""

    name: Final = "twitch"

    def __init__(
        self, settings: Settings, store: Store, reception: Reception, *, clock: Clock | None = None,
        watch: float = WATCH,
    ) -> None:  # fmt: skip
        self.state = State()
        self._settings, self._store = settings, store
        self._clock = clock or LiveClock()
        self._budget, self.replies, self._answers = ChatBudget(self._clock), Replies(), Answers()
        self.speaker = Speaker(self._clock, self._budget, self.replies)
        self.ears = Ears(
            reception, self.replies, self._clock, lambda: self.state, self.speaker.ring,
            lambda: self.booth.open, settings.moderators,
        )  # fmt: skip
        self._lines = Lines(Gate(), self.ears.name)
        self.booth = Booth(store.inbox, self._clock, self._lines, self.speaker)
        self.bets, self.till = Bets(), Till(store.inbox, self._answers, settings.twitch_bits)
        self._lobby = Lobby(store.inbox)
        self._airing = Airing(store.inbox, lambda: self.state, settings.twitch_follow_stream)
        self.errands = Errands()
        self.connection = Connection(settings, self, self._arrived, watch)
        self._tasks: list[asyncio.Task[None]] = []
        self._reached: Reached | None = None

    # --- the host

    async def start(self) -> None:
        """Begin to connect; Twitch may be down, the show is not."""
        if self._tasks:
            return
        self.state = await restored(self._store)
        work: dict[str, Coroutine[Any, Any, None]] = {
            "ears": self.ears.run(), "speaker": self.speaker.run(), "errands": self.errands.run(),
            "connection": self.connection.run(),
        }  # fmt: skip
        for name, job in work.items():
            task = asyncio.create_task(job, name=f"twitch {name}")
            task.add_done_callback(_tell)
            self._tasks.append(task)

    async def show(self, entry: Entry, state: State) -> None:
        """Take one entry in. Nothing is waited for: what Twitch is too slow for, the chat does without."""
        self.state, event = state, entry.event
        self._answers.hear(entry)
        if isinstance(event, ShowPanicked):
            self.speaker.silence()
        self.ears.hear_entry(entry)
        line = self._lines.of(entry, state)
        blanked = state.programme.panicked and not isinstance(event, ShowPanicked | ShowResumed)
        if line is not None and not blanked:
            self.speaker.say(line)
        await self._lobby.hear(entry)
        self._native(entry, state)

    def _native(self, entry: Entry, state: State) -> None:
        match entry.event:
            case VoteOpened() as vote:
                ticks = vote.closes - entry.tick
                self.errands.send("polls", self.booth.begin(vote, self._seconds(ticks, state)))
            case VoteClosed() as vote:
                self.errands.send("polls", self.booth.end(vote.vote))
            case BellRang() as bell:
                self.errands.send("predictions", self.bets.bell(bell, self._seconds(EPISODE_TICKS, state)))
            case SeasonClosed():
                self.errands.send("predictions", self.bets.cancel())
            case _:
                pass

    def _seconds(self, ticks: int, state: State) -> float:
        speed = speed_now(state, self._settings.speed)
        return ticks * self._settings.tick_seconds / speed if speed > 0 else 0.0

    async def close(self) -> None:
        """Leave. Polls and predictions stay open; the next start takes them up or ends them."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.till.close()

    @property
    def ready(self) -> bool:
        """Return whether the chat is there."""
        return self._reached is not None

    @property
    def idle(self) -> bool:
        """Return whether everything that was asked or said has been dealt with."""
        done = self.ears.idle and self.errands.idle and self.till.idle
        return done and self.speaker.idle and not len(self.replies)

    def report(self) -> list[str]:
        """Return how the host is, in sentences."""
        connection = self.connection
        told = [connection.refused or connection.trouble, *connection.complaints, self.speaker.trouble]
        return [one for one in (*told, *self.errands.troubles.values()) if one]

    # --- the channel

    async def _arrived(self, reached: Reached | None) -> None:
        """Take up a channel that was reached, or let it go."""
        self._reached = reached
        self.speaker.channel = reached.channel if reached else None
        self.booth.channel = self.bets.channel = self.till.channel = None
        if reached is None:
            return
        self._budget.moderator = self._budget.moderator or reached.channel.bot == reached.channel.broadcaster
        self.speaker.ring()
        self.errands.send("the channel", self._furnish(reached))
        if self._settings.twitch_follow_stream:
            self.errands.send("the stream", self._follow(reached))

    async def _furnish(self, reached: Reached) -> None:
        """Find out what the channel has, and use it."""
        channel, scopes, settings = reached.channel, reached.channel_scopes, self._settings
        if await channel.kind() not in NATIVE:
            return
        if settings.twitch_polls and "channel:manage:polls" in scopes:
            self.booth.channel = channel
            if not self.booth.open:
                self.errands.send("polls", self.booth.clear())
        if settings.twitch_predictions and "channel:manage:predictions" in scopes:
            self.bets.channel = channel
            programme = self.state.programme
            self.errands.send("predictions", self.bets.find(programme.episode, programme.on_air))
        if settings.twitch_reward_cost and "channel:manage:redemptions" in scopes:
            self.till.channel = channel
            self.errands.send("rewards", self.till.open(settings.twitch_reward_cost))

    async def _follow(self, reached: Reached) -> None:
        await self._airing.live(await reached.channel.is_live())

    # --- what Twitch tells

    def said(self, said: Said) -> None:
        """Take a chat message."""
        self.ears.hear(said)

    def own_message(self, message: str, moderator: bool) -> bool:
        """Learn from our own message what we are; a broadcaster may type commands themselves."""
        self._budget.moderator = moderator
        reached = self._reached
        if reached is None:
            return False
        ours = message in reached.channel.sent
        reached.channel.sent.discard(message)
        if reached.channel.bot != reached.channel.broadcaster:
            return False
        return not ours

    def taken_down(self, message: str) -> None:
        """Take back what a deleted message asked for, if that is still possible."""
        self.ears.take_down(message)

    def shut_out(self, user: str) -> None:
        """Answer somebody nothing whose messages were all deleted."""
        self.ears.shut_out(user)

    def cheered(self, user: str, login: str, bits: int) -> None:
        """Take bits."""
        self.ears.know(user, login)
        self.errands.send("bits", self.till.cheered(user, bits))

    def redeemed(self, reward: str, redemption: str, user: str, login: str) -> None:
        """Take a redemption."""
        self.ears.know(user, login)
        self.till.redeemed(reward, redemption, user)

    def came(self, kind: str, count: int) -> None:
        """Count who came."""
        self._lobby.came(kind, count)

    def polled(self, poll: str, votes: dict[str, int], over: bool) -> None:
        """Count a poll."""
        self.errands.send("polls", self.booth.heard(poll, votes, over=over))

    def live(self, now: bool) -> None:
        """Follow the stream."""
        self.errands.send("the stream", self._airing.live(now))

    def renewed(self, user: str, access: str, refresh: str) -> None:
        """Keep a renewed token."""
        self.connection.renewed(user, access, refresh)

    def revoked(self, why: str) -> None:
        """Connect anew, which says what is wrong."""
        logger.warning("Twitch ends a subscription (%s).", why[:60])
        self.connection.shake()


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("%s ended (%s).", task.get_name(), type(error).__name__)
