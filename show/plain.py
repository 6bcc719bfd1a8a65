"""The plain implementations of the ports: they need nothing, ship with the product, and serve rehearsals."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from show.audience.intents import Intent
from show.events import GENESIS, Entry, chain
from show.ports import Memory, Recollection
from show.words import TraderId

WORD = re.compile(r"\w+")


class ListLog:
    """A log in memory, with its memories: `Log`, `Inbox` and `Recall` in one."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.memories: list[Memory] = []
        self.intents: list[Intent] = []
        self._rang = asyncio.Event()

    async def append(self, entries: Sequence[Entry], memories: Sequence[Memory] = ()) -> None:
        """Keep a beat. The links must follow on."""
        head = self.entries[-1].hash if self.entries else GENESIS
        for number, entry in enumerate(entries, len(self.entries) + 1):
            assert entry.seq == number, f"entry {entry.seq} cannot follow entry {number - 1}"
            assert entry.hash == chain(head, entry), f"entry {entry.seq} does not link to the one before"
            head = entry.hash
        self.entries += entries
        self.memories += memories

    async def read(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """Return up to `limit` entries with a number above `after`."""
        return self.entries[after : after + limit]

    async def put(self, intent: Intent) -> int:
        """Keep an intent and return its number."""
        number = len(self.intents) + 1
        self.intents.append(intent.model_copy(update={"number": number}))
        self._rang.set()
        self._rang = asyncio.Event()
        return number

    async def take(self, after: int, limit: int = 100) -> list[Intent]:
        """Return up to `limit` intents with a number above `after`."""
        return self.intents[after : after + limit]

    async def arrived(self, after: int) -> None:
        """Return once there is an intent with a number above `after`."""
        while len(self.intents) <= after:
            await self._rang.wait()

    async def recall(self, trader: TraderId, query: str, limit: int = 20) -> list[Recollection]:
        """Return the newest memories, each with the number of words it shares with the query."""
        words = set(WORD.findall(query.casefold()))
        own = [memory for memory in self.memories if memory.trader == trader][-limit:]
        return [
            Recollection(memory=memory, relevance=len(words & set(WORD.findall(memory.text.casefold()))))
            for memory in own
        ]


class NoPace:
    """Holds nothing: as fast as it goes."""

    waits = False

    async def hold(self, milliseconds: int) -> None:
        """Return at once."""
