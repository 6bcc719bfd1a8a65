"""A deadline around any mind: an answer that comes too late is dropped, and the floor is not kept waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from show.ports import Answer, Forgetful, Mind, MindError, MindLate, Prompt, ReadsAhead, TraderId

Sleep = Callable[[float], Awaitable[None]]
Task = asyncio.Task[Answer]


class TimedMind:
    """Asks a mind and waits `seconds` at most, counted from the question. `late` counts dropped answers.

    A late turn is cancelled. Until it has really ended, the next prompt waits for that within its own
    deadline, so a mind that is slow to stop is not asked for more meanwhile. Prompts of a trader are
    numbered, and an answer to an older one is dropped once a newer one is asked.
    """

    def __init__(self, mind: Mind, seconds: float, *, sleep: Sleep = asyncio.sleep) -> None:
        self._mind = mind
        self._seconds = seconds
        self._sleep = sleep
        self._generations: dict[TraderId, int] = {}
        self._turns: dict[TraderId, Task] = {}
        self._ending: set[Task] = set()
        self.late = 0

    @property
    def name(self) -> str:
        """Return the name of the mind inside."""
        return self._mind.name

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer one prompt within the deadline.

        Raises:
            MindLate: the deadline passed, or a newer prompt of this trader was asked.
            MindError: the mind inside could not answer.
        """
        trader = prompt.facts.trader
        generation = self._generations[trader] = self._generations.get(trader, 0) + 1
        if trader in self._turns:
            self._drop(self._turns[trader])
        clock = asyncio.ensure_future(self._sleep(self._seconds))
        try:
            task = await self._race(prompt, generation, clock)
        finally:
            clock.cancel()
        if self._generations[trader] != generation:
            raise self._too_late(f"A newer prompt of {trader!r} was asked before this one was answered")
        if task is None or not task.done():
            raise self._too_late(f"{self.name!r} did not answer {trader!r} within {self._seconds:g} s")
        if task.cancelled():
            raise MindError(f"The turn of {trader!r} was stopped before {self.name!r} had an answer.")
        return task.result()

    def forgets(self, trader: TraderId) -> bool:
        """Return whether the mind inside leaves this trader's memories unread."""
        return isinstance(self._mind, Forgetful) and self._mind.forgets(trader)

    def read_ahead(self, words: Callable[[], tuple[str, str]]) -> None:
        """Let the mind inside read ahead if it can."""
        if isinstance(self._mind, ReadsAhead):
            self._mind.read_ahead(words)

    async def close(self) -> None:
        """Drop the turns under way and close the mind inside."""
        for task in list(self._turns.values()):
            self._drop(task)
        await self._mind.close()

    async def _race(self, prompt: Prompt, generation: int, clock: asyncio.Future[None]) -> Task | None:
        """Return the turn when it has ended or the clock has; None when it did not even begin."""
        trader = prompt.facts.trader
        while self._ending and not clock.done():
            await _first(clock, *self._ending)
        if clock.done() or self._generations[trader] != generation:
            return None
        task = self._turns[trader] = asyncio.ensure_future(self._mind.decide(prompt))
        try:
            await _first(clock, task)
        finally:
            if self._turns.get(trader) is task:
                del self._turns[trader]
            if not task.done():
                self._drop(task)
        return task

    def _drop(self, task: Task) -> None:
        self._ending.add(task)
        task.add_done_callback(self._ended)
        task.cancel()

    def _ended(self, task: Task) -> None:
        self._ending.discard(task)
        if not task.cancelled():
            task.exception()  # nobody else will look at it

    def _too_late(self, sentence: str) -> MindLate:
        self.late += 1
        return MindLate(f"{sentence}; a late answer is dropped.")


async def _first(*waited: asyncio.Future[Any]) -> None:
    await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
