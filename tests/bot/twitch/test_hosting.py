"""Which shows are in a chat, and that the library is put back as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from twitchio.eventsub import websockets
from twitchio.http import Route

from bot.hosting.hosting import hosted
from bot.log.store import opened
from bot.settings.settings import Settings
from bot.twitch.addresses import pointed_at
from bot.twitch.once import OnceWebsocket

SET_UP = {"twitch_channel": "Streamer", "twitch_client_id": "abc"}


@pytest.mark.parametrize(
    ("values", "there"),
    [(SET_UP, True), ({}, False), ({"twitch_channel": "x"}, False), ({"twitch_client_id": "x"}, False)],
)
async def test_the_chat_is_hosted_once_twitch_is_set_up(
    values: dict[str, Any], there: bool, tmp_path: Path
) -> None:
    settings = Settings(_env_file=None, page=False, twitch_tokens=tmp_path / "t.json", **values)
    async with opened(None) as store, hosted(settings, store, lambda: None) as hosts:
        assert ("twitch" in [each.host.name for each in hosts]) == there


def test_the_library_is_put_back() -> None:
    before = Route.BASE, Route.ID_BASE, websockets.WSS, websockets.Websocket
    with pointed_at("http://127.0.0.1:1/helix", "http://127.0.0.1:1", "ws://127.0.0.1:1/ws"):
        assert (Route.BASE, Route.ID_BASE) == ("http://127.0.0.1:1/helix/", "http://127.0.0.1:1/")
        assert websockets.WSS == "ws://127.0.0.1:1/ws"
        assert websockets.Websocket is OnceWebsocket
    assert before == (Route.BASE, Route.ID_BASE, websockets.WSS, websockets.Websocket)
