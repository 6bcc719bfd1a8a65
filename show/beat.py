"""A beat: the smallest thing the audience notices, and one transaction of the log."""

from __future__ import annotations

from show.episode import BEAT_MS, BeatKind
from show.events import AnyEvent, Entry, linked
from show.lines import Gate
from show.memory import memories_of
from show.ports import Memory
from show.state import State, fold


class Beat:
    """Collects the events of one beat. Each is folded at once, so that the next one sees its effect.

    Every event passes the gate here, whoever made it; there is no other way into the log.
    """

    def __init__(self, state: State, gate: Gate, kind: BeatKind, tick: int | None = None) -> None:
        self.kind = kind
        self.entries: list[Entry] = []
        self.memories: list[Memory] = []
        self._state = state
        self._gate = gate
        self._number = state.beat + 1
        self._tick = state.tick if tick is None else tick
        self._at = state.at + BEAT_MS[kind]

    def emit(self, event: AnyEvent, caused_by: int | None = None) -> int:
        """Add an event and return its number in the log."""
        event = self._gate.passed(event)
        state = self._state
        entry = linked(
            state.head,
            event,
            seq=state.seq + 1,
            beat=self._number,
            tick=self._tick,
            at=self._at,
            caused_by=caused_by,
        )
        fold(state, entry)
        self.entries.append(entry)
        self.memories += memories_of(event, self._tick)
        return entry.seq
