"""The pace of a live show: show time passes at a speed the owner chose."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from show.state import State


class LivePace:
    """Waits out show time, divided by the speed of the moment. Speed 0 never waits."""

    def __init__(self, speed: Callable[[], float]) -> None:
        self._speed = speed

    @property
    def waits(self) -> bool:
        """Return whether `hold` takes any time at all."""
        return self._speed() > 0

    async def hold(self, milliseconds: int) -> None:
        """Return when that much show time has passed."""
        speed = self._speed()
        if speed > 0:
            await asyncio.sleep(milliseconds / 1000 / speed)


def speed_now(state: State, owners: float) -> float:
    """Return the speed a moderator set, or the owner's. A show without waiting stays one."""
    chosen = state.programme.speed
    return owners if chosen is None or owners == 0 else chosen
