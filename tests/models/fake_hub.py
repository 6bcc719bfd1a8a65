"""A hub on loopback that sends a file, or fails at it in every way a test wants."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class FakeHub:
    """Holds one file. `faults` are done one for each GET: see `_Handler._serve`."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.faults: list[str] = []
        self.status = 0
        self.html = False
        self.said_size: int | None = len(content)
        self.said_sum = hashlib.sha256(content).hexdigest()
        self.ranges: list[str] = []
        self.tokens: list[tuple[str, str]] = []
        self.address = self.content_at = ""

    @contextmanager
    def serving(self) -> Iterator[FakeHub]:
        """Listen on a free port of this machine."""
        handler = type("Handler", (_Handler,), {"hub": self})
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
            self.address = f"http://127.0.0.1:{server.server_port}"
            yield self
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: FakeHub

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_HEAD(self) -> None:
        """Tell what the file is, and send on to where it lies."""
        self._answer()

    def do_GET(self) -> None:
        """Send the file, or do the next fault."""
        self._answer()

    def _answer(self) -> None:
        self.hub.tokens.append((self.path, self.headers.get("Authorization", "")))
        if self.hub.status:
            self._head(self.hub.status, {"Content-Length": "0"})
        elif self.hub.html:
            self._body(b"<html>Please log in.</html>", {"Content-Type": "text/html"})
        elif "/resolve/" in self.path:
            self._send_on()
        elif self.command == "HEAD":
            self._head(200, {"Content-Length": str(len(self.hub.content))})
        else:
            self._serve(self.hub.faults.pop(0) if self.hub.faults else "")

    def _send_on(self) -> None:
        headers = {
            "Location": f"{self.hub.content_at}/content",
            "Content-Length": "0",
            "X-Linked-ETag": f'"{self.hub.said_sum}"',
        }
        if self.hub.said_size is not None:
            headers["X-Linked-Size"] = str(self.hub.said_size)
        self._head(302, headers)

    def _serve(self, fault: str) -> None:
        asked = self.headers.get("Range", "")
        self.hub.ranges.append(asked)
        start = int(re.findall(r"\d+", asked)[0]) if asked and fault != "no ranges" else 0
        rest = self.hub.content[start:]
        if fault == "busy":
            self._head(503, {"Content-Length": "0"})
        elif fault == "page":
            self._body(b"<!doctype html>" + bytes(100), {"Content-Type": "binary/octet-stream"})
        elif fault == "more":
            self._body(rest + b"more", {})
        elif fault == "other":
            self._body(bytes(len(rest)), {})
        else:
            ranged = {"Content-Range": f"bytes {start}-{len(self.hub.content) - 1}/{len(self.hub.content)}"}
            self._head(206 if start else 200, {"Content-Length": str(len(rest)), **(ranged if start else {})})
            self.wfile.write(rest[: len(rest) // 2] if fault == "drop" else rest)
            self.close_connection = fault == "drop"

    def _body(self, body: bytes, headers: dict[str, str]) -> None:
        self._head(200, {"Content-Length": str(len(body)), **headers})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
