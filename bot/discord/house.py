"""One server's house: its couriers and its card, at work as long as the server is there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import discord

from bot.clock import Clock
from bot.discord.budget import Budget
from bot.discord.cardkeeper import CardKeeper
from bot.discord.courier import Courier
from bot.discord.furnish import voices_again
from bot.discord.once import OnceSession
from bot.discord.outbox import Outbox
from bot.discord.places import PLACES, Place
from bot.discord.premises import Premises, Registry
from show.audience.chaos import ChaosRules
from show.state import State

logger = logging.getLogger(__name__)


class House:
    """Everything at work in one server. `open` starts it, `close` stops it."""

    def __init__(
        self, premises: Premises, registry: Registry, outbox: Outbox, budget: Budget, clock: Clock,
        client: discord.Client, session: OnceSession, rules: ChaosRules, state: Callable[[], State],
    ) -> None:  # fmt: skip
        self.premises = premises
        self._registry, self._client, self._state = registry, client, state
        self._outbox, self._clock = outbox, clock
        self._couriers = {
            place: Courier(
                premises, place, outbox, budget, clock, client, session, self._repair, self._held(place)
            )
            for place in PLACES
        }
        self._keeper = CardKeeper(premises, registry, client, clock, rules, state)
        self._tasks: list[asyncio.Task[None]] = []

    def _held(self, place: Place) -> Callable[[], bool]:
        """While the test card is on, only the moderators hear anything."""
        return lambda: place != "backstage" and self._state().programme.panicked

    @property
    def busy(self) -> bool:
        """Return whether anything is being drawn or sent."""
        return self._keeper.busy

    @property
    def idle(self) -> bool:
        """Return whether nothing waits to be said."""
        return all(courier.waits for courier in self._couriers.values())

    @property
    def edits(self) -> int:
        """Return how often the card was edited."""
        return self._keeper.edits

    @property
    def troubles(self) -> list[str]:
        """Return what is wrong here now, as sentences."""
        told = [courier.trouble for courier in self._couriers.values()] + [self._keeper.trouble]
        return [trouble for trouble in told if trouble]

    def open(self) -> None:
        """Go to work."""
        if self._tasks:
            return
        workers: list[tuple[str, Courier | CardKeeper]] = [*self._couriers.items(), ("card", self._keeper)]
        for name, worker in workers:
            task = asyncio.create_task(worker.run(), name=f"discord {self.premises.guild} {name}")
            task.add_done_callback(_tell)
            self._tasks.append(task)

    async def close(self) -> None:
        """Stop. What was not said is in the outbox."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def ring(self, *, urgent: bool = False) -> None:
        """Say that something happened."""
        for courier in self._couriers.values():
            courier.ring()
        self._keeper.nudge(urgent=urgent)

    async def report(self) -> list[str]:
        """Return how it is here, in sentences."""
        waiting = await self._outbox.depth(self.premises.guild)
        depth = ", ".join(f"#{place} {count}" for place, count in waiting.items())
        lines = [f"Lines that wait: {depth or 'none'}."]
        return lines + self.troubles

    async def _repair(self, place: Place) -> None:
        guild = await self._client.fetch_guild(self.premises.guild, with_counts=False)
        channel = await self._client.fetch_channel(self.premises.channels.get(place, 0))
        if isinstance(channel, discord.TextChannel) and self._client.user is not None:
            me = await guild.fetch_member(self._client.user.id)
            await voices_again(channel, me, place, self.premises, self._clock)
            await self._registry.save(self.premises)


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("%s ended.", task.get_name(), exc_info=error)
