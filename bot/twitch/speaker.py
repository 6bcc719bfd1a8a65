"""The speaker: the one that writes in the chat. What is late is left out, and Twitch's limits are kept."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable
from typing import Any

from bot.clock import Clock
from bot.twitch.budget import ChatBudget
from bot.twitch.channel import Channel, Colour
from bot.twitch.lines import Line
from bot.twitch.replies import Replies
from bot.twitch.trouble import Dropped, TwitchTrouble

SETTLE, BUSY_SETTLE = 1.5, 7.0
"""Seconds that answers gather before they are said together: in a quiet chat, and in one the show fills."""
LATE = 45.0
"""Seconds after which a line of the show is old news."""
WAITING = 40
BACK_OFF = (5.0, 15.0, 30.0)

logger = logging.getLogger(__name__)


class Speaker:
    """Call `run` once. Without a `channel` it waits; lines grow old meanwhile, answers do not."""

    def __init__(self, clock: Clock, budget: ChatBudget, replies: Replies) -> None:
        self.channel: Channel | None = None
        self.trouble = ""
        self.said = 0
        self.left_out = 0
        """Lines of the show that came too late for the chat."""
        self.idle = False
        self._clock, self._budget, self._replies = clock, budget, replies
        self._lines: deque[tuple[float, Line]] = deque()
        self._bell = asyncio.Event()
        self._announces = True
        self._answered_last = False

    def say(self, line: Line) -> None:
        """Let a line of the show be said when there is room."""
        self._lines.append((self._clock.now(), line))
        while len(self._lines) > WAITING:
            self._lines.popleft()
            self.left_out += 1
        self._bell.set()

    def ring(self) -> None:
        """Say that an answer waits, or that the channel is there."""
        self._bell.set()

    def silence(self) -> None:
        """Forget all that was to be said: a moderator has blanked the show."""
        self._lines.clear()
        self._replies.clear()

    async def run(self) -> None:
        """Speak until cancelled."""
        while True:
            self._bell.clear()
            wait = self._wait()
            if wait > 0:
                self.idle = True
                await self._rest(wait)
                self.idle = False
            else:
                await self._speak()

    def _wait(self) -> float:
        """Return the seconds until there is something to say and room for it."""
        if self.channel is None:
            return float("inf")
        self._forget_old()
        now = self._clock.now()
        due = 0.0 if self._lines else self._replies.due(now, self._settle())
        return max(due, self._budget.wait())

    async def _rest(self, seconds: float) -> None:
        """Sleep, or until the bell rings."""
        waits: set[asyncio.Future[Any]] = {asyncio.ensure_future(self._bell.wait())}
        if seconds != float("inf"):
            waits.add(asyncio.ensure_future(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _settle(self) -> float:
        return SETTLE + (BUSY_SETTLE - SETTLE) * self._budget.busy()

    def _forget_old(self) -> None:
        while self._lines and self._clock.now() - self._lines[0][0] > LATE:
            self._lines.popleft()
            self.left_out += 1

    async def _speak(self) -> None:
        line = self._urgent() or self._next()
        if line is None:
            return
        if self._budget.said_lately(line.text):
            return  # it is still to be read above, and Twitch would drop it
        await self._send(line)

    def _urgent(self) -> Line | None:
        for index, (_, line) in enumerate(self._lines):
            if line.colour is not None:
                del self._lines[index]
                return line
        return None

    def _next(self) -> Line | None:
        """Take answers and lines in turn, so that neither keeps the chat from the other."""
        now = self._clock.now()
        answers_due = self._replies.due(now, self._settle()) <= 0
        if self._lines and (self._answered_last or not answers_due):
            self._answered_last = False
            return self._lines.popleft()[1]
        self._answered_last = True
        text = self._replies.take(now, self._settle())
        return Line(text) if text else None

    async def _send(self, line: Line) -> None:
        for seconds in (*BACK_OFF, None):
            try:
                await self._write(line.text, line.colour)
            except Dropped as drop:
                logger.warning("%s", drop)
            except TwitchTrouble as trouble:
                self.trouble = str(trouble)
                logger.warning("%s", trouble)
                if trouble.again and seconds is not None:
                    await self._clock.sleep(seconds)
                    continue
            else:
                self.trouble = ""
                self.said += 1
            return

    async def _write(self, text: str, colour: Colour | None) -> None:
        assert self.channel is not None, "nothing is said without a channel"
        if colour is not None and self._announces and self._budget.moderator:
            try:
                await self._counted(text, self.channel.announce(text, colour))
            except TwitchTrouble as trouble:
                if trouble.status not in (401, 403):
                    raise
                self._announces = False  # not allowed here: it is said like everything else
                logger.warning("%s It is said without highlight.", trouble)
                await self._clock.sleep(self._budget.wait())
            else:
                return
        await self._counted(text, self.channel.say(text))

    async def _counted(self, text: str, sending: Awaitable[None]) -> None:
        """Count a message when its way is over: however long that took, the next one is far enough behind."""
        try:
            await sending
        finally:
            self._budget.spent(text)
