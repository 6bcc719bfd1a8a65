"""A log that is written by a process killed at random moments loses nothing and repeats nothing."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

import pytest

from bot.log.store import opened
from show.events import TickEnded
from tests.bench import writer
from tests.bench.killing import Lost, Seen, check, compare, kill_often
from tests.bot.papers import Pen, recorded


def test_nothing_that_was_written_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    db, whole = tmp_path / "killed.db", tmp_path / "whole.db"
    command = [sys.executable, "-m", "tests.bench.writer", str(db)]
    seen = kill_often(command, db, 10, random.Random(5))
    assert seen.seq > 100
    assert len(seen.links) > 10
    asyncio.run(_write(whole, seen.seq))
    assert compare(db, whole) == seen.seq


async def _write(path: Path, seq: int) -> None:
    async with opened(path) as store:
        while store.log.head().seq < seq:
            await store.log.append(*writer._beat(store))


async def _recorded(path: Path, beats: int) -> Seen:
    pen = Pen()
    await recorded(path, [pen.events(TickEnded(tick=tick), tick=tick) for tick in range(1, beats + 1)])
    return Seen(seq=beats, links={beats: pen.head}, printed=beats)


async def test_an_event_that_was_printed_and_is_gone_is_noticed(tmp_path: Path) -> None:
    await _recorded(tmp_path / "show.db", 5)
    with pytest.raises(Lost, match="event 6 was written, but the log ends at 5"):
        check(tmp_path / "show.db", Seen(seq=4, printed=6))


async def test_an_event_that_became_another_is_noticed(tmp_path: Path) -> None:
    seen = await _recorded(tmp_path / "show.db", 5)
    seen.links[3] = "another"
    with pytest.raises(Lost, match="event 3 is not the one"):
        check(tmp_path / "show.db", seen)


async def test_what_happens_twice_is_noticed(tmp_path: Path) -> None:
    pen = Pen()
    await recorded(tmp_path / "show.db", [pen.events(TickEnded(tick=4)) for _ in range(2)])
    with pytest.raises(Lost, match="TickEnded.* happened 2 times"):
        check(tmp_path / "show.db", Seen(seq=2))


async def test_two_shows_that_differ_are_noticed(tmp_path: Path) -> None:
    await _recorded(tmp_path / "one.db", 5)
    pen = Pen()
    await recorded(tmp_path / "other.db", [pen.events(TickEnded(tick=tick), tick=tick) for tick in (1, 2, 9)])
    with pytest.raises(Lost, match="event 3 is a TickEnded"):
        compare(tmp_path / "one.db", tmp_path / "other.db")
