"""Once: what Twitch tells is heard once. twitchio hands repetitions on, and is deaf while it moves."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol, cast

from twitchio.eventsub.websockets import Websocket

if TYPE_CHECKING:
    from twitchio.types_.conduits import NotificationMessage, ReconnectMessage

KEPT = 50_000
"""Five minutes of the busiest chat there is; Twitch repeats within seconds."""

FAREWELL = 2.0
"""Seconds in which a socket that was left is still read: what it was told may be on its way."""


class Once:
    """Remembers what was seen."""

    def __init__(self, kept: int = KEPT) -> None:
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._kept = kept

    def first(self, name: str) -> bool:
        """Return whether this was never seen before."""
        if name in self._seen:
            return False
        self._seen[name] = None
        if len(self._seen) > self._kept:
            self._seen.popitem(last=False)
        return True


class Remembering(Protocol):
    """A client that knows which messages it had."""

    once: Once


class OnceWebsocket(Websocket):
    """The library's socket, which forgets no message id: not on another socket, not after a reconnect.

    Asked to move to another address, it listens here until the new socket is there: until then Twitch goes
    on telling everything here, and the library's socket reads none of it. Closed, it also stops trying to
    connect again; the library's would come back and tell everything twice.
    """

    _moving = False

    async def connect(
        self, *, url: str | None = None, reconnect: bool = False, fail_once: bool = False
    ) -> None:
        """Connect. To connect anew is also the way out when moving failed."""
        self._moving = self._moving and not reconnect
        await super().connect(url=url, reconnect=reconnect, fail_once=fail_once)

    async def close(self, cleanup: bool = True, *, reassociate: bool = True) -> None:
        """Close for good, or with `cleanup` false to connect anew."""
        if self._moving and asyncio.current_task() in self._connection_tasks:  # it has moved
            await asyncio.sleep(FAREWELL)
        await super().close(cleanup, reassociate=reassociate)
        if cleanup:
            for task in self._connection_tasks - {asyncio.current_task()}:
                task.cancel()

    async def _process_reconnect(self, data: ReconnectMessage) -> None:
        self._moving = True
        task = asyncio.create_task(self._reconnect(url=str(data["payload"]["session"]["reconnect_url"])))
        self._connection_tasks.add(task)
        task.add_done_callback(self._connection_tasks.discard)

    async def _create_connection_task(self) -> None:
        if not self._moving:  # else the one that is on its way takes over
            await super()._create_connection_task()

    async def _process_notification(self, data: NotificationMessage) -> None:
        client = cast(Remembering | None, self._client)
        if client is None or client.once.first(data["metadata"]["message_id"]):
            await super()._process_notification(data)
