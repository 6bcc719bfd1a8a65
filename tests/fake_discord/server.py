"""The server: puts the parts on a port of this machine, and breaks as it is told."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from tests.fake_discord.answers import Json, Refusal, answer
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.interactions import Interactions
from tests.fake_discord.limits import Limits
from tests.fake_discord.rest import ROUTES, Files, Rest, buckets, old_edit
from tests.fake_discord.world import NAMES, VIEWER, World, user

TOKEN = "bot-token-that-must-never-be-seen"
How = Literal["refuse", "answer lost", "cut after", "cut before"]


@dataclass
class Fault:
    """What goes wrong with the next `times` requests that match. "answer lost" does it and says 502."""

    method: str
    path: str
    how: How
    times: int = 1
    status: int = 503


class FakeDiscord:
    """The whole server."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.world = World(clock)
        self.limits = Limits(clock)
        self.tokens = {TOKEN}
        self.gateway = Gateway(self.world, self.tokens)
        self.interactions = Interactions(self.world, self.gateway)
        self.rest = Rest(self.world, self.gateway, self.interactions)
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, str]] = []
        self.down = False
        self.working = 0
        self.api = self.ws = ""

    def count(self, method: str, path: str) -> int:
        """Return how many requests matched."""
        return sum(1 for verb, where in self.calls if verb == method and re.fullmatch(path, where))

    async def say(self, channel: str, text: str, who: str = VIEWER) -> Json:
        """Write a message as a person does."""
        guild, _ = self.world.channel(channel)
        message = self.world.add_message(channel, user(who, NAMES[who]), content=text)
        seen = message if self.world.flags else {**message, "content": ""}
        member = {key: value for key, value in guild.member(who).items() if key != "user"}
        await self.gateway.dispatch("MESSAGE_CREATE", {**seen, "member": member})
        return message

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        self.working += 1
        try:
            return await self._answer(request, "/" + request.match_info["tail"])
        finally:
            self.working -= 1

    async def _answer(self, request: web.Request, path: str) -> web.StreamResponse:
        self.calls.append((request.method, path))
        form, files = await _read(request)
        fault = self._fault(request.method, path)
        if self.down or (fault and fault.how == "refuse"):
            return answer({"message": "no"}, fault.status if fault else 503)
        if fault and fault.how == "cut before":
            return _cut(request)
        response = await self._handled(request, path, form, files)
        if fault and fault.how == "answer lost":
            return answer({"message": "Bad Gateway"}, 502)
        return _cut(request) if fault else response

    def _fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == method and re.fullmatch(fault.path, path):
                fault.times -= 1
                return fault
        return None

    async def _handled(self, request: web.Request, path: str, form: Json, files: Files) -> web.StreamResponse:
        headers: dict[str, str] = {}
        try:
            for method, pattern, handler, kind in ROUTES:
                found = re.fullmatch(pattern, path)
                if method != request.method or not found:
                    continue
                self._check_token(request, kind, path)
                refused, headers = self.limits.check(*buckets(self.rest, kind, found.groups()))
                if refused is not None:
                    special = old_edit(self.limits.exceeded[-1])
                    return special.response({}) if special else refused
                result = handler(self.rest, form, files, request.query, *found.groups())
                await self._tell(method, path, result)
                return answer(result, 204 if result is None else 200, headers)
        except Refusal as refusal:
            return refusal.response(headers)
        return answer({"code": 0, "message": f"404: no {request.method} {path}"}, 404)

    def _check_token(self, request: web.Request, kind: str, path: str) -> None:
        if path.startswith(("/webhooks/", "/interactions/")):
            return
        if request.headers.get("Authorization", "").removeprefix("Bot ") not in self.tokens:
            raise Refusal(401, 0, "401: Unauthorized")

    async def _tell(self, method: str, path: str, result: Json) -> None:
        """Tell the gateway what was said and made; the client keeps its picture of the server by it."""
        if method == "POST" and re.fullmatch(r"/channels/\d+/messages|/webhooks/\d+/[\w-]+", path) and result:
            await self.gateway.dispatch("MESSAGE_CREATE", result)
        if method == "POST" and re.fullmatch(r"/guilds/\d+/channels", path):
            await self.gateway.dispatch("CHANNEL_CREATE", result)


async def _read(request: web.Request) -> tuple[Json, Files]:
    if request.content_type.startswith("multipart/"):
        parts = await request.post()
        files = {
            key: (part.filename, part.file.read())
            for key, part in parts.items()
            if isinstance(part, web.FileField)
        }
        form = json.loads(str(parts["payload_json"]))
        return form, files
    body = await request.read()
    return (json.loads(body) if body else {}), {}


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


@asynccontextmanager
async def serving(clock: Callable[[], float] = time.time) -> AsyncIterator[FakeDiscord]:
    """Give a server on a free port, empty but for its bot."""
    fake = FakeDiscord(clock)
    app = web.Application(client_max_size=32 << 20)
    app.router.add_get("/gateway/", fake.gateway.serve)
    app.router.add_get("/gateway", fake.gateway.serve)
    app.router.add_route("*", "/api/v10/{tail:.*}", fake._serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    fake.api, fake.ws = f"http://127.0.0.1:{port}/api/v10", f"ws://127.0.0.1:{port}/gateway"
    fake.gateway.address = fake.ws
    try:
        yield fake
    finally:
        await fake.gateway.close()
        await runner.cleanup()
