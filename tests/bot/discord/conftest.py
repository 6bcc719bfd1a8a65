"""A server of ours with one guild, and a show that is hosted in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.discord.theatre import GUILD, QuickClock, Theatre, playing
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
