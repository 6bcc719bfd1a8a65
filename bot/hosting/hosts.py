"""What the log asks of a host, and how a host may follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from show.events import Entry
from show.state import State

BACK_OFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Seconds to wait after each failure in a row: a host that is down for long is asked once a minute."""

DEADLINE = 30.0
"""Seconds that showing one entry may take. Longer than any platform's rate limit for one message."""


class HostDown(Exception):
    """A host's public cannot be reached at all now. Asking again later with the same entry may help."""


class Host(Protocol):
    """Shows the log to somebody. It is handed every entry that is not sealed, in order, each with the state
    after it. Nothing that goes wrong in it reaches the show.
    """

    @property
    def name(self) -> str:
        """Return a short name, which is also the name of the host's cursor."""
        ...

    async def start(self) -> None:
        """Get ready to show. Asked again, with longer and longer pauses, until it succeeds."""
        ...

    async def show(self, entry: Entry, state: State) -> None:
        """Show one entry. The state is the follower's own and moves on with the log: look at it whenever
        somebody asks, never change it.

        Raises:
            HostDown: nothing can be shown now; a durable host is handed the same entry again later.
        """
        ...

    async def close(self) -> None:
        """Let go of everything. Called once, also when `start` never succeeded."""
        ...


@dataclass(frozen=True, slots=True)
class Following:
    """How a host follows the log.

    A durable host goes on where its kept cursor stands and waits out an outage; after a crash it may be
    handed again the one entry it was showing. A transient host begins `beats` before the head; and there
    again after an outage, or when it is more than `patience` events behind: late is skipped, not queued.
    """

    durable: bool = False
    beats: int = 6
    patience: int | None = None
    back_off: Sequence[float] = BACK_OFF
    deadline: float | None = DEADLINE
    """None for a host that writes at once and never waits: nothing could cut in there."""
