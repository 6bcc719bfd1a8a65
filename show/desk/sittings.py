"""Sittings: the desk sits over the first close of a show and every third after it, and its view stands until
the next is heard.

A rule of the show, not of the machine: logs do not depend on how fast anything computes. What the desk does
now and then is therefore counted in sittings; horizons, being the market's own, are told in bars and ticks.
"""

from __future__ import annotations

SITTING_TICKS = 3
"""From one sitting to the next. The desk computes for as long as that, and is heard when the next begins."""


def sits(tick: int) -> bool:
    """Return whether the desk sits over a tick's close."""
    return tick == tick_of(sitting(tick))


def sitting(tick: int) -> int:
    """Return the number of the sitting over a tick's close, or of the last one before it; the first is 1."""
    return -(-tick // SITTING_TICKS)


def tick_of(sitting: int) -> int:
    """Return the tick whose close a sitting is over."""
    return SITTING_TICKS * (sitting - 1) + 1


def sittings(ticks: int) -> int:
    """Return after how many sittings a stretch of ticks has passed, at least one."""
    return max(1, -(-ticks // SITTING_TICKS))
