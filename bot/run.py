"""`wallstreet run`: one process, one director, and the hosts that follow its log."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

from bot.company import company
from bot.floor import Floor
from bot.hosting.follower import Follower
from bot.hosting.hosting import hosted
from bot.hosting.lastgate import gate_entries
from bot.log.store import Store, opened
from bot.settings.settings import Settings
from show.lines import Gate

DRAIN_SECONDS = 5.0
"""How long the hosts may take to show what is left when the show ends."""


def run(settings: Settings, ticks: int | None) -> int:
    """Put the show on air and return the exit code."""
    # What is loaded by now stays; the collector need not walk over it again with every few events.
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()
    return asyncio.run(_run(settings, ticks))


async def _run(settings: Settings, ticks: int | None) -> int:
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(opened(settings.db))
        director = await stack.enter_async_context(company(settings, store))
        floor = Floor(director, store, speed=settings.speed, tick_seconds=settings.tick_seconds, ticks=ticks)
        hosts = await stack.enter_async_context(hosted(settings, store, floor.stop))
        gate = gate_entries(Gate())
        followers = [Follower(each.host, store, gate, each.following) for each in hosts]
        with _stopping(floor):
            await _play(floor, followers, store)
    return 0


async def _play(floor: Floor, followers: list[Follower], store: Store) -> None:
    following = [asyncio.create_task(follower.run()) for follower in followers]
    for task in following:
        task.add_done_callback(lambda done: floor.stop())  # it ends early only when the log is damaged
    try:
        await floor.play()
    finally:
        store.log.finish()
        done, late = await asyncio.wait(following, timeout=DRAIN_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    for task in done:
        task.result()


@contextmanager
def _stopping(floor: Floor) -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the show between two beats; a second one ends it at once."""
    loop = asyncio.get_running_loop()
    signals = [signal.SIGINT, signal.SIGTERM]

    def stop(number: int) -> None:
        loop.remove_signal_handler(number)
        floor.stop()

    for number in signals:
        loop.add_signal_handler(number, stop, number)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
