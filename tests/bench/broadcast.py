"""A whole evening at once: the house model's show, a Twitch chat that votes, and a stream to a real ingest.

python -m tests.bench.broadcast                          an hour, with all that can go wrong in one
python -m tests.bench.broadcast --minutes 15 --speed 4   as much of the show in a quarter of the time
python -m tests.bench.broadcast --keep FOLDER            log, chat and recordings stay there

Twitch is the tests' own server, the ingest nginx with its RTMP module; the show is a process of its own.
In an hour Twitch asks to reconnect twice and drops the connection twice, the ingest is gone once for 20
seconds and once for ten minutes. `tests.bench.recording` says what the ingest's recordings hold.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings.settings import PREFIX
from tests.bench.crowd import Crowd
from tests.bench.evening import report
from tests.bench.load import Load
from tests.bot.stream.test_ingest import ingest as served
from tests.bot.twitch.theatre import granted, settings_for, until
from tests.fake_twitch.server import FakeTwitch, serving

SHORT_OUTAGE, LONG_OUTAGE = 20 / 3600, 1 / 6
"""Of the evening: in an hour 20 seconds and ten minutes."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happens at a share of the evening."""

    share: float
    what: str
    act: Callable[[], Awaitable[None]]


@dataclass
class Evening:
    """The hour, and what is done to it."""

    fake: FakeTwitch
    home: Path
    port: int
    seconds: float
    told: list[str] = field(default_factory=list)
    ingest: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    async def pass_(self, crowd: Crowd, load: Load) -> None:
        """Let it pass while people chat."""
        self.ingest.enter_context(served(self.home, self.port))
        await until(lambda: self.fake.eventsub.listeners("channel.chat.message"), 90)
        jobs = [asyncio.create_task(job) for job in (crowd.chat(self.seconds), load.watch(self.seconds))]
        await asyncio.gather(*jobs, self._breaking())

    async def _breaking(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for moment in self._moments():
            await asyncio.sleep(max(0.0, began + moment.share * self.seconds - loop.time()))
            self.told.append(f"minute {(loop.time() - began) / 60:.1f}: {moment.what}")
            print(self.told[-1], flush=True)
            await moment.act()

    def _moments(self) -> list[Moment]:
        twitch = self.fake.eventsub
        return [
            Moment(0.05, "the ingest goes", self._without_ingest),
            Moment(0.05 + SHORT_OUTAGE, "the ingest is back", self._with_ingest),
            Moment(0.15, "Twitch asks to reconnect", twitch.ask_to_reconnect),
            Moment(0.3, "Twitch drops the connection", twitch.drop),
            Moment(0.45, "Twitch asks to reconnect", twitch.ask_to_reconnect),
            Moment(0.6, "Twitch drops the connection", twitch.drop),
            Moment(0.75, "the ingest goes", self._without_ingest),
            Moment(0.75 + LONG_OUTAGE, "the ingest is back", self._with_ingest),
        ]

    async def _without_ingest(self) -> None:
        await asyncio.to_thread(self.ingest.close)

    async def _with_ingest(self) -> None:
        self.ingest.enter_context(served(self.home, self.port))


async def trial(minutes: float, speed: float, home: Path) -> None:
    """Run the evening and print what became of it."""
    async with serving() as fake:
        port = _free_port()
        evening = Evening(fake, home, port, 60 * minutes)
        crowd = Crowd(fake, random.Random(7))
        with evening.ingest:  # it is there until the stream has ended
            async with _show(fake, home, port, speed) as pid:
                load = Load(pid)
                await evening.pass_(crowd, load)
        crowd.keep(home / "chat.txt")
        print(report(fake, home, crowd))
        print(load.words())


@asynccontextmanager
async def _show(fake: FakeTwitch, home: Path, port: int, speed: float) -> AsyncIterator[int]:
    settings = settings_for(fake, home)
    granted(fake, settings)
    shown = {"db": settings.db, "twitch_tokens": settings.twitch_tokens, **fake.addresses} | {
        name: getattr(settings, name) for name in ("twitch_channel", "twitch_bot", "twitch_client_id")
    }
    shown |= {"stream_url": f"rtmp://127.0.0.1:{port}/app", "stream_key": "evening"}
    environment = {PREFIX + name.upper(): str(value) for name, value in shown.items()}
    environment |= {PREFIX + "TWITCH_POLLS": "false", PREFIX + "ENV_FILE": ""}
    words = [sys.executable, "-m", "bot", "run", "--no-page", "--seed", "7", "--stream"]
    with (home / "log.txt").open("w") as log:
        process = await asyncio.create_subprocess_exec(
            *words, "--speed", str(speed), env={**os.environ, **environment}, stdout=log, stderr=log
        )
        try:
            yield process.pid
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    if kept is None:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    else:
        kept.mkdir(parents=True)
        yield kept.resolve()


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    with _folder(given.keep) as home:
        asyncio.run(trial(given.minutes, given.speed, home))


if __name__ == "__main__":
    main()
