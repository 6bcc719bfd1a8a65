"""The press: what the page has to say now, written once and read by every client at its own speed."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bot.page.sheet import line_of, sheet
from bot.transcript.line import Line
from bot.transcript.reporter import Reporter
from show.audience.chaos import ChaosRules
from show.events import Entry, LineSpoken, ShowPanicked
from show.state import State
from show.words import ROOMS

LINES_KEPT = 240
"""About ten minutes: what a late comer is shown, and how far behind a client may fall without a gap."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as JSON, with its number in the log."""

    seq: int
    text: str


class Press:
    """The last lines, and the newest sheet. `words` describes the picture of a state."""

    def __init__(self, chaos: ChaosRules, words: Callable[[State], str]) -> None:
        self._chaos = chaos
        self._words = words
        self._reporter = Reporter()
        self._lines: deque[Printed] = deque(maxlen=LINES_KEPT)
        self._state: State | None = None
        self._begins = 0
        """Who has not seen the log up to here has missed lines that are not kept."""
        self._sheet = ""
        self._sheet_seq = -1

    @property
    def state(self) -> State | None:
        """Return the state as it is now, or None before the first entry."""
        return self._state

    @property
    def seq(self) -> int:
        """Return the number of the newest entry; a client that has seen it has seen all."""
        return self._state.seq if self._state is not None else 0

    def print(self, entry: Entry, state: State) -> None:
        """Take an entry in."""
        if self._state is None:
            self._recall(state, entry)
            self._begins = entry.seq - 1
        if isinstance(entry.event, ShowPanicked):
            self._forget(entry.seq)
        self._state = state
        line = self._reporter.report(entry, state)
        if line is not None and not line.quiet:
            self._keep(line)

    def _recall(self, state: State, entry: Entry) -> None:
        """Fill the transcript from the rooms' own memory: the page may start in the middle of a night."""
        said = [(heard, room) for room in ROOMS for heard in state.office.transcript[room]]
        said.sort(key=lambda pair: pair[0].tick)
        if isinstance(entry.event, LineSpoken):
            said.remove((state.office.transcript[entry.event.room][-1], entry.event.room))
        for number, (heard, room) in enumerate(said, entry.seq - len(said)):
            self._keep(Line(number, heard.tick, "speech", heard.text, heard.speaker, room))

    def _forget(self, seq: int) -> None:
        """Whatever was so bad is gone from every browser, and no late comer is shown it."""
        self._lines.clear()
        self._begins = seq

    def _keep(self, line: Line) -> None:
        if len(self._lines) == LINES_KEPT:
            self._begins = self._lines[0].seq
        self._lines.append(Printed(line.seq, json.dumps(line_of(line))))

    def lines_after(self, seq: int) -> str | None:
        """Return the lines after an entry as a message, or None if there are none.

        `fresh` tells the client to begin with an empty page: it has seen another log, or too little of this.
        """
        fresh = seq > self.seq or seq < self._begins
        lines = [line.text for line in self._lines if fresh or line.seq > seq]
        if not lines:
            return None
        return f'{{"type":"lines","fresh":{str(fresh).lower()},"seq":{self.seq},"lines":[{",".join(lines)}]}}'

    def sheet(self) -> str:
        """Return the sheet as a message; empty before the first entry."""
        if self._state is None or not self._state.board.quotes:
            return ""
        if self._sheet_seq != self._state.seq:
            self._sheet = json.dumps(sheet(self._state, self._chaos, self._words(self._state)))
            self._sheet_seq = self._state.seq
        return self._sheet
