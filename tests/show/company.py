"""A whole show in memory, for tests: scripted mind, simulated market, no waiting."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from models.scripted import ScriptedMind
from show.audience.intents import Intent, What
from show.crew import Crew
from show.director import Director
from show.events import AnyEvent, Entry
from show.market.simulator import Simulator
from show.news import Newsroom
from show.plain import ListLog, NoPace
from show.ports import Mind
from show.state import State, fold


class Company:
    """A director with everything in memory. `run(n)` plays n ticks."""

    def __init__(self, seed: int = 7, mind: Mind | None = None, **crew: Any) -> None:
        self.seed = seed
        self.log = ListLog()
        parts = Crew(
            log=self.log,
            inbox=self.log,
            recall=self.log,
            market=Simulator(),
            mind=mind or ScriptedMind(),
            pace=NoPace(),
            newsroom=Newsroom(),
        )
        self.crew = replace(parts, **crew)
        self.director = Director(self.crew, State())

    @property
    def state(self) -> State:
        """Return the director's state."""
        return self.director.state

    async def run(self, ticks: int) -> Company:
        """Open the show if need be and play some ticks."""
        await self.director.open(self.seed)
        for _ in range(ticks):
            await self.director.tick()
        return self

    async def ask(
        self, what: str, text: str = "", viewer: str = "page:ann", moderator: bool = False
    ) -> AnyEvent:
        """Put an intent, let the director answer, and return the answer."""
        intent = Intent(viewer=viewer, what=cast(What, what), text=text, moderator=moderator)
        number = await self.log.put(intent)
        await self.director.take_intents()
        return next(
            entry.event for entry in self.log.entries if getattr(entry.event, "intent", None) == number
        )

    async def ask_later(self, what: str) -> None:
        """Put a moderator's intent; the director takes it when it looks."""
        await self.log.put(Intent(viewer="terminal:host", what=cast(What, what), moderator=True))

    def events(self, kind: str) -> list[AnyEvent]:
        """Return the events of one kind, in order."""
        return [entry.event for entry in self.log.entries if entry.event.kind == kind]

    def restart(self) -> None:
        """Forget everything but the log, and go on from it."""
        self.director = Director(self.crew, folded(self.log.entries))


def folded(entries: list[Entry]) -> State:
    """Return the state a log leads to."""
    state = State()
    for entry in entries:
        fold(state, entry)
    return state
