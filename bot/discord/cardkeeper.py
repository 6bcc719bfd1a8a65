"""The keeper of a server's live card: edits it when something changed, and posts it anew in time."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable

import discord

from bot.clock import Clock
from bot.discord.card import ALT_CHARACTERS, FILE, Card, card_of, clipped, view_of
from bot.discord.desk import snapshot
from bot.discord.premises import Premises, Registry
from show.audience.chaos import ChaosRules
from show.state import State

PACE = 10.0
"""Seconds between two edits. Discord allows one a second; nobody can read that fast."""
OLD = 50 * 60.0
"""Seconds after which it is posted anew: an hour after its posting Discord slows edits down to a crawl."""
UNKNOWN_MESSAGE, OLD_EDITS = 10008, 30046
BACK_OFF = (5.0, 15.0, 30.0, 60.0)

logger = logging.getLogger(__name__)


class CardKeeper:
    """Call `run` once, and `nudge` whenever the state may have changed."""

    def __init__(
        self, premises: Premises, registry: Registry, client: discord.Client, clock: Clock,
        rules: ChaosRules, state: Callable[[], State],
    ) -> None:  # fmt: skip
        self.trouble = ""
        self.busy = False
        self.edits = 0
        self._premises, self._registry, self._client = premises, registry, client
        self._clock, self._rules, self._state = clock, rules, state
        self._bell, self._urgent = asyncio.Event(), asyncio.Event()
        self._shown: tuple[Card, str] | None = None
        self._failures = 0

    def nudge(self, *, urgent: bool = False) -> None:
        """Say that there may be something new; `urgent` does not wait for the pace."""
        self._bell.set()
        if urgent:
            self._urgent.set()

    async def run(self) -> None:
        """Keep the card until cancelled."""
        self._bell.set()
        while True:
            await self._bell.wait()
            self._bell.clear()
            self._urgent.clear()
            self.busy = True
            try:
                pause = PACE if await self._refresh() else 0.0
                self._failures, self.trouble = 0, ""
            except Exception as error:  # noqa: BLE001 - it is logged; the card must go on
                pause = self._suffer(error)
            finally:
                self.busy = False
            if pause:
                await self._rest(pause)

    async def _refresh(self) -> bool:
        """Bring the card up to date. False if it was."""
        state = self._state()
        if not state.board.quotes or "trading-floor" not in self._premises.channels:
            return False
        card = card_of(state, self._rules)
        picture, alt = (b"", "") if card.blank else await snapshot(state, self._rules)
        if (card, alt) == self._shown:
            return False
        if not self._premises.card or self._clock.wall() - self._premises.card_at > OLD:
            await self._post(card, picture, alt)
        else:
            await self._edit(card, picture, alt)
        self._shown = (card, alt)
        return True

    def _channel(self) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(self._premises.channels["trading-floor"])

    async def _post(self, card: Card, picture: bytes, alt: str) -> None:
        old = self._premises.card
        said = await self._channel().send(view=view_of(card, alt), files=_files(picture, alt), silent=True)
        self._premises.card, self._premises.card_at = said.id, self._clock.wall()
        await self._registry.save(self._premises)
        if old:
            await self._delete(old)

    async def _delete(self, old: int) -> None:
        try:
            await self._channel().get_partial_message(old).delete()
        except discord.HTTPException as error:
            logger.info("The old card stays: %s", error.text)

    async def _edit(self, card: Card, picture: bytes, alt: str) -> None:
        message = self._channel().get_partial_message(self._premises.card)
        nobody = discord.AllowedMentions.none()
        try:
            await message.edit(
                view=view_of(card, alt), attachments=_files(picture, alt), allowed_mentions=nobody
            )
            self.edits += 1
        except discord.HTTPException as error:
            if error.code not in (UNKNOWN_MESSAGE, OLD_EDITS):
                raise
            self._premises.card = self._premises.card if error.code == OLD_EDITS else 0
            await self._post(card, picture, alt)

    def _suffer(self, error: Exception) -> float:
        self._failures += 1
        self.trouble = f"The card cannot be shown: {getattr(error, 'text', '') or type(error).__name__}."
        known = isinstance(error, discord.HTTPException | OSError)
        logger.warning("%s", self.trouble, exc_info=None if known else error)
        self._bell.set()
        return BACK_OFF[min(self._failures, len(BACK_OFF)) - 1]

    async def _rest(self, seconds: float) -> None:
        """Wait, unless something urgent comes."""
        waits = {
            asyncio.ensure_future(self._clock.sleep(seconds)),
            asyncio.ensure_future(self._urgent.wait()),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def _files(picture: bytes, alt: str) -> list[discord.File]:
    if not picture:
        return []
    return [discord.File(io.BytesIO(picture), FILE, description=clipped(alt, ALT_CHARACTERS))]
