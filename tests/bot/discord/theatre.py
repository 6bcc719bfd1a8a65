"""A theatre: a whole show with its log, and Discord as its host, logged in to the server of ours."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.clock import Clock
from bot.discord.addresses import pointed_at
from bot.discord.forms import Forms
from bot.discord.host import DiscordHost
from bot.discord.places import CHANNELS, Place
from bot.discord.premises import Premises, Registry
from bot.hosting.follower import Follower
from bot.hosting.hosts import Following
from bot.hosting.lastgate import gate_entries
from bot.log.restore import restored
from bot.log.store import Store, opened
from bot.reception.reception import Reception
from models.scripted import ScriptedMind
from show.audience.chaos import ChaosRules
from show.crew import Crew
from show.director import Director
from show.events import AnyEvent, Entry
from show.lines import Gate
from show.market.simulator import Simulator
from show.news import Newsroom
from show.plain import NoPace
from show.ports import Pace
from show.rules import SeasonRules
from show.state import State, fold
from tests.fake_discord.answers import Json
from tests.fake_discord.server import TOKEN, FakeDiscord

GUILD = "300000000000000001"
SECOND = "300000000000000101"
RULES = ChaosRules(quorum=0.5, ticks=3, rest=4)


class QuickClock:
    """A clock on which every wait is over at once, and has still taken its time."""

    def __init__(self, start: float = 1_750_000_000.0) -> None:
        self.time = start

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += max(0.0, seconds)
        await asyncio.sleep(0)


async def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something is so; give up loudly."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        await asyncio.sleep(0.005)


@dataclass
class Theatre:
    """A show that is on, and how to look at it from the other side."""

    fake: FakeDiscord
    store: Store
    director: Director
    host: DiscordHost
    follower: Follower
    clock: Clock

    async def play(self, ticks: int) -> None:
        """Play some ticks and wait until Discord has heard them."""
        for _ in range(ticks):
            await self.director.tick()
        await self.heard()

    async def heard(self) -> None:
        """Wait until everything in the log has been said."""
        await until(lambda: self.follower.seq >= self.store.log.head().seq)
        await until(lambda: self.host.houses)
        await until(lambda: self.host.idle and not self.host.busy)

    async def floor(self, *tasks: object) -> None:
        """Let the director answer what people asked, as it does between two beats."""
        await self.director.take_intents()

    async def entries(self) -> list[Entry]:
        return await self.store.log.read(0, 10**6)

    def channel(self, place: Place, guild: str = GUILD) -> str:
        """Return the id of a place's channel."""
        found = [one for one in self.fake.world.guilds[guild].channels.values() if one["name"] == place]
        return str(found[0]["id"])

    def messages(self, place: Place, guild: str = GUILD) -> list[Json]:
        """Return the messages of a place that came through webhooks."""
        return [one for one in self.fake.world.said(self.channel(place, guild)) if one.get("webhook_id")]

    def heard_in(self, place: Place, guild: str = GUILD) -> list[str]:
        """Return what was said in a place as "Name: text", digests taken apart again."""
        said: list[str] = []
        for message in self.messages(place, guild):
            said += told(message)
        return said

    async def expected(self, place: Place) -> list[str]:
        """Return what the log says should have been said in a place."""
        state, forms, lines = State(), Forms(), []
        for entry in await self.entries():
            fold(state, entry)
            if not entry.event.sealed:
                lines += [post for post in forms.posts(entry, state) if post.place == place]
        names = {"show": "Wall Street Live"}
        said: list[str] = []
        for post in lines:
            name = names.get(post.voice, post.voice.capitalize())
            said += [f"{name}: {part.removeprefix('-# ')}" for part in post.text.split("\n")]
        return said

    async def answered(self, asking: Callable[[], bool]) -> None:
        """Let the director answer until something is so."""
        end = time.monotonic() + 10
        while not asking():
            assert time.monotonic() < end, "no answer came"
            await self.director.take_intents()
            await asyncio.sleep(0.005)

    def cards(self, guild: str = GUILD) -> list[Json]:
        """Return the live cards that are in the channel now."""
        return [
            one for one in self.fake.world.said(self.channel("trading-floor", guild)) if one["components"]
        ]

    async def events(self, kind: str) -> list[AnyEvent]:
        return [entry.event for entry in await self.entries() if entry.event.kind == kind]


def told(message: Json) -> list[str]:
    """Return a message as "Name: text" for each of its lines."""
    lines = str(message["content"]).split("\n")
    if not lines[0].startswith("**Meanwhile**"):
        return [f"{message['author']['username']}: {line.removeprefix('-# ')}" for line in lines]
    said = []
    for line in lines[1:]:
        name, _, text = line.removeprefix("**").partition("** ")
        known = line.startswith(("**Alex** ", "**Sarah** ", "**Alice** ", "**Mike** "))
        said.append(f"{name}: {text}" if known else f"Wall Street Live: {line}")
    return said


@asynccontextmanager
async def playing(
    fake: FakeDiscord, clock: Clock, path: Path | None = None, *, pace: Pace | None = None,
    token: str = TOKEN, guilds: tuple[int, ...] = (), moderators: tuple[str, ...] = (), houses: int = 1,
    premises: Premises | None = None,
) -> AsyncIterator[Theatre]:  # fmt: skip
    """Put a show on, with this clock for the host, and wait until it is at home in `houses` servers."""
    with pointed_at(fake.api, fake.ws):
        async with opened(path) as store:
            if premises is not None:
                await Registry(store.database).save(premises)
            state = await restored(store)
            crew = Crew(
                log=store.log, inbox=store.inbox, recall=store.recall, market=Simulator(),
                mind=ScriptedMind(), pace=pace or NoPace(), newsroom=Newsroom(), chaos=RULES,
            )  # fmt: skip
            director = Director(crew, state)
            await director.open(7)
            host = DiscordHost(
                SecretStr(token), store, Reception(store.inbox, SeasonRules()), RULES, clock=clock,
                guilds=guilds, moderators=moderators,
            )  # fmt: skip
            how = Following(durable=True, back_off=(0.01,), beats=10**6)
            follower = Follower(host, store, gate_entries(Gate()), how)
            await host.start()
            following: asyncio.Task[None] | None = None
            try:
                await until(lambda: len(host.houses) >= houses)
                await until(lambda: not houses or fake.gateway.sockets)
                following = asyncio.create_task(follower.run())
                yield Theatre(fake, store, director, host, follower, clock)
            finally:
                await director.stop()
                store.log.finish()
                if following is not None:
                    following.cancel()
                    await asyncio.gather(following, return_exceptions=True)
                await host.close()


def place_names() -> list[Place]:
    return list(CHANNELS)
