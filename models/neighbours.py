"""The neighbours: other processes that want the cores too, and how many threads a step gets beside them.

The threads of a step wait for each other a thousand times. One that shares its core with somebody holds up
all others for a slice of the scheduler's each time, so two threads on two cores are slower beside a busy
process than one thread, which has a core to itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

CROWDED = 0.75
"""The share of its time that a thread computes. Two threads on two cores have 0.94 of it by themselves and
0.4 to 0.5 beside a busy process."""
WINDOW_SECONDS = 1.0
"""How long steps are watched before they are judged: three to seven of four rows with 1.3 billion weights."""
AGAIN_SECONDS = 8.0
"""How long a thread is left out before it is tried again. A trial beside a neighbour loses half a second."""
SHORT_ROWS = 8
"""A trial begins with a step of so few rows at most: one of 256 takes seconds, or twice that if crowded."""


@dataclass
class Neighbours:
    """Says how many threads the next step gets, having been told what the last ones took.

    Threads that are kept off their cores are seen by their processor time: then there is one less. One alone
    always has its time, so whether the others could come back is tried out from time to time.
    """

    writing: int
    reading: int
    fewer: int = 0
    _used: int = field(default=1, init=False)
    _again: float = field(default=0.0, init=False)
    _seconds: float = field(default=0.0, init=False)
    _wanted: float = field(default=0.0, init=False)
    _had: float = field(default=0.0, init=False)

    def threads(self, rows: int, now: float) -> int:
        """Return the threads for a step of so many rows that begins now."""
        if self.fewer and rows <= SHORT_ROWS and now >= self._again:
            self.fewer -= 1
            self._forget()
        self._used = max(1, (self.writing if rows == 1 else self.reading) - self.fewer)
        return self._used

    def ran(self, seconds: float, processor: float, now: float) -> None:
        """Take note that the step took so long, and that the process had so much processor time in it."""
        if self._used == 1:
            return
        self._seconds += seconds
        self._wanted += seconds * self._used
        self._had += processor
        if self._seconds < WINDOW_SECONDS:
            return
        if self._had < CROWDED * self._wanted:
            self.fewer += 1
            self._again = now + AGAIN_SECONDS
        self._forget()

    def _forget(self) -> None:
        self._seconds = self._wanted = self._had = 0.0
