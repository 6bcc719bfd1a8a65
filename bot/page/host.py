"""The stage page as a host: follows the log, and shows it to every browser that looks."""

from __future__ import annotations

import asyncio
import errno
import logging
import time
from collections.abc import Callable, Sequence
from typing import Final

from aiohttp import web

from bot.drawing.gazette import Gazette
from bot.drawing.painting import Painter
from bot.page.camera import Camera
from bot.page.client import House
from bot.page.guard import Guard, new_key
from bot.page.plates import Plates
from bot.page.press import Press
from bot.page.server import Server
from bot.page.trouble import PageError
from bot.reception.reception import Reception
from show.audience.chaos import ChaosRules
from show.events import Entry, IntentAccepted, IntentRefused, ShowPanicked
from show.state import State

FPS = 15
"""Pictures a second: walking and talking look alive, and more would cost what the minds need."""

MOST_CLIENTS = 512
EVERYWHERE = ("0.0.0.0", "::", "127.0.0.1", "::1")

logger = logging.getLogger(__name__)


class StagePage:
    """The page on one address. `open` it before the show starts, so that a taken port is known at once.

    `names` are host names by which other machines may ask for the page, besides plain addresses. `key` is the
    moderator's; without one, a new one is made.
    """

    name: Final = "page"

    def __init__(
        self,
        reception: Reception,
        *,
        painter: Painter,
        chaos: ChaosRules,
        host: str = "127.0.0.1",
        port: int = 8420,
        names: Sequence[str] = (),
        key: str | None = None,
        gazette: Gazette | None = None,
        fps: int = FPS,
        most: int = MOST_CLIENTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._host = host
        self._port = port
        self._fps = fps
        self._key = key or new_key()
        self._press = Press(chaos, painter.words)
        self._camera = Camera(painter, lambda: self._press.state, clock, fps)
        guard = Guard(self._key, names)
        self._gazette, self._plates = gazette, Plates()
        self._server = Server(House(self._press, self._camera, self._plates, reception, guard, clock), most)
        self._runner: web.AppRunner | None = None
        self._filming: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Return where the page is, once it is open."""
        name = "localhost" if self._host in EVERYWHERE else self._host
        name = f"[{name}]" if ":" in name else name
        return f"http://{name}:{self._port}/"

    @property
    def moderator_address(self) -> str:
        """Return the page's address with the moderator's key. Print it in the terminal and nowhere else.

        The key stands behind the `#`, which no browser sends or passes on.
        """
        return f"{self.address}#key={self._key}"

    @property
    def watching(self) -> int:
        """Return how many browsers are connected."""
        return len(self._server.clients)

    async def open(self) -> None:
        """Take the port and serve the page; asking again does nothing.

        Raises:
            PageError: the address cannot be had.
        """
        if self._runner is not None:
            return
        runner = web.AppRunner(self._server.application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, self._host, self._port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise PageError(self._trouble(error)) from error
        self._runner = runner
        self._port = int(runner.addresses[0][1])
        self._filming = asyncio.create_task(self._film(), name="stage page camera")

    def _trouble(self, error: OSError) -> str:
        where = f"port {self._port} of {self._host!r}"
        if error.errno == errno.EADDRINUSE:
            return (
                f"The stage page cannot have {where}: another program, or another show, is using it. Stop "
                "that, choose a port with --port (0 takes any free one), or have no page with --no-page."
            )
        if error.errno == errno.EACCES:
            return f"The stage page may not have {where}: small ports are reserved. Choose one with --port."
        return (
            f"The stage page cannot listen on {where}: {error.strerror or error}. "
            "Set WALLSTREET_HOST to an address of this machine, such as 127.0.0.1, or use --no-page."
        )

    async def start(self) -> None:
        """Serve the page, if `open` has not done so already."""
        await self.open()

    async def show(self, entry: Entry, state: State) -> None:
        """Take an entry in and nudge the browsers; none of them is waited for."""
        self._press.print(entry, state)
        self._camera.notice(entry)
        await self._illustrate(entry, state)
        event = entry.event
        answered = event.viewer if isinstance(event, IntentAccepted | IntentRefused) else None
        for client in self._server.clients:
            if client.viewer == answered and isinstance(event, IntentAccepted | IntentRefused):
                client.answer([event.answer if isinstance(event, IntentAccepted) else event.reason])
            client.nudge()

    async def _illustrate(self, entry: Entry, state: State) -> None:
        if isinstance(entry.event, ShowPanicked):
            self._plates.clear()
        if self._gazette is None:
            return
        try:
            plate = await self._gazette.plate(entry, state)
        except Exception:  # a picture that cannot be drawn must not end the page
            logger.exception("The picture of event %d could not be drawn.", entry.seq)
            return
        if plate is not None:
            self._plates.hang(plate)

    async def close(self) -> None:
        """Say goodbye to the browsers and free the port."""
        filming, self._filming = self._filming, None
        if filming is not None:
            filming.cancel()
            await asyncio.gather(filming, return_exceptions=True)
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _film(self) -> None:
        while True:
            await asyncio.sleep(1 / self._fps)
            if any(client.is_drawing for client in self._server.clients):
                self._shoot()

    def _shoot(self) -> None:
        try:
            new = self._camera.roll()
        except Exception:  # a picture that cannot be drawn must not end the page
            logger.exception("The picture could not be drawn.")
            return
        if new:
            for client in self._server.clients:
                client.nudge()
