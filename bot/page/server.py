"""What the page serves: its own files, the picture as a still, and the websocket."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

from aiohttp import web

from bot.drawing.faces import face
from bot.drawing.gazette import CONFESSION, EPISODE, NEWSPAPER
from bot.page.client import Client, House
from bot.page.guard import COOKIE, COOKIE_SECONDS, HEADERS, VIEWER, new_pass, viewer_of
from bot.page.plates import tag
from show.words import TRADERS

STATIC = Path(__file__).with_name("static")
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LONGEST_MESSAGE = 128 * 1024
"""A command of 10,000 characters fits, however they are escaped, and gets a sentence."""

HEARTBEAT = 20.0
FACE_SECONDS = 3600
"""Seconds for which a browser keeps a face: moods change often, faces never."""

GOODBYE = 1.0
"""Seconds that a browser gets to say goodbye in."""

WRONG_HOST = "This page answers only to names of its own. Open the address that the terminal printed."
WRONG_ORIGIN = "This connection is only for the page itself. Open the address that the terminal printed."
NO_COOKIE = "This page keeps one cookie, so that everyone has one vote. Allow it and reload the page."
FULL = "The floor is full. Try again in a moment."
NO_PLATE = "There is none yet. The opening bell brings the title, the closing bell the newspaper."
NO_THOUGHT = "There is no such thought to be seen."
NOBODY = "There is nobody of that name, dress and mood."
NOT_OPEN = "There is no picture yet. The show has not opened."

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """The handlers of one page. `clients` are the browsers that are connected now."""

    def __init__(self, house: House, most: int) -> None:
        self.clients: set[Client] = set()
        self._house = house
        self._most = most

    def application(self) -> web.Application:
        """Return the web application, with the guard in front of everything."""
        application = web.Application(middlewares=[self._guarded], client_max_size=1024)
        application.router.add_get("/", self._index)
        application.router.add_get("/overlay", self._overlay)
        application.router.add_get("/overlay/{part}", self._overlay)
        application.router.add_get("/frame.png", self._frame)
        application.router.add_get("/live", self._live)
        for name in (NEWSPAPER, EPISODE, CONFESSION):
            application.router.add_get(f"/{name}", self._plate)
        application.router.add_get("/confession/{who}.png", self._confession)
        application.router.add_get("/face/{who}/{dress}/{mood}.png", self._face)
        for file in sorted(STATIC.iterdir()):
            application.router.add_get(f"/{file.name}", self._file)
        application.on_shutdown.append(self._say_goodbye)
        return application

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._house.guard.knows_host(request.headers.get("Host", "")):
            return web.Response(status=421, text=WRONG_HOST, headers=HEADERS)
        try:
            response = await handler(request)
        except web.HTTPException as error:
            response = web.Response(status=error.status, text=error.reason)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return _with_pass(request, _static("index.html"))

    async def _overlay(self, request: web.Request) -> web.StreamResponse:
        return _with_pass(request, _static("overlay.html"))

    async def _file(self, request: web.Request) -> web.Response:
        return _static(request.path.lstrip("/"))

    async def _frame(self, request: web.Request) -> web.Response:
        still = self._house.camera.still()
        if still is None:
            return web.Response(status=503, text=NOT_OPEN, headers={"Retry-After": "1"})
        return _picture(request, *still)

    async def _plate(self, request: web.Request) -> web.Response:
        png = self._house.plates.png(request.path.lstrip("/"))
        if png is None:
            return web.Response(status=404, text=NO_PLATE)
        return _picture(request, png, tag(png))

    async def _confession(self, request: web.Request) -> web.Response:
        who, state = request.match_info["who"], self._house.press.state
        known = next((trader for trader in TRADERS if trader == who), None)
        png = await self._house.plates.booth(state, known) if state is not None and known else None
        if png is None:
            return web.Response(status=404, text=NO_THOUGHT)
        return _picture(request, png, tag(png))

    async def _face(self, request: web.Request) -> web.Response:
        png = face(**request.match_info)
        if png is None:
            return web.Response(status=404, text=NOBODY)
        headers = {"Cache-Control": f"max-age={FACE_SECONDS}"}
        return web.Response(body=png, content_type="image/png", headers=headers)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
        if not self._house.guard.is_own_page(origin, host):
            return web.Response(status=403, text=WRONG_ORIGIN)
        viewer = viewer_of(request.cookies.get(COOKIE))
        if viewer is None:
            return web.Response(status=403, text=NO_COOKIE)
        if len(self.clients) >= self._most:
            return web.Response(status=503, text=FULL, headers={"Retry-After": "10"})
        socket = web.WebSocketResponse(
            timeout=GOODBYE, heartbeat=HEARTBEAT, max_msg_size=LONGEST_MESSAGE, compress=False
        )
        await socket.prepare(request)
        transport = request.transport
        assert transport is not None, "a prepared websocket has a connection"
        await self._attend(Client(self._house, socket, viewer, _after(request), transport.abort))
        return socket

    async def _say_goodbye(self, application: web.Application) -> None:
        await asyncio.gather(*(client.leave() for client in self.clients), return_exceptions=True)

    async def _attend(self, client: Client) -> None:
        self.clients.add(client)
        try:
            await client.serve()
        finally:
            self.clients.discard(client)


def _static(name: str) -> web.Response:
    kind = TYPES[Path(name).suffix]
    headers = {"Cache-Control": "no-cache"}
    return web.Response(body=_read(name), content_type=kind, charset="utf-8", headers=headers)


def _with_pass(request: web.Request, response: web.Response) -> web.Response:
    """The response, with the cookie that makes a browser one viewer if it has none yet."""
    if VIEWER.fullmatch(request.cookies.get(COOKIE, "")) is None:
        response.set_cookie(COOKIE, new_pass(), max_age=COOKIE_SECONDS, httponly=True, samesite="Lax")
    return response


def _picture(request: web.Request, png: bytes, tag: str) -> web.Response:
    headers = {"ETag": f'"{tag}"', "Cache-Control": "no-cache"}
    if any(etag.value == tag for etag in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    return web.Response(body=png, content_type="image/png", headers=headers)


def _after(request: web.Request) -> int:
    """The number of the last entry that a returning browser has seen; zero for a new one."""
    given = request.query.get("after", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 16 else 0


@cache
def _read(name: str) -> bytes:
    return (STATIC / name).read_bytes()
