"""The till: channel points and bits charge the chaos meter. Points that bought nothing are given back."""

from __future__ import annotations

import asyncio
import logging

from bot.reception.answering import Answers
from bot.twitch.channel import Channel
from bot.twitch.once import Once
from bot.twitch.trouble import TwitchTrouble
from show.audience.intents import HEAVIEST, Intent
from show.ports import Inbox

REWARD = "Charge the chaos meter"
REWARD_WEIGHT = 2
"""Whoever pays with points counts as two backers."""

logger = logging.getLogger(__name__)


class Till:
    """Set `channel` once the channel turns out to have rewards. `bits` buy one backer more each; 0: none."""

    def __init__(self, inbox: Inbox, answers: Answers, bits: int) -> None:
        self.channel: Channel | None = None
        self._inbox, self._answers, self._bits = inbox, answers, bits
        self._reward = ""
        self._once = Once()
        self._waiting: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> bool:
        """Return whether no redemption waits for the floor."""
        return not self._waiting

    async def open(self, cost: int) -> None:
        """Offer the reward, and answer what was redeemed while nobody was here."""
        assert self.channel is not None, "it is opened for a channel"
        self._reward = await self.channel.reward(REWARD, cost)
        for redemption, user, _ in await self.channel.unanswered(self._reward):
            self.redeemed(self._reward, redemption, user)

    def redeemed(self, reward: str, redemption: str, user: str) -> None:
        """Take a redemption: it backs chaos, or the points go back."""
        if reward != self._reward or not self._once.first(redemption):
            return
        task = asyncio.create_task(self._charge(redemption, user), name=f"redemption {redemption}")
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def _charge(self, redemption: str, user: str) -> None:
        try:
            number = await self._inbox.put(
                Intent(viewer=f"twitch:{user}", what="chaos", weight=REWARD_WEIGHT)
            )
            verdict = await self._answers.verdict(number)
            if verdict is not None and self.channel is not None:
                await self.channel.settle(self._reward, redemption, verdict.accepted)
        except TwitchTrouble as trouble:
            logger.warning("%s It waits in the channel's queue of rewards.", trouble)

    async def cheered(self, user: str, bits: int) -> None:
        """Take bits: so many backers as they buy, within reason."""
        if not self._bits or bits < self._bits:
            return
        weight = min(1 + bits // self._bits, HEAVIEST)
        await self._inbox.put(Intent(viewer=f"twitch:{user or 'anonymous'}", what="chaos", weight=weight))

    async def close(self) -> None:
        """Leave what waits in the channel's queue; the next start answers it."""
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
