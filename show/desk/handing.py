"""Handing over: how a tick's close gets to the desk and its word comes back, here or in another process."""

from __future__ import annotations

from typing import Protocol

from show.desk.brief import Brief
from show.desk.ledger import WEIGHT_TICKS
from show.desk.sittings import sitting, sittings
from show.events import AnyEvent
from show.market.tape import Tape
from show.state import State
from show.words import ASSETS


class DeskError(Exception):
    """The desk cannot give its view of a tick; the message is a sentence for the screen."""


class ReadingDesk(Protocol):
    """Reads a close while the traders take their turns."""

    def hand(self, brief: Brief) -> None:
        """Take a brief and return at once. One that was handed before and not asked for is dropped."""
        ...

    async def spoken(self) -> list[AnyEvent]:
        """Return what the desk made of the last brief, when it is done.

        Raises:
            DeskError: there is nothing, and the message says why.
        """
        ...

    async def close(self) -> None:
        """Send the analysts home."""
        ...


def brief_of(state: State) -> Brief | None:
    """Return the brief of the close that the desk has yet to speak of, if there is one."""
    desk, programme = state.desk, state.programme
    if desk.due is None or not desk.ledger.ends:
        return None
    tick, bar = desk.ledger.ends[-1]
    needs_samples = sitting(tick) % sittings(WEIGHT_TICKS) == 0
    return Brief(
        season=programme.season, tick=tick, stem=f"{programme.seed} {programme.season}",
        tapes={asset: _until(state.board.tape(asset), bar) for asset in ASSETS},
        sealed=desk.sealed, ledger=desk.ledger, samples=desk.samples if needs_samples else (),
        drawdown=desk.drawdown, concentration=desk.concentration,
    )  # fmt: skip


def _until(tape: Tape, bar: int) -> Tape:
    return tape if tape.end <= bar else tape.upto(bar)
