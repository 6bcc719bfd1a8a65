"""The gateway: hello, identify, resume, dispatch; and the ways it breaks."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.fake_discord.answers import Json
from tests.fake_discord.world import BOT, MESSAGE_CONTENT, World, user

INTENT_CONTENT = 1 << 15
PRIVILEGED = (1 << 1) | (1 << 8) | INTENT_CONTENT
WRONG_TOKEN, FORBIDDEN_INTENTS, INVALID_SEQUENCE = 4004, 4014, 4007


class Gateway:
    """All open sockets. Events are kept, so that a resume replays what was missed."""

    def __init__(self, world: World, tokens: set[str]) -> None:
        self.world, self.tokens = world, tokens
        self.address = ""
        self.sockets: list[web.WebSocketResponse] = []
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.open = True
        self._sent: list[tuple[int, str, Any]] = []

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if not self.open:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}})
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    break
                await self._hear(socket, json.loads(frame.data))
        finally:
            self._forget(socket)
        return socket

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self.sockets:
            self.sockets.remove(socket)

    async def _hear(self, socket: web.WebSocketResponse, frame: Json) -> None:
        match frame["op"]:
            case 1:
                await socket.send_json({"op": 11})
            case 2:
                await self._identify(socket, frame["d"])
            case 6:
                await self._resume(socket, frame["d"])
            case _:
                pass

    async def _identify(self, socket: web.WebSocketResponse, given: Json) -> None:
        self.identifies.append(given)
        if given["token"] not in self.tokens:
            await socket.close(code=WRONG_TOKEN, message=b"Authentication failed.")
            return
        allowed = INTENT_CONTENT if self.world.flags & MESSAGE_CONTENT else 0
        if given["intents"] & PRIVILEGED & ~allowed:
            await socket.close(code=FORBIDDEN_INTENTS, message=b"Disallowed intent(s).")
            return
        self.sockets.append(socket)
        guilds = [{"id": guild.id, "unavailable": True} for guild in self.world.guilds.values()]
        ready = {
            "v": 10, "user": user(BOT, "show-bot", True), "session_id": "s1", "guilds": guilds,
            "resume_gateway_url": self.address, "application": {"id": BOT, "flags": self.world.flags},
        }  # fmt: skip
        await self.dispatch("READY", ready)
        for guild in self.world.guilds.values():
            if guild.available:
                await self.dispatch("GUILD_CREATE", guild.body())

    async def _resume(self, socket: web.WebSocketResponse, given: Json) -> None:
        self.resumes.append(given)
        self.sockets.append(socket)
        for number, kind, data in [sent for sent in self._sent if sent[0] > (given["seq"] or 0)]:
            await socket.send_json({"op": 0, "t": kind, "s": number, "d": data})
        await socket.send_json({"op": 0, "t": "RESUMED", "s": len(self._sent), "d": {}})

    async def dispatch(self, kind: str, data: Any) -> None:
        """Send an event to everyone; whoever has lost the connection gets it with the resume."""
        self._sent.append((len(self._sent) + 1, kind, data))
        for socket in list(self.sockets):
            try:
                await socket.send_json({"op": 0, "t": kind, "s": len(self._sent), "d": data})
            except ConnectionError:
                self._forget(socket)

    async def ask_to_reconnect(self) -> None:
        """Send opcode 7."""
        for socket in list(self.sockets):
            self._forget(socket)
            await socket.send_json({"op": 7, "d": None})

    async def invalidate(self) -> None:
        """Send opcode 9: the session is gone."""
        for socket in list(self.sockets):
            self._forget(socket)
            await socket.send_json({"op": 9, "d": False})

    async def drop(self) -> None:
        """Cut every socket without a word."""
        for socket in list(self.sockets):
            self._forget(socket)
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()

    async def close(self, code: int = WSCloseCode.GOING_AWAY) -> None:
        for socket in list(self.sockets):
            self._forget(socket)
            await socket.close(code=code)
