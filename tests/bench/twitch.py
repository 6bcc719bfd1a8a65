"""A show in a Twitch chat, seen from the other side: the chat as a viewer reads it, and what a flood does.

python -m tests.bench.twitch                   three minutes of a rehearsal with a small crowd, printed
python -m tests.bench.twitch --flood           ten thousand messages in a minute; what became of them
python -m tests.bench.twitch --flood --house   the same beside the house model

The server of the tests stands in for Twitch, on this machine; the show is a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bot.settings.settings import PREFIX
from tests.bot.twitch.theatre import granted, settings_for, until
from tests.fake_twitch import payloads
from tests.fake_twitch.server import FakeTwitch, serving
from tests.fake_twitch.world import BOT

CROWD = {str(5000 + number): name for number, name in enumerate(
    ("nora_tv", "kebabking", "quietfox", "lasagna99", "modgoose", "tilly", "oldmoney", "pixelpete")
)}  # fmt: skip
TYPED = (
    "!vote 1", "!vote 2", "!vote 3", "!vote 2", "!chaos", "!leaderboard", "!thoughts alex",
    "!portfolio sarah", "!help", "!rules", "!floor", "!leaderbord", "lol", "SELL SELL SELL", "alex is cooked",
    "!discord", "!prices",
)  # fmt: skip
MESSAGES, SECONDS, CHATTERS = 10_000, 60.0, 4_000


async def crowd(fake: FakeTwitch, seconds: float, dice: random.Random) -> None:
    """Chat like a small stream does."""
    end = time.monotonic() + seconds
    fake.world.logins |= CROWD
    while time.monotonic() < end:
        await asyncio.sleep(dice.expovariate(1 / 2.5))
        user, typed = dice.choice(list(CROWD)), dice.choice(TYPED)
        print(f"      {CROWD[user]}: {typed}", flush=True)
        await fake.say(typed, user)
        if dice.random() < 0.02:
            await fake.eventsub.tell("channel.raid", payloads.raid(fake.world, dice.randrange(5, 300)))
            print("      (a raid)")
        if any(poll["status"] == "ACTIVE" for poll in fake.world.polls) and dice.random() < 0.3:
            await fake.vote(*(dice.randrange(20) for _ in fake.world.polls[-1]["choices"]))


async def printed(fake: FakeTwitch) -> None:
    """Print what the bot says as it says it."""
    shown, began = 0, fake.world.clock()
    while True:
        await asyncio.sleep(0.1)
        for said in fake.world.chat[shown:]:
            mark = f"[{said['colour']}] " if said["colour"] else ""
            print(f"{said['at'] - began:5.0f} WALLSTREET: {mark}{said['message']}", flush=True)
        shown = len(fake.world.chat)


async def flood(fake: FakeTwitch, dice: random.Random) -> tuple[int, list[float]]:
    """Send it, and ask something plain now and then; return how many voted, and how long answers took."""
    began, voters, waits = time.monotonic(), set(), list[float]()
    asking: list[asyncio.Task[None]] = []
    for number in range(MESSAGES):
        typed, user = dice.choice(TYPED), str(100_000 + dice.randrange(CHATTERS))
        await fake.say(typed, user, number=f"f{number}")
        voters |= {user} if typed.startswith("!vote") else set()
        if number % 1000 == 500:
            asking.append(asyncio.create_task(asked(fake, f"asker{number}", waits)))
        await asyncio.sleep(max(0.0, began + number * SECONDS / MESSAGES - time.monotonic()))
    print(f"{MESSAGES} messages sent in {time.monotonic() - began:.1f} s")
    await asyncio.gather(*asking)
    return len(voters), waits


async def asked(fake: FakeTwitch, name: str, waits: list[float]) -> None:
    """Ask for help, and note how long it takes until something is said about it."""
    before, began = len(fake.world.chat), time.monotonic()
    await fake.say("!help vote", str(hash(name) % 10**6 + 10**6))
    while not any("Vote in the ballot" in one for one in fake.world.said()[before:]):
        await asyncio.sleep(0.02)
        if time.monotonic() - began > 60:
            break
    waits.append(time.monotonic() - began)


async def trial(arguments: argparse.Namespace) -> None:
    dice = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        async with serving() as fake:
            if arguments.moderator:
                fake.world.moderators.add(BOT)
            settings = settings_for(fake, Path(folder))
            granted(fake, settings)
            shown = {"db": settings.db, "twitch_tokens": settings.twitch_tokens, **fake.addresses} | {
                name: getattr(settings, name) for name in ("twitch_channel", "twitch_bot", "twitch_client_id")
            }
            environment = {PREFIX + name.upper(): str(value) for name, value in shown.items()}
            environment |= {PREFIX + "TWITCH_POLLS": str(not arguments.flood), PREFIX + "ENV_FILE": ""}
            words = [sys.executable, "-m", "bot", "run", "--no-page", "--seed", "7"]
            words += [] if arguments.house else ["--rehearsal"]
            show = await asyncio.create_subprocess_exec(
                *words, env={**os.environ, **environment}, stdout=asyncio.subprocess.DEVNULL
            )
            try:
                await until(lambda: fake.eventsub.listeners("channel.chat.message"), 60)
                if arguments.flood:
                    await flooded(fake, settings.db, dice)
                else:
                    reading = asyncio.create_task(printed(fake))
                    await crowd(fake, arguments.minutes * 60, dice)
                    await asyncio.sleep(5)
                    reading.cancel()
            finally:
                show.terminate()
                await show.wait()
            print(f"limits exceeded: {fake.limits.exceeded or 'none'}; at most {fake.limits.most} in 30 s")


async def flooded(fake: FakeTwitch, db: Path, dice: random.Random) -> None:
    await until(lambda: any("Type !vote" in one for one in fake.world.said()), 180)
    before = len(fake.world.chat)
    voters, waits = await flood(fake, dice)
    await asyncio.sleep(40)
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as raw:
        accepted = "SELECT count(DISTINCT body ->> 'viewer') FROM events WHERE kind = 'VoteCast'"
        counted = raw.execute(accepted).fetchone()[0]
        asked_for = "SELECT count(DISTINCT body ->> 'viewer') FROM intents WHERE body ->> 'what' = 'vote'"
        handed = raw.execute(asked_for).fetchone()[0]
    print(f"{voters} people voted: {handed} reached the floor, {counted} while the ballot was open")
    print(f"{len(fake.world.chat) - before} messages of the bot")
    print(f"answers to a plain question: median {statistics.median(waits):.1f} s, slowest {max(waits):.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--flood", action="store_true")
    parser.add_argument("--house", action="store_true")
    parser.add_argument("--moderator", action="store_true")
    parser.add_argument("--minutes", type=float, default=3.0)
    asyncio.run(trial(parser.parse_args()))


if __name__ == "__main__":
    main()
