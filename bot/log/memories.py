"""What each trader still remembers: the rows of the table `memories`, and a full-text index of them.

The index lives in memory, with the event loop, and is made again from the table when the log is opened: some
1,000 short texts, 30 ms. So it costs the file nothing, no kill can leave it out of step with the table, and
a search need not wait for the file.
"""

from __future__ import annotations

import logging
import re
import sqlite3
from collections import Counter, deque
from collections.abc import Sequence

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

logger = logging.getLogger(__name__)

WORD = re.compile(r"\w+")

Row = tuple[int, TraderId, int, int, str]

INSERT = "INSERT INTO memories (id, trader, tick, importance, text) VALUES (?, ?, ?, ?, ?)"
DELETE = "DELETE FROM memories WHERE id = ?"
# The index of one trader. porter lets "crashed" find "crash". A search looks into every piece of an index and
# every write adds one: merging any two at once costs a write 0.05 ms and saves a search 0.15. FTS5's own
# "optimize" cannot be given often: the index gains a level each time, and is unreadable after 2,000 of them.
BUILD = (
    "DROP TABLE IF EXISTS {0}",
    "CREATE VIRTUAL TABLE {0} USING fts5 (text, content='', tokenize='porter unicode61 remove_diacritics 2')",
    "INSERT INTO {0} ({0}, rank) VALUES ('automerge', 4)",
    "INSERT INTO {0} ({0}, rank) VALUES ('crisismerge', 8)",
)
INDEX = "INSERT INTO {0} (rowid, text) VALUES (?, ?)"
UNINDEX = "INSERT INTO {0} ({0}, rowid, text) VALUES ('delete', ?, ?)"
MATCH = "SELECT rowid, bm25({0}) FROM {0} WHERE {0} MATCH ?"

SELECT = "SELECT id, trader, tick, importance, text FROM memories ORDER BY id"


class Shelf:
    """One trader's memories by their number, oldest first, and in how many of them a word occurs."""

    def __init__(self, trader: TraderId, index: sqlite3.Connection) -> None:
        self.table = f"words_of_{trader}"
        self.memories: dict[int, Memory] = {}
        self.occurs: Counter[str] = Counter()
        self._index = index
        self._numbers: dict[int, deque[int]] = {}
        self._fresh: deque[int] = deque(maxlen=FRESH)
        self._dear = 0
        # What the index and the count of words do not know yet: they learn it all before the next search, in
        # one transaction. A mind that never searches never pays for it.
        self._new: dict[int, Memory] = {}
        self._gone: dict[int, Memory] = {}
        self._build()

    def learn(self, number: int, memory: Memory) -> None:
        """Take a memory in."""
        self.memories[number] = self._new[number] = memory
        self._numbers.setdefault(memory.importance, deque()).append(number)
        self._dear += memory.importance >= DEAR
        self._fresh.append(number)

    def forget(self) -> list[int]:
        """Forget what is over the caps, the least important first and of those the oldest; say which."""
        faded: list[int] = []
        while (number := self._faded()) is not None:
            memory = self.memories.pop(number)
            self._numbers[memory.importance].popleft()
            self._dear -= memory.importance >= DEAR
            if self._new.pop(number, None) is None:
                self._gone[number] = memory
            faded.append(number)
        return faded

    def catch_up(self) -> None:
        """Let the index and the count of words know what was learnt and forgotten since the last search."""
        new, self._new = self._new, {}
        gone, self._gone = self._gone, {}
        for memory in gone.values():
            self.occurs.subtract(words(memory.text))
        for memory in new.values():
            self.occurs.update(words(memory.text))
        if len(self.occurs) > 8 * KEPT:
            self.occurs = +self.occurs  # without the words that nobody remembers any more
        if new or gone:
            try:
                self._index.execute("BEGIN")
                self._index.executemany(UNINDEX.format(self.table), _rows(gone))
                self._index.executemany(INDEX.format(self.table), _rows(new))
                self._index.execute("COMMIT")
            except sqlite3.DatabaseError:
                self._rebuild()

    def search(self, query: str) -> list[tuple[int, float]]:
        """Return (number, BM25) of the memories that match a query in FTS5's language; lower is closer.

        The index knows what was learnt until the last `catch_up`.
        """
        try:
            return self._index.execute(MATCH.format(self.table), (query,)).fetchall()
        except sqlite3.DatabaseError:
            self._rebuild()
            return []

    def _faded(self) -> int | None:
        if self._dear <= KEPT_DEAR and len(self.memories) <= KEPT:
            return None
        lowest = DEAR if self._dear > KEPT_DEAR else 0
        for importance in sorted(self._numbers):
            numbers = self._numbers[importance]
            if importance >= lowest and numbers and numbers[0] < self._fresh[0]:
                return numbers[0]
        return None

    def _rebuild(self) -> None:
        # No reason to stop a show: everything in the index is in `memories` as well.
        logger.exception("The search index %r failed and is built again.", self.table)
        self._build()

    def _build(self) -> None:
        if self._index.in_transaction:  # a failure leaves its transaction open
            self._index.execute("ROLLBACK")
        for statement in BUILD:
            self._index.execute(statement.format(self.table))
        known = {number: memory for number, memory in self.memories.items() if number not in self._new}
        self._index.executemany(INDEX.format(self.table), _rows(known))


class Memories:
    """The memories of all traders. It belongs to the event loop; the log writes the rows it names."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self._index = sqlite3.connect(":memory:", isolation_level=None)
        self._shelves = {trader: Shelf(trader, self._index) for trader in TRADERS}
        self._next = 1
        self.faded: list[int] = []
        """Numbers that are forgotten, and still in the table until the next beat is written."""
        # What others than the cast remember stays in the table as it is.
        self.learn([_numbered(row) for row in rows if row[1] in self._shelves])
        self._next = max((row[0] for row in rows), default=0) + 1

    def of(self, trader: TraderId) -> Shelf:
        """Return one trader's memories."""
        return self._shelves[trader]

    def number(self, memories: Sequence[Memory]) -> list[tuple[int, Memory]]:
        """Return new memories with the numbers they have once they are written."""
        return list(enumerate(memories, self._next))

    def learn(self, memories: Sequence[tuple[int, Memory]], written: int = 0) -> None:
        """Take in what is in the table now; the first `written` of the forgotten ones have left it."""
        del self.faded[:written]
        for number, memory in memories:
            self._shelves[memory.trader].learn(number, memory)
            self._next = number + 1
        for trader in dict.fromkeys(memory.trader for _, memory in memories):
            self.faded += self._shelves[trader].forget()

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()


def row_of(number: int, memory: Memory) -> Row:
    """Return a memory as a row of its table."""
    return number, memory.trader, memory.tick, memory.importance, memory.text


def read_rows(raw: sqlite3.Connection) -> list[Row]:
    """Return all memories in the table, oldest first."""
    return raw.execute(SELECT).fetchall()


def _numbered(row: Row) -> tuple[int, Memory]:
    number, trader, tick, importance, text = row
    return number, Memory(trader, tick, importance, text)


def _rows(memories: dict[int, Memory]) -> list[tuple[int, str]]:
    return [(number, memory.text) for number, memory in memories.items()]


def words(text: str) -> list[str]:
    """Return the distinct words of a text, in the order of their first use."""
    return list(dict.fromkeys(WORD.findall(text.casefold())))
