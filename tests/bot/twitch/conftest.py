"""A Twitch of ours, and a show that is in its chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings.settings import Settings
from tests.bot.twitch.theatre import QuickClock, Theatre, granted, playing, settings_for
from tests.fake_twitch.server import FakeTwitch, serving


@pytest.fixture
def clock() -> QuickClock:
    return QuickClock()


@pytest.fixture
async def fake(clock: QuickClock) -> AsyncIterator[FakeTwitch]:
    async with serving(clock.now) as server:
        yield server
        assert server.limits.exceeded == []


@pytest.fixture
def settings(fake: FakeTwitch, tmp_path: Path) -> Settings:
    chosen = settings_for(fake, tmp_path)
    granted(fake, chosen)
    return chosen


@pytest.fixture
async def theatre(fake: FakeTwitch, clock: QuickClock, settings: Settings) -> AsyncIterator[Theatre]:
    async with playing(fake, clock, settings) as show:
        yield show
