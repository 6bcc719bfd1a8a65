"""The desk's ledger: who has called what, how it came out, and who therefore counts for how much.

It holds all that the desk's arithmetic needs to go on after a restart, as plain lists, because it travels to
the process that computes once a tick. Signals and confidences are hundredths, scores thousandths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import mul
from typing import Any

from show.desk.darwin import moments, skill
from show.desk.sittings import sittings
from show.events.desk import (
    CohortsWeighed,
    DebateHeld,
    DeskOpened,
    DeskSpoke,
    EmergentRegime,
    FitMade,
    TrialBegan,
    TrialEnded,
    WeightsSet,
)
from show.events.parts import Event
from show.words import ASSETS, Asset

CALLS_KEPT = 40
"""A record looks back over so many closed calls."""
ANCHOR_TICKS = 64
"""Analysts forget an asset every so many ticks, so a restart reads no further back than this."""
WEIGHT_TICKS = 16
"""Analysts are ranked this often; whoever has too few new calls waits for the next time."""
ENDS_KEPT = sittings(ANCHOR_TICKS) + 2
ARGUERS_KEPT = 4
BASELINE = "rollvol"
"""The plain baseline: what others say of risk is paid by what it adds to this."""
COHORTS = ("calm", "stress", "mixed")
BENCHMARKS = ("darwin", "equal", "hedge", *COHORTS)
"""Speakers who never vote: the house view under three kinds of weights, and the cohorts."""

Call = list[int]
"""Bar, signal, confidence, what another speaker said at the time (signal times confidence), stormy or not."""


@dataclass(slots=True)
class Trial:
    """A twin on trial. The sums are of how much better its calls were, in thousandths."""

    analyst: str
    parameter: str
    old: float
    new: float
    since: int
    calls: int = 0
    total: int = 0
    squares: int = 0
    open: list[Call] = field(default_factory=list)


@dataclass(slots=True)
class Fit:
    """What a fit gave, and the tick from whose reading on it no longer counts as the future."""

    tick: int
    figures: dict[str, float]


@dataclass(slots=True)
class Change:
    """A parameter that research changed for good."""

    tick: int
    parameter: str
    value: float


@dataclass(slots=True)
class Ledger:
    """Lists run in the order of the slots or of the speakers: the seats, then the benchmarks."""

    seats: list[str] = field(default_factory=list)
    who: list[int] = field(default_factory=list)
    """The speaker of each slot."""
    kinds: list[str] = field(default_factory=list)
    horizons: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    last: list[list[int]] = field(default_factory=list)
    """The scores of each speaker's newest closed calls, oldest first."""
    totals: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    fresh: list[list[int]] = field(default_factory=list)
    """Of the calls since a speaker was last ranked: number, sum, sum of squares."""
    hits: list[list[int]] = field(default_factory=list)
    """How many calls of each speaker were right, in calm and in stormy markets."""
    calls: list[list[int]] = field(default_factory=list)
    open: list[Call] = field(default_factory=list)
    """The open call of each place (asset times slots plus slot); empty where none is open."""
    updates: int = 0
    shared: list[tuple[int, int]] = field(default_factory=list)
    """Slots that say the same and share a vote."""
    trial: Trial | None = None
    changes: dict[str, list[Change]] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)
    """Whom research looked at last, newest last."""
    cohorts: list[int] = field(default_factory=lambda: [1000, 1000, 1000])
    emergent: EmergentRegime = "calm"
    streak: int = 0
    """How many updates in a row the stress cohort has led (positive) or not (negative)."""
    fits: dict[str, list[Fit]] = field(default_factory=dict)
    """By analyst and asset, "heston Tech"; those since the last anchor and the one before."""
    argued: int = -99
    """The tick of the newest argument that was told."""
    arguers: list[str] = field(default_factory=list)
    """Who argued in the newest arguments that were told, newest last."""
    bars: int = 0
    """The number of bars the season has had."""
    ends: list[tuple[int, int]] = field(default_factory=list)
    """The number of bars that were on the tape at each sitting, by its tick, newest last."""

    def speakers(self) -> list[str]:
        """Return the names of all speakers."""
        return [*self.seats, *BENCHMARKS]

    def score(self, speaker: int) -> float:
        """Return a speaker's skill over the newest closed calls."""
        calls = self.last[speaker]
        count, total, squares = len(calls), sum(calls), sum(map(mul, calls, calls))
        mean, deviation = moments(count, total, squares)
        return skill(mean, deviation, count)

    def fresh_score(self, speaker: int) -> float:
        """Return a speaker's skill over the calls since the last ranking."""
        count, total, squares = self.fresh[speaker]
        mean, deviation = moments(count, total, squares)
        return skill(mean, deviation, count)

    # --- folding

    def take(self, event: Event) -> None:
        """Fold one of the desk's events; others change nothing."""
        handler = HANDLERS.get(type(event))
        if handler is not None:
            handler(self, event)

    def take_seats(self, event: DeskOpened) -> None:
        """Begin anew with these seats. Whoever sat here before keeps weight, record and parameters."""
        before = {name: index for index, name in enumerate(self.speakers())} if self.seats else {}
        old = (self.weights, self.last, self.totals, self.closed, self.fresh, self.hits, self.calls)
        self.seats = [seat.name for seat in event.seats]
        speakers = self.speakers()
        place = {name: index for index, name in enumerate(speakers)}
        self.who = [place[slot.who] for slot in event.slots]
        self.kinds = [slot.kind for slot in event.slots]
        self.horizons = [slot.horizon for slot in event.slots]
        kept = [before.get(name) for name in speakers]
        weights, last, totals, closed, fresh, hits, calls = old
        self.weights = [1.0 if at is None else weights[at] for at in kept[: len(self.seats)]]
        self.last = [[] if at is None else last[at] for at in kept]
        self.totals = [0 if at is None else totals[at] for at in kept]
        self.closed = [0 if at is None else closed[at] for at in kept]
        self.fresh = [[0, 0, 0] if at is None else fresh[at] for at in kept]
        self.hits = [[0, 0] if at is None else hits[at] for at in kept]
        self.calls = [[0, 0] if at is None else calls[at] for at in kept]
        self.shared, self.trial = [], None
        self.open = [[] for _ in range(len(ASSETS) * len(self.who))]

    def clear(self) -> None:
        """Forget what belongs to the season's tape: open calls, fits and bars."""
        self.open = [[] for _ in range(len(ASSETS) * len(self.who))]
        self.fits, self.ends, self.bars = {}, [], 0
        if self.trial is not None:
            self.trial.open = []

    def ticked(self, tick: int) -> None:
        """Note how many bars the tape has now that the prices have moved that the desk sits over."""
        self.ends.append((tick, self.bars))
        del self.ends[:-ENDS_KEPT]

    def spoke(self, event: DeskSpoke) -> None:
        """Close the calls that are told as closed, then open one wherever none is open."""
        hits = set(event.hits)
        closed = event.closed
        for index in range(0, len(closed), 2):
            self._close(closed[index], closed[index + 1], closed[index] in hits)
        baseline = self._baseline()
        for number, asset in enumerate(ASSETS):
            view = event.views.get(asset)
            if view is not None:
                self._open(number, view, event.bar, baseline, event.stormy[number])
        self._judge(event)

    def _close(self, place: int, score: int, right: bool) -> None:
        if place < 0:  # the market gave no way to judge it
            self.open[-place - 1] = []
            return
        stormy = self.open[place][4]
        self.open[place] = []
        speaker = self.who[place % len(self.who)]
        last = self.last[speaker]
        last.append(score)
        del last[:-CALLS_KEPT]
        self.totals[speaker] += score
        self.closed[speaker] += 1
        fresh = self.fresh[speaker]
        fresh[0] += 1
        fresh[1] += score
        fresh[2] += score * score
        self.calls[speaker][stormy] += 1
        self.hits[speaker][stormy] += right

    def _open(self, number: int, view: tuple[int, ...], bar: int, baseline: int | None, stormy: bool) -> None:
        start, seats = number * len(self.who), len(self.seats)
        plain = 0 if baseline is None else view[2 * baseline] * view[2 * baseline + 1]
        for slot, speaker in enumerate(self.who):
            confidence = view[2 * slot + 1]
            if confidence and not self.open[start + slot]:
                other = plain if self.kinds[slot] == "risk" and speaker < seats else 0
                self.open[start + slot] = [bar, view[2 * slot], confidence, other, int(stormy)]

    def _baseline(self) -> int | None:
        """The slot of the plain baseline, if it has a seat."""
        if BASELINE not in self.seats:
            return None
        who = self.seats.index(BASELINE)
        return next((i for i, one in enumerate(self.who) if one == who and self.kinds[i] == "risk"), None)

    def _judge(self, event: DeskSpoke) -> None:
        """Close and open the calls of a twin on trial, each beside what the analyst said at the same time."""
        trial = self.trial
        if trial is None:
            return
        for index in range(0, len(event.tried), 2):
            place, better = event.tried[index], event.tried[index + 1]
            trial.open[place if place >= 0 else -place - 1] = []
            if place >= 0:
                trial.calls += 1
                trial.total += better
                trial.squares += better * better
        slots = [slot for slot, who in enumerate(self.who) if who == self.seats.index(trial.analyst)]
        if not trial.open:
            trial.open = [[] for _ in range(len(ASSETS) * len(slots))]
        for number, asset in enumerate(ASSETS):
            twin = event.trial.get(asset)
            if twin is not None:
                self._open_twin(trial, number, slots, event, event.views[asset], twin)

    def _open_twin(
        self,
        trial: Trial,
        number: int,
        slots: list[int],
        event: DeskSpoke,
        view: tuple[int, ...],
        twin: tuple[int, ...],
    ) -> None:
        for index, slot in enumerate(slots):
            place = number * len(slots) + index
            either = twin[2 * index + 1] or view[2 * slot + 1]
            if either and not trial.open[place]:
                was = view[2 * slot] * view[2 * slot + 1]
                stormy = int(event.stormy[number])
                trial.open[place] = [event.bar, twin[2 * index], twin[2 * index + 1], was, stormy]

    def debated(self, event: DebateHeld) -> None:
        """Note when an argument was told."""
        if event.claim:
            self.argued = event.tick
            view = next((view for view in event.views if view.asset == event.sharpest), None)
            if view is not None:
                self.arguers = [*self.arguers, view.champion, view.dissenter][-ARGUERS_KEPT:]

    def weighed(self, event: WeightsSet) -> None:
        """Take over new weights; whoever was ranked starts to collect new calls."""
        self.weights = [weight / 1000 for weight in event.weights]
        self.updates += bool(event.ranked)
        self.shared = list(event.shared)
        for speaker in event.ranked:
            self.fresh[speaker] = [0, 0, 0]

    def fitted(self, event: FitMade) -> None:
        """Keep a fit, and the older ones that a restart would still read with."""
        fits = self.fits.setdefault(f"{event.analyst} {event.asset}", [])
        fits.append(Fit(event.tick, event.figures))
        while len(fits) > 1 and fits[1].tick < event.tick - ANCHOR_TICKS:
            del fits[0]

    def fit(self, analyst: str, asset: Asset, tick: int) -> dict[str, float]:
        """Return the newest fit made before a tick; empty if there is none."""
        for fit in reversed(self.fits.get(f"{analyst} {asset}", ())):
            if fit.tick < tick:
                return fit.figures
        return {}

    def began(self, event: TrialBegan) -> None:
        """Put a twin on trial."""
        self.trial = Trial(event.analyst, event.parameter, event.old, event.new, event.tick)
        self.tried = [*self.tried, event.analyst][-2:]
        self.fits = {key: fits for key, fits in self.fits.items() if not key.startswith(f"{event.analyst}+ ")}

    def ended(self, event: TrialEnded) -> None:
        """End the trial; a twin that proved better takes the seat at the next anchor of each asset."""
        self.trial = None
        if event.verdict == "keep":
            change = Change(event.tick, event.parameter, event.new)
            self.changes.setdefault(event.analyst, []).append(change)

    def compared(self, event: CohortsWeighed) -> None:
        """Take over the cohorts' weights."""
        self.cohorts = [event.calm, event.stress, event.mixed]
        self.emergent = event.regime
        ahead = event.lead > 0
        self.streak = max(0, self.streak) + 1 if ahead else min(0, self.streak) - 1


# mypy cannot see that each handler takes the event type of its own key, hence the plain `Any` there.
HANDLERS: dict[type[Event], Callable[[Ledger, Any], None]] = {
    DeskOpened: Ledger.take_seats,
    DeskSpoke: Ledger.spoke,
    DebateHeld: Ledger.debated,
    FitMade: Ledger.fitted,
    WeightsSet: Ledger.weighed,
    CohortsWeighed: Ledger.compared,
    TrialBegan: Ledger.began,
    TrialEnded: Ledger.ended,
}
