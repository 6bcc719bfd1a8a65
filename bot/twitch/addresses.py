"""Where Twitch is. The library has its addresses built in; any compatible server can stand in for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import twitchio.client
from twitchio.eventsub import websockets
from twitchio.http import Route

from bot.twitch.once import OnceWebsocket


@contextmanager
def pointed_at(api: str, oauth: str, eventsub: str) -> Iterator[None]:
    """Send every request of this process to these addresses while the block runs.

    The library reads them from its modules, so two clients in one process cannot differ. Its sockets are
    ours as long: they pass on each message once.
    """
    before = Route.BASE, Route.ID_BASE, websockets.WSS
    Route.BASE, Route.ID_BASE = f"{api.rstrip('/')}/", f"{oauth.rstrip('/')}/"
    websockets.WSS = eventsub
    _use(OnceWebsocket)
    try:
        yield
    finally:
        Route.BASE, Route.ID_BASE, websockets.WSS = before
        _use(OnceWebsocket.__mro__[1])


def _use(kind: type) -> None:
    for module in (websockets, twitchio.client):
        vars(module)["Websocket"] = kind
