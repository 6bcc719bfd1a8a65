"""An hour of show on a clock of its own: no vote is dropped and no limit exceeded, whatever happens."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from show.events import VoteCast
from tests.bot.discord.test_evening import TICK_SECONDS, ClockPace
from tests.bot.twitch.theatre import Theatre, granted, playing, settings_for, until
from tests.fake_discord.clock import FakeClock
from tests.fake_twitch.server import Fault, serving
from tests.fake_twitch.world import BOT

HOUR = 3600.0
VIEWERS = [str(7000 + number) for number in range(12)]
TYPED = (
    "!vote 1",
    "!vote 2",
    "!chaos",
    "!leaderboard",
    "!thoughts mike",
    "gg",
    "!portfolio alex",
    "!nothing",
)


class Evening:
    """A show that ticks every half minute of a clock that only moves while nobody works, and its crowd."""

    def __init__(self, theatre: Theatre, pace: ClockPace, voted: dict[tuple[int, str], str]) -> None:
        self.theatre, self.pace, self.clock = theatre, pace, pace.clock
        self.dice, self.voted = random.Random(3), voted
        self._ticking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        self.pace.working = True
        while True:
            began = self.clock.now()
            await self.theatre.director.tick()
            await self.pace.rest(TICK_SECONDS - (self.clock.now() - began))

    def busy(self) -> bool:
        theatre = self.theatre
        behind = theatre.follower.seq < theatre.store.log.head().seq
        return self.pace.working or behind or not theatre.host.ears.heard or theatre.fake.working > 0

    async def passes(self, seconds: float) -> None:
        """Let time pass while people chat."""
        end = self.clock.now() + seconds
        while self.clock.now() < end:
            await self.clock.run(self.dice.uniform(1, 8), self.busy)
            await self._somebody_types()

    async def _somebody_types(self) -> None:
        user, typed = self.dice.choice(VIEWERS), self.dice.choice(TYPED)
        state = self.theatre.director.state
        ballot = state.crowd.ballot
        if typed.startswith("!vote") and ballot is not None and int(typed[-1]) <= len(ballot.options):
            self.voted[ballot.number, f"twitch:{user}"] = typed[-1]
            if state.tick >= ballot.closes:  # it may come too late to be counted
                del self.voted[ballot.number, f"twitch:{user}"]
        await self.theatre.fake.say(typed, user)

    async def end(self) -> None:
        self._ticking.cancel()
        self.pace.working = False
        await asyncio.gather(self._ticking, return_exceptions=True)


async def test_an_hour_with_reconnects_refusals_and_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("twitchio.backoff.Backoff.calculate", lambda self: 0.01)
    clock, voted, votes = FakeClock(), dict[tuple[int, str], str](), list[VoteCast]()
    async with serving(clock.now) as fake:
        settings = settings_for(fake, tmp_path)
        granted(fake, settings)
        for part in range(2):
            pace = ClockPace(clock)
            async with playing(fake, clock, settings, path=tmp_path / "show.db", pace=pace) as theatre:
                evening = Evening(theatre, pace, voted)
                await evening.passes(HOUR / 6)
                await (fake.eventsub.ask_to_reconnect() if part else fake.eventsub.drop())
                await until(lambda: len(fake.eventsub.listeners("channel.chat.message")) == 1)
                await evening.passes(HOUR / 6)
                fake.faults.append(Fault("/helix/chat/messages", 429, 3))
                fake.world.drop_access(BOT)
                await evening.passes(HOUR / 6)
                await clock.run(40, evening.busy)
                await evening.end()
                assert theatre.host.report() == []
                assert theatre.host.speaker.left_out <= 2  # old news after three refusals in a row
                votes = [event for event in await theatre.events("VoteCast") if isinstance(event, VoteCast)]
            await clock.run(40, lambda: False)
        counted = {(vote.vote, vote.viewer): vote.key for vote in votes}
        assert {which: counted.get(which) for which in voted} == voted
        assert len({vote for vote, _ in voted}) > 8
        assert fake.limits.exceeded == []
        assert len(fake.world.chat) > 300
