"""What the hosts cost: a picture and its PNG, the sheet, a line; and a picture for two hundred browsers.

`python -m tests.bench.page` prints medians in milliseconds.
"""

from __future__ import annotations

import asyncio
import io
import statistics
import time
from collections.abc import Callable
from contextlib import AsyncExitStack

import aiohttp

from bot.drawing.painting import StagePainter
from bot.page.camera import Camera
from bot.page.host import StagePage
from bot.page.sheet import sheet
from bot.reception.reception import Reception
from bot.terminal.headless import HeadlessHost
from show.audience.chaos import ChaosRules
from show.events import Entry
from show.plain import ListLog
from show.rules import SeasonRules
from show.state import State, fold
from tests.show.company import Company

TICKS = 60
BROWSERS = 200
PICTURES = 30


async def night() -> list[Entry]:
    """Return the log of a rehearsal."""
    return (await Company(seed=7).run(TICKS)).log.entries


def median(work: Callable[[], object], times: int = 200) -> float:
    """Return the median of how long a piece of work takes, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def folded(entries: list[Entry]) -> State:
    state = State()
    for entry in entries:
        fold(state, entry)
    return state


async def headless(entries: list[Entry]) -> float:
    """Return what the headless host takes for one entry, folding left out, in milliseconds."""
    host, state, spent = HeadlessHost(io.StringIO(), lambda: None), State(), 0.0
    for entry in entries:
        fold(state, entry)
        began = time.perf_counter()
        await host.show(entry, state)
        spent += time.perf_counter() - began
    return 1000 * spent / len(entries)


async def crowd(entries: list[Entry]) -> tuple[float, float]:
    """Return what one picture for all browsers takes: wall and processor time, in milliseconds.

    The browsers run in this process too, so a real page costs about half of it.
    """
    chaos = ChaosRules()
    page = StagePage(
        Reception(ListLog(), SeasonRules()), painter=StagePainter(chaos), chaos=chaos, port=0, fps=1000
    )
    await page.open()
    state = State()
    for entry in entries:
        fold(state, entry)
    await page.show(entries[-1], state)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(
            aiohttp.ClientSession(
                cookie_jar=aiohttp.CookieJar(unsafe=True), connector=aiohttp.TCPConnector(limit=0)
            )
        )
        await (await session.get(page.address)).read()
        origin = page.address.rstrip("/")
        sockets = [
            await stack.enter_async_context(session.ws_connect(page.address + "live", origin=origin))
            for _ in range(BROWSERS)
        ]
        wall, processor = time.perf_counter(), time.process_time()
        await asyncio.gather(*(watch(socket) for socket in sockets))
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    await page.close()
    return 1000 * wall / PICTURES, 1000 * processor / PICTURES


async def watch(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Draw pictures as fast as they come."""
    seen = 0
    while seen < PICTURES:
        if (await socket.receive()).type is aiohttp.WSMsgType.BINARY:
            seen += 1
            await socket.send_str('{"type":"seen"}')


async def main() -> None:
    """Print all figures."""
    entries = await night()
    state, chaos = folded(entries), ChaosRules()
    painter = StagePainter(chaos)
    ticking = iter(range(1, 10**9))
    camera = Camera(painter, lambda: state, lambda: float(next(ticking)), fps=10)
    print(f"picture drawn and encoded {median(camera.roll):7.2f} ms, {len(camera.shot.png)} bytes")
    print(f"still of 1280 by 720      {median(camera.still, 30):7.2f} ms")
    print(f"sheet                     {median(lambda: sheet(state, chaos, painter.words(state))):7.2f} ms")
    print(f"headless line             {await headless(entries):7.3f} ms an entry")
    wall, processor = await crowd(entries)
    print(f"picture for {BROWSERS} browsers  {wall:7.1f} ms, {processor:.1f} ms of one processor")


if __name__ == "__main__":
    asyncio.run(main())
