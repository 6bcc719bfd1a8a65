"""What an analyst keeps of each asset between two readings, so that it reads every bar once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from show.market.tape import Tape
from show.words import Asset

Kept = TypeVar("Kept")


@dataclass(slots=True)
class _Page(Generic[Kept]):
    kept: Kept
    end: int


class Notebook(Generic[Kept]):
    """Keeps one page per asset and brings it up to date with the bars that are new on the tape.

    A page follows from the bars it was shown alone: `learn` must do the same for a stretch of bars whether
    it comes whole or in pieces. A tape that went back, or that lacks the bars in between, begins a new page.
    """

    def __init__(self, blank: Callable[[], Kept], learn: Callable[[Kept, Tape, int], None]) -> None:
        """Take what an empty page is, and what turns bars from an index of a tape on into knowledge."""
        self._blank = blank
        self._learn = learn
        self._pages: dict[Asset, _Page[Kept]] = {}

    def read(self, tape: Tape) -> Kept:
        """Return what is known of the tape's asset after its newest bar."""
        page = self._pages.get(tape.asset)
        if page is None or page.end > tape.end or page.end < tape.first:
            page = self._pages[tape.asset] = _Page(self._blank(), tape.first)
        if page.end < tape.end:
            self._learn(page.kept, tape, page.end - tape.first)
            page.end = tape.end
        return page.kept

    def forget(self, asset: Asset) -> None:
        """Tear out an asset's page."""
        self._pages.pop(asset, None)
