"""An hour of show on a clock of its own: no limit is exceeded, and an outage in the middle loses nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from show.audience.chaos import ChaosRules
from show.audience.intents import Intent
from show.stage.alt import alt_text
from show.stage.view import scene
from show.state import State
from tests.bot.discord.theatre import GUILD, QuickClock, Theatre, place_names, playing
from tests.fake_discord.clock import FakeClock
from tests.fake_discord.server import FakeDiscord

TICK_SECONDS = 30.0
HOUR = 3600.0


class ClockPace:
    """Holds the director on the clock of the test, and knows whether the director works or waits."""

    waits = True

    def __init__(self, clock: FakeClock, speed: float = 1.0) -> None:
        self.clock, self.speed = clock, speed
        self.working = False

    async def hold(self, milliseconds: int) -> None:
        await self.rest(milliseconds / 1000)

    async def rest(self, seconds: float) -> None:
        self.working = False
        await self.clock.sleep(seconds / self.speed)
        self.working = True


class Evening:
    """A show that ticks every half minute of a clock that only moves while nobody works."""

    def __init__(self, theatre: Theatre, pace: ClockPace) -> None:
        self.theatre, self.pace, self.clock = theatre, pace, pace.clock
        self._ticking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        self.pace.working = True
        while True:
            began = self.clock.now()
            await self.theatre.director.tick()
            passed = (self.clock.now() - began) * self.pace.speed
            await self.pace.rest(TICK_SECONDS - passed)

    def busy(self) -> bool:
        theatre = self.theatre
        behind = theatre.follower.seq < theatre.store.log.head().seq
        return self.pace.working or behind or theatre.host.busy or theatre.fake.working > 0

    async def passes(self, seconds: float) -> None:
        await self.clock.run(seconds, self.busy)

    async def settles(self) -> None:
        """Let time pass until everything has been said."""
        while self.busy() or not self.theatre.host.idle:
            await self.passes(5)

    async def end(self) -> None:
        self._ticking.cancel()
        self.pace.working = False
        await asyncio.gather(self._ticking, return_exceptions=True)


async def small_picture(state: State, rules: ChaosRules) -> tuple[bytes, str]:
    """Stand in for the picture: four hundred of them would take longer than the rest of the evening."""
    return b"picture", alt_text(scene(state, rules))


async def test_an_hour_with_an_outage_a_restart_and_a_reset(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.cardkeeper.snapshot", small_picture)
    path = tmp_path / "show.db"
    async with playing(fake, clock, path) as theatre:
        await theatre.play(0)
    fast = FakeClock(clock.time)
    fake.world.clock = fake.limits.clock = fast.now
    pace = ClockPace(fast)
    async with playing(fake, fast, path, pace=pace) as theatre:
        evening = Evening(theatre, pace)
        await evening.passes(HOUR / 3)
        before_outage = len(theatre.messages("coffee-shop"))
        fake.down = True
        await fake.gateway.drop()
        await evening.passes(600)
        assert len(theatre.messages("coffee-shop")) == before_outage
        fake.down = False
        await evening.passes(300)
        await evening.end()
    pace = ClockPace(fast)
    async with playing(fake, fast, path, pace=pace) as theatre:
        evening = Evening(theatre, pace)
        await evening.passes(HOUR / 4)
        await theatre.store.inbox.put(Intent(viewer="terminal:host", what="reset", moderator=True))
        await evening.passes(HOUR / 4)
        await evening.end()
        await evening.settles()
        assert theatre.director.state.tick >= 110
        assert theatre.director.state.programme.season == 2
        for place in place_names():
            assert theatre.heard_in(place) == await theatre.expected(place), place
        digests = [
            one
            for place in place_names()
            for one in theatre.messages(place)
            if "**Meanwhile**" in one["content"]
        ]
        assert 4 <= len(digests) <= 40
        assert fake.limits.exceeded == []
        assert fake.limits.most["webhooks of a channel"] <= 25
        assert len(theatre.cards(GUILD)) == 1


async def test_at_full_speed_the_budget_holds(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.cardkeeper.snapshot", small_picture)
    async with playing(fake, clock, tmp_path / "show.db") as theatre:
        await theatre.play(0)
    fast = FakeClock(clock.time)
    fake.world.clock = fake.limits.clock = fast.now
    pace = ClockPace(fast, speed=20)
    async with playing(fake, fast, tmp_path / "show.db", pace=pace) as theatre:
        evening = Evening(theatre, pace)
        await evening.passes(70)
        await evening.end()
        assert theatre.director.state.tick >= 40
        await evening.settles()
        for place in place_names():
            assert theatre.heard_in(place) == await theatre.expected(place), place
        assert fake.limits.exceeded == []
