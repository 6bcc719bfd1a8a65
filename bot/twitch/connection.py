"""The connection: stays in touch with Twitch until cancelled, and says in a sentence when that cannot be."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import twitchio

from bot.settings.settings import Settings
from bot.twitch.channel import Channel
from bot.twitch.client import (
    SETUP,
    ConduitClient,
    Doings,
    Hearing,
    SocketClient,
    Wish,
    admitted,
    wishes,
)
from bot.twitch.grants import Grant, GrantFile, Grants
from bot.twitch.once import Once
from bot.twitch.scopes import INDISPENSABLE, Role, complaint, lacking
from bot.twitch.trouble import Refused, TwitchTrouble, asking

WATCH = 5.0
"""Seconds between two looks at the sockets. The library tries to mend them by itself."""
LOOKS = 12
"""So many bad looks in a row, and everything is built anew."""
BACK_OFF = (2.0, 5.0, 15.0, 30.0, 60.0)
FAREWELL = 3.0
"""Seconds that closing the sockets may take; the other side may not answer any more."""
REFUSED_LOOKS = 60
"""So many looks for a new authorisation, and Twitch is asked again anyway: a ban may be over."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reached:
    """A channel that was reached, and what its two accounts allow."""

    channel: Channel
    login: str
    bot_scopes: frozenset[str]
    channel_scopes: frozenset[str]


class Connection:
    """Call `run` once. `refused` is why there can be none now, `complaints` what is missing in it."""

    def __init__(
        self, settings: Settings, doings: Doings, arrived: Callable[[Reached | None], Awaitable[None]],
        watch: float = WATCH,
    ) -> None:  # fmt: skip
        self.refused = ""
        self.trouble = ""
        self.complaints: list[str] = []
        self.times = 0
        """How often it was made."""
        self._settings, self._doings, self._arrived, self._watch_seconds = settings, doings, arrived, watch
        self._file = GrantFile(settings.twitch_tokens)
        self._once = Once()
        self._shaken = asyncio.Event()

    async def run(self) -> None:
        """Stay connected. Refused, it waits for the owner to set Twitch up again, or for better times."""
        failures = 0
        while True:
            try:
                await self._connected()
            except Refused as refusal:
                if self.refused != str(refusal):
                    logger.error("Twitch: %s", refusal)
                self.refused = str(refusal)
                await self._mended()
                continue
            except TwitchTrouble as trouble:
                self.trouble = str(trouble)
                logger.warning("%s Trying again.", trouble)
            except Exception as error:  # noqa: BLE001 - its text may hold a token, and a dead host helps nobody
                logger.error("Twitch: the connection failed (%s).", type(error).__name__)
            failures = 0 if self._shaken.is_set() else failures + 1
            await asyncio.sleep(BACK_OFF[min(failures, len(BACK_OFF) - 1)] * self._watch_seconds / WATCH)

    def shake(self) -> None:
        """Build everything anew: Twitch took something away."""
        self._shaken.set()

    def renewed(self, user: str, access: str, refresh: str) -> None:
        """Keep a renewed token."""
        grants = self._file.load(self._client_id())
        for grant in grants.grants:
            if grant.user == user:
                kept = {**grant.model_dump(), "access": access, "refresh": refresh}
                self._file.keep(grants.having(Grant.model_validate(kept)))

    async def _mended(self) -> None:
        stamp = self._file.stamp()
        for _ in range(REFUSED_LOOKS):
            await asyncio.sleep(self._watch_seconds)
            if self._file.stamp() != stamp:
                return

    async def _connected(self) -> None:
        self._shaken.clear()
        grants = self._file.load(self._client_id())
        settings = self._settings
        channel = str(settings.twitch_channel)
        bot = self._grant(grants, settings.twitch_bot or channel)
        broadcaster = self._grant(grants, channel)
        client = self._client(bot)
        try:
            await self._log_in(client, bot)
            bot = await self._admitted(client, bot)
            broadcaster = bot if broadcaster.user == bot.user else await self._admitted(client, broadcaster)
            reached = self._reached(client, bot, broadcaster)
            users: dict[Role, str] = {"bot": bot.user, "channel": broadcaster.user}
            await self._heard(client, self._wished(bot, broadcaster), users, reached)
        finally:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await client.close()

    async def _heard(
        self,
        client: SocketClient | ConduitClient,
        wished: list[Wish],
        users: dict[Role, str],
        reached: Reached,
    ) -> None:
        count = await self._listen(client, wished, users)
        self.refused, self.trouble = "", ""
        self.times += 1
        await self._arrived(reached)
        try:
            await self._watch(client, count)
        finally:
            await self._arrived(None)

    def _client_id(self) -> str:
        return str(self._settings.twitch_client_id)

    def _grant(self, grants: Grants, login: str) -> Grant:
        grant = grants.of(login)
        if grant is None:
            raise Refused(f"{login!r} has not allowed the show anything yet. {SETUP}")
        return grant

    def _client(self, bot: Grant) -> SocketClient | ConduitClient:
        settings = self._settings
        secret = settings.twitch_client_secret
        plain = secret.get_secret_value() if secret is not None else None
        client: SocketClient | ConduitClient
        if settings.twitch_transport == "websocket":
            client = SocketClient(client_id=self._client_id(), client_secret=plain)
        elif plain is None:
            raise Refused("A conduit needs the application's secret: set WALLSTREET_TWITCH_CLIENT_SECRET.")
        else:
            which: dict[str, Any] = {"conduit_id": settings.twitch_conduit} if settings.twitch_conduit else {}
            client = ConduitClient(client_id=self._client_id(), client_secret=plain, **which)
        client.doings, client.once, client.bot_user = self._doings, self._once, bot.user
        return client

    async def _log_in(self, client: Hearing, bot: Grant) -> None:
        token = None if isinstance(client, ConduitClient) else bot.access.get_secret_value()
        try:
            async with asking("Logging in"):
                await client.login(token=token, load_tokens=False, save_tokens=False)
        except (RuntimeError, twitchio.MissingConduit):
            raise Refused(
                "The conduit cannot be had: the application has several, or none with that id. Name one with "
                "WALLSTREET_TWITCH_CONDUIT, or go back to WALLSTREET_TWITCH_TRANSPORT=websocket."
            ) from None

    async def _admitted(self, client: Hearing, grant: Grant) -> Grant:
        now = await admitted(client, grant)
        if now != grant:
            self._file.keep(self._file.load(self._client_id()).having(now))
        return now

    def _reached(self, client: Hearing, bot: Grant, broadcaster: Grant) -> Reached:
        roles: list[tuple[Grant, list[Role]]] = [(bot, ["bot"]), (broadcaster, ["channel"])]
        if bot.user == broadcaster.user:
            roles = [(bot, ["bot", "channel"])]
        self.complaints = []
        for grant, had in roles:
            for scope, why in lacking(had, grant.scopes).items():
                said = complaint(grant.login, scope, why)
                if scope in INDISPENSABLE:
                    raise Refused(said)
                self.complaints.append(said)
        for said in self.complaints:
            logger.warning("Twitch: %s", said)
        channel = Channel(client, bot.user, broadcaster.user)
        return Reached(channel, broadcaster.login, frozenset(bot.scopes), frozenset(broadcaster.scopes))

    def _wished(self, bot: Grant, broadcaster: Grant) -> list[Wish]:
        allowed = {"bot": bot.scopes, "channel": broadcaster.scopes}
        return [
            wish
            for wish in wishes(bot.user, broadcaster.user)
            if not wish.scope or wish.scope in allowed[wish.role]
        ]

    async def _listen(
        self, client: SocketClient | ConduitClient, wished: list[Wish], users: dict[Role, str]
    ) -> int:
        failed = await client.attend(wished, users)
        for wish, trouble in failed:
            if wish is wished[0]:
                raise Refused(
                    f"The bot may not read the chat of {self._settings.twitch_channel!r}. Is it banned there?"
                )
            self.complaints.append(str(trouble))
            logger.warning("%s", trouble)
        return 1 if isinstance(client, ConduitClient) else len(wished) - len(failed)

    async def _watch(self, client: SocketClient | ConduitClient, count: int) -> None:
        """Return when something was taken away, or the sockets cannot be mended.

        Raises:
            TwitchTrouble: the sockets were gone for a minute.
        """
        bad = 0
        while not self._shaken.is_set():
            try:
                async with asyncio.timeout(self._watch_seconds):
                    await self._shaken.wait()
            except TimeoutError:
                bad = 0 if client.listening() >= count else bad + 1
            if bad >= LOOKS:
                raise TwitchTrouble("The sockets to Twitch are gone.")
