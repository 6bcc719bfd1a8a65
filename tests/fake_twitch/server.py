"""The server: puts the parts on a port of this machine, and breaks as it is told."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from tests.fake_twitch import payloads
from tests.fake_twitch.eventsub import EventSub
from tests.fake_twitch.helix import PATH, Helix
from tests.fake_twitch.limits import Limits
from tests.fake_twitch.oauth import OAuth
from tests.fake_twitch.world import OWNER, VIEWER, Json, World


@dataclass
class Fault:
    """What goes wrong with the next `times` requests to a path."""

    path: str
    status: int
    times: int = 1


class FakeTwitch:
    """The whole server."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.world = World(clock)
        self.limits = Limits(clock)
        self.eventsub = EventSub()
        self.oauth = OAuth(self.world)
        self.helix = Helix(self.world, self.eventsub, self.limits)
        self.helix.after_chat = self._echo
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, str]] = []
        self.down = False
        self.working = 0
        self.base = ""
        self._echoes: set[asyncio.Task[int]] = set()

    @property
    def addresses(self) -> dict[str, str]:
        """Return the settings that point the show here."""
        return {
            "twitch_api": f"{self.base}/helix", "twitch_oauth": self.base,
            "twitch_eventsub": f"{self.base.replace('http', 'ws', 1)}/ws",
        }  # fmt: skip

    def count(self, method: str, path: str) -> int:
        return self.calls.count((method, path))

    # --- people

    async def say(
        self, text: str, user: str = VIEWER, *, badges: tuple[str, ...] = (), times: int = 1,
        source: str = "", number: str = "",
    ) -> str:  # fmt: skip
        """Write a chat message as a person does; return its id."""
        number = number or self.world.number("message")
        event = payloads.message(self.world, text, user, number, badges, source)
        assert await self.eventsub.tell("channel.chat.message", event, times=times), "nobody reads the chat"
        return number

    async def delete(self, number: str, user: str = VIEWER) -> None:
        await self.eventsub.tell("channel.chat.message_delete", payloads.deleted(self.world, user, number))

    async def clear(self, user: str = VIEWER) -> None:
        await self.eventsub.tell("channel.chat.clear_user_messages", payloads.cleared(self.world, user))

    async def redeem(self, user: str = VIEWER, *, times: int = 1) -> Json:
        """Buy the first reward there is."""
        one = {
            "id": self.world.number("redemption"), "reward_id": self.world.rewards[0]["id"], "user_id": user,
            "user_login": self.world.login(user), "status": "UNFULFILLED",
        }  # fmt: skip
        self.world.redemptions.append(one)
        kind = "channel.channel_points_custom_reward_redemption.add"
        await self.eventsub.tell(kind, payloads.redemption(self.world, one), times=times)
        return one

    async def vote(self, *votes: int, over: bool = False) -> None:
        """Let the newest poll stand at these numbers."""
        poll = self.world.polls[-1]
        for choice, count in zip(poll["choices"], votes, strict=True):
            choice["votes"] = count
        poll["status"] = "COMPLETED" if over else poll["status"]
        kind = "channel.poll.end" if over else "channel.poll.progress"
        await self.eventsub.tell(kind, payloads.poll(poll))

    async def go_live(self, live: bool) -> None:
        self.world.live = live
        await self.eventsub.tell("stream.online" if live else "stream.offline", payloads.online(live))

    def _echo(self, said: Json) -> None:
        """Tell everybody, the bot too, what it has said: with its badges, as Twitch does."""
        mine = said["sender"]
        badges = (
            ("broadcaster",) if mine == OWNER else ("moderator",) if mine in self.world.moderators else ()
        )
        event = payloads.message(self.world, said["message"], mine, said["id"], badges)
        task = asyncio.create_task(self.eventsub.tell("channel.chat.message", event))
        self._echoes.add(task)
        task.add_done_callback(self._echoes.discard)

    # --- the wire

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.working += 1
        try:
            return await self._answer(request)
        finally:
            self.working -= 1

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.calls.append((request.method, request.path))
        for fault in self.faults:
            if fault.times and fault.path == request.path:
                fault.times -= 1
                return web.json_response({"status": fault.status, "message": "no"}, status=fault.status)
        if self.down:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        bearer = request.headers.get("Authorization", "").partition(" ")[2]
        body = await request.text()
        found = PATH.fullmatch(request.path)
        if found is None:
            form = {**request.query, **{key: str(value) for key, value in (await request.post()).items()}}
            return self.oauth.serve(request.method, request.path, form, bearer)
        query = {key: request.query.getall(key) for key in request.query}
        given = json.loads(body) if body and request.content_type == "application/json" else {}
        status, answer = self.helix.serve(request.method, found[1], query, given, bearer)
        return web.Response(status=status) if answer is None else web.json_response(answer, status=status)


@asynccontextmanager
async def serving(clock: Callable[[], float] = time.time, port: int = 0) -> AsyncIterator[FakeTwitch]:
    """Give a server on a free port."""
    fake = FakeTwitch(clock)
    app = web.Application()
    app.router.add_get("/ws", fake.eventsub.serve)
    app.router.add_route("*", "/{tail:.*}", fake.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    fake.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    fake.eventsub.address = fake.addresses["twitch_eventsub"]
    try:
        yield fake
    finally:
        await fake.eventsub.close()
        await asyncio.gather(*fake._echoes, return_exceptions=True)
        await runner.cleanup()
