"""The budget: how fast the show may write, kept well under what Discord allows.

Discord takes 5 messages in 2 s from a webhook, 30 in 60 s from all webhooks of a channel, and 50 requests a
second from a bot. Only one of these is in its headers, and every refusal counts against us, so we count.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import Clock
from bot.window import Window

HOOK = (4, 2.0)
CHANNEL = (25, 60.0)
OVERALL = (40, 1.0)


class Budget:
    """Gives turns to write. `active` counts the turns that are taken now."""

    def __init__(self, clock: Clock) -> None:
        self.active = 0
        self._clock = clock
        self._overall = Window(*OVERALL)
        self._channels: dict[int, Window] = {}
        self._hooks: dict[int, Window] = {}

    @asynccontextmanager
    async def turn(self, channel: int, hook: int) -> AsyncIterator[None]:
        """Wait for room in every window, and hold a place in each while the block runs."""
        windows = (
            self._overall,
            self._channels.setdefault(channel, Window(*CHANNEL)),
            self._hooks.setdefault(hook, Window(*HOOK)),
        )
        while (wait := max(window.wait(self._clock.now()) for window in windows)) > 0:
            await self._clock.sleep(wait)
        for window in windows:
            window.begin()
        self.active += 1
        try:
            yield
        finally:
            self.active -= 1
            for window in windows:
                window.end(self._clock.now())
