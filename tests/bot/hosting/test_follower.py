"""A host sees every entry it may see, once, in order; and whatever it does, the show and the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.hosting.follower import Follower
from bot.hosting.hosts import Following, HostDown
from bot.hosting.lastgate import EntryGate, gate_entries
from bot.log.restore import keep_checkpoint, state_at
from bot.log.store import Store, opened
from show.events import Entry, LineSpoken
from show.lines import Gate
from show.state import State
from tests.bot.papers import night

ENTRIES = [entry for beat in night() for entry in beat]
PUBLIC = [entry.seq for entry in ENTRIES if not entry.event.sealed]
AT_ONCE = Following(back_off=(0.0,), beats=10**6)
DURABLE = replace(AT_ONCE, durable=True)


class Paper:
    """A host that notes what it is shown. `trouble` may raise."""

    name = "paper"

    def __init__(self, trouble: Callable[[Entry], None] | None = None) -> None:
        self.shown: list[int] = []
        self.states: list[tuple[int, str]] = []
        self.entries: list[Entry] = []
        self.starts = 0
        self.closed = 0
        self.trouble = trouble

    async def start(self) -> None:
        self.starts += 1

    async def show(self, entry: Entry, state: State) -> None:
        if self.trouble:
            self.trouble(entry)
        self.shown.append(entry.seq)
        self.entries.append(entry)
        self.states.append((state.seq, state.head))

    async def close(self) -> None:
        self.closed += 1


def as_it_is(entry: Entry) -> Entry:
    return entry


@asynccontextmanager
async def following(
    store: Store, host: Paper, how: Following = AT_ONCE, gate: EntryGate = as_it_is
) -> AsyncIterator[Follower]:
    follower = Follower(host, store, gate, how)
    async with asyncio.TaskGroup() as group:
        group.create_task(follower.run())
        yield follower


async def _play(store: Store, first: int = 0, last: int = 10**6) -> None:
    for beat in night()[first:last]:
        await store.log.append(beat)


async def _until(reached: Callable[[], bool]) -> None:
    while not reached():  # noqa: ASYNC110 - it waits for a host, and hosts have no bell
        await asyncio.sleep(0)


async def test_every_entry_but_the_sealed_is_shown_once_in_order_with_the_state_after_it() -> None:
    host = Paper()
    async with opened(None) as store, following(store, host):
        await _play(store)
        store.log.finish()
    assert host.shown == PUBLIC
    assert len(PUBLIC) < len(ENTRIES)
    assert host.states == [(entry.seq, entry.hash) for entry in ENTRIES if not entry.event.sealed]
    assert (host.starts, host.closed) == (1, 1)


async def test_a_host_that_fails_on_an_entry_skips_it_and_no_other_host_notices() -> None:
    def stumble(entry: Entry) -> None:
        if entry.seq in (4, 5, 9):
            raise RuntimeError("a host of flesh and blood")

    clumsy, sound = Paper(stumble), Paper()
    async with opened(None) as store, following(store, clumsy), following(store, sound):
        await _play(store)
        store.log.finish()
    assert clumsy.shown == [seq for seq in PUBLIC if seq not in (4, 5, 9)]
    assert sound.shown == PUBLIC


async def test_a_host_that_always_fails_costs_the_show_nothing_but_log_lines() -> None:
    def refuse(entry: Entry) -> None:
        raise KeyError(entry.seq)

    host = Paper(refuse)
    async with opened(None) as store:
        async with following(store, host):
            await _play(store)
            store.log.finish()
        assert store.log.head().seq == len(ENTRIES)
    assert host.closed == 1


async def test_a_host_that_hangs_is_left_alone_at_its_deadline() -> None:
    class Stuck(Paper):
        async def show(self, entry: Entry, state: State) -> None:
            if entry.seq == 5:
                await asyncio.Event().wait()
            await super().show(entry, state)

    host = Stuck()
    async with opened(None) as store, following(store, host, replace(AT_ONCE, deadline=0.0)):
        await _play(store)
        store.log.finish()
    assert host.shown == [seq for seq in PUBLIC if seq != 5]


async def test_a_host_that_cannot_start_is_started_again() -> None:
    class Sleepy(Paper):
        async def start(self) -> None:
            await super().start()
            if self.starts < 3:
                raise ConnectionError("not yet")

    host = Sleepy()
    async with opened(None) as store, following(store, host):
        await _play(store)
        await _until(lambda: host.shown == PUBLIC)
        store.log.finish()
    assert host.starts == 3


async def test_a_durable_host_waits_out_an_outage_and_misses_nothing() -> None:
    outage = iter(range(5))

    def down(entry: Entry) -> None:
        if entry.seq == 7 and next(outage, None) is not None:
            raise HostDown("the platform is being maintained")

    host = Paper(down)
    async with opened(None) as store:
        await store.cursors.advance("paper", 0)
        async with following(store, host, DURABLE):
            await _play(store)
            await _until(lambda: host.shown == PUBLIC)
            store.log.finish()


async def test_a_durable_host_goes_on_after_a_restart_where_it_was(tmp_path: Path) -> None:
    first, second = Paper(), Paper()
    async with opened(tmp_path / "show.db") as store:
        await store.cursors.advance("paper", 0)
        async with following(store, first, DURABLE):
            await _play(store, last=4)
            store.log.finish()
    async with opened(tmp_path / "show.db") as store:
        await _play(store, first=4)
        async with following(store, second, DURABLE):
            store.log.finish()
    assert first.shown + second.shown == PUBLIC
    assert second.states[-1] == (ENTRIES[-1].seq, ENTRIES[-1].hash)


async def test_a_durable_host_that_is_down_at_the_end_keeps_its_place(tmp_path: Path) -> None:
    def down(entry: Entry) -> None:
        if entry.seq >= 7:
            raise HostDown("gone")

    async with opened(tmp_path / "show.db") as store:
        await store.cursors.advance("paper", 0)
        async with following(store, Paper(down), DURABLE):
            await _play(store)
            store.log.finish()
        assert await store.cursors.get("paper") == 6


async def test_a_new_durable_host_begins_now_and_not_with_the_history() -> None:
    host = Paper()
    async with opened(None) as store:
        await _play(store)
        async with following(store, host, replace(DURABLE, beats=1)):
            store.log.finish()
        assert await store.cursors.get("paper") == len(ENTRIES)
    assert host.shown == [entry.seq for entry in night()[-1] if not entry.event.sealed]


async def test_a_transient_host_begins_a_few_beats_before_the_head() -> None:
    host = Paper()
    async with opened(None) as store:
        await _play(store)
        async with following(store, host, replace(AT_ONCE, beats=2)):
            store.log.finish()
    assert host.shown == [e.seq for beat in night()[-2:] for e in beat if not e.event.sealed]


async def test_a_transient_host_misses_its_outage_and_is_right_again_after_it() -> None:
    calls: list[int] = []

    def down(entry: Entry) -> None:
        calls.append(entry.seq)
        if store.log.head().seq < len(ENTRIES):
            raise HostDown("the cable is out")

    host = Paper(down)
    async with opened(None) as store, following(store, host, replace(AT_ONCE, beats=2)):
        await _play(store, last=1)
        await _until(lambda: bool(calls))
        await _play(store, first=1)
        await _until(lambda: PUBLIC[-1] in host.shown)
        store.log.finish()
    assert host.shown == PUBLIC[-len(host.shown) :]
    assert calls[0] not in host.shown
    assert host.states[-1] == (ENTRIES[-1].seq, ENTRIES[-1].hash)


async def test_a_host_that_is_far_behind_skips_what_is_late() -> None:
    class Slow(Paper):
        async def show(self, entry: Entry, state: State) -> None:
            await super().show(entry, state)
            if len(self.shown) == 1:
                await _play(store, first=1)

    host = Slow()
    async with opened(None) as store:
        await _play(store, last=1)
        async with following(store, host, replace(AT_ONCE, beats=1, patience=10)) as follower:
            await _until(lambda: follower.seq == len(ENTRIES))
            store.log.finish()
        assert await state_at(store, len(ENTRIES)) == follower._state
    assert host.shown[-1] == PUBLIC[-1]
    assert len(host.shown) < len(PUBLIC)


async def test_a_follower_far_from_the_start_has_the_state_of_the_log(tmp_path: Path) -> None:
    host = Paper()
    async with opened(tmp_path / "show.db") as store:
        await _play(store)
        await keep_checkpoint(store, await state_at(store, 12))
        async with following(store, host, replace(AT_ONCE, beats=2)):
            store.log.finish()
    assert host.states[-1] == (ENTRIES[-1].seq, ENTRIES[-1].hash)


async def test_nothing_reaches_a_host_around_the_last_gate() -> None:
    def mute(entry: Entry) -> Entry:
        if not isinstance(entry.event, LineSpoken):
            return entry
        return entry._replace(event=entry.event.model_copy(update={"text": "(no comment)"}), text="")

    host = Paper()
    async with opened(None) as store, following(store, host, gate=mute) as follower:
        await _play(store)
        store.log.finish()
    said = [entry.event.text for entry in host.entries if isinstance(entry.event, LineSpoken)]
    assert said
    assert {*said, *_lines(follower._state)} == {"(no comment)"}


def _lines(state: State) -> list[str]:
    return [line for trader in state.cast.values() for line in trader.lines]


async def test_the_shows_gate_lets_an_honest_night_pass_unchanged() -> None:
    host = Paper()
    async with opened(None) as store, following(store, host, gate=gate_entries(Gate())):
        await _play(store)
        store.log.finish()
    assert host.entries == [entry for entry in ENTRIES if not entry.event.sealed]


async def test_a_gate_that_breaks_shows_nothing_of_that_entry_not_even_in_the_state() -> None:
    def broken(entry: Entry) -> Entry:
        raise ZeroDivisionError

    host = Paper()
    async with opened(None) as store:
        async with following(store, host, gate=broken) as follower:
            await _play(store)
            store.log.finish()
        state = follower._state
        honest = await state_at(store, len(ENTRIES))
    assert host.shown == []
    assert any(_lines(honest))
    assert not any(_lines(state))
    assert state.books == honest.books
