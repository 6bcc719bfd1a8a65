"""Many browsers, and slow ones: nobody waits for anybody."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress

import aiohttp
import pytest

from bot.page import client
from show.events import AnyEvent, LineSpoken
from tests.bot.page.conftest import Theatre


def shouting(count: int) -> list[list[AnyEvent]]:
    return [
        [LineSpoken(trader="mike", room="News Room", text=f"{number} " + "a" * 390, heard_by=())]
        for number in range(count)
    ]


async def knocked(theatre: Theatre) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open the line by hand, so that nothing reads what comes."""
    async with theatre.viewer() as session:
        [cookie] = session.cookie_jar
    host, port = theatre.origin.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port), limit=1024)
    writer.write(
        f"GET /live HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {theatre.origin}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Cookie: {cookie.key}={cookie.value}\r\n\r\n".encode()
    )
    assert b"101" in await reader.readline()
    return reader, writer


async def test_a_browser_that_takes_nothing_holds_up_nobody_and_is_let_go(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "LEAST_PAUSE", 0.0)
    monkeypatch.setattr(client, "STUCK", 0.5)
    _, writer = await knocked(theatre)
    async with theatre.browser() as browser:
        assert theatre.page.watching == 2
        async with asyncio.timeout(60):
            while theatre.page.watching == 2:
                await theatre.play(shouting(200))
                lines = await browser.hear("lines")
                assert lines["lines"][-1]["text"].startswith("199 ")
                browser.kept.clear()
        await browser.say("!floor")
        assert "right here" in await browser.answer()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def test_two_hundred_browsers_all_hear_the_same_line(theatre: Theatre) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(
            aiohttp.ClientSession(cookie_jar=jar, connector=aiohttp.TCPConnector(limit=0))
        )
        async with session.get(theatre.page.address) as response:
            assert response.status == 200
        tabs = [theatre.tab(session) for _ in range(200)]
        browsers = [await stack.enter_async_context(tab) for tab in tabs]
        assert theatre.page.watching == 200
        await theatre.play(shouting(3))
        heard = await asyncio.gather(*(browser.hear("lines") for browser in browsers))
    assert {message["lines"][-1]["text"][:2] for message in heard} == {"2 "}
