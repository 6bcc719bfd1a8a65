"""The board: what everyone on the floor can see of the market, and the sealed truth behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from show.events import ChaosPassed, ChaosStruck, OrderFilled, PricesMoved, Quote, TruthSealed
from show.market.reel import FIGURES, KeptReel, Reel, first_mid
from show.market.tape import BARS_PER_TICK, Tape
from show.words import ASSETS, Asset

TRAIL_KEPT = 64
TREND_TICKS = 10


@dataclass(slots=True)
class Chaos:
    """Chaos that strikes now: who asked for it, and the mids in cents before it."""

    number: int
    owner: str
    headline: str
    until: int
    before: dict[Asset, int]


@dataclass(slots=True)
class Board:
    """Quotes now, the mids of the last moves (oldest first), chaos, and orders since the last move."""

    quotes: dict[Asset, Quote] = field(default_factory=dict)
    trail: dict[Asset, list[int]] = field(default_factory=lambda: {asset: [] for asset in ASSETS})
    flow: dict[Asset, int] = field(default_factory=lambda: dict.fromkeys(ASSETS, 0))
    reels: dict[Asset, KeptReel] = field(default_factory=lambda: {asset: Reel() for asset in ASSETS})
    depth: dict[Asset, tuple[int, int]] = field(default_factory=dict)
    """The lots that the dealer offers at the bid and at the ask."""
    truth: TruthSealed | None = None
    chaos: Chaos | None = None
    chaos_count: int = 0
    chaos_passed_tick: int | None = None

    def mids(self) -> dict[Asset, int]:
        """Return the mid prices in cents."""
        return {asset: quote.mid for asset, quote in self.quotes.items()}

    def tape(self, asset: Asset) -> Tape:
        """Return the newest bars of this season, some three hours of show. It never changes once returned."""
        return self.reels[asset].tape(asset)

    def change_pct(self, asset: Asset, ticks: int = 1) -> float:
        """Return the mid's change over the last moves, in percent; zero before there are two."""
        trail = self.trail[asset]
        if len(trail) < 2:
            return 0.0
        before = trail[max(0, len(trail) - 1 - ticks)]
        return 100.0 * (trail[-1] - before) / before

    def move(self, event: PricesMoved) -> None:
        """Fold a price move."""
        self.quotes = dict(event.quotes)
        for asset, quote in event.quotes.items():
            reel, bars = self.reels[asset], event.bars.get(asset, ())
            if not self.trail[asset]:
                self.trail[asset] += ticks_before(bars)
                reel.mark(first_mid(bars) if bars else 0.5 * (quote.bid + quote.ask))
            self.trail[asset].append(quote.mid)
            del self.trail[asset][:-TRAIL_KEPT]
            reel.add(bars)
        self.depth = event.depth
        self.flow = dict.fromkeys(ASSETS, 0)

    def fill(self, event: OrderFilled) -> None:
        """Fold a fill: its lots press on the next move."""
        self.flow[event.asset] += event.lots

    def strike(self, event: ChaosStruck, tick: int) -> None:
        """Fold the start of chaos: it lasts through `event.ticks` moves."""
        self.chaos_count = event.chaos
        until = tick + event.ticks
        self.chaos = Chaos(event.chaos, event.owner, event.headline, until, dict(event.before))

    def calm(self, event: ChaosPassed, tick: int) -> None:
        """Fold the end of chaos."""
        assert self.chaos is not None
        assert self.chaos.number == event.chaos
        self.chaos = None
        self.chaos_passed_tick = tick


def ticks_before(bars: Sequence[int]) -> list[int]:
    """Return the mids at the ticks of the session before, without its last, which is the opening."""
    return [
        Quote(bid=bars[at], ask=bars[at] + bars[at + 1]).mid
        for at in range((BARS_PER_TICK - 1) * FIGURES, len(bars) - FIGURES, BARS_PER_TICK * FIGURES)
    ]
