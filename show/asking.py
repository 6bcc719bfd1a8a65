"""Asking: gets each trader's answer in time, asks ahead while the audience reads, drops what is stale.

All traders in whose room nobody has a turn before them are asked at once, so that a mind may think for them
together. Whoever then hears or sees something new is asked again, so an answer is always one to the prompt as
it is when the turn comes: what is in the log does not depend on who was asked ahead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from show import turns
from show.crew import Crew
from show.events import AnswerFailed
from show.memory import rank
from show.ports import Forgetful, ReadsAhead, TurnFacts
from show.prompts import FloorReader, facts_for, prompt_for, recall_words, words_ahead
from show.state import State
from show.words import Room, TraderId

T = TypeVar("T")

MEMORIES_READ = 3
"""More memories than this crowd the news out of a small model's prompt."""


@dataclass(slots=True)
class Question:
    """An open question, the facts it was built from and their generation.

    `early`: asked before the turn of another trader. `next`: that turn has been taken by now.
    """

    trader: TraderId
    generation: int
    facts: TurnFacts
    task: asyncio.Task[turns.Reply]
    early: bool
    next: bool


class Asking:
    """Waits for minds and for the audience's eyes, and lets intents be answered in the meantime."""

    def __init__(
        self,
        crew: Crew,
        state: State,
        seed: Callable[[str], int],
        take_intents: Callable[[], Awaitable[None]],
    ) -> None:
        self._crew = crew
        self._state = state
        self._seed = seed
        self._take_intents = take_intents
        self._ahead: dict[TraderId, Question] = {}
        self._floor = FloorReader(state)
        self._forgetful = crew.mind if isinstance(crew.mind, Forgetful) else None

    async def hold(self, milliseconds: int) -> None:
        """Give the audience time to watch, or less of it when a moderator moves the show on."""
        if self._crew.pace.waits and milliseconds > 0:
            skips = self._state.programme.skips
            holding = asyncio.create_task(self._crew.pace.hold(milliseconds))
            await self._meanwhile(holding, lambda: skips != self._state.programme.skips)

    def ask_ahead(self) -> None:
        """Ask now, while the audience reads, everyone whose prompt is already true."""
        if not self._crew.pace.waits:
            return
        for question in list(self._ahead.values()):
            stale = self._outdated(question.generation)
            if not question.next if stale else not self._is_true(question):
                self._ahead.pop(question.trader).task.cancel()
        rooms: set[Room] = set()
        for place, trader in enumerate(self._state.programme.turns):
            room = self._state.office.room_of(trader)
            if room not in rooms and trader not in self._ahead:
                self._ahead[trader] = self._question(trader, early=place > 0)
            if place == 0:
                self._ahead[trader].next = True
            rooms.add(room)

    def read_ahead(self) -> None:
        """Let a mind that can read the beginning of the next prompts, while the audience reads."""
        mind = self._crew.mind
        if self._crew.pace.waits and isinstance(mind, ReadsAhead):
            mind.read_ahead(lambda: words_ahead(self._state))

    async def answer(self, trader: TraderId) -> turns.Reply | None:
        """Return the trader's reply to a prompt that is still true, or None if the turn is off."""
        if not self._crew.pace.waits:
            return await self._ask(self._facts(trader))
        dropped: AnswerFailed | None = None
        while self._is_due(trader):
            question = self._true_question(trader)
            reply = await self._meanwhile(question.task, partial(self._outdated, question.generation))
            if reply is None:
                dropped = self._stale(trader) if question.next else dropped
            elif question.early and reply.failure is not None:
                continue  # it was asked before it had to be, and is asked again now that it has to be
            elif self._is_due(trader):
                return reply._replace(dropped=dropped)
            else:
                self._ahead[trader] = question
        return None

    async def stop(self) -> None:
        """Give up the questions that are still open."""
        tasks = [question.task for question in self._ahead.values()]
        self._ahead = {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _true_question(self, trader: TraderId) -> Question:
        """Return the open question to a trader whose turn it is, or ask."""
        question = self._ahead.pop(trader, None)
        if question is not None and self._outdated(question.generation):
            return question
        if question is not None and self._is_true(question):
            return question
        if question is not None:
            question.task.cancel()
        return self._question(trader, early=False)

    def _is_true(self, question: Question) -> bool:
        return question.facts == self._facts(question.trader)

    def _facts(self, trader: TraderId) -> TurnFacts:
        return facts_for(self._state, trader, self._crew.rules, (), self._floor.facts())

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

    def _question(self, trader: TraderId, *, early: bool) -> Question:
        facts = self._facts(trader)
        task = asyncio.create_task(self._ask(facts))
        return Question(trader, self._state.programme.generation, facts, task, early, next=not early)

    def _stale(self, trader: TraderId) -> AnswerFailed:
        return AnswerFailed(
            trader=trader,
            mind=self._crew.mind.name,
            reason="stale",
            detail="The floor changed while the mind was thinking, so it was asked again.",
        )

    async def _ask(self, facts: TurnFacts) -> turns.Reply:
        """Let memory and mind take their time over the facts."""
        seed = self._seed(f"mind {facts.trader}")
        mind = self._crew.mind
        if self._forgetful is None or not self._forgetful.forgets(facts.trader):
            facts = await self._reminded(facts.trader, facts)
        return await turns.ask(mind, prompt_for(facts, seed))

    async def _reminded(self, trader: TraderId, facts: TurnFacts) -> TurnFacts:
        found = await self._crew.recall.recall(trader, recall_words(facts))
        memories = tuple(memory.text for memory in rank(found, facts.tick, MEMORIES_READ))
        return facts._replace(memories=memories)
