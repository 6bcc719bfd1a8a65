"""EventSub: websockets with welcome, keepalive and reconnect, subscriptions, conduits, and what is told."""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections.abc import Callable

from aiohttp import WSCloseCode, web

from tests.fake_twitch.world import Json, stamp

KEEPALIVE = 4.0


class EventSub:
    """`told` counts what was handed to a socket, by kind."""

    def __init__(self) -> None:
        self.sockets: dict[str, web.WebSocketResponse] = {}
        self.subscriptions: dict[str, Json] = {}
        self.conduits: dict[str, Json] = {}
        self.welcomes = 0
        self.address = ""
        self.closed = False
        self.on_close: Callable[[str], None] = lambda session: None
        self.welcoming = asyncio.Event()
        """Cleared, it lets whoever moves wait for the welcome, as a busy Twitch does."""
        self.welcoming.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        if self.closed:
            return web.Response(status=503)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if "moved" in request.query:
            await self.welcoming.wait()
        session = request.query.get("moved") or uuid.uuid4().hex
        fresh = f"{session}-moved" if "moved" in request.query else session
        self.sockets[fresh] = socket
        self.welcomes += 1
        await self._welcome(socket, fresh)
        if "moved" in request.query:
            self._move(session, fresh)
        alive = asyncio.create_task(self._keep_alive(socket))
        try:
            async for _ in socket:
                await socket.close(code=4001, message=b"sent inbound traffic")
        finally:
            alive.cancel()
            await asyncio.gather(alive, return_exceptions=True)
            self.sockets.pop(fresh, None)
            self._forget(fresh)
        return socket

    async def _welcome(self, socket: web.WebSocketResponse, session: str) -> None:
        about = {
            "id": session, "status": "connected", "connected_at": stamp(), "keepalive_timeout_seconds": 10,
            "reconnect_url": None,
        }  # fmt: skip
        await socket.send_str(json.dumps(frame("session_welcome", {"session": about})))

    async def _keep_alive(self, socket: web.WebSocketResponse) -> None:
        while not socket.closed:
            await asyncio.sleep(KEEPALIVE)
            await socket.send_str(json.dumps(frame("session_keepalive", {})))

    def _move(self, old: str, new: str) -> None:
        for one in self.subscriptions.values():
            if one["transport"].get("session_id") == old:
                one["transport"]["session_id"] = new

    def _forget(self, session: str) -> None:
        gone = [
            key for key, one in self.subscriptions.items() if one["transport"].get("session_id") == session
        ]
        for key in gone:
            del self.subscriptions[key]

    def listeners(self, kind: str) -> list[tuple[Json, web.WebSocketResponse]]:
        found = []
        for one in self.subscriptions.values():
            session = one["transport"].get("session_id") or self._shard(one["transport"].get("conduit_id"))
            if one["type"] == kind and session in self.sockets:
                found.append((one, self.sockets[session]))
        return found

    def _shard(self, conduit: str | None) -> str:
        shards = self.conduits.get(conduit or "", {}).get("shards", {})
        return next((one for one in shards.values() if one in self.sockets), "")

    async def tell(self, kind: str, event: Json, *, times: int = 1, message: str = "") -> int:
        """Tell everybody who listens, as often as asked, with one message id; return to how many."""
        about = {"subscription_type": kind, "subscription_version": "1"}
        told = 0
        for subscription, socket in self.listeners(kind):
            made = frame("notification", {"subscription": subscription, "event": event}, **about)
            made["metadata"]["message_id"] = message or made["metadata"]["message_id"]
            for _ in range(times):
                await socket.send_str(json.dumps(made))
                told += 1
        return told

    async def revoke(self, user_type: str, why: str = "authorization_revoked") -> None:
        """Take a subscription away."""
        for key, one in list(self.subscriptions.items()):
            if one["type"] == user_type:
                gone = {**one, "status": why}
                socket = self.sockets.get(one["transport"].get("session_id", ""))
                del self.subscriptions[key]
                if socket is not None:
                    made = frame("revocation", {"subscription": gone}, subscription_type=user_type)
                    await socket.send_str(json.dumps(made))

    async def ask_to_reconnect(self) -> None:
        """Ask every socket to move to another address, as Twitch does before it restarts a server."""
        for session, socket in list(self.sockets.items()):
            about = {
                "id": session, "status": "reconnecting", "connected_at": stamp(),
                "keepalive_timeout_seconds": None, "reconnect_url": f"{self.address}?moved={session}",
            }  # fmt: skip
            await socket.send_str(json.dumps(frame("session_reconnect", {"session": about})))

    async def drop(self) -> None:
        """Cut every socket."""
        for socket in list(self.sockets.values()):
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def close(self) -> None:
        self.closed = True
        for socket in list(self.sockets.values()):
            with contextlib.suppress(ConnectionError):
                await socket.close()

    def subscribe(self, body: Json) -> tuple[int, Json]:
        """Take a subscription; return the status and what is answered."""
        transport = body["transport"]
        session = transport.get("session_id")
        if transport["method"] == "websocket" and session not in self.sockets:
            return 400, {"message": "websocket transport session does not exist or has already disconnected"}
        for one in self.subscriptions.values():
            if all(one[key] == body[key] for key in ("type", "condition", "transport")):
                return 409, {"message": f"subscription already exists id={one['id']}"}
        made = {"id": str(uuid.uuid4()), "status": "enabled", "cost": 0, "created_at": stamp(), **body}
        self.subscriptions[made["id"]] = made
        count = len(self.subscriptions)
        return 202, {"data": [made], "total": count, "total_cost": 0, "max_total_cost": 10}


def frame(kind: str, payload: Json, **about: str) -> Json:
    metadata = {"message_id": str(uuid.uuid4()), "message_type": kind, "message_timestamp": stamp(), **about}
    return {"metadata": metadata, "payload": payload}
