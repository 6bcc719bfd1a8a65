"""How long Discord waits for us while a mind thinks: event-loop lag and the latency of interactions.

python -m tests.bench.discord              the house model on all cores, 30 presses
python -m tests.bench.discord --rehearsal  the same without a model, to compare

Discord gives three seconds to a first answer. The server of the tests stands in for it, on this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from pydantic import SecretStr

from bot.company import chaos_rules, company
from bot.discord.addresses import pointed_at
from bot.discord.host import DiscordHost
from bot.hosting.follower import Follower
from bot.hosting.hosts import Following
from bot.hosting.lastgate import gate_entries
from bot.log.store import opened
from bot.reception.reception import Reception
from bot.settings.settings import Settings
from show.lines import Gate
from show.rules import SeasonRules
from tests.fake_discord.server import TOKEN, FakeDiscord, serving

GUILD = "300000000000000001"
LAG_STEP = 0.005


async def lags(found: list[float]) -> None:
    """Note by how much each short sleep overslept."""
    while True:
        began = time.perf_counter()
        await asyncio.sleep(LAG_STEP)
        found.append(time.perf_counter() - began - LAG_STEP)


async def presses(fake: FakeDiscord, count: int) -> tuple[list[float], list[float]]:
    """Ask again and again; return seconds to the first answer and to the last."""
    channels = fake.world.guilds[GUILD].channels.values()
    floor = next(str(one["id"]) for one in channels if one["name"] == "trading-floor")
    first, whole = [], []
    for number in range(count):
        began = time.perf_counter()
        word = ("leaderboard", "chaos", "floor")[number % 3]
        asked = await fake.interactions.command(word, floor)
        await asked.answered(60)
        first.append(asked.latency)
        whole.append(time.perf_counter() - began)
        await asyncio.sleep(2)
    return first, whole


async def measure(rehearsal: bool, count: int, folder: str) -> None:
    """Put a show on and press its buttons."""
    settings = Settings(db=Path(folder) / "bench.db", rehearsal=rehearsal, speed=20, seed=7)
    async with serving() as fake:
        fake.world.add_guild(GUILD)
        with pointed_at(fake.api, fake.ws):
            async with opened(settings.db) as store, company(settings, store) as director:
                host = DiscordHost(
                    SecretStr(TOKEN), store, Reception(store.inbox, SeasonRules()), chaos_rules(settings)
                )
                follower = Follower(host, store, gate_entries(Gate()), Following(durable=True, beats=10**6))
                following = asyncio.create_task(follower.run())
                found: list[float] = []
                playing = asyncio.create_task(_play(director.tick))
                while not host.houses:  # noqa: ASYNC110 - a benchmark may look again and again
                    await asyncio.sleep(0.05)
                await asyncio.sleep(3)
                watching = asyncio.create_task(lags(found))
                first, whole = await presses(fake, count)
                for task in (watching, playing, following):
                    task.cancel()
                await asyncio.gather(watching, playing, following, return_exceptions=True)
                await host.close()
                report(found, first, whole, director.state.tick, len(fake.interactions.late))


async def _play(tick: object) -> None:
    assert callable(tick)
    while True:
        await tick()
        await asyncio.sleep(0)


def report(found: list[float], first: list[float], whole: list[float], ticks: int, late: int) -> None:
    """Print medians and worst cases in milliseconds."""
    for name, values in (("event loop lag", found), ("first answer", first), ("whole answer", whole)):
        ordered = sorted(values)
        far = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        print(f"{name:<15} median {statistics.median(values) * 1000:7.1f} ms   99 % {far * 1000:7.1f} ms"
              f"   worst {ordered[-1] * 1000:7.1f} ms   ({len(values)} times)")  # fmt: skip
    print(f"{ticks} ticks played; {late} answers came after Discord's three seconds")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rehearsal", action="store_true")
    parser.add_argument("--presses", type=int, default=30)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(measure(given.rehearsal, given.presses, place))
