"""The log keeps what it is given, in order, and wakes whoever waits for more."""

from __future__ import annotations

import asyncio
import sqlite3
from itertools import chain as joined
from pathlib import Path

import pytest

from bot.log.eventlog import RECENT
from bot.log.proof import LogDiffers
from bot.log.store import opened
from show.events import GENESIS
from show.ports import Memory
from tests.bot.papers import Pen, night, recorded, tampering


async def test_a_night_comes_back_as_it_was_written(tmp_path: Path) -> None:
    entries = list(joined.from_iterable(night()))
    async with opened(tmp_path / "show.db") as store:
        for beat in night():
            await store.log.append(beat)
        from_memory = await store.log.read(limit=len(entries))
    async with opened(tmp_path / "show.db") as store:
        from_disk = await store.log.read(limit=len(entries))
        head = store.log.head()
    assert from_memory == from_disk == entries
    assert (head.seq, head.hash, head.beat) == (entries[-1].seq, entries[-1].hash, entries[-1].beat)


async def test_reading_goes_on_from_any_number() -> None:
    pen = Pen()
    async with opened(None) as store:
        written = []
        for _ in range(RECENT // 50 + 10):  # more than is kept in memory
            beat = pen.beat_of(50)
            written += beat
            await store.log.append(beat)
        for after in (0, 1, 49, 50, len(written) - RECENT - 1, len(written) - RECENT, len(written) - 2):
            assert await store.log.read(after, 60) == written[after : after + 60]
        assert await store.log.read(len(written)) == []
        assert await store.log.read(0, 0) == []


async def test_an_empty_log_begins_at_genesis() -> None:
    async with opened(None) as store:
        assert store.log.head() == (0, GENESIS, 0, 0)
        assert await store.log.read() == []


async def test_an_entry_that_leaves_a_gap_is_refused_and_nothing_is_written() -> None:
    pen = Pen()
    async with opened(None) as store:
        first = pen.beat_of(2)
        await store.log.append(first)
        pen.beat_of(1)
        with pytest.raises(ValueError, match="event 4 .* does not follow on event 2"):
            await store.log.append(pen.beat_of(1))
        assert await store.log.read() == first


async def test_beats_that_wait_are_written_in_one_go_and_read_only_then() -> None:
    pen = Pen()
    first, second = pen.beat_of(2), pen.beat_of(1)
    async with opened(None) as store:
        store.log.defer()
        await store.log.append(first)
        await store.log.append(second)
        assert await store.log.read() == []
        await store.log.flush()
        assert await store.log.read() == [*first, *second]


async def test_beats_that_wait_are_all_lost_when_the_file_takes_one_of_them_no_more(tmp_path: Path) -> None:
    pen = Pen()
    first, second = pen.beat_of(2), pen.beat_of(1)
    async with opened(tmp_path / "show.db") as store:
        store.log.defer()
        await store.log.append(first)
        await store.log.append(second)
        raw = sqlite3.connect(tmp_path / "show.db")
        raw.execute(
            "CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.seq = 3"
            " BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
        raw.close()
        with pytest.raises(sqlite3.IntegrityError, match="full"):
            await store.log.flush()
        assert store.log.head().seq == 0


async def test_what_was_written_before_a_bad_beat_stays() -> None:
    pen = Pen()
    first, second = pen.beat_of(2), pen.beat_of(1)
    async with opened(None) as store:
        store.log.defer()
        for beat in (first, [second[0]._replace(hash=first[0].hash)]):
            await store.log.append(beat)
        with pytest.raises(ValueError, match="does not follow"):
            await store.log.flush()
        await asyncio.sleep(0)
        assert await store.log.read() == first


async def test_a_memory_is_known_before_its_beat_is_written() -> None:
    memory = Memory(trader="mike", tick=1, importance=5, text="what a beat")
    async with opened(None) as store:
        store.log.defer()
        await store.log.append(Pen().beat_of(1), [memory])
        found = await store.recall.recall(memory.trader, memory.text)
        assert [item.memory for item in found] == [memory]


async def test_an_entry_with_a_wrong_link_takes_its_whole_beat_with_it() -> None:
    good, bad = Pen().beat_of(2)
    async with opened(None) as store:
        with pytest.raises(ValueError, match="event 2 .* does not follow on event 1"):
            await store.log.append([good, bad._replace(hash=good.hash)])
        assert store.log.head().seq == 0
        await store.log.append([good, bad])
        assert store.log.head().seq == 2


async def test_what_happened_cannot_be_changed_or_deleted_by_accident(tmp_path: Path) -> None:
    await recorded(tmp_path / "show.db", night())
    raw = sqlite3.connect(tmp_path / "show.db")
    for statement in ("UPDATE events SET tick = 9", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="what happened is never"):
            raw.execute(statement)
    raw.close()


async def test_every_reader_wakes_for_every_beat() -> None:
    pen = Pen()
    async with opened(None) as store:
        seen: dict[int, list[int]] = {reader: [] for reader in range(40)}

        async def read(reader: int) -> None:
            after = 0
            while await store.log.changed(after):
                entries = await store.log.read(after)
                seen[reader] += [entry.seq for entry in entries]
                after = entries[-1].seq

        async with asyncio.TaskGroup() as group:
            for reader in seen:
                group.create_task(read(reader))
            for _ in range(5):
                await store.log.append(pen.beat_of(3))
            store.log.finish()
        assert all(numbers == list(range(1, 16)) for numbers in seen.values())


async def test_a_beat_counts_even_if_its_director_is_cancelled_while_it_is_written() -> None:
    pen = Pen()
    async with opened(None) as store:
        writing = asyncio.create_task(store.log.append(pen.beat_of(2)))
        await asyncio.sleep(0)  # it is on its way to the file now
        writing.cancel()
        assert await store.log.changed(0)
        assert store.log.head().seq == 2
        await store.log.append(pen.beat_of(1))
        assert [entry.seq for entry in await store.log.read()] == [1, 2, 3]


async def test_a_damaged_event_is_named_instead_of_being_folded(tmp_path: Path) -> None:
    await recorded(tmp_path / "show.db", night())
    with tampering(tmp_path / "show.db") as raw:
        raw.execute("UPDATE events SET body = replace(body, '1', '2') WHERE seq = 5")
    async with opened(tmp_path / "show.db") as store:
        with pytest.raises(LogDiffers, match="Event 5 "):
            await store.log.read()
        assert (await store.log.read(5, 1))[0].seq == 6


async def test_a_log_that_lost_its_end_is_not_gone_on_with(tmp_path: Path) -> None:
    await recorded(tmp_path / "show.db", night())
    with tampering(tmp_path / "show.db") as raw:
        raw.execute("DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)")
    with pytest.raises(LogDiffers, match="should go on to event"):
        async with opened(tmp_path / "show.db"):
            raise AssertionError("the log was opened")


async def test_the_last_number_before_a_beat_is_found() -> None:
    pen = Pen()
    async with opened(None) as store:
        for size in (2, 3, 1):
            await store.log.append(pen.beat_of(size))
        assert [await store.log.last_before(beat) for beat in (-3, 1, 2, 3, 4)] == [0, 0, 2, 5, 6]
