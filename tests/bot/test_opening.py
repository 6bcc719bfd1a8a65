"""A file that cannot be a log is refused in a sentence that says what to do."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.log.database import damage, read_only
from bot.log.faults import LogError
from bot.log.store import Store, opened
from show.ports import Memory
from tests.bot.papers import Pen, night, recorded

ROOT = Path(__file__).parents[2]

HOLD = """
import asyncio, sys
from pathlib import Path
from bot.log.store import Store, opened
async def hold():
    async with opened(Path(sys.argv[1])):
        print("open", flush=True)
        await asyncio.sleep(600)
asyncio.run(hold())
"""


async def _refusal(path: Path) -> str:
    with pytest.raises(LogError) as caught:
        async with opened(path):
            pass
    return str(caught.value)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(tmp_path / "show.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


async def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    async with opened(tmp_path / "one" / "two" / "show.db") as store:
        await store.log.append(Pen().beat_of(1))
    assert (tmp_path / "one" / "two" / "show.db").is_file()


async def test_an_empty_file_becomes_a_log(tmp_path: Path) -> None:
    (tmp_path / "show.db").touch()
    await recorded(tmp_path / "show.db", night())


async def test_a_folder_is_no_log(tmp_path: Path) -> None:
    assert "is a folder" in await _refusal(tmp_path)


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "cannot be made" in await _refusal(tmp_path / "file" / "show.db")


async def test_a_second_process_is_refused_by_name_and_reading_is_not(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    sentence = await _refusal(tmp_path / "show.db")
    assert f"already running on the log {str(tmp_path / 'show.db')!r} (process {holder.pid})" in sentence
    raw = read_only(tmp_path / "show.db")
    assert raw.execute("SELECT count(*) FROM events").fetchone() == (0,)
    raw.close()


async def test_a_second_name_of_the_same_log_is_refused_too(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    (tmp_path / "alias.db").symlink_to(tmp_path / "show.db")
    assert "already running" in await _refusal(tmp_path / "alias.db")


async def test_a_killed_process_leaves_no_lock(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    await recorded(tmp_path / "show.db", night())


async def test_a_refused_file_can_be_opened_once_it_is_right(tmp_path: Path) -> None:
    (tmp_path / "show.db").write_text("not a database, " * 100)
    await _refusal(tmp_path / "show.db")
    (tmp_path / "show.db").unlink()
    await recorded(tmp_path / "show.db", night())


async def test_a_log_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    await recorded(tmp_path / "show.db", night())
    raw = sqlite3.connect(tmp_path / "show.db")
    raw.execute("INSERT INTO migrations (name, recorded_at) VALUES ('2 teleportation', 0)")
    raw.commit()
    raw.close()
    assert "newer version of the show (step '2 teleportation'" in await _refusal(tmp_path / "show.db")
    with pytest.raises(LogError, match="newer version"):
        read_only(tmp_path / "show.db")


async def test_the_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "show.db")
    raw.execute("CREATE TABLE bookmarks (address TEXT)")
    raw.close()
    before = (tmp_path / "show.db").read_bytes()
    assert "another program" in await _refusal(tmp_path / "show.db")
    assert (tmp_path / "show.db").read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"GGUF" + bytes(5000), b"SQLite format 3\0" + b"\xff" * 5000, b"#!/bin/sh"]
)
async def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "show.db").write_bytes(content)
    sentence = await _refusal(tmp_path / "show.db")
    assert "show.db" in sentence
    assert "--db" in sentence
    assert (tmp_path / "show.db").read_bytes() == content


@pytest.mark.parametrize("part", [0.5, 0.9])
async def test_a_truncated_log_is_called_damaged(tmp_path: Path, part: float) -> None:
    path = tmp_path / "show.db"
    await recorded(path, night())
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(LogError, match="damaged"):
        async with opened(path) as store:
            await store.log.read(limit=10_000)


async def test_a_corrupted_page_is_called_damaged_wherever_it_is_met(tmp_path: Path) -> None:
    path = tmp_path / "show.db"
    await recorded(path, night())
    page = _root_page(path, "events")
    with path.open("r+b") as file:
        file.seek(page * 4096)
        file.write(b"\xa5" * 4096)
    with pytest.raises(LogError, match="damaged"):
        async with opened(path) as store:
            await store.log.read(limit=10_000)
    raw = read_only(path)
    assert damage(raw) is not None
    raw.close()


def _root_page(path: Path, table: str) -> int:
    raw = sqlite3.connect(path)
    root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    raw.close()
    return int(root) - 1


REMARK = Memory(trader="mike", tick=1, importance=5, text="what a beat")


async def _write_on(store: Store, pen: Pen) -> None:
    while True:
        await store.log.append(pen.beat_of(20), [REMARK])


async def test_a_full_disk_loses_nothing_that_was_written(tmp_path: Path) -> None:
    pen, path = Pen(), tmp_path / "show.db"
    async with opened(path) as store:
        pages = await store.database.run(lambda raw: raw.execute("PRAGMA page_count").fetchone()[0])
        await store.database.run(lambda raw: raw.execute(f"PRAGMA max_page_count = {pages + 4}").fetchone())
        with pytest.raises(LogError, match=r"no room left .* Free some space"):
            await _write_on(store, pen)
        assert store.log.head().beat == pen.beat - 1
        assert len(await store.recall.recall("mike", "beat", 100)) == pen.beat - 1
        await store.database.run(lambda raw: raw.execute("PRAGMA max_page_count = 100000").fetchone())
        head = store.log.head()
        await store.log.append(Pen(head.seq, head.hash, head.beat).beat_of(20), [REMARK])
    async with opened(path) as store:
        assert len(await store.log.read(limit=10_000)) == 20 * pen.beat
        assert len(await store.recall.recall("mike", "beat", 100)) == pen.beat


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


async def test_a_disk_that_really_is_full_loses_nothing_that_was_written(tiny_disk: Path) -> None:
    pen = Pen()
    async with opened(tiny_disk / "show.db") as store:
        with pytest.raises(LogError, match="everything up to the last beat is kept"):
            await _write_on(store, pen)
        kept = store.log.head().seq
        assert kept == 20 * (pen.beat - 1) > 0
    raw = read_only(tiny_disk / "show.db")
    assert raw.execute("SELECT count(*), max(seq) FROM events").fetchone() == (kept, kept)
    raw.close()


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder of somebody without rights; root may write anywhere, so root becomes nobody for a test."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = os.geteuid() == 0
        if root:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield folder
        finally:
            folder.chmod(0o755)
            if root:
                os.seteuid(0)


async def test_a_read_only_file_is_refused_for_writing(nobody: Path) -> None:
    await recorded(nobody / "show.db", night())
    (nobody / "show.db").chmod(0o444)
    assert "cannot be written" in await _refusal(nobody / "show.db")


async def test_a_read_only_folder_is_refused_for_writing_and_can_be_read(nobody: Path) -> None:
    await recorded(nobody / "show.db", night())
    (nobody / "show.db.lock").unlink()
    os.chmod(nobody, 0o555)
    assert "cannot be written" in await _refusal(nobody / "show.db")
    raw = read_only(nobody / "show.db")
    assert raw.execute("SELECT count(*) FROM events").fetchone()[0] > 0
    raw.close()


async def test_an_unreadable_file_is_refused(nobody: Path) -> None:
    await recorded(nobody / "show.db", night())
    (nobody / "show.db").chmod(0o000)
    assert "cannot be opened" in await _refusal(nobody / "show.db")


def test_reading_a_log_that_is_not_there_makes_none(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="There is no log"):
        read_only(tmp_path / "show.db")
    assert list(tmp_path.iterdir()) == []


def test_reading_an_empty_file_says_that_no_show_has_run(tmp_path: Path) -> None:
    (tmp_path / "show.db").touch()
    with pytest.raises(LogError, match="no show has run"):
        read_only(tmp_path / "show.db")


async def test_the_events_of_a_visitor_who_writes_for_long_are_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "show.db"
    pen = Pen()
    async with opened(path) as store:
        visitor = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        visitor.execute("BEGIN IMMEDIATE")
        writing = asyncio.create_task(store.log.append(pen.beat_of(1)))
        await asyncio.sleep(0)
        assert store.log.head().seq == 0
        visitor.execute("COMMIT")
        await writing
        visitor.close()
        assert store.log.head().seq == 1
