"""A page on a free port, with a painter that needs no art, and browsers made of sockets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from PIL import Image

from bot.drawing.painting import Moment
from bot.page.host import StagePage
from bot.reception.reception import Reception
from show.audience.chaos import ChaosRules
from show.events import AnyEvent
from show.plain import ListLog
from show.rules import SeasonRules
from show.state import State
from tests.bot.page.browser import chromium
from tests.bot.stories import calm, entries

KEY = "open sesame"


class Flicker:
    """A painter whose every frame is of another colour."""

    def picture(self, moment: Moment) -> Image.Image:
        return Image.new("RGB", (320, 180), (int(moment.frame) % 256, 0, 0))

    def words(self, state: State) -> str:
        return f"Tick {state.tick} in red."


@dataclass
class Clock:
    """Seconds that pass only when told."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Browser:
    """One open page: its websocket, and whatever it was sent that nobody has looked at yet."""

    socket: aiohttp.ClientWebSocketResponse
    kept: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, **message: Any) -> None:
        await self.socket.send_json(message)

    async def say(self, text: str) -> None:
        await self.send(type="say", text=text)

    async def hear(self, kind: str) -> dict[str, Any]:
        """Return the next message of a kind; the others are kept for later."""
        for index, message in enumerate(self.kept):
            if message["type"] == kind:
                return self.kept.pop(index)
        async with asyncio.timeout(10):
            while True:
                message = await self._next()
                if message["type"] == kind:
                    return message
                self.kept.append(message)

    async def answer(self) -> str:
        return "\n".join((await self.hear("answer"))["lines"])

    async def closed(self) -> int | None:
        """Return the code with which the page closed the connection."""
        async with asyncio.timeout(10):
            while (await self.socket.receive()).type not in (
                aiohttp.WSMsgType.CLOSE,
                aiohttp.WSMsgType.CLOSED,
                aiohttp.WSMsgType.CLOSING,
            ):
                pass
        return self.socket.close_code

    async def _next(self) -> dict[str, Any]:
        message = await self.socket.receive()
        if message.type is aiohttp.WSMsgType.BINARY:
            return {"type": "picture", "png": message.data}
        assert message.type is aiohttp.WSMsgType.TEXT, message
        told: dict[str, Any] = json.loads(message.data)
        return told


@dataclass
class Theatre:
    """A page that is open, the log its intents go to, and the clock it goes by."""

    page: StagePage
    log: ListLog
    clock: Clock
    state: State = field(default_factory=State)

    @property
    def origin(self) -> str:
        return self.page.address.rstrip("/")

    async def play(self, told: Sequence[Sequence[AnyEvent]] | None = None) -> None:
        """Show what happens next, the made-up night without its panic unless told otherwise."""
        for entry, state in entries(calm() if told is None else told, self.state):
            if not entry.event.sealed:
                await self.page.show(entry, state)

    @asynccontextmanager
    async def viewer(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Give a browser profile that has loaded the page once, and so has its cookie."""
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as session:
            async with session.get(self.page.address) as response:
                assert response.status == 200
            yield session

    @asynccontextmanager
    async def tab(self, session: aiohttp.ClientSession, after: int = 0) -> AsyncIterator[Browser]:
        """Give one open page of a profile."""
        url = f"{self.page.address}live?after={after}"
        async with session.ws_connect(url, origin=self.origin, max_msg_size=0) as socket:
            yield Browser(socket)

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[Browser]:
        """Give an open page of a new viewer."""
        async with self.viewer() as session, self.tab(session) as browser:
            yield browser


@pytest.fixture
async def theatre() -> AsyncIterator[Theatre]:
    clock, log = Clock(), ListLog()
    page = StagePage(
        Reception(log, SeasonRules()), painter=Flicker(), chaos=ChaosRules(), port=0, key=KEY, clock=clock
    )
    await page.open()
    yield Theatre(page, log, clock)
    await page.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when the page was not tested in a real browser."""
    if chromium() is None:
        terminalreporter.section("NO BROWSER")
        terminalreporter.write_line(
            "The stage page was not tested in a real browser: install Chromium (Debian: chromium)."
        )
