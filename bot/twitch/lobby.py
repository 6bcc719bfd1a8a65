"""The lobby: raids and subscribers are counted here, and now and then the traders notice."""

from __future__ import annotations

from collections import Counter

from show.audience.arrivals import REST_TICKS
from show.audience.intents import Intent
from show.events import Entry, IntentAccepted, IntentRefused, TickEnded
from show.ports import Inbox

VIEWER = "twitch:lobby"
KINDS = ("raid", "gifts", "patrons")
MOST = 9_999_999


class Lobby:
    """Counts who came. Names never come in."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._came: Counter[str] = Counter()
        self._told: tuple[int, str, int] | None = None
        self._rest = 0

    def came(self, kind: str, count: int) -> None:
        """Count arrivals."""
        self._came[kind] += max(0, count)

    async def hear(self, entry: Entry) -> None:
        """Tell the floor of them between two ticks, and again later if it had no time."""
        event = entry.event
        if isinstance(event, IntentAccepted | IntentRefused) and event.viewer == VIEWER:
            self._answered(event)
        if isinstance(event, TickEnded):
            self._rest -= 1
            if self._told is None and self._rest <= 0:
                await self._tell()

    def _answered(self, event: IntentAccepted | IntentRefused) -> None:
        told, self._told = self._told, None
        self._rest = REST_TICKS
        if told is not None and told[0] == event.intent and isinstance(event, IntentRefused):
            self._came[told[1]] += told[2]

    async def _tell(self) -> None:
        kind = next((kind for kind in KINDS if self._came[kind]), None)
        if kind is None:
            return
        count = min(self._came.pop(kind), MOST)
        number = await self._inbox.put(Intent(viewer=VIEWER, what="arrival", text=f"{kind} {count}"))
        self._told = number, kind, count
