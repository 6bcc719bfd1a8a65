"""The floor: runs the director's ticks on a scheduler until the show is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

from bot.log.restore import CHECKPOINT_TICKS, keep_checkpoint
from bot.log.store import Store
from bot.pace import speed_now
from show.director import Director

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

PAUSED_SECONDS = 0.2
"""How often a paused show looks whether it goes on."""

UNWRITTEN_SECONDS = 0.02
"""For how long ticks that nobody has seen may wait for the file, in a show that plays as fast as it goes.

A trip to the file and to the hosts costs half a millisecond, a tick of a rehearsal four."""


class Floor:
    """Plays ticks. A tick that runs late delays the next one; no tick is ever queued behind another."""

    def __init__(
        self,
        director: Director,
        store: Store,
        *,
        speed: float,
        tick_seconds: float,
        ticks: int | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._director = director
        self._store = store
        self._speed = speed
        self._tick_seconds = tick_seconds
        self._last = None if ticks is None else self._whole_ticks() + ticks
        self._over = asyncio.Event()
        self._failure: BaseException | None = None
        self._playing: asyncio.Task[None] | None = None
        self._kept = director.state.tick
        self._clock = clock

    def stop(self) -> None:
        """End the show after what is being written; what was committed stays."""
        self._over.set()

    async def play(self) -> None:
        """Play until the last tick or until `stop`.

        Raises:
            LogError: the log cannot be written; the show cannot go on without it.
        """
        try:
            if not self._is_done():
                await (self._play_on_schedule() if self._speed > 0 else self._play_flat_out())
        finally:
            await self._director.stop()
        if self._failure is not None:
            raise self._failure
        await keep_checkpoint(self._store, self._director.state)

    def _whole_ticks(self) -> int:
        """Return the number of ticks that have ended."""
        state = self._director.state
        return state.tick if state.programme.phase == "between" else state.tick - 1

    def _is_done(self) -> bool:
        return self._over.is_set() or (self._last is not None and self._whole_ticks() >= self._last)

    async def _play_flat_out(self) -> None:
        """Play as fast as it goes. The file, the hosts and Ctrl-C get their turn after a tick, or a few."""
        log = self._store.log
        log.defer()
        written = self._clock()
        try:
            while not self._is_done():
                if self._director.state.programme.paused:
                    await asyncio.sleep(PAUSED_SECONDS)
                await self._director.tick()
                if self._clock() - written >= UNWRITTEN_SECONDS:
                    await log.flush()
                    await self._keep_checkpoint()
                    written = self._clock()
        finally:
            await log.flush()

    async def _play_on_schedule(self) -> None:
        # Imported here: it takes a thirtieth of a second that a show without a schedule can do without.
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.start()
        self._schedule(scheduler, datetime.now(UTC))
        try:
            await self._over.wait()
        finally:
            scheduler.shutdown(wait=False)
            await self._break_off()

    def _schedule(self, scheduler: AsyncIOScheduler, when: datetime) -> None:
        scheduler.add_job(self._start, "date", run_date=when, args=[scheduler], misfire_grace_time=None)

    async def _start(self, scheduler: AsyncIOScheduler) -> None:
        """Begin a tick in a task of our own: broken off, it is no error for the scheduler to report."""
        self._playing = asyncio.create_task(self._scheduled(scheduler), name="tick")

    async def _break_off(self) -> None:
        """Stop in the middle of a tick. What was committed stays, and a restart goes on right there."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)

    async def _scheduled(self, scheduler: AsyncIOScheduler) -> None:
        began = datetime.now(UTC)
        try:
            await self._tick()
        except Exception as error:  # noqa: BLE001 - it is raised again by `play`, outside the scheduler
            self._failure = error
            self._over.set()
        if self._is_done():
            self._over.set()
        else:
            self._schedule(scheduler, max(datetime.now(UTC), began + self._gap()))

    def _gap(self) -> timedelta:
        paused = self._director.state.programme.paused
        speed = speed_now(self._director.state, self._speed)
        return timedelta(seconds=PAUSED_SECONDS if paused else self._tick_seconds / speed)

    async def _tick(self) -> None:
        await self._director.tick()
        await self._keep_checkpoint()

    async def _keep_checkpoint(self) -> None:
        state = self._director.state
        if state.tick - self._kept >= CHECKPOINT_TICKS and state.programme.phase == "between":
            self._kept = state.tick
            await keep_checkpoint(self._store, state)
