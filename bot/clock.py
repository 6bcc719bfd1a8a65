"""The clock of the host: what it paces itself by. Tests bring one that an hour passes on in seconds."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Time in seconds."""

    def now(self) -> float:
        """Return a time that never goes back, for measuring."""
        ...

    def wall(self) -> float:
        """Return seconds since 1970, for what is kept over a restart."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class LiveClock:
    """The machine's own."""

    def now(self) -> float:
        """Return the monotonic clock."""
        return time.monotonic()

    def wall(self) -> float:
        """Return the wall clock."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
