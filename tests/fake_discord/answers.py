"""Answers as Discord gives them: JSON with exactly its content type, errors with its codes."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

Json = dict[str, Any]

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE = 10003, 10004, 10008
UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION = 10015, 10062
TOO_MANY_WEBHOOKS, OLD_EDITS, NO_ACCESS, NO_PERMISSION, BAD_FORM = 30007, 30046, 50001, 50013, 50035


class Refusal(Exception):
    """A request that Discord refuses."""

    def __init__(self, status: int, code: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers

    def response(self, headers: dict[str, str]) -> web.Response:
        return answer({"code": self.code, "message": self.message}, self.status, {**headers, **self.headers})


def answer(data: Any = None, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Return JSON. A content type with a charset would be taken for plain text; the real one sends none."""
    if status == 204:
        return web.Response(status=204, headers=headers)
    body = json.dumps(data).encode()
    return web.Response(body=body, content_type="application/json", status=status, headers=headers)


def invalid(where: str, why: str) -> Refusal:
    return Refusal(400, BAD_FORM, f"Invalid Form Body: {where}: {why}")
