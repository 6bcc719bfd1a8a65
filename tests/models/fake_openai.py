"""An OpenAI-compatible server on loopback, as good or as bad as a test wants it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

DECISION = {
    "trade": "Tech",
    "size": "small",
    "speech": "Tech it is.",
    "thought": "A small bite.",
    "location": "Coffee Shop",
    "mood": "calm",
}
Act = Callable[["FakeOpenAI", web.Request], Awaitable[web.StreamResponse]]


class FakeOpenAI:
    """Does the acts in order, one for each question, and the last one for ever. Notes what it was asked."""

    def __init__(self, *acts: Act, models: tuple[str, ...] = ("tiny-llm",)) -> None:
        self.acts = list(acts) or [says(DECISION)]
        self.models = models
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.came, self.left = asyncio.Event(), asyncio.Event()
        self.base = ""

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[FakeOpenAI]:
        """Listen on a free port of this machine."""
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_get("/v1/models", self._models)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0][:2]
            self.base = f"http://{host}:{port}/v1"
            yield self
        finally:
            await runner.cleanup()

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(dict(request.headers))
        self.came.set()
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
        return await act(self, request)

    async def _models(self, request: web.Request) -> web.Response:
        return web.json_response({"data": [{"id": name} for name in self.models]})


def says(decision: object, *, thoughts: str = "", before: str = "", after: str = "") -> Act:
    """Stream an answer in small pieces, with what it cost."""
    text = before + (decision if isinstance(decision, str) else json.dumps(decision)) + after

    async def act(fake: FakeOpenAI, request: web.Request) -> web.StreamResponse:
        response = await _stream(request)
        if thoughts:
            await _event(response, {"choices": [{"delta": {"reasoning_content": thoughts}}]})
        for start in range(0, len(text), 7):
            await _event(response, {"choices": [{"delta": {"content": text[start : start + 7]}}]})
        await _event(response, {"choices": [], "usage": {"prompt_tokens": 200, "completion_tokens": 40}})
        await response.write(b"data: [DONE]\n\n")
        return response

    return act


def whole(body: object, status: int = 200, kind: str = "application/json", **headers: str) -> Act:
    """Answer in one piece."""
    text = body if isinstance(body, str) else json.dumps(body)

    async def act(fake: FakeOpenAI, request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(text=text, status=status, content_type=kind, headers=named)

    return act


def message(decision: object) -> dict[str, Any]:
    """Return the body of an answer that is not streamed."""
    usage = {"prompt_tokens": 200, "completion_tokens": 40}
    return {"choices": [{"message": {"content": json.dumps(decision)}}], "usage": usage}


async def stalls(fake: FakeOpenAI, request: web.Request) -> web.StreamResponse:
    """Begin to answer and fall silent until the client goes away."""
    response = await _stream(request)
    await _event(response, {"choices": [{"delta": {"content": '{"trade":'}}]})
    try:
        await asyncio.Event().wait()
    finally:
        fake.left.set()
    return response


async def hangs_up(fake: FakeOpenAI, request: web.Request) -> web.StreamResponse:
    """Break the connection in the middle of an answer."""
    response = await _stream(request)
    await _event(response, {"choices": [{"delta": {"content": '{"trade":'}}]})
    assert request.transport is not None
    request.transport.abort()
    return response


async def babbles(fake: FakeOpenAI, request: web.Request) -> web.StreamResponse:
    """Answer without an end."""
    response = await _stream(request)
    try:
        while True:
            await _event(response, {"choices": [{"delta": {"content": "blah " * 400}}]})
    except ConnectionError:
        fake.left.set()
    return response


async def _stream(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    return response


async def _event(response: web.StreamResponse, piece: object) -> None:
    await response.write(f"data: {json.dumps(piece)}\n\n".encode())
