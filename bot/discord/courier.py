"""The courier of one place: takes what waits in its outbox and says it, in order, once, within the budget."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable

import discord

from bot.clock import Clock
from bot.discord.batches import READ, next_batch
from bot.discord.budget import Budget
from bot.discord.card import ALT_CHARACTERS, clipped
from bot.discord.once import OnceSession, Unsure
from bot.discord.outbox import Batch, Outbox
from bot.discord.places import Place
from bot.discord.premises import Premises

BACK_OFF = (1.0, 2.0, 5.0, 15.0, 30.0, 60.0)
NOTHING_TO_PING = discord.AllowedMentions.none()
GONE_HOOK = (10015, 50027)
"""Discord's codes for a webhook that is unknown and for a token of one that is not valid."""

Repair = Callable[[Place], Awaitable[None]]
"""Makes the webhooks of a place again."""

logger = logging.getLogger(__name__)


class Held(Exception):
    """The test card is on: what was to be said waits."""


class Courier:
    """Call `run` once, and `ring` whenever something was put in the outbox."""

    def __init__(
        self, premises: Premises, place: Place, outbox: Outbox, budget: Budget, clock: Clock,
        client: discord.Client, session: OnceSession, repair: Repair, held: Callable[[], bool],
    ) -> None:  # fmt: skip
        self.trouble = ""
        """Why nothing can be said now, as a sentence; empty when all is well."""
        self.idle = False
        self._premises, self._place = premises, place
        self._outbox, self._budget, self._clock = outbox, budget, clock
        self._client, self._session = client, session
        self._repair, self._held = repair, held
        self._bell = asyncio.Event()
        self._failures = 0

    @property
    def waits(self) -> bool:
        """Return whether it has nothing to do until the bell rings."""
        return self.idle and not self._bell.is_set()

    def ring(self) -> None:
        """Say that there may be something to do."""
        self._bell.set()

    async def run(self) -> None:
        """Deliver until cancelled. What is cut off in the middle is found and finished by the next start."""
        self._bell.set()
        while True:
            self.idle = True
            await self._bell.wait()
            self.idle = False
            self._bell.clear()
            while not self._held() and await self._deliver():
                pass

    async def _deliver(self) -> bool:
        """Say one message. False when there is none."""
        guild = self._premises.guild
        batch = await self._outbox.begun(guild, self._place)
        known = None
        try:
            if batch is not None:
                known = await self._arrived(batch)
            else:
                rows = await self._outbox.waiting(guild, self._place, READ)
                if not rows:
                    return False
                batch = next_batch(rows)
                await self._outbox.begin(guild, self._place, batch)
            message = known if known is not None else await self._send(batch)
            await self._outbox.settle(guild, self._place, batch, message)
        except Held:
            return False
        except Exception as error:  # noqa: BLE001 - it is logged; an ended courier loses lines
            await self._suffer(error, batch)
        else:
            self._failures, self.trouble = 0, ""
        return True

    async def _send(self, batch: Batch) -> int:
        hook = self._premises.hook(self._place, batch.voice)
        channel = self._premises.channels.get(self._place, 0)
        if hook is None:
            await self._repair(self._place)
            hook = self._premises.hook(self._place, batch.voice)
            if hook is None:
                raise Unsure(f"#{self._place} has no webhook")
        webhook = discord.Webhook.partial(
            hook.id, hook.token, session=self._session.as_session(), client=self._client
        )
        async with self._budget.turn(channel, hook.id):
            if self._held():  # the test card may have come on while this waited for its turn
                raise Held
            said = await webhook.send(
                batch.text, wait=True, allowed_mentions=NOTHING_TO_PING, suppress_embeds=True, silent=True,
                files=_files(batch),
            )  # fmt: skip
        return said.id

    async def _arrived(self, batch: Batch) -> int | None:
        """Return the message's id if it is in the channel already.

        Nobody else writes with these webhooks, so what one said after `before` is this message. Its text is
        no proof: without the message content intent Discord may keep it back.
        """
        hook = self._premises.hook(self._place, batch.voice)
        if hook is None:
            return None
        channel = self._client.get_partial_messageable(self._premises.channels.get(self._place, 0))
        after = discord.Object(batch.before) if batch.before else None
        try:
            async for message in channel.history(limit=500, after=after, oldest_first=after is not None):
                if message.webhook_id == hook.id and (batch.before or message.content == batch.text):
                    return message.id
        except (discord.Forbidden, discord.NotFound):
            return None  # it may not be read: saying it is better than silence
        return None

    async def _suffer(self, error: Exception, batch: Batch | None) -> None:
        """Do what helps against an error, and wait longer after each in a row."""
        self._failures += 1
        code = getattr(error, "code", 0)
        if code in GONE_HOOK and batch is not None:
            self._premises.hooks.pop(f"{self._place}/{batch.voice}", None)
        elif isinstance(error, discord.HTTPException) and error.status == 400 and batch is not None:
            # It will never be taken; the others must not wait for ever behind it.
            logger.error("Discord refused a text for #%s: %s", self._place, error.text)
            await self._outbox.settle(self._premises.guild, self._place, batch, 0)
        else:
            self.trouble = explained(error, self._place)
            known = isinstance(error, Unsure | discord.HTTPException | OSError)
            logger.warning("%s", self.trouble, exc_info=None if known else error)
        await self._clock.sleep(BACK_OFF[min(self._failures, len(BACK_OFF)) - 1])


def _files(batch: Batch) -> list[discord.File]:
    if batch.plate is None:
        return []
    words = clipped(batch.plate.alt, ALT_CHARACTERS)
    return [discord.File(io.BytesIO(batch.plate.png), batch.plate.name, description=words)]


def explained(error: Exception, place: str) -> str:
    """Return what is wrong with a channel and what to do, as a sentence."""
    if isinstance(error, discord.Forbidden):
        return f"The bot may not write in #{place}. Give it back its permissions, or use /show setup."
    if isinstance(error, discord.NotFound):
        return f"#{place} is gone. /show setup makes it again; what waits for it is kept."
    return f"#{place} waits: {error if isinstance(error, Unsure) else type(error).__name__}."
