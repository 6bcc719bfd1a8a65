"""Where prices come from: one interface for the simulator, a recording and live prices."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from show.events import PricesMoved, TruthSealed
from show.market.chain import Chain
from show.words import Asset


@dataclass(frozen=True, slots=True)
class ChaosForce:
    """Chaos that strikes in this move. `ticks_left` says how many more moves it lasts after this one."""

    ticks_left: int


class MarketSource(Protocol):
    """Makes the next quotes. It keeps nothing: all it must remember is in the truth it returned last.

    The caller makes the dice of a move from its seed and tick, so a restart goes on exactly.
    """

    @property
    def name(self) -> str:
        """Return a short name for the screen, such as "simulator"."""
        ...

    def first(self, dice: random.Random) -> tuple[PricesMoved, TruthSealed]:
        """Return the quotes a season opens with; their bars are those of the session before, if known."""
        ...

    def move(
        self,
        truth: TruthSealed,
        dice: random.Random,
        *,
        chaos: ChaosForce | None,
        flow: Mapping[Asset, int],
    ) -> tuple[PricesMoved, TruthSealed]:
        """Return the next quotes. `flow` is what traders bought since the last move, in signed lots."""
        ...

    def chain(self, truth: TruthSealed, asset: Asset, dice: random.Random) -> Chain:
        """Return the options quoted on an asset when that truth was sealed; NaN where there is no quote.

        It depends on nothing but its arguments, so it is never in the log.
        """
        ...
