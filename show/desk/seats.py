"""Seats: who sits at the desk, and the slots in which everything it says is told."""

from __future__ import annotations

from collections.abc import Iterable

from show.desk import cohorts
from show.desk.analyst import Analyst
from show.desk.ledger import BENCHMARKS, COHORTS, Ledger
from show.events import DeskOpened, Seat, Slot

HORIZON = 30
"""How far ahead the calls of the house look, in bars."""


def seating(analysts: Iterable[Analyst]) -> DeskOpened:
    """Return who sits at the desk, and the slots in which everything is told."""
    sitting = list(analysts)
    seats = tuple(
        Seat(name=one.name, title=one.title, layer=one.layer, horizon=one.horizon) for one in sitting
    )
    slots = [Slot(who=one.name, kind=kind, horizon=one.horizon) for one in sitting for kind in one.kinds]
    slots += [
        Slot(who=who, kind=kind, horizon=cohorts.HORIZON if who in COHORTS else HORIZON)
        for who in BENCHMARKS
        for kind in (("risk",) if who in COHORTS else ("direction", "risk"))
    ]
    return DeskOpened(seats=seats, slots=tuple(slots))


def is_seated(ledger: Ledger, opened: DeskOpened) -> bool:
    """Return whether the ledger knows these seats in this order."""
    speakers = ledger.speakers()
    return (
        ledger.seats == [seat.name for seat in opened.seats]
        and [speakers[who] for who in ledger.who] == [slot.who for slot in opened.slots]
        and ledger.kinds == [slot.kind for slot in opened.slots]
        and ledger.horizons == [slot.horizon for slot in opened.slots]
    )
