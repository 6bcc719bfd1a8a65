"""The airing: if the owner asks for it, the show runs while the channel streams, and waits otherwise."""

from __future__ import annotations

from collections.abc import Callable

from show.audience.intents import Intent
from show.ports import Inbox
from show.state import State

VIEWER = "twitch:stream"


class Airing:
    """Stops the clock when the stream ends. What a moderator stopped, only moderators start again."""

    def __init__(self, inbox: Inbox, state: Callable[[], State], wanted: bool) -> None:
        self._inbox, self._state, self._wanted = inbox, state, wanted

    async def live(self, now: bool) -> None:
        """Follow the stream."""
        programme = self._state().programme
        if not self._wanted:
            return
        if now and programme.paused_by == VIEWER:
            await self._ask(Intent(viewer=VIEWER, what="resume", text="The stream is on.", moderator=True))
        elif not now and not programme.paused:
            await self._ask(Intent(viewer=VIEWER, what="pause", text="The stream is off.", moderator=True))

    async def _ask(self, intent: Intent) -> None:
        await self._inbox.put(intent)
