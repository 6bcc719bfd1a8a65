"""Reading: hands a close to the desk and fetches its word before the next that it sits over."""

from __future__ import annotations

from show.beat import Beat
from show.crew import Crew
from show.desk import book
from show.desk.handing import DeskError, brief_of
from show.desk.shadow import endings
from show.desk.sittings import sits
from show.events import AnyEvent, DeskFellSilent
from show.state import State


class Reading:
    """The director's side of the desk. Without a desk in the crew it does nothing."""

    def __init__(self, crew: Crew, state: State) -> None:
        self._crew = crew
        self._state = state
        self._handed: tuple[int, int] | None = None

    def hand(self) -> None:
        """Hand over the close that is due, once."""
        state = self._state
        if self._crew.desk is None or state.desk.due is None:
            return
        close = (state.programme.season, state.desk.due)
        if close == self._handed:
            return
        brief = brief_of(state)
        if brief is not None:
            self._handed = close
            self._crew.desk.hand(brief)

    async def word(self) -> list[AnyEvent]:
        """Return the desk's word on the close it sits over, when it is to sit again; else nothing."""
        if not sits(self._state.tick + 1):
            return []
        due = self._state.desk.due
        self.hand()
        if self._crew.desk is None or due is None:
            return []
        self._handed = None
        try:
            return await self._crew.desk.spoken()
        except DeskError as error:
            return [DeskFellSilent(tick=due, reason=str(error)[:160])]

    def settle(self, beat: Beat) -> None:
        """Emit the phantoms that end with a tick and, where a sitting was heard, what the mechanical book
        earned since the one before, and what it trades now."""
        state, quotes = self._state, self._state.board.quotes
        desk, fee = state.desk, self._crew.rules.fee_bps
        if self._crew.desk is None:
            return
        if sits(state.tick):
            if desk.book.stretches:
                beat.emit(book.settlement(desk.book, quotes, desk.ledger.seats, state.tick))
            for trade in book.trades(desk.book, desk.debate.views if desk.debate else (), quotes, fee):
                beat.emit(trade)
        for end in endings(desk.shadow, quotes, fee, state.tick):
            beat.emit(end)

    def end_season(self, beat: Beat) -> None:
        """Emit the end of every phantom: nothing is held into the next season."""
        state = self._state
        for end in endings(
            state.desk.shadow, state.board.quotes, self._crew.rules.fee_bps, state.tick, season_over=True
        ):
            beat.emit(end)
