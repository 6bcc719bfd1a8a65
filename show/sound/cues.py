"""Cues: which sound an event makes, if any."""

from __future__ import annotations

from show.events import (
    AnyEvent,
    BellRang,
    ChaosPassed,
    ChaosStruck,
    HeadlineBroke,
    MarginCalled,
    OrderFilled,
    TraderBankrupted,
    VoteClosed,
    VoteOpened,
)
from show.sound.bed import Mood
from show.sound.stings import Sting
from show.state import State

WORTH_A_TILL = 200_000
"""Fills from $2,000 on ring the till: if every trade did, nobody would listen any more."""


def cue(event: AnyEvent) -> Sting | None:
    """Return the sting of an event."""
    match event:
        case BellRang():
            return "opening bell" if event.bell == "opening" else "closing bell"
        case ChaosStruck():
            return "alarm"
        case ChaosPassed():
            return "all clear"
        case MarginCalled():
            return "loss"
        case TraderBankrupted():
            return "ruin"
        case HeadlineBroke() if event.source != "chaos":
            return "news"
        case VoteOpened() | VoteClosed():
            return "vote"
        case OrderFilled() if event.notional >= WORTH_A_TILL:
            return "cash"
        case _:
            return None


def mood(state: State) -> Mood:
    """Return the mood of the music."""
    return "chaos" if state.board.chaos is not None and not state.programme.panicked else "calm"
