"""A crowd in a chat: votes while a ballot is open, asks and shouts, and remembers what it typed and when."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path

from tests.fake_twitch import payloads
from tests.fake_twitch.server import FakeTwitch

CHATTERS = 400
MESSAGES_A_SECOND = 4.0
VOTES = ("!vote 1", "!vote 2", "!vote 3")
TALK = (
    "!chaos", "!chaos", "!leaderboard", "!thoughts alex", "!thoughts mike", "!portfolio sarah", "!help",
    "!rules", "!floor", "!prices", "!desk", "!trail newsroom", "!leaderbord", "!discord", "lol",
    "SELL SELL SELL", "alex is cooked", "gg",
)  # fmt: skip
VOTING, VOTING_LATE = 0.5, 0.05
"""The share of messages that are votes while a ballot is open, and while none is."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One message; `heard` says whether Twitch had anybody to tell it to."""

    at: float
    user: str
    text: str
    heard: bool


@dataclass
class Crowd:
    """Call `chat` once."""

    fake: FakeTwitch
    dice: random.Random
    typed: list[Typed] = field(default_factory=list)

    async def chat(self, seconds: float) -> None:
        """Chat for so long."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            await asyncio.sleep(self.dice.expovariate(MESSAGES_A_SECOND))
            await self._one(str(100_000 + self.dice.randrange(CHATTERS)))
            if self.dice.random() < 1 / 1200:
                came = payloads.raid(self.fake.world, self.dice.randrange(5, 300))
                await self.fake.eventsub.tell("channel.raid", came)

    async def _one(self, user: str) -> None:
        votes = self.dice.random() < (VOTING if self._ballot_open() else VOTING_LATE)
        text = self.dice.choice(VOTES if votes else TALK)
        at = self.fake.world.clock()
        heard = True
        try:
            await self.fake.say(text, user)
        except (AssertionError, ConnectionError):
            heard = False
        self.typed.append(Typed(at, user, text, heard))

    def _ballot_open(self) -> bool:
        for said in reversed(self.fake.world.said()[-60:]):
            if said.startswith("🗳️"):
                return "Type !vote" in said
        return False

    def keep(self, file: Path) -> None:
        """Write the chat down as a viewer saw it."""
        ours = [(float(one["at"]), f"WALLSTREET: {one['message']}") for one in self.fake.world.chat]
        theirs = [(one.at, f"    {self.fake.world.login(one.user)}: {one.text}") for one in self.typed]
        lines = sorted(ours + theirs)
        began = lines[0][0] if lines else 0.0
        heard = "".join(f"{one.at} {one.user} {one.heard} {one.text}\n" for one in self.typed)
        file.with_suffix(".typed").write_text(heard, encoding="utf-8")
        text = "\n".join(f"{(at - began) / 60:6.2f} {line}" for at, line in lines)
        file.write_text(text + "\n", encoding="utf-8")
