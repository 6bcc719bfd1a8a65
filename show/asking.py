"""Asking: gets each trader's answer in time, asks ahead while the audience reads, drops what is stale."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from show import turns
from show.crew import Crew
from show.events import AnswerFailed
from show.memory import rank
from show.ports import Forgetful, TurnFacts
from show.prompts import FloorReader, facts_for, prompt_for, recall_words
from show.state import State
from show.words import TraderId

T = TypeVar("T")

MEMORIES_READ = 3
"""More memories than this crowd the news out of a small model's prompt."""


@dataclass(slots=True)
class Question:
    """An open question, and the generation of the state it was built from."""

    trader: TraderId
    generation: int
    task: asyncio.Task[turns.Reply]


class Asking:
    """Waits for minds and for the audience's eyes, and lets intents be answered in the meantime."""

    def __init__(
        self,
        crew: Crew,
        state: State,
        dice: Callable[[str], random.Random],
        take_intents: Callable[[], Awaitable[None]],
    ) -> None:
        self._crew = crew
        self._state = state
        self._dice = dice
        self._take_intents = take_intents
        self._ahead: Question | None = None
        self._floor = FloorReader(state)
        self._forgetful = crew.mind if isinstance(crew.mind, Forgetful) else None

    async def hold(self, milliseconds: int) -> None:
        """Give the audience time to watch, or less of it when a moderator moves the show on."""
        if self._crew.pace.waits and milliseconds > 0:
            skips = self._state.programme.skips
            holding = asyncio.create_task(self._crew.pace.hold(milliseconds))
            await self._meanwhile(holding, lambda: skips != self._state.programme.skips)

    def ask_ahead(self) -> None:
        """Ask the next trader now, while the audience reads: their prompt is already true."""
        waiting = self._state.programme.turns
        if waiting and self._ahead is None and self._crew.pace.waits:
            self._ahead = self._question(waiting[0])

    async def answer(self, trader: TraderId) -> turns.Reply | None:
        """Return the trader's reply to a prompt that is still true, or None if the turn is off."""
        if not self._crew.pace.waits:
            return await self._ask(trader)
        dropped: AnswerFailed | None = None
        while self._is_due(trader):
            question, self._ahead = self._ahead or self._question(trader), None
            reply = await self._meanwhile(question.task, partial(self._outdated, question.generation))
            if reply is None or question.trader != trader:
                dropped = self._stale(question.trader)
            elif self._is_due(trader):
                return replace(reply, dropped=dropped)
            else:
                self._ahead = question
        return None

    async def stop(self) -> None:
        """Give up a question that is still open."""
        question, self._ahead = self._ahead, None
        if question is not None:
            question.task.cancel()
            await asyncio.gather(question.task, return_exceptions=True)

    def _is_due(self, trader: TraderId) -> bool:
        programme = self._state.programme
        return trader in programme.turns and not programme.paused

    async def _meanwhile(self, task: asyncio.Task[T], is_off: Callable[[], bool]) -> T | None:
        """Wait for a task and answer whoever asks for something in the meantime.

        Gives the task up and returns None once it is off.
        """
        arriving: asyncio.Task[None] | None = None
        try:
            while not is_off():
                if task.done():
                    return task.result()
                arriving = arriving or asyncio.create_task(self._arrival())
                await asyncio.wait({task, arriving}, return_when=asyncio.FIRST_COMPLETED)
                if arriving.done():
                    arriving = None
                    await self._take_intents()
            return None
        finally:
            for left in (task, arriving):
                if left is not None:
                    left.cancel()

    async def _arrival(self) -> None:
        await self._crew.inbox.arrived(self._state.crowd.inbox)

    def _outdated(self, generation: int) -> bool:
        return generation != self._state.programme.generation

    def _question(self, trader: TraderId) -> Question:
        task = asyncio.create_task(self._ask(trader))
        return Question(trader, self._state.programme.generation, task)

    def _stale(self, trader: TraderId) -> AnswerFailed:
        return AnswerFailed(
            trader=trader,
            mind=self._crew.mind.name,
            reason="stale",
            detail="The floor changed while the mind was thinking, so it was asked again.",
        )

    async def _ask(self, trader: TraderId) -> turns.Reply:
        """Build the prompt from the state as it is now, then let memory and mind take their time."""
        facts = facts_for(self._state, trader, self._crew.rules, (), self._floor.facts())
        seed = self._dice(f"mind {trader}").getrandbits(31)
        mind = self._crew.mind
        if self._forgetful is None or not self._forgetful.forgets(trader):
            facts = await self._reminded(trader, facts)
        return await turns.ask(mind, prompt_for(facts, seed))

    async def _reminded(self, trader: TraderId, facts: TurnFacts) -> TurnFacts:
        found = await self._crew.recall.recall(trader, recall_words(facts))
        memories = tuple(memory.text for memory in rank(found, facts.tick, MEMORIES_READ))
        return facts.model_copy(update={"memories": memories})
