"""The desk in the show: equal nights, restarts anywhere, analysts who fail, and figures that add up."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.audience.intents import Intent
from show.desk import book
from show.desk.brief import Brief
from show.desk.handing import DeskError, brief_of
from show.desk.inline import InlineDesk
from show.desk.ledger import ANCHOR_TICKS, BENCHMARKS
from show.desk.panel import Factory
from show.desk.sittings import SITTING_TICKS, sittings, tick_of
from show.events import AnyEvent, DebateHeld, DeskSpoke, Entry, HouseSettled, TrialBegan, WeightsSet
from show.market.reel import COLUMNS
from show.market.simulator import Simulator
from show.plain import ListLog
from show.state import STATE, State, fold
from show.words import ASSETS
from tests.show.company import Company, folded
from tests.show.desk.analysts import FAKES, Broken

LONG = tick_of(2 * sittings(ANCHOR_TICKS) + 9)  # influence is not settled at its end


class Rowdy(ListLog):
    """An inbox in which somebody asks for chaos now and then, at any point of a tick."""

    looks = 0

    async def take(self, after: int, limit: int = 100) -> list[Intent]:
        self.looks += 1
        if self.looks % 17 == 0:
            await self.put(Intent(viewer="terminal:host", what="chaos", moderator=True))
        return await super().take(after, limit)


def company(seed: int = 5, roster: Sequence[Factory] = FAKES) -> Company:
    return Company(seed=seed, desk=InlineDesk(roster, Simulator().chain))


@pytest.fixture(scope="module")
def night() -> Company:
    """A night that is long enough for every asset to be forgotten twice."""
    import asyncio

    return asyncio.run(company().run(LONG))


def of(night: Company, kind: type[AnyEvent]) -> list[AnyEvent]:
    return [entry.event for entry in night.log.entries if isinstance(entry.event, kind)]


def torn(entries: list[Entry], cut: int) -> Company:
    """A show that stopped after `cut` entries and has lost all that was not in the log."""
    again = company()
    again.log.entries = entries[:cut]
    again.restart()
    return again


def ends_of_beats(entries: list[Entry]) -> list[int]:
    last = len(entries)
    return [n for n in range(1, last + 1) if n == last or entries[n].beat != entries[n - 1].beat]


@settings(max_examples=12, deadline=None)
@given(place=st.floats(0.0, 1.0))
async def test_a_desk_that_lost_its_memory_says_what_it_would_have_said(night: Company, place: float) -> None:
    entries = night.log.entries
    beats = ends_of_beats(entries)
    again = torn(entries, beats[int(place * (len(beats) - 1))])
    for _ in range(4):
        if len(again.log.entries) < len(entries):
            await again.run(1)
    shared = min(len(entries), len(again.log.entries))
    assert again.log.entries[:shared] == entries[:shared]


async def test_a_show_that_stopped_between_a_close_and_the_next_tick_goes_on_alike(night: Company) -> None:
    """There the desk is briefed later than it would have been: whatever the close changed must not matter."""
    entries = night.log.entries
    closes = [n for n, entry in enumerate(entries, 1) if entry.event.kind == "TickEnded"]
    for cut in (*closes[:12], closes[ANCHOR_TICKS]):
        again = await torn(entries, cut).run(1)
        shared = len(again.log.entries)
        assert shared > cut
        assert again.log.entries == entries[:shared]


def test_a_brief_is_the_same_whenever_it_is_handed_over() -> None:
    """From the moment prices have moved until the desk speaks: chaos, fills and the close in between."""
    import asyncio

    shown = company(seed=9)
    shown.crew = replace(shown.crew, inbox=Rowdy())
    shown.restart()
    asyncio.run(shown.run(48))
    assert shown.events("ChaosStruck")
    state, first, compared = State(), dict[int, bytes](), 0
    beats = set(ends_of_beats(shown.log.entries))
    for entry in shown.log.entries:
        fold(state, entry)
        brief = brief_of(state) if entry.seq in beats else None
        if brief is not None:
            told = written(brief)
            assert told == first.setdefault(brief.tick, told), f"{entry.event.kind} changed {brief.tick}"
            compared += 1
    assert compared > 4 * len(first)


def written(brief: Brief) -> bytes:
    """All that the desk can see of a brief, as bytes."""
    tapes = [
        (tape.first, tape.end, *(getattr(tape, name).tobytes() for name in COLUMNS))
        for tape in brief.tapes.values()
    ]
    ledger = replace(brief.ledger, bars=0)  # the count of all bars, which only the next tick's end looks at
    return pickle.dumps((replace(brief, tapes={}, ledger=ledger), tapes))


async def test_a_desk_that_loses_its_memory_every_tick_plays_the_same_night(night: Company) -> None:
    start = next(n for n, entry in enumerate(night.log.entries) if entry.tick == ANCHOR_TICKS)
    again = torn(night.log.entries, ends_of_beats(night.log.entries[: start + 1])[-2])
    for _ in range(12):
        again.crew = replace(again.crew, desk=company().crew.desk)
        again.restart()
        await again.run(1)
    shared = len(again.log.entries)
    assert again.log.entries == night.log.entries[:shared]


async def test_the_state_is_the_fold_of_the_log_and_can_be_written_down(night: Company) -> None:
    assert folded(night.log.entries) == night.state
    assert STATE.validate_json(STATE.dump_json(night.state)) == night.state


def test_the_desk_sits_over_every_nth_close_and_is_heard_when_it_sits_again(night: Company) -> None:
    spoken = [(event.tick, entry.tick) for entry in night.log.entries
              if isinstance(event := entry.event, DeskSpoke)]  # fmt: skip
    later = SITTING_TICKS - 1  # the beat before the tick of the next sitting
    assert spoken == [(tick, tick + later) for tick in range(1, LONG - later, SITTING_TICKS)]
    began = [entry.event.kind for entry in night.log.entries if entry.tick == tick_of(4) + later]
    assert "DeskSpoke" in began[began.index("TickEnded") :]


def test_every_tick_is_in_bounds(night: Company) -> None:
    for event in of(night, DeskSpoke):
        assert isinstance(event, DeskSpoke)
        for view in event.views.values():
            assert all(-100 <= signal <= 100 for signal in view[::2])
            assert all(0 <= confidence <= 100 for confidence in view[1::2])
    for event in of(night, DebateHeld):
        assert isinstance(event, DebateHeld)
        for one in event.views:
            assert max(abs(one.direction), abs(one.risk), abs(one.execution)) <= 1.0
            assert 0.0 <= one.disagreement <= 1.0
            assert abs(one.wanted) <= book.MOST_SHARE
    for event in of(night, WeightsSet):
        assert isinstance(event, WeightsSet)
        assert all(300 <= weight <= 2500 for weight in event.weights)


def test_what_the_book_gained_is_credited_to_the_last_fraction(night: Company) -> None:
    settled = [event for event in of(night, HouseSettled) if isinstance(event, HouseSettled)]
    assert tick_of(len(settled) + 2) == LONG  # the first view is heard late, and then traded on
    assert all(sum(one.earned) + one.constraint - one.cost == one.gained for one in settled)
    desk = night.state.desk
    assert sum(desk.book.earned.values()) + desk.book.constraint - desk.book.costs == desk.book.gained
    now = book.value_at_mid(desk.book.account, night.state.board.quotes)
    assert now == 1000 * night.crew.rules.start + desk.book.gained - desk.book.cost
    assert desk.book.account.fills > 0


def test_calls_do_not_overlap(night: Company) -> None:
    """Five bars a tick and a horizon of ten: a speaker closes at most every other tick."""
    desk = night.state.desk
    slots = len(desk.slots)
    follower = next(n for n, slot in enumerate(desk.slots) if slot.who == "follower")
    for number in range(len(ASSETS)):
        place = number * slots + follower
        ticks = [
            event.tick
            for event in of(night, DeskSpoke)
            if isinstance(event, DeskSpoke) and place in event.closed[::2]
        ]
        assert len(ticks) > 20
        assert all(after - before >= 2 for before, after in pairwise(ticks))


def test_the_baseline_adds_nothing_to_itself_and_benchmarks_never_vote(night: Company) -> None:
    ledger = night.state.desk.ledger
    assert ledger.totals[ledger.seats.index("rollvol")] == 0
    assert ledger.closed[ledger.seats.index("rollvol")] > 100
    assert set(night.state.desk.weights).isdisjoint(BENCHMARKS)
    assert all(ledger.closed[len(ledger.seats) + number] > 10 for number in range(len(BENCHMARKS)))


def test_research_tries_one_change_at_a_time(night: Company) -> None:
    kinds = [
        entry.event.kind for entry in night.log.entries if entry.event.kind in ("TrialBegan", "TrialEnded")
    ]
    assert kinds[:1] == ["TrialBegan"]
    assert all(one != other for one, other in pairwise(kinds))
    began = of(night, TrialBegan)[0]
    assert isinstance(began, TrialBegan)
    assert began.new != began.old
    twins = [event for event in of(night, DeskSpoke) if isinstance(event, DeskSpoke) and event.trial]
    assert twins
    assert min(twin.tick for twin in twins) > began.tick


async def test_a_broken_analyst_is_silent_and_stops_nobody() -> None:
    shown = await company(roster=(*FAKES, Broken)).run(30)
    desk = shown.state.desk
    slot = next(n for n, one in enumerate(desk.slots) if one.who == "broken")
    assert desk.spoke is not None
    assert all(view[2 * slot + 1] == 0 for view in desk.spoke.views.values())
    assert shown.state.tick == 30


async def test_a_new_roster_keeps_the_weights_of_those_who_stay(night: Company) -> None:
    before = night.state.desk.weights
    again = torn(night.log.entries, len(night.log.entries))
    again.crew = replace(again.crew, desk=InlineDesk((*FAKES, Broken), Simulator().chain))
    again.restart()
    await again.run(SITTING_TICKS)
    after = again.state.desk.weights
    assert {name: after[name] for name in before} == before
    assert after["broken"] == 1.0


async def test_a_desk_that_fails_is_missed_and_the_show_goes_on() -> None:
    class Lost:
        def hand(self, brief: Brief) -> None:
            pass

        async def spoken(self) -> list[AnyEvent]:
            raise DeskError("The analysts are at lunch.")

        async def close(self) -> None:
            pass

    shown = await Company(seed=5, desk=Lost()).run(4 * SITTING_TICKS)
    assert [event.kind for event in shown.events("DeskFellSilent")] == ["DeskFellSilent"] * 3
    assert shown.state.desk.silent == 3
    assert shown.state.desk.debate is None


async def test_a_show_without_a_desk_has_no_word_of_it() -> None:
    shown = await Company(seed=5).run(6)
    assert not [
        entry for entry in shown.log.entries if entry.event.kind.startswith(("Desk", "House", "Phantom"))
    ]


async def test_a_season_that_ends_leaves_weights_and_takes_positions(night: Company) -> None:
    again = torn(night.log.entries, len(night.log.entries))
    weights = again.state.desk.weights
    await again.ask("reset", "fresh", viewer="terminal:host", moderator=True)
    assert again.state.desk.weights == weights
    assert again.state.desk.book.account.positions == {}
    assert again.state.desk.ledger.ends == []
    assert not any(again.state.desk.ledger.open)
    await again.run(3 * SITTING_TICKS)
    assert again.state.desk.spoke is not None


async def test_the_same_seed_gives_the_same_night_with_a_desk() -> None:
    one, two = await company(seed=3).run(12), await company(seed=3).run(12)
    assert one.state.head == two.state.head
