"""A session: one sitting over a close, from the brief to the events that say what the desk made of it.

A pure function of the brief, but for what the panel keeps to save time.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from show.desk import cohorts, research
from show.desk.brief import Brief
from show.desk.calls import Passage, passage, value
from show.desk.council import (
    KINDS,
    Sitting,
    Standing,
    asset_view,
    evidence,
    figures,
    hundredths,
    listen,
    sit,
    standing,
)
from show.desk.darwin import CALLS_TO_RANK, luck_band, same_voices, update
from show.desk.ledger import COHORTS, WEIGHT_TICKS, Call, Ledger
from show.desk.panel import LAST_SPEAKER, Panel
from show.desk.seats import is_seated
from show.desk.sittings import sitting, sittings
from show.events import (
    AnyEvent,
    AssetView,
    CohortsWeighed,
    DebateHeld,
    DeskSpoke,
    TrialBegan,
    TrialEnded,
    WeightsSet,
)
from show.lines import normal
from show.words import ASSETS, Asset

ARGUE_TICKS = 4
"""An argument is told no more often than this, unless it is a very sharp one."""
AGAIN_TICKS = 12
"""The same between two who have both argued just before."""
BOTH = 2
SHARP = 0.6
WORTH_TELLING = 0.25
EVIDENCE_CHARACTERS = 120
BY_NAME = {str(kind): kind for kind in KINDS}


def spoken(brief: Brief, panel: Panel) -> list[AnyEvent]:
    """Return what the desk says of a tick's close, as events in their order."""
    opened, events = panel.opened, list[AnyEvent]()
    if not is_seated(brief.ledger, opened):
        ledger = deepcopy(brief.ledger)
        ledger.take_seats(opened)
        brief = replace(brief, ledger=ledger)
        events.append(opened)
    now = standing(brief.ledger, panel)
    sittings = _sittings(brief, panel, now)
    events += [_speech(brief, panel, sittings, now), _debate(brief, sittings, now)]
    for asset in ASSETS:
        events += panel.fits(brief, asset)
    return [*events, *_afterwards(brief, panel)]


def _sittings(brief: Brief, panel: Panel, now: Standing) -> list[Sitting]:
    benches, ledger = panel.read(brief), brief.ledger
    heard = [
        listen(asset, {name: benches[asset].said.get(name, ()) for name in ledger.seats}, ledger, now)
        for asset in ASSETS
    ]
    for before in heard:
        panel.hear_last(brief, before.asset, before.house(brief.drawdown, brief.concentration))
    return [sit(before, benches[before.asset].said.get(LAST_SPEAKER, ()), ledger, now) for before in heard]


def _speech(brief: Brief, panel: Panel, sittings: Sequence[Sitting], now: Standing) -> DeskSpoke:
    ledger = brief.ledger
    bar = brief.bar(brief.tick)
    assert bar is not None, "the tick that is briefed on is known"
    closed, hits = _closed(brief, bar)
    trial: dict[Asset, tuple[int, ...]] = {}
    for asset in ASSETS:
        twin = panel.twin_said(brief, asset)
        if twin and ledger.trial is not None:
            trial[asset] = tuple(
                part for opinion in twin for part in hundredths(opinion.signal, opinion.confidence)
            )
    return DeskSpoke(
        tick=brief.tick, bar=bar, stormy=tuple(sitting.stormy for sitting in sittings),
        views={sitting.asset: figures(sitting, ledger, now) for sitting in sittings},
        closed=closed, hits=hits, trial=trial, tried=_tried(brief, bar),
    )  # fmt: skip


def _closed(brief: Brief, bar: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The calls whose horizon has passed, and which of them were right."""
    ledger, slots = brief.ledger, len(brief.ledger.who)
    closed: list[int] = []
    hits: list[int] = []
    passages = Passages(brief)
    for place, call in enumerate(ledger.open):
        if not call or call[0] + ledger.horizons[place % slots] > bar:
            continue
        worth = passages.worth(ASSETS[place // slots], place % slots, call)
        if worth is None:
            closed += (-place - 1, 0)
            continue
        own, other = worth
        closed += (place, round(1000 * (own - other)))
        if own > 0.0:
            hits.append(place)
    return tuple(closed), tuple(hits)


def _tried(brief: Brief, bar: int) -> tuple[int, ...]:
    """By how much the calls of a twin that are over did better than the analyst's."""
    ledger, trial = brief.ledger, brief.ledger.trial
    if trial is None or not trial.open:
        return ()
    seat = ledger.seats.index(trial.analyst)
    slots = [slot for slot, who in enumerate(ledger.who) if who == seat]
    told: list[int] = []
    passages = Passages(brief)
    for place, call in enumerate(trial.open):
        slot = slots[place % len(slots)]
        if not call or call[0] + ledger.horizons[slot] > bar:
            continue
        worth = passages.worth(ASSETS[place // len(slots)], slot, call)
        told += (-place - 1, 0) if worth is None else (place, round(1000 * (worth[0] - worth[1])))
    return tuple(told)


class Passages:
    """What a call was worth; each stretch of the market is looked at once."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._known: dict[tuple[Asset, int, int], Passage | None] = {}

    def worth(self, asset: Asset, slot: int, call: Call) -> tuple[float, float] | None:
        """Return what a call and the one it is measured against were worth, or None if nobody can tell."""
        ledger = self._brief.ledger
        key = (asset, call[0], ledger.horizons[slot])
        if key not in self._known:
            self._known[key] = passage(self._brief.tapes[asset], call[0], ledger.horizons[slot])
        passed = self._known[key]
        if passed is None:
            return None
        kind = BY_NAME[ledger.kinds[slot]]
        return value(kind, call[1] * call[2] / 1e4, passed), value(kind, call[3] / 1e4, passed)


def _debate(brief: Brief, sittings: Sequence[Sitting], now: Standing) -> DebateHeld:
    seats = brief.ledger.seats
    views = [asset_view(sitting, seats, brief.tapes[sitting.asset]) for sitting in sittings]
    sharpest = worth_telling(views, brief)
    if sharpest is None:
        return DebateHeld(tick=brief.tick, views=tuple(views), voices=now.voices)
    sitting = next(one for one in sittings if one.asset == sharpest.asset)
    return DebateHeld(
        tick=brief.tick, views=tuple(views), sharpest=sharpest.asset, voices=now.voices,
        claim=_quoted(evidence(sitting, sharpest.champion)),
        objection=_quoted(evidence(sitting, sharpest.dissenter)),
    )  # fmt: skip


def worth_telling(views: Sequence[AssetView], brief: Brief) -> AssetView | None:
    """The argument worth telling, if there is one and the last is some ticks ago.

    Of several, the one between those who have argued least of late; of those the sharpest. Two who have both
    just argued have little to add.
    """
    argued = [
        view
        for view in views
        if view.challenged and view.champion and view.dissenter and view.disagreement >= WORTH_TELLING
    ]
    late = brief.ledger.arguers
    heard = {view.asset: (view.champion in late) + (view.dissenter in late) for view in argued}
    view = min(argued, key=lambda view: (heard[view.asset], -view.disagreement), default=None)
    if view is None:
        return None
    rested, sharp = brief.tick - brief.ledger.argued, view.disagreement >= SHARP
    rest = AGAIN_TICKS if heard[view.asset] == BOTH else ARGUE_TICKS
    return view if rested >= (rest // 2 if sharp else rest) else None


def _quoted(text: str) -> str:
    return normal(text)[:EVIDENCE_CHARACTERS]


# --- what is done every few sittings, on the ledger as it was before this close


def _afterwards(brief: Brief, panel: Panel) -> list[AnyEvent]:
    ledger, tick, number = brief.ledger, brief.tick, sitting(brief.tick)
    events: list[AnyEvent] = []
    if number % sittings(cohorts.TICKS) == 0:
        events.append(_cohorts(ledger, tick))
    if number % sittings(WEIGHT_TICKS) == 0:
        events.append(_weights(brief))
    change = _research(brief, panel)
    return [*events, change] if change is not None else events


def _cohorts(ledger: Ledger, tick: int) -> CohortsWeighed:
    speakers = ledger.speakers()
    recent = [ledger.last[speakers.index(name)] for name in COHORTS]
    calm, stress, mixed = cohorts.weigh(ledger.cohorts, recent)
    lead = cohorts.lead(calm, stress)
    return CohortsWeighed(
        tick=tick, calm=calm, stress=stress, mixed=mixed, lead=lead,
        regime=cohorts.regime(ledger.streak, lead > 0, ledger.emergent),
    )  # fmt: skip


def _weights(brief: Brief) -> WeightsSet:
    ledger = brief.ledger
    fresh = {
        name: ledger.fresh_score(seat)
        for seat, name in enumerate(ledger.seats)
        if ledger.fresh[seat][0] >= CALLS_TO_RANK
    }
    weights = update(dict(zip(ledger.seats, ledger.weights, strict=True)), fresh)
    low, high = luck_band(ledger.updates + bool(fresh), len(ledger.seats))
    return WeightsSet(
        tick=brief.tick,
        weights=tuple(round(1000 * weights[name]) for name in ledger.seats),
        scores=tuple(round(1000 * ledger.score(seat)) for seat in range(len(ledger.seats))),
        ranked=tuple(seat for seat, name in enumerate(ledger.seats) if name in fresh),
        low=round(1000 * low), high=round(1000 * high), shared=_shared(brief),
    )  # fmt: skip


def _shared(brief: Brief) -> tuple[tuple[int, int], ...]:
    """The voting slots of one kind that say the same, by the samples; as before where there are too few."""
    ledger = brief.ledger
    voting = sum(who < len(ledger.seats) for who in ledger.who)
    rows = [row[:voting] for row in brief.samples if len(row) >= voting]
    if len(rows) < 32 * len(ASSETS):
        return tuple(ledger.shared)
    pairs = same_voices(rows)
    return tuple((one, two) for one, two in pairs if ledger.kinds[one] == ledger.kinds[two])


def _research(brief: Brief, panel: Panel) -> TrialBegan | TrialEnded | None:
    ledger, tick = brief.ledger, brief.tick
    if ledger.trial is not None:
        return research.ruling(ledger.trial, tick)
    if sitting(tick) % sittings(WEIGHT_TICKS) != sittings(WEIGHT_TICKS) // 2:
        return None
    return research.proposal(ledger, panel, tick, random.Random(f"{brief.stem} {tick} research"))
