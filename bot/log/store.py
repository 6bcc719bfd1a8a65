"""All that one log file holds, opened together: the log, the inbox, memory, cursors and checkpoints."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

from bot.log.checkpoints import Checkpoints
from bot.log.cursors import Cursors
from bot.log.database import Database
from bot.log.eventlog import EventLog
from bot.log.inbox import Inbox
from bot.log.memories import Memories, read_rows
from bot.log.recall import Recall


@dataclass(frozen=True, slots=True)
class Store:
    """The parts of an open log file. All of them share its one thread."""

    database: Database
    log: EventLog
    inbox: Inbox
    recall: Recall
    cursors: Cursors
    checkpoints: Checkpoints


@asynccontextmanager
async def opened(path: Path | None, clock: Callable[[], float] = time.time) -> AsyncIterator[Store]:
    """Open a log file for the one process that writes it; make it, and its folder, if there is none.

    None keeps everything in memory. `clock` gives the wall-clock seconds at which a row was recorded.

    Raises:
        LogError: the file cannot be used; the sentence says why and what to do.
    """
    database = await Database.open(path)
    try:
        with closing(Memories(await database.run(read_rows))) as memories:
            yield Store(
                database=database,
                log=await EventLog.open(database, memories, clock),
                inbox=await Inbox.open(database, clock),
                recall=Recall(memories),
                cursors=Cursors(database),
                checkpoints=Checkpoints(database),
            )
    finally:
        await database.close()
