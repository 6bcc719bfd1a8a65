"""Answers to intents: the director's words find their way back to whoever asked."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from show.events import Entry, IntentAccepted, IntentRefused

PATIENCE = 60.0
"""Seconds. The director answers between two beats; a mind may take twenty over one."""
STILL_WAITING = "The floor is busy; what you asked is kept and will be answered by what happens."
KEPT = 256


class Answers:
    """Waits for answers by the number of the intent."""

    def __init__(self) -> None:
        self._waiting: dict[int, asyncio.Future[str]] = {}
        self._early: OrderedDict[int, str] = OrderedDict()

    def hear(self, entry: Entry) -> None:
        """Take an entry in; most are no answers."""
        event = entry.event
        if isinstance(event, IntentAccepted | IntentRefused):
            text = event.answer if isinstance(event, IntentAccepted) else event.reason
            self._give(event.intent, text)

    def _give(self, number: int, text: str) -> None:
        future = self._waiting.get(number)
        if future is not None and not future.done():
            future.set_result(text)
            return
        self._early[number] = text
        while len(self._early) > KEPT:
            self._early.popitem(last=False)

    async def wait(self, number: int, patience: float = PATIENCE) -> str:
        """Return the answer, or the sentence that it takes long."""
        if number in self._early:
            return self._early.pop(number)
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            async with asyncio.timeout(patience):
                return await future
        except TimeoutError:
            return STILL_WAITING
        finally:
            del self._waiting[number]
