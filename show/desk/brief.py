"""The brief: all that the desk is handed to read one tick's close. It can travel to another process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from show.desk.ledger import ANCHOR_TICKS, Ledger
from show.desk.sittings import sitting, sittings, tick_of
from show.events import TruthSealed
from show.market.tape import Tape
from show.words import ASSETS, Asset

CHAIN_TICKS = 8
"""An options chain is quoted for each asset about this often, one asset at a time."""


@dataclass(frozen=True, slots=True)
class Brief:
    """One tick's close, and what the desk knew before.

    `sealed` are the truths behind the newest chains, for the dealer who quotes them; no analyst sees one.
    `samples` are there only when the guard against echoes needs them.
    """

    season: int
    tick: int
    stem: str
    """What dice are made from, together with a purpose."""
    tapes: Mapping[Asset, Tape]
    sealed: Mapping[Asset, Sequence[tuple[int, TruthSealed]]]
    ledger: Ledger
    samples: Sequence[Sequence[int]] = ()
    drawdown: float = 0.0
    concentration: float = 0.0

    def bar(self, tick: int) -> int | None:
        """Return how many bars were on the tape when a tick's prices had moved, if it is known."""
        return next((bar for when, bar in reversed(self.ledger.ends) if when == tick), None)

    def ticks_since(self, tick: int) -> list[int]:
        """Return the ticks of the sittings from `tick` to this one, oldest first."""
        return [when for when, _ in self.ledger.ends if tick <= when <= self.tick]

    def anchor(self, asset: Asset, tick: int) -> int:
        """Return the tick at which the analysts last forgot an asset; each asset has its own turn."""
        every = sittings(ANCHOR_TICKS)
        offset = ASSETS.index(asset) * every // len(ASSETS)
        anchor = tick_of(sitting(tick) - (sitting(tick) + offset) % every)
        return max(anchor, self.ledger.ends[0][0]) if self.ledger.ends else anchor


def quotes_chain(asset: Asset, tick: int, known: bool) -> bool:
    """Return whether a chain is quoted at a sitting: in the asset's turn, and at once where there is none."""
    every = sittings(CHAIN_TICKS)
    return not known or (sitting(tick) + ASSETS.index(asset) * every // len(ASSETS)) % every == 0
