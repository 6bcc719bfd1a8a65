"""`wallstreet run`: one process, one director, and the hosts that follow its log."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

from rich.console import Console

from bot.company import chaos_rules, company
from bot.floor import Floor
from bot.follower import Follower
from bot.hosts import Following, Host
from bot.lastgate import gate_entries
from bot.painting import Painter
from bot.reception import Reception
from bot.settings import Settings
from bot.store import Store, opened
from bot.terminal.headless import HeadlessHost
from bot.terminal.host import TerminalHost
from show.director import Director
from show.lines import Gate
from show.rules import SeasonRules

DRAIN_SECONDS = 5.0
"""How long the hosts may take to show what is left when the show ends."""


def run(settings: Settings, ticks: int | None) -> int:
    """Put the show on air and return the exit code."""
    # Spinning threads steal the other core from everything else; it must be set before llama.cpp is loaded.
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    return asyncio.run(_run(settings, ticks))


async def _run(settings: Settings, ticks: int | None) -> int:
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(opened(settings.db))
        director = await stack.enter_async_context(company(settings, store))
        floor = Floor(director, store, speed=settings.speed, tick_seconds=settings.tick_seconds, ticks=ticks)
        with _stopping(floor):
            followers = [
                Follower(host, store, gate_entries(Gate()), how)
                for host, how in _hosts(settings, store, director, floor)
            ]
            await _play(floor, followers, store)
    return 0


async def _play(floor: Floor, followers: list[Follower], store: Store) -> None:
    following = [asyncio.create_task(follower.run()) for follower in followers]
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


def _hosts(
    settings: Settings, store: Store, director: Director, floor: Floor
) -> Iterator[tuple[Host, Following | None]]:
    yield _terminal(settings, store, floor), None


def _terminal(settings: Settings, store: Store, floor: Floor) -> Host:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return HeadlessHost(sys.stdout, floor.stop)
    return TerminalHost(
        Reception(store.inbox, SeasonRules()),
        Console(),
        paint=_painter(),
        on_quit=floor.stop,
        chaos=chaos_rules(settings),
    )


def _painter() -> Painter:
    from show.stage.picture import draw
    from show.stage.view import scene

    return lambda state, frame: draw(scene(state), frame)


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
