"""Where the desk stands: a fold of its events. What it says now, who counts for how much, what it earned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from show.desk.book import Book, wishes
from show.desk.brief import quotes_chain
from show.desk.ledger import ANCHOR_TICKS, Ledger
from show.desk.shadow import Shadow
from show.desk.sittings import sits, sitting, sittings
from show.events import (
    AssetView,
    CohortsWeighed,
    DebateHeld,
    DeskFellSilent,
    DeskOpened,
    DeskSpoke,
    Event,
    FitMade,
    HouseSettled,
    PhantomClosed,
    Quote,
    Seat,
    Slot,
    TrialBegan,
    TrialEnded,
    TruthSealed,
    WeightsSet,
)
from show.ledger import Account
from show.words import ASSETS, Asset

SAMPLE_TICKS = 8
SAMPLES_KEPT = 64 * len(ASSETS)
"""The guard against echoes looks back over 64 samples of each asset: 512 ticks."""
TRIALS_KEPT = 12


@dataclass(slots=True)
class Research:
    """What became of the changes that were tried."""

    kept: int = 0
    reverted: int = 0
    last: list[TrialEnded] = field(default_factory=list)

    def end(self, event: TrialEnded) -> None:
        """Fold the end of a trial."""
        if event.verdict == "keep":
            self.kept += 1
        else:
            self.reverted += 1
        self.last = [*self.last, event][-TRIALS_KEPT:]


@dataclass(slots=True)
class Desk:
    """The desk as the log tells it. Empty until it has taken its seats."""

    seats: list[Seat] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    samples: list[list[int]] = field(default_factory=list)
    """The signals of all slots every eight ticks, one row per asset."""
    sealed: dict[Asset, list[tuple[int, TruthSealed]]] = field(default_factory=dict)
    """The truths behind the options chains of late, for the dealer who quotes them and nobody else."""
    due: int | None = None
    """The tick whose close the desk sits over, until it has been heard."""
    spoke: DeskSpoke | None = None
    debate: DebateHeld | None = None
    argued: DebateHeld | None = None
    """The newest debate in which somebody argued."""
    sides: list[int] = field(default_factory=list)
    """What champion and dissenter said in it, in hundredths."""
    scores: list[int] = field(default_factory=list)
    """Of the seats, in thousandths."""
    low: float = 1.0
    high: float = 1.0
    """What nine of ten analysts without skill would weigh by now."""
    research: Research = field(default_factory=Research)
    book: Book = field(default_factory=Book)
    shadow: Shadow = field(default_factory=Shadow)
    peak: int = 0
    noted: tuple[float, float] = (0.0, 0.0)
    """Drawdown and concentration at the end of the last tick."""
    drawdown: float = 0.0
    concentration: float = 0.0
    """As noted when the prices moved that the desk has to read, so that it makes no difference whether it was
    briefed before the tick ended or, after a restart, later."""
    silent: int = 0
    """How often it gave no view."""

    @property
    def weights(self) -> dict[str, float]:
        """Return the analysts' influence by name; 1 is an ordinary voice."""
        return dict(zip(self.ledger.seats, self.ledger.weights, strict=True))

    @property
    def titles(self) -> dict[str, str]:
        """Return what the screen calls each analyst."""
        return {seat.name: seat.title for seat in self.seats}

    def view(self, asset: Asset) -> AssetView | None:
        """Return the house view of an asset as of the last sitting that was heard, if there is one."""
        views = () if self.debate is None else self.debate.views
        return next((view for view in views if view.asset == asset), None)

    def apply(self, event: Event) -> None:
        """Fold one of the desk's own events; others change nothing."""
        self.ledger.take(event)
        handler = HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event)

    def open_season(self, start: int) -> None:
        """Fold the start of a season: a fresh tape and fresh money; weights and records stay."""
        self.ledger.clear()
        self.sealed = {}
        self.due = self.spoke = self.debate = self.argued = None
        self.sides = []
        self.book = Book(Account(start=start, cash=start))
        self.shadow.open = []
        self.peak, self.noted = 0, (0.0, 0.0)

    def bars_came(self, bars: int) -> None:
        """Fold that the market moved on by so many bars."""
        self.ledger.bars += bars

    def prices_moved(self, tick: int) -> None:
        """Fold that a tick's prices have moved: if it is one to sit over, the desk has something to read."""
        if self.ledger.bars and sits(tick):
            self.due = tick
            self.drawdown, self.concentration = self.noted
            self.ledger.ticked(tick)

    def truth_sealed(self, tick: int, truth: TruthSealed) -> None:
        """Fold the truth behind a tick's close: the dealer quotes options off it, in each asset's turn."""
        if self.due != tick:
            return
        for asset in ASSETS:
            kept = self.sealed.setdefault(asset, [])
            if (not kept or kept[-1][0] != tick) and quotes_chain(asset, tick, bool(kept)):
                kept.append((tick, truth))
                while len(kept) > 1 and kept[1][0] < tick - ANCHOR_TICKS:
                    del kept[0]

    def tick_ended(self, equity: int, exposure: Mapping[Asset, int], quotes: Mapping[Asset, Quote]) -> None:
        """Fold the end of a tick: the traders' money together, and what the book holds from here on.

        A stretch of the book runs until it is settled, which is when a new view has been traded on.
        """
        self.peak = max(self.peak, equity)
        gross = sum(exposure.values())
        self.noted = (
            max(0.0, 1.0 - equity / self.peak) if self.peak > 0 else 0.0,
            max(exposure.values()) / gross if gross > 0 else 0.0,
        )
        if self.debate is None or self.book.stretches:
            return
        money = max(0, self.book.account.value(quotes))
        for view in self.debate.views:
            self.book.begin(view.asset, quotes[view.asset], wishes(view, money))

    def _take_seats(self, event: DeskOpened) -> None:
        self.seats, self.slots = list(event.seats), list(event.slots)
        self.samples, self.scores = [], [0] * len(self.seats)

    def _spoke(self, event: DeskSpoke) -> None:
        self.spoke, self.due = event, None
        if sitting(event.tick) % sittings(SAMPLE_TICKS) == 0:
            self.samples += [list(event.views[asset][::2]) for asset in ASSETS if asset in event.views]
            del self.samples[:-SAMPLES_KEPT]

    def _debated(self, event: DebateHeld) -> None:
        self.debate = event
        if event.claim:
            self.argued = event
            view = next((view for view in event.views if view.asset == event.sharpest), None)
            speakers = () if view is None else ((view.champion, view), (view.dissenter, view))
            self.sides = [self._said(who, over) for who, over in speakers]

    def _said(self, who: str, view: AssetView) -> int:
        """The signal of a speaker in an argument; zero where it is not known."""
        said = {} if self.spoke is None else self.spoke.views
        slots = [slot for slot, one in enumerate(self.slots) if one.who == who and one.kind == view.subject]
        return said[view.asset][2 * slots[0]] if slots and view.asset in said else 0

    def _weighed(self, event: WeightsSet) -> None:
        self.scores = list(event.scores)
        self.low, self.high = event.low / 1000, event.high / 1000

    def _settled(self, event: HouseSettled) -> None:
        self.book.settle(event, self.ledger.seats)

    def _only_the_ledger(self, event: Event) -> None:
        """Nothing else changes with these."""

    def _silent(self, event: DeskFellSilent) -> None:
        self.due = None
        self.silent += 1


# mypy cannot see that each handler takes the event type of its own key, hence the plain `Any` there.
HANDLERS: dict[type[Event], Callable[[Desk, Any], None]] = {
    DeskOpened: Desk._take_seats,
    DeskSpoke: Desk._spoke,
    DebateHeld: Desk._debated,
    FitMade: Desk._only_the_ledger,
    WeightsSet: Desk._weighed,
    CohortsWeighed: Desk._only_the_ledger,
    TrialBegan: Desk._only_the_ledger,
    TrialEnded: lambda desk, event: desk.research.end(event),
    HouseSettled: Desk._settled,
    PhantomClosed: lambda desk, event: desk.shadow.end(event),
    DeskFellSilent: Desk._silent,
}
