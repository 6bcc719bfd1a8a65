"""The budget: how much the show may write in the chat, kept under what Twitch allows.

Twitch takes 20 messages in 30 s from an account, 100 from a moderator or the broadcaster; from others about
one a second and no text twice within 30 s. Whoever writes more is silenced for half an hour, so we count.
"""

from __future__ import annotations

from collections import OrderedDict

from bot.clock import Clock
from bot.window import Window

VIEWER, MODERATOR = (18, 30.0), (90, 30.0)
PACE, MODERATOR_PACE = 1.25, 0.3
SAME_TEXT = 31.0
EARLIER = 9
"""So many messages of a run that ended a moment ago are still in Twitch's books, as far as we know."""


class ChatBudget:
    """Says how long to wait. `moderator` is raised once Twitch shows us with the badge of one."""

    def __init__(self, clock: Clock, moderator: bool = False) -> None:
        self.moderator = moderator
        self._clock = clock
        self._viewer, self._moderator = Window(*VIEWER), Window(*MODERATOR)
        self._last = clock.now()
        for _ in range(EARLIER):
            self._viewer.begin()
            self._viewer.end(self._last)
        self._texts: OrderedDict[str, float] = OrderedDict()

    def wait(self) -> float:
        """Return the seconds until the next message may be sent."""
        now = self._clock.now()
        window = self._moderator if self.moderator else self._viewer
        pace = MODERATOR_PACE if self.moderator else PACE
        return max(0.0, self._last + pace - now, window.wait(now))

    def busy(self) -> float:
        """Return how full the chat is of the show's own words: from 0 to as many as viewers may write, 1."""
        self._forget()
        return min(1.0, len(self._texts) / VIEWER[0])

    def said_lately(self, text: str) -> bool:
        """Return whether Twitch would drop a text as a repetition."""
        self._forget()
        return text in self._texts

    def spent(self, text: str) -> None:
        """Count a message that was sent."""
        now = self._clock.now()
        for window in (self._viewer, self._moderator):
            window.begin()
            window.end(now)
        self._last = now
        self._texts[text] = now
        self._texts.move_to_end(text)

    def _forget(self) -> None:
        now = self._clock.now()
        while self._texts and next(iter(self._texts.values())) <= now - SAME_TEXT:
            self._texts.popitem(last=False)
