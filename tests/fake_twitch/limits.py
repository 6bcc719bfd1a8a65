"""Twitch's limits on chat, counted in sliding windows: the strictest reading of them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable

VIEWERS, MODERATORS = (20, 30.0), (100, 30.0)
ONE_A_SECOND = (1, 1.0)
SAME_TEXT = 30.0
HELIX = (800, 60.0)


class Limits:
    """Counts, and says no. `exceeded` holds every refusal: a polite client leaves it empty."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.exceeded: list[str] = []
        self.most = 0
        """The most messages there were in any 30 seconds."""
        self._hits: dict[str, deque[float]] = defaultdict(deque)
        self._texts: dict[str, float] = {}

    def over(self, name: str, limit: int, seconds: float) -> bool:
        """Count one, or note that it is one too many."""
        now, hits = self.clock(), self._hits[name]
        while hits and hits[0] <= now - seconds:
            hits.popleft()
        if len(hits) >= limit:
            self.exceeded.append(name)
            return True
        hits.append(now)
        return False

    def chat(self, moderator: bool, text: str) -> str:
        """Return why a message is not shown; empty if it is."""
        if self.over("moderator chat" if moderator else "chat", *(MODERATORS if moderator else VIEWERS)):
            return "msg_ratelimit"
        self.most = max(self.most, len(self._hits["moderator chat" if moderator else "chat"]))
        if moderator:
            return ""
        if self.over("chat a second", *ONE_A_SECOND):
            return "msg_ratelimit"
        now = self.clock()
        if now - self._texts.get(text, float("-inf")) < SAME_TEXT:
            self.exceeded.append(f"the same text: {text}")
            return "msg_duplicate"
        self._texts[text] = now
        return ""
