"""A sliding window: how many of something there may be in how many seconds."""

from __future__ import annotations

from collections import deque


class Window:
    """At most `limit` in any `seconds`, counted from when each was over: whatever the way took, it holds."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._limit = limit
        self._seconds = seconds
        self._spent: deque[float] = deque()
        self._open = 0

    def wait(self, now: float) -> float:
        """Return the seconds until one more is allowed; a moment if others are still on their way."""
        while self._spent and self._spent[0] <= now - self._seconds:
            self._spent.popleft()
        if len(self._spent) + self._open < self._limit:
            return 0.0
        return self._spent[0] + self._seconds - now if self._spent else self._seconds / self._limit

    def begin(self) -> None:
        """Count one that is on its way."""
        self._open += 1

    def end(self, now: float) -> None:
        """Count one that has arrived."""
        self._open -= 1
        self._spent.append(now)
