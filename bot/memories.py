"""What each trader still remembers: kept in the table `memories`, and indexed for search in memory.

The index is made again from the table when the log is opened (1,024 short texts, about 20 ms). So it costs
the file nothing, and a kill can never leave it out of step with the table.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, deque
from collections.abc import Iterable, Sequence

from show.ports import Memory
from show.words import TRADERS, TraderId

KEPT = 256
"""Memories of one trader: enough to be reminded, few enough that a search costs the same in every season."""

KEPT_DEAR = 64
"""Of these, how many of importance 9 or 10, such as the reflections of 64 episodes. Without a cap of their
own they would in time push out everything else."""

DEAR = 9

FRESH = 32
"""The newest memories are not forgotten, however idle: they are what a trader lives in."""

TIDY = 16
"""Writes after which an index is merged into one piece; searches slow down with every piece."""

WORD = re.compile(r"\w+")

ADD = "INSERT INTO memories (trader, tick, importance, text) VALUES (?, ?, ?, ?)"
ALL = "SELECT id, trader, tick, importance, text FROM memories ORDER BY id"


class Shelf:
    """One trader's memories by their number, oldest first, and in how many of them a word occurs."""

    def __init__(self, trader: TraderId) -> None:
        self.table = f"words_of_{trader}"
        self.memories: dict[int, Memory] = {}
        self.occurs: Counter[str] = Counter()
        self._numbers: dict[int, deque[int]] = {}
        self._fresh: deque[int] = deque(maxlen=FRESH)
        self._writes = 0

    def learn(self, raw: sqlite3.Connection, number: int, memory: Memory) -> None:
        """Take a memory in."""
        self.memories[number] = memory
        self.occurs.update(words(memory.text))
        self._numbers.setdefault(memory.importance, deque()).append(number)
        self._fresh.append(number)
        raw.execute(f"INSERT INTO temp.{self.table} (rowid, text) VALUES (?, ?)", (number, memory.text))
        self._writes += 1
        if self._writes % TIDY == 0:
            raw.execute(f"INSERT INTO temp.{self.table} ({self.table}) VALUES ('optimize')")

    def forget(self, raw: sqlite3.Connection) -> None:
        """Forget what is over the caps: the least important first, the oldest of those first."""
        while (number := self._faded()) is not None:
            memory = self.memories.pop(number)
            self.occurs.subtract(words(memory.text))
            self._numbers[memory.importance].popleft()
            raw.execute("DELETE FROM memories WHERE id = ?", (number,))
            raw.execute(
                f"INSERT INTO temp.{self.table} ({self.table}, rowid, text) VALUES ('delete', ?, ?)",
                (number, memory.text),
            )
        if len(self.occurs) > 8 * KEPT:
            self.occurs = +self.occurs

    def _faded(self) -> int | None:
        dear = sum(len(numbers) for importance, numbers in self._numbers.items() if importance >= DEAR)
        if dear <= KEPT_DEAR and len(self.memories) <= KEPT:
            return None
        lowest = DEAR if dear > KEPT_DEAR else 0
        for importance in sorted(self._numbers):
            numbers = self._numbers[importance]
            if importance >= lowest and numbers and numbers[0] < self._fresh[0]:
                return numbers[0]
        return None


class Memories:
    """The memories of all traders. Every method belongs to the database's thread."""

    def __init__(self) -> None:
        self._shelves = {trader: Shelf(trader) for trader in TRADERS}

    def of(self, trader: TraderId) -> Shelf:
        """Return one trader's memories."""
        return self._shelves[trader]

    def load(self, raw: sqlite3.Connection) -> None:
        """Read everything from the table, after opening or after a transaction that was undone."""
        self._shelves = {trader: Shelf(trader) for trader in TRADERS}
        for shelf in self._shelves.values():
            raw.execute(f"DROP TABLE IF EXISTS temp.{shelf.table}")
            raw.execute(
                f"CREATE VIRTUAL TABLE temp.{shelf.table} USING fts5 (text, content='',"
                # porter lets "crashed" find "crash"
                " tokenize='porter unicode61 remove_diacritics 2')"
            )
            raw.execute(f"INSERT INTO temp.{shelf.table} ({shelf.table}, rank) VALUES ('automerge', 0)")
        for number, trader, tick, importance, text in raw.execute(ALL).fetchall():
            if trader in self._shelves:  # a cast may change between seasons; what others knew is left alone
                memory = Memory(trader=trader, tick=tick, importance=importance, text=text)
                self._shelves[trader].learn(raw, number, memory)

    def keep(self, raw: sqlite3.Connection, memories: Sequence[Memory]) -> None:
        """Write memories inside the transaction of their beat, and forget what is over the caps."""
        for memory in memories:
            row = (memory.trader, memory.tick, memory.importance, memory.text)
            number = raw.execute(ADD, row).lastrowid
            assert number is not None
            self._shelves[memory.trader].learn(raw, number, memory)
        for trader in {memory.trader for memory in memories}:
            self._shelves[trader].forget(raw)


def words(text: str) -> Iterable[str]:
    """Return the distinct words of a text, in the order of their first use."""
    return dict.fromkeys(WORD.findall(text.casefold()))
