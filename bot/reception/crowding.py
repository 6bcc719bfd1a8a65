"""Crowding: how often one person may ask, so that nobody keeps the floor from the others."""

from __future__ import annotations

from collections import OrderedDict, deque

from bot.clock import Clock

MOST, SECONDS = 6, 10.0
PEOPLE = 4096


class Crowding:
    """Remembers when each person asked last."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, viewer: str) -> float:
        """Count a request, or return the seconds until the next one is welcome."""
        now = self._clock.now()
        asked = self._asked.setdefault(viewer, deque())
        self._asked.move_to_end(viewer)
        while len(self._asked) > PEOPLE:
            self._asked.popitem(last=False)
        while asked and asked[0] <= now - SECONDS:
            asked.popleft()
        if len(asked) >= MOST:
            return max(1.0, asked[0] + SECONDS - now)
        asked.append(now)
        return 0.0
