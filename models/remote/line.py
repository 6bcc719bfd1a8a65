"""The line to one server: its connections, its key, and a question turned into an answer or a fault."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from models.remote.address import Address
from models.remote.faults import refusal, shown
from models.remote.stream import Said, body_of, read
from show.ports import MindError, MindLate

LOG = logging.getLogger("wallstreet.remote")

CONNECT_SECONDS = 5.0
CONNECTIONS = 4  # four traders, and no more than one question each


class Line:
    """Talks to one server. `gap`: how many seconds it may be silent, before the first word and after."""

    def __init__(self, address: Address, key: str, gap: float) -> None:
        self._address = address
        self._key = key
        self._gap = gap
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.AsyncClient(
            headers=headers,
            timeout=httpx.Timeout(gap, connect=CONNECT_SECONDS),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
        )

    async def ask(self, body: Mapping[str, Any], label: str) -> Said:
        """Return what the server answers.

        Raises:
            MindError: it does not answer, or what it sends is no answer; the message says which.
        """
        request = self._client.build_request(
            "POST", f"{self._address.base}/chat/completions", json=dict(body)
        )
        response = await self._send(request, label)
        try:
            await self._check(response, label)
            return await read(response, label, self._gap)
        except httpx.TransportError as error:
            raise self._broken(error, label) from error
        finally:
            await response.aclose()

    async def models(self, label: str) -> list[str]:
        """Return the names of the models that the server lists; empty when it lists none.

        Raises:
            MindError: it does not answer, or refuses.
        """
        response = await self._send(self._client.build_request("GET", f"{self._address.base}/models"), label)
        try:
            if response.status_code == 404:
                return []
            await self._check(response, label)
            await response.aread()
            rows = response.json().get("data") or []
            return [str(row["id"]) for row in rows]
        except (ValueError, LookupError, TypeError, AttributeError):
            return []
        except httpx.TransportError as error:
            raise self._broken(error, label) from error
        finally:
            await response.aclose()

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _send(self, request: httpx.Request, label: str) -> httpx.Response:
        try:
            return await self._client.send(request, stream=True)
        except httpx.TransportError as error:
            raise self._broken(error, label) from error

    async def _check(self, response: httpx.Response, label: str) -> None:
        if response.status_code == 200:
            return
        body = await body_of(response, label, self._gap)
        LOG.warning("%s answered %d: %s", self._address.base, response.status_code, shown(body, self._key))
        raise refusal(label, response.status_code, response.headers, body, datetime.now(UTC))

    def _broken(self, error: httpx.TransportError, label: str) -> MindError:
        LOG.warning("%s: %s %s", self._address.base, type(error).__name__, shown(str(error), self._key))
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return MindError(f"The server of {label!r} cannot be reached. Is it running?")
        if isinstance(error, httpx.TimeoutException):
            return MindLate(f"The server of {label!r} was silent for {self._gap:g} s.")
        return MindError(f"The connection to the server of {label!r} broke off.")
