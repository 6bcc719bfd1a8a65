"""The pace of a live show: show time passes at a speed the owner chose."""

from __future__ import annotations

import asyncio


class LivePace:
    """Waits out show time, divided by the speed. Speed 0 never waits."""

    def __init__(self, speed: float) -> None:
        self._speed = speed

    @property
    def waits(self) -> bool:
        """Return whether `hold` takes any time at all."""
        return self._speed > 0

    async def hold(self, milliseconds: int) -> None:
        """Return when that much show time has passed."""
        if self._speed > 0:
            await asyncio.sleep(milliseconds / 1000 / self._speed)
