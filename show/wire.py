"""The wire: the headlines everyone can read, newest first."""

from __future__ import annotations

from dataclasses import dataclass, field

from show.events import HeadlineBroke

HEADLINES_KEPT = 24


@dataclass(slots=True)
class Headline:
    """A headline on the wire and the tick it broke in."""

    event: HeadlineBroke
    tick: int


@dataclass(slots=True)
class Wire:
    """The newest headlines first. The order is that of the log, so ties within a tick cannot reorder it."""

    headlines: list[Headline] = field(default_factory=list)
    count: int = 0

    def carry(self, event: HeadlineBroke, tick: int) -> None:
        """Fold a headline."""
        self.count = event.headline
        self.headlines.insert(0, Headline(event, tick))
        del self.headlines[HEADLINES_KEPT:]
