"""Errands: requests to Twitch beside the chat, one after the other. One that fails costs nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.twitch.trouble import TwitchTrouble

MOST = 200

logger = logging.getLogger(__name__)


class Errands:
    """Call `run` once. `troubles` are what failed last, by feature, as sentences."""

    def __init__(self) -> None:
        self.troubles: dict[str, str] = {}
        self._queue: asyncio.Queue[tuple[str, Coroutine[Any, Any, None]]] = asyncio.Queue()
        self._running = False

    @property
    def idle(self) -> bool:
        """Return whether there is nothing left to do."""
        return self._queue.empty() and not self._running

    def send(self, feature: str, errand: Coroutine[Any, Any, None]) -> None:
        """Let a request be made; with very many waiting, it is left out."""
        if self._queue.qsize() >= MOST:
            errand.close()
            self.troubles[feature] = "Twitch is too slow: some requests were left out."
            return
        self._queue.put_nowait((feature, errand))

    async def run(self) -> None:
        """Run errands until cancelled."""
        try:
            while True:
                feature, errand = await self._queue.get()
                self._running = True
                try:
                    await errand
                    self.troubles.pop(feature, None)
                except (TwitchTrouble, ValueError) as trouble:
                    self.troubles[feature] = str(trouble)
                    logger.warning("Twitch, %s: %s", feature, trouble)
                except Exception:
                    logger.exception("Twitch, %s: an errand failed.", feature)
                finally:
                    self._running = False
        finally:
            while not self._queue.empty():
                self._queue.get_nowait()[1].close()
