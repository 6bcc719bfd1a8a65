"""Reads an answer as a server streams it: server-sent events, or one piece of JSON from those that do not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from models.remote.faults import no_chat
from show.ports import MindError, MindLate, MindRubbish

LONGEST = 64_000
"""Characters of thoughts and answer together. A decision has some 400; what is longer never ends."""
LONGEST_BODY = 262_144


@dataclass
class Said:
    """What a server said: the answer, how many characters were thoughts apart from it, and its counts."""

    text: str = ""
    thoughts: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0

    def add(self, piece: dict[str, Any]) -> None:
        """Take in one event. What it lacks is left as it was; what is of a wrong kind is ignored."""
        usage = piece.get("usage")
        if isinstance(usage, dict):
            self.prompt_tokens = _count(usage.get("prompt_tokens"), self.prompt_tokens)
            self.answer_tokens = _count(usage.get("completion_tokens"), self.answer_tokens)
        choices = piece.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        part = choice.get("delta") or choice.get("message") or {}
        if not isinstance(part, dict):
            return
        for name in ("reasoning_content", "reasoning"):
            if isinstance(part.get(name), str):
                self.thoughts += len(part[name])
        if isinstance(part.get("content"), str):
            self.text += part["content"]


async def read(response: httpx.Response, label: str, gap: float) -> Said:
    """Return what the server says, once it has said it all.

    Raises:
        MindLate: nothing came for `gap` seconds.
        MindRubbish: what came is no answer of a chat, or does not end.
        MindError: it is a web page, or the server reports an error in the middle.
    """
    kind = response.headers.get("content-type", "")
    if kind.startswith("text/event-stream"):
        return await _events(response, label, gap)
    if "json" not in kind:
        raise no_chat(label, kind or "unknown")
    said = Said()
    said.add(_piece(await body_of(response, label, gap), label))
    return said


async def body_of(response: httpx.Response, label: str, gap: float) -> str:
    """Return the whole body, up to a bound."""
    parts: list[bytes] = []
    async for chunk in _in_time(response.aiter_bytes(), label, gap):
        parts.append(chunk)
        if sum(map(len, parts)) > LONGEST_BODY:
            break
    return b"".join(parts)[:LONGEST_BODY].decode("utf-8", errors="replace")


async def _events(response: httpx.Response, label: str, gap: float) -> Said:
    said = Said()
    async for line in _in_time(response.aiter_lines(), label, gap):
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            return said
        said.add(_piece(data, label))
        if len(said.text) + said.thoughts > LONGEST:
            raise MindRubbish(f"The server of {label!r} goes on and on; it was cut off.")
    if not said.text:
        raise MindError(f"The server of {label!r} hung up before it had an answer.")
    return said


async def _in_time(items: AsyncIterator[Any], label: str, gap: float) -> AsyncIterator[Any]:
    """Yield items, each within `gap` seconds of the one before."""
    while True:
        try:
            yield await asyncio.wait_for(anext(items), gap)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise MindLate(f"The server of {label!r} fell silent for {gap:g} s in its answer.") from None


def _piece(data: str, label: str) -> dict[str, Any]:
    try:
        piece = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise MindRubbish(f"The server of {label!r} sent an answer that is no JSON.") from error
    if not isinstance(piece, dict):
        raise MindRubbish(f"The server of {label!r} sent an answer of an unknown form.")
    if piece.get("error"):
        raise MindError(f"The server of {label!r} reports an error of its own in the middle of an answer.")
    return piece


def _count(found: object, before: int) -> int:
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else before
