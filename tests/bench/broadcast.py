"""A whole evening at once: the house model's show, a Twitch chat that votes, and a stream to a real ingest.

python -m tests.bench.broadcast --minutes 60             an hour, with two lost chats and a lost ingest
python -m tests.bench.broadcast --minutes 15 --speed 4   as much of the show in a quarter of the time

Twitch is the tests' own server, the ingest nginx with its RTMP module; the show is a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import socket
import sqlite3
import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import av

from bot.settings.settings import PREFIX
from tests.bot.stream.test_ingest import ingest
from tests.bot.twitch.theatre import granted, settings_for, until
from tests.fake_twitch.server import FakeTwitch, serving

OUTAGE_SECONDS = 20.0
CHATTERS = 400


async def voting(fake: FakeTwitch, seconds: float, dice: random.Random) -> set[tuple[str, int]]:
    """Vote while a ballot is open, and chat besides; return who voted, and in which ballot."""
    voted: set[tuple[str, int]] = set()
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while loop.time() < end:
        await asyncio.sleep(dice.expovariate(4))
        user = str(100_000 + dice.randrange(CHATTERS))
        ballots = sum("Type !vote" in one for one in fake.world.said())
        typed = dice.choice(("!vote 1", "!vote 2", "!leaderboard", "!chaos", "lol"))
        await fake.say(typed, user)
        if typed.startswith("!vote"):
            voted.add((user, ballots))
    return voted


async def trial(minutes: float, speed: float) -> None:
    """Run the evening and print what became of it."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = int(taken.getsockname()[1])
        taken.close()
        home = Path(folder)
        async with serving() as fake:
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
                show = await asyncio.create_subprocess_exec(
                    *words, "--speed", str(speed), env={**os.environ, **environment}, stdout=log, stderr=log
                )
                try:
                    voted = await evening(fake, home, port, 60 * minutes)
                finally:
                    show.terminate()
                    await show.wait()
            report(fake, home, voted)


async def evening(fake: FakeTwitch, home: Path, port: int, seconds: float) -> set[tuple[str, int]]:
    """Let it run, with an ingest that goes for a while and a chat whose connection is lost twice."""
    chatting: asyncio.Task[set[tuple[str, int]]]
    with ingest(home, port):
        await until(lambda: fake.eventsub.listeners("channel.chat.message"), 90)
        chatting = asyncio.create_task(voting(fake, seconds, random.Random(7)))
        await asyncio.sleep(seconds / 3)
        await fake.eventsub.drop()
        await asyncio.sleep(seconds / 6)
    await asyncio.sleep(OUTAGE_SECONDS)
    with ingest(home, port):
        await asyncio.sleep(seconds / 6)
        await fake.eventsub.drop()
        voted = await chatting
    return voted


def report(fake: FakeTwitch, home: Path, voted: set[tuple[str, int]]) -> None:
    """Print the votes, the limits and the pictures."""
    with sqlite3.connect(f"file:{home / 'show.db'}?mode=ro", uri=True) as raw:
        handed = raw.execute(
            "SELECT count(DISTINCT body ->> 'viewer') FROM intents WHERE body ->> 'what' = 'vote'"
        ).fetchone()[0]
        ticks = raw.execute("SELECT max(tick) FROM events").fetchone()[0]
    print(
        f"{ticks} ticks; {len({user for user, _ in voted})} people typed a vote, {handed} reached the floor"
    )
    print(f"limits exceeded: {fake.limits.exceeded or 'none'}; at most {fake.limits.most} in 30 s")
    for recording in sorted(home.glob("evening*.flv")):
        with av.open(str(recording)) as container:
            times = [float(frame.time or 0) for frame in container.decode(video=0)]
        longest = max((after - before for before, after in pairwise(times)), default=0.0)
        print(
            f"{recording.name}: {len(times)} frames in {times[-1]:.0f} s, longest gap {1000 * longest:.0f} ms"
        )
    for line in re.findall(r".*(?:stream|ingest|Traceback|ERROR).*", (home / "log.txt").read_text("utf-8")):
        print("  ", line[:160])


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--speed", type=float, default=1.0)
    given = parser.parse_args()
    asyncio.run(trial(given.minutes, given.speed))


if __name__ == "__main__":
    main()
