"""A show with nothing in it, for killing: `python -m tests.bench.writer FILE` appends beats until it dies.

It prints the number of the last event of a beat once the log has acknowledged it. Every beat follows from the
number it begins with, so two logs written by it are equal as far as both go, however often it was killed.
"""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from bot.log.store import Store, opened
from show.events import Entry, LineSpoken, TickEnded, chain
from show.ports import Memory
from show.words import TRADERS

WORDS = ["moon", "crash", "coffee", "bonds", "robot", "panic", "rumour", "yield", "merger", "toast"]


async def write(path: Path) -> None:
    """Append beats for ever, from wherever the log ends."""
    async with opened(path) as store:
        while True:
            await store.log.append(*_beat(store))
            print(store.log.head().seq, flush=True)


def _beat(store: Store) -> tuple[list[Entry], list[Memory]]:
    seq, before, beat, _ = store.log.head()
    dice = random.Random(seq)
    entries: list[Entry] = []
    for number in range(seq + 1, seq + dice.randint(2, 6)):
        text = " ".join(dice.choices(WORDS, k=8))
        said = LineSpoken(trader=dice.choice(TRADERS), room="Coffee Shop", text=text, heard_by=TRADERS)
        event = TickEnded(tick=number) if number % 3 else said
        draft = Entry(seq=number, beat=beat + 1, tick=number, at=number, event=event)
        before = chain(before, draft)
        entries.append(draft._replace(hash=before))
    lines = [entry.event for entry in entries if isinstance(entry.event, LineSpoken)]
    return entries, [
        Memory(trader=trader, tick=entries[0].seq, importance=dice.randint(1, 10), text=line.text)
        for line in lines
        for trader in line.heard_by
    ]


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1])))
