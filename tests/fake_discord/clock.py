"""A clock that only moves when everybody who works has finished: an hour passes in seconds."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable

QUIET_TURNS = 6
"""Turns of the event loop in which nothing works, before time may move on."""
PATIENCE = 0.0005
TOO_LONG = 15.0


class FakeClock:
    """Time in seconds since the epoch. `sleep` returns when `run` has moved time that far."""

    def __init__(self, start: float = 1_750_000_000.0) -> None:
        self._now = start
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def now(self) -> float:
        return self._now

    def wall(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._numbers), future))
        await future

    async def run(self, seconds: float, busy: Callable[[], bool]) -> None:
        """Let time pass, from sleeper to sleeper, waiting in real time while anybody is busy."""
        end = self._now + seconds
        while self._now < end:
            await self._quiet(busy)
            self._move(end)

    async def _quiet(self, busy: Callable[[], bool]) -> None:
        turns, end = 0, time.monotonic() + TOO_LONG
        while turns < QUIET_TURNS:
            working = busy()
            assert time.monotonic() < end, "somebody never finishes; is a limit being hit again and again?"
            await asyncio.sleep(PATIENCE if working else 0)
            turns = 0 if working else turns + 1

    def _move(self, end: float) -> None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        if not self._sleepers or self._sleepers[0][0] > end:
            self._now = end
            return
        when, _, future = heapq.heappop(self._sleepers)
        self._now = max(self._now, when)
        if not future.done():
            future.set_result(None)
