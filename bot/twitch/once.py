"""Once: Twitch may deliver the same message twice, and twitchio hands both on. Here the second one ends."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Protocol, cast

from twitchio.eventsub.websockets import Websocket

if TYPE_CHECKING:
    from twitchio.types_.conduits import NotificationMessage

KEPT = 50_000
"""Five minutes of the busiest chat there is; Twitch repeats within seconds."""


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

    Closed, it also stops trying to connect again; the library's would come back and tell everything twice.
    """

    async def close(self, cleanup: bool = True, *, reassociate: bool = True) -> None:
        """Close for good, or with `cleanup` false to connect anew."""
        await super().close(cleanup, reassociate=reassociate)
        if cleanup:
            for task in self._connection_tasks - {asyncio.current_task()}:
                task.cancel()

    async def _process_notification(self, data: NotificationMessage) -> None:
        client = cast(Remembering | None, self._client)
        if client is None or client.once.first(data["metadata"]["message_id"]):
            await super()._process_notification(data)
