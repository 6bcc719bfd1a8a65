"""What can go wrong between the show and Twitch, as errors whose texts hold no secret."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from twitchio import HTTPException, MessageRejectedError, TwitchioException

from bot.plain import one_line
from bot.twitch.secrecy import redacted

PATIENCE = 20.0
"""Seconds for one request; the library itself would wait five minutes."""


class TwitchTrouble(Exception):
    """Twitch did not do what it was asked. `status` is that of its answer, 0 if there was none."""

    def __init__(self, sentence: str, status: int = 0, *, again: bool = False) -> None:
        super().__init__(sentence)
        self.status = status
        self.again = again
        """Whether it was surely not done, and asking once more may help."""


class Dropped(TwitchTrouble):
    """Twitch took a chat message and showed it to nobody; `code` is its reason."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Twitch dropped a message ({code}).", 200)
        self.code = code


class Refused(Exception):
    """Twitch will not have the show at all, until the owner does what the sentence says."""


@asynccontextmanager
async def asking(what: str) -> AsyncIterator[None]:
    """Turn whatever the library raises in the block into `TwitchTrouble`; `what` names the request.

    Nothing is chained: the library's own texts hold addresses, and these hold tokens.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except MessageRejectedError as error:
        raise Dropped(one_line(str(error.code), 40)) from None
    except HTTPException as error:
        said = one_line(redacted(str(error.extra.get("message", ""))), 200)
        again = error.status in (429, 503)
        raise TwitchTrouble(
            f"{what}: Twitch answers {error.status} ({said}).", error.status, again=again
        ) from None
    except (TwitchioException, aiohttp.ClientError, OSError, TimeoutError) as error:
        again = isinstance(error, aiohttp.ClientConnectorError)  # nobody was there to do anything
        raise TwitchTrouble(
            f"{what}: Twitch cannot be reached ({type(error).__name__}).", again=again
        ) from None
