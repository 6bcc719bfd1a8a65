"""A theatre: a whole show with its log, and Twitch as its host, logged in to the server of ours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.clock import Clock
from bot.hosting.follower import Follower
from bot.hosting.hosts import Following
from bot.hosting.lastgate import gate_entries
from bot.log.restore import restored
from bot.log.store import Store, opened
from bot.reception.reception import Reception
from bot.settings.settings import Settings
from bot.twitch.addresses import pointed_at
from bot.twitch.grants import Grant, GrantFile, Grants
from bot.twitch.host import TwitchHost
from bot.twitch.secrecy import discreet
from models.scripted import ScriptedMind
from show.audience.chaos import ChaosRules
from show.crew import Crew
from show.director import Director
from show.events import AnyEvent
from show.lines import Gate
from show.market.simulator import Simulator
from show.news import Newsroom
from show.plain import NoPace
from show.ports import Pace
from show.rules import SeasonRules
from tests.bot.discord.theatre import QuickClock as QuickClock
from tests.bot.discord.theatre import until as until
from tests.fake_twitch.server import FakeTwitch
from tests.fake_twitch.world import (
    BOT,
    BOT_LOGIN,
    BOT_SCOPES,
    CHANNEL_SCOPES,
    CLIENT,
    OWNER,
    OWNER_LOGIN,
    SECRET,
)

RULES = ChaosRules(quorum=0.5, ticks=3, rest=4)
WATCH = 0.05


def settings_for(fake: FakeTwitch, folder: Path, **changes: Any) -> Settings:
    """Return the settings of a show that is set up for our Twitch."""
    chosen: dict[str, Any] = {
        "db": folder / "show.db", "twitch_channel": OWNER_LOGIN, "twitch_bot": BOT_LOGIN,
        "twitch_client_id": CLIENT, "twitch_client_secret": SecretStr(SECRET),
        "twitch_tokens": folder / "tokens.json", "twitch_polls": False, "twitch_predictions": False,
        "twitch_reward_cost": 0, **fake.addresses, **changes,
    }  # fmt: skip
    return Settings(_env_file=None, **chosen)


def granted(
    fake: FakeTwitch, settings: Settings, *, bot: tuple[str, ...] = BOT_SCOPES,
    channel: tuple[str, ...] = CHANNEL_SCOPES, lifetime: int = 14_000,
) -> None:  # fmt: skip
    """Let both accounts allow the show these things, as set-up does."""
    accounts = [(BOT, BOT_LOGIN, bot), (OWNER, OWNER_LOGIN, channel)]
    if settings.twitch_bot in (None, OWNER_LOGIN):
        accounts = [(OWNER, OWNER_LOGIN, (*bot, *channel))]
    grants = Grants(client_id=CLIENT)
    for user, login, scopes in accounts:
        access, refresh = fake.world.grant(user, scopes, lifetime)
        grant = Grant(
            user=user, login=login, access=SecretStr(access), refresh=SecretStr(refresh), scopes=scopes
        )
        grants = grants.having(grant)
    GrantFile(settings.twitch_tokens).keep(grants)


@dataclass
class Theatre:
    """A show that is on, and how to look at it from the other side."""

    fake: FakeTwitch
    store: Store
    director: Director
    host: TwitchHost
    follower: Follower
    clock: Clock

    async def play(self, ticks: int) -> None:
        """Play some ticks and wait until the chat has heard of them."""
        for _ in range(ticks):
            await self.director.tick()
        await self.settled()

    async def settled(self) -> None:
        """Let the floor answer until nothing waits any more."""
        end = time.monotonic() + 10
        quiet = 0
        while quiet < 4:
            assert time.monotonic() < end, "it never settled"
            await self.director.take_intents()
            await asyncio.sleep(0.003)
            heard = self.follower.seq >= self.store.log.head().seq
            quiet = quiet + 1 if heard and self.host.idle and not self.fake.working else 0

    async def asks(self, typed: str, user: str = "2000", **more: Any) -> str:
        """Type something into the chat, and return what was said in the chat after it."""
        before = len(self.fake.world.chat)
        await self.fake.say(typed, user, **more)
        await self.settled()
        return "\n".join(self.fake.world.said()[before:])

    async def events(self, kind: str) -> list[AnyEvent]:
        return [entry.event for entry in await self.store.log.read(0, 10**6) if entry.event.kind == kind]

    def said(self, words: str) -> list[str]:
        """Return the messages of the bot in which these words are."""
        return [one for one in self.fake.world.said() if words in one]


@asynccontextmanager
async def playing(
    fake: FakeTwitch, clock: Clock, settings: Settings, *, ready: bool = True, path: Path | None = None,
    pace: Pace | None = None,
) -> AsyncIterator[Theatre]:  # fmt: skip
    """Put a show on, with this clock for the host, and wait until it is in the chat."""
    with discreet(), pointed_at(settings.twitch_api, settings.twitch_oauth, settings.twitch_eventsub):
        async with opened(path) as store:
            state = await restored(store)
            crew = Crew(
                log=store.log, inbox=store.inbox, recall=store.recall, market=Simulator(),
                mind=ScriptedMind(), pace=pace or NoPace(), newsroom=Newsroom(), chaos=RULES,
            )  # fmt: skip
            director = Director(crew, state)
            await director.open(7)
            reception = Reception(store.inbox, SeasonRules())
            host = TwitchHost(settings, store, reception, clock=clock, watch=WATCH)
            follower = Follower(host, store, gate_entries(Gate()), Following(beats=0))
            following = asyncio.create_task(follower.run())
            try:
                if ready:
                    await until(lambda: host.ready)
                    await until(lambda: host.errands.idle)
                yield Theatre(fake, store, director, host, follower, clock)
            finally:
                await director.stop()
                store.log.finish()
                await asyncio.wait([following], timeout=5)
                following.cancel()
                await asyncio.gather(following, return_exceptions=True)
