"""A server of ours with one guild, and a show that is hosted in it."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.discord.premises import Premises
from tests.bot.discord.theatre import GUILD, QuickClock, Theatre, playing, until
from tests.fake_discord.answers import Json
from tests.fake_discord.clock import FakeClock
from tests.fake_discord.server import FakeDiscord, serving
from tests.fake_discord.world import Guild


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
async def fake(clock: QuickClock) -> AsyncIterator[FakeDiscord]:
    async with serving(clock.now) as server:
        server.world.add_guild(GUILD)
        yield server


@dataclass
class Furnished:
    """A server as set-up leaves it, to be copied: making thirty things anew for each test takes its time."""

    guild: Guild
    hooks: dict[str, Json]
    premises: Premises


@pytest.fixture(scope="session")
def furnished() -> list[Furnished]:
    return []


@pytest.fixture
async def theatre(fake: FakeDiscord, clock: QuickClock, furnished: list[Furnished]) -> AsyncIterator[Theatre]:
    if not furnished:
        async with playing(fake, clock) as show:
            house = show.host.houses[int(GUILD)]
            parts = fake.world.guilds[GUILD], fake.world.hooks, house.premises
            await until(lambda: house.idle)
            furnished.append(Furnished(*copy.deepcopy(parts)))
    ready = copy.deepcopy(furnished[0])
    fake.world.guilds[GUILD], fake.world.hooks = ready.guild, ready.hooks
    ready.premises.card = 0
    async with playing(fake, clock, premises=ready.premises) as show:
        yield show


@pytest.fixture
async def still(fake: FakeDiscord, clock: QuickClock, tmp_path: Path) -> AsyncIterator[Theatre]:
    """Give a show for which time stands still: nothing on it may wait for a pace."""
    async with playing(fake, clock, tmp_path / "show.db") as theatre:
        await theatre.play(1)
    clock.time += 120
    async with playing(fake, FakeClock(clock.time), tmp_path / "show.db") as theatre:
        yield theatre
