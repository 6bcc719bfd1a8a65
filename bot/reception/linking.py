"""Linking: a code that is shown to one account and typed by another proves that both are one person's."""

from __future__ import annotations

import secrets
from collections import OrderedDict

from bot.clock import Clock

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that look like each other."""
LENGTH = 6
SECONDS = 600.0
MOST = 5000


class Codes:
    """The codes that were given out. Each is good once, for ten minutes, and for one account at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: OrderedDict[str, tuple[str, float]] = OrderedDict()

    def give(self, viewer: str) -> str:
        """Return a new code for a viewer; the one before it is worth nothing any more."""
        for code in [code for code, (who, _) in self._given.items() if who == viewer]:
            del self._given[code]
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        self._given[code] = viewer, self._clock.now() + SECONDS
        while len(self._given) > MOST:
            self._given.popitem(last=False)
        return code

    def owner(self, typed: str) -> str | None:
        """Return whose code was typed, if it is still good."""
        viewer, until = self._given.get(typed.strip().upper(), ("", 0.0))
        return viewer if viewer and self._clock.now() < until else None

    def spend(self, typed: str) -> None:
        """Take a code back: it was used."""
        self._given.pop(typed.strip().upper(), None)
