"""Where Discord is. The library has its addresses built in; any compatible server can stand in for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from discord.gateway import DiscordWebSocket
from discord.http import Route


@contextmanager
def pointed_at(api: str, gateway: str) -> Iterator[None]:
    """Send every request of this process to these addresses while the block runs.

    The library reads both from its classes, so two clients in one process cannot differ.
    """
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api.rstrip("/"), type(before[1])(gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
