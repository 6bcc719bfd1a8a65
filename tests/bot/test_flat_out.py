"""A show that plays as fast as it goes: when its ticks reach the file."""

from __future__ import annotations

from bot.floor import UNWRITTEN_SECONDS, Floor
from bot.log.store import Store, opened
from show.director import Director
from tests.show.company import Company


class Watched:
    """A director whose ticks take `seconds` of a clock, and who looks what is in the log before each."""

    def __init__(self, director: Director, store: Store, seconds: float) -> None:
        self.state, self.stop = director.state, director.stop
        self.written: list[int] = []
        self.now = 0.0
        self._director, self._store, self._seconds = director, store, seconds

    async def tick(self) -> None:
        """Play one tick."""
        self.written.append(self._store.log.head().tick)
        await self._director.tick()
        self.now += self._seconds


async def played(ticks: int, seconds: float) -> list[int]:
    async with opened(None) as store:
        company = Company(log=store.log, inbox=store.inbox, recall=store.recall)
        await company.director.open(company.seed)
        watched = Watched(company.director, store, seconds)
        floor = Floor(
            watched,  # type: ignore[arg-type]  # all that the floor asks of a director
            store,
            speed=0.0,
            tick_seconds=1.0,
            ticks=ticks,
            clock=lambda: watched.now,
        )
        await floor.play()
        return [*watched.written, store.log.head().tick]


async def test_ticks_that_nobody_has_seen_wait_a_moment_for_the_file() -> None:
    assert await played(7, 0.4 * UNWRITTEN_SECONDS) == [0, 0, 0, 3, 3, 3, 6, 7]


async def test_a_slow_mind_s_ticks_are_written_one_by_one() -> None:
    assert await played(3, 2 * UNWRITTEN_SECONDS) == [0, 1, 2, 3]
