"""A session that asks once. The library asks again when an answer is lost, and then a line is said twice.

Here a lost answer is an error of its own, and whoever sent the message finds out whether it arrived.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp


class Unsure(Exception):
    """Nobody knows whether a request was carried out."""


class OnceSession:
    """What the library needs of an `aiohttp.ClientSession`, with `Unsure` for every lost answer."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @asynccontextmanager
    async def request(self, method: str, url: str, **given: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send a request.

        Raises:
            Unsure: there was no answer, or one that says that the server is in trouble.
        """
        given.pop("proxy", None)
        given.pop("proxy_auth", None)
        try:
            async with self._session.request(method, url, **given) as response:
                if response.status >= 500:
                    raise Unsure(f"Discord answered with status {response.status}")
                yield response
        except (aiohttp.ClientError, OSError) as error:
            # The text of the error may hold the address, and with it the webhook's token.
            raise Unsure(f"Discord could not be reached ({type(error).__name__})") from None

    def as_session(self) -> aiohttp.ClientSession:
        """Return it as what the library takes it for."""
        return cast(aiohttp.ClientSession, self)
