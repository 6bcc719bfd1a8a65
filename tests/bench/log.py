"""The log by itself: `python -m tests.bench.log` plays a long rehearsal into a file and times what it costs.

Median microseconds an appended beat and a recall, at the beginning and at the end; bytes a tick; seconds
until a restart has the state, with a checkpoint and without; seconds a replay takes.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bot.log.database import read_only
from bot.log.proof import Chain
from bot.log.restore import CHECKPOINT_TICKS, keep_checkpoint, restored
from bot.log.store import opened
from bot.replay import verify
from show.state import State, fold
from tests.show.company import Company


class Spy:
    """A port of which the calls of one method are timed."""

    def __init__(self, port: object, method: str) -> None:
        self.port, self.method = port, method
        self.times: list[float] = []

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.port, name)
        return partial(self._timed, found) if name == self.method else found

    async def _timed(self, method: Callable[..., Awaitable[Any]], *given: object) -> object:
        began = time.perf_counter()
        found = await method(*given)
        self.times.append(time.perf_counter() - began)
        return found


@contextmanager
def stopwatch(what: str) -> Iterator[None]:
    """Print how long a block takes."""
    began = time.perf_counter()
    yield
    print(f"{what:<34}{time.perf_counter() - began:8.2f} s")


async def play(path: Path, ticks: int) -> int:
    """Play ticks into a new log, print what a beat and a recall cost, and return how many were played."""
    async with opened(path) as store:
        log, recall = Spy(store.log, "append"), Spy(store.recall, "recall")
        company = Company(log=log, inbox=store.inbox, recall=recall)
        for _ in range(ticks // CHECKPOINT_TICKS):
            await company.run(CHECKPOINT_TICKS)
            await keep_checkpoint(store, company.state)
        head = store.log.head()
    print(
        f"{head.tick:,} ticks, {head.beat / head.tick:.1f} beats and {head.seq / head.tick:.1f} events a tick"
    )
    for name, times in (("append a beat", log.times), ("recall", recall.times)):
        tenth = len(times) // 10
        first, last = median(times[:tenth]) * 1e6, median(times[-tenth:]) * 1e6
        print(f"{name:<34}{median(times) * 1e6:8.0f} us  first tenth {first:.0f}, last tenth {last:.0f}")
    return head.tick


async def restart(path: Path) -> State:
    """Open a log and bring the state back."""
    async with opened(path) as store:
        return await restored(store)


async def forget_checkpoints(path: Path) -> None:
    """Leave a log with its events alone."""
    async with opened(path) as store:
        await store.database.run(lambda raw: raw.execute("DELETE FROM checkpoints").fetchall())


def proved(path: Path) -> None:
    """Replay a log, without the summary."""
    state = State()
    with closing(read_only(path)) as raw:
        verify(raw, Chain(), lambda entry: fold(state, entry))


def main() -> None:
    """Play, restart and replay."""
    parser = argparse.ArgumentParser(description="What the log costs.")
    parser.add_argument("--ticks", type=int, default=20_000)
    ticks = parser.parse_args().ticks
    with TemporaryDirectory() as folder:
        path = Path(folder) / "show.db"
        with stopwatch("the whole rehearsal"):
            played = asyncio.run(play(path, ticks))
        print(f"{'the log, indexes and memories':<34}{path.stat().st_size / played:8.0f} bytes a tick")
        with stopwatch("restart with a checkpoint"):
            state = asyncio.run(restart(path))
        asyncio.run(forget_checkpoints(path))
        with stopwatch("restart without"):
            assert asyncio.run(restart(path)) == state
        with stopwatch("replay"):
            proved(path)


if __name__ == "__main__":
    main()
