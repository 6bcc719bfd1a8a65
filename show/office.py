"""The office: who stands where, and who heard what. Hearing is by room, at the moment a line is said."""

from __future__ import annotations

from dataclasses import dataclass, field

from show.cast import home
from show.events import LineSpoken, TraderMoved
from show.words import ROOMS, TRADERS, Room, TraderId

STALE_TICKS = 6
"""A line older than this is no longer answered; talk that lingers for ever was a fault of early designs."""

ROOM_LINES_KEPT = 12


@dataclass(slots=True)
class Heard:
    """A line as one listener heard it."""

    speaker: TraderId
    room: Room
    text: str
    tick: int


@dataclass(slots=True)
class Office:
    """Places of the four, the last line each heard from each other, and each room's transcript."""

    places: dict[TraderId, Room] = field(default_factory=lambda: {who: home(who) for who in TRADERS})
    heard: dict[TraderId, dict[TraderId, Heard]] = field(default_factory=lambda: {who: {} for who in TRADERS})
    transcript: dict[Room, list[Heard]] = field(default_factory=lambda: {room: [] for room in ROOMS})

    def room_of(self, trader: TraderId) -> Room:
        """Return where a trader stands."""
        return self.places[trader]

    def present(self, room: Room) -> tuple[TraderId, ...]:
        """Return who stands in a room, in the order of the cast."""
        return tuple(who for who in TRADERS if self.places[who] == room)

    def others(self, trader: TraderId) -> tuple[TraderId, ...]:
        """Return who else stands in the trader's room, and so hears what the trader says."""
        return tuple(who for who in self.present(self.places[trader]) if who != trader)

    def last_heard(self, listener: TraderId, speaker: TraderId, tick: int) -> Heard | None:
        """Return the last line heard from the speaker in the room where both stand, if still fresh."""
        line = self.heard[listener].get(speaker)
        if line is None or line.room != self.places[listener] or tick - line.tick > STALE_TICKS:
            return None
        return line

    def say(self, event: LineSpoken, tick: int) -> None:
        """Fold a line: it reaches those it was heard by, and the room's transcript."""
        line = Heard(event.trader, event.room, event.text, tick)
        for listener in event.heard_by:
            self.heard[listener][event.trader] = line
        lines = self.transcript[event.room]
        lines.append(line)
        del lines[:-ROOM_LINES_KEPT]

    def walk(self, event: TraderMoved) -> None:
        """Fold a walk."""
        self.places[event.trader] = event.room
