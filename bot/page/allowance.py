"""How much one connection may ask for: a few at once, then one at a time."""

from __future__ import annotations

from collections.abc import Callable


class Allowance:
    """A bucket of `burst` tokens that fills by `each_second`. The clock counts seconds from anywhere."""

    def __init__(self, burst: int, each_second: float, clock: Callable[[], float]) -> None:
        self._burst = burst
        self._each_second = each_second
        self._clock = clock
        self._tokens = float(burst)
        self._then = clock()

    def spend(self) -> bool:
        """Take one token; False if there is none."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._then) * self._each_second)
        self._then = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
