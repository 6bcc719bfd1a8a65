"""The callback: waits on this machine alone for the browser to come back, with the word that it was given."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.twitch.oauth import Declined
from bot.twitch.trouble import Refused

PATH = "/callback"
PATIENCE = 600.0
DONE = "Done. The show has it; you can close this window and go back to the terminal."
STRANGER = "This page belongs to somebody who is setting up a show just now, and that is not you."
CANCELLED = "Nothing was allowed. You can close this window."


class Callback:
    """One visit that is expected. `state` is the word by which it is known."""

    def __init__(self, port: int) -> None:
        self.state = secrets.token_urlsafe(24)
        self.redirect = f"http://localhost:{port}{PATH}"
        self._code: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def code(self, patience: float = PATIENCE) -> str:
        """Return the code that the browser brings.

        Raises:
            Declined: somebody pressed Cancel, or nobody came.
        """
        try:
            async with asyncio.timeout(patience):
                return await self._code
        except TimeoutError:
            raise Declined from None

    async def serve(self, request: web.Request) -> web.Response:
        """Take a visit. Whoever does not know the word changes nothing."""
        given = request.query.get("state", "")
        if not secrets.compare_digest(given.encode(), self.state.encode()):
            return web.Response(text=STRANGER, status=403)
        code = request.query.get("code", "")
        if not self._code.done():
            if code:
                self._code.set_result(code)
            else:
                self._code.set_exception(Declined())
        return web.Response(text=DONE if code else CANCELLED)


@asynccontextmanager
async def expected(port: int) -> AsyncIterator[Callback]:
    """Listen for one visit, on the loopback addresses only. Ctrl-C stays what it is.

    Raises:
        Refused: the port is taken.
    """
    callback, app = Callback(port), web.Application()
    app.router.add_get(PATH, callback.serve)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
        except OSError as error:
            raise Refused(
                f"Port {port} of this machine cannot be used ({error.strerror}). Stop what listens there, or"
                " choose another with WALLSTREET_TWITCH_CALLBACK_PORT and register"
                f" http://localhost:PORT{PATH} for it."
            ) from None
        with contextlib.suppress(OSError):  # some browsers take localhost for ::1; some machines have none
            await web.TCPSite(runner, "::1", port).start()
        yield callback
    finally:
        await runner.cleanup()
