"""The desk in this process: for tests, for the league table, and for shows without a second core."""

from __future__ import annotations

from collections.abc import Sequence

from show.desk.brief import Brief
from show.desk.handing import DeskError
from show.desk.panel import Factory, Panel, Quoter
from show.desk.session import spoken
from show.events import AnyEvent


class InlineDesk:
    """Reads when it is asked, and not before."""

    def __init__(self, roster: Sequence[Factory], quoter: Quoter) -> None:
        self._panel = Panel(roster, quoter)
        self._brief: Brief | None = None

    def hand(self, brief: Brief) -> None:
        """Keep the brief."""
        self._brief = brief

    async def spoken(self) -> list[AnyEvent]:
        """Read the brief now."""
        brief, self._brief = self._brief, None
        if brief is None:
            raise DeskError("Nothing was handed to the desk.")
        return spoken(brief, self._panel)

    async def close(self) -> None:
        """Do nothing."""
