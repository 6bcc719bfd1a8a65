"""Answers to intents: the director's words find their way back to whoever asked."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

from show.events import Entry, IntentAccepted, IntentRefused

PATIENCE = 60.0
"""Seconds. The director answers between two beats; a mind may take twenty over one."""
STILL_WAITING = "The floor is busy; what you asked is kept and will be answered by what happens."
KEPT = 256


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the director said to an intent."""

    accepted: bool
    text: str


class Answers:
    """Waits for answers by the number of the intent."""

    def __init__(self) -> None:
        self._waiting: dict[int, asyncio.Future[Verdict]] = {}
        self._early: OrderedDict[int, Verdict] = OrderedDict()

    def hear(self, entry: Entry) -> None:
        """Take an entry in; most are no answers."""
        event = entry.event
        if isinstance(event, IntentAccepted | IntentRefused):
            accepted = isinstance(event, IntentAccepted)
            text = event.answer if isinstance(event, IntentAccepted) else event.reason
            self._give(event.intent, Verdict(accepted, text))

    def _give(self, number: int, verdict: Verdict) -> None:
        future = self._waiting.get(number)
        if future is not None and not future.done():
            future.set_result(verdict)
            return
        self._early[number] = verdict
        while len(self._early) > KEPT:
            self._early.popitem(last=False)

    async def wait(self, number: int, patience: float = PATIENCE) -> str:
        """Return the answer, or the sentence that it takes long."""
        verdict = await self.verdict(number, patience)
        return STILL_WAITING if verdict is None else verdict.text

    async def verdict(self, number: int, patience: float = PATIENCE) -> Verdict | None:
        """Return what the director said, or None if it takes too long."""
        if number in self._early:
            return self._early.pop(number)
        future: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            async with asyncio.timeout(patience):
                return await future
        except TimeoutError:
            return None
        finally:
            del self._waiting[number]
