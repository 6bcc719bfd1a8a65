"""A server of ours with one guild, and a show that is hosted in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.discord.theatre import GUILD, QuickClock, Theatre, playing
from tests.fake_discord.clock import FakeClock
from tests.fake_discord.server import FakeDiscord, serving


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
async def fake(clock: QuickClock) -> AsyncIterator[FakeDiscord]:
    async with serving(clock.now) as server:
        server.world.add_guild(GUILD)
        yield server


@pytest.fixture
async def theatre(fake: FakeDiscord, clock: QuickClock) -> AsyncIterator[Theatre]:
    async with playing(fake, clock) as show:
        yield show


@pytest.fixture
async def still(fake: FakeDiscord, clock: QuickClock, tmp_path: Path) -> AsyncIterator[Theatre]:
    """Give a show for which time stands still: nothing on it may wait for a pace."""
    async with playing(fake, clock, tmp_path / "show.db") as theatre:
        await theatre.play(1)
    clock.time += 120
    async with playing(fake, FakeClock(clock.time), tmp_path / "show.db") as theatre:
        yield theatre
