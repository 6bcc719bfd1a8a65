"""A checkpoint is a cache: it counts only while it agrees with the log and with the code that reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.log import checkpoints
from bot.log.restore import keep_checkpoint, restored, state_at
from bot.log.store import Store, opened
from show.events import Entry
from show.state import State, fold
from tests.bot.papers import night, recorded, tampering


async def _saved(store: Store, *numbers: int) -> None:
    for entry in await store.log.read(limit=1000):
        if entry.seq in numbers:
            await store.checkpoints.save(entry.seq, entry.hash, f"state {entry.seq}")


async def test_the_newest_two_are_kept(tmp_path: Path) -> None:
    await recorded(tmp_path / "show.db", night())
    async with opened(tmp_path / "show.db") as store:
        await _saved(store, 3, 9, 12)
        found = [await store.checkpoints.last(until) for until in (None, 12, 11, 9, 8)]
    assert [item and item.state for item in found] == ["state 12", "state 12", "state 9", "state 9", None]


async def test_one_that_the_log_does_not_agree_with_is_ignored(tmp_path: Path) -> None:
    await recorded(tmp_path / "show.db", night())
    async with opened(tmp_path / "show.db") as store:
        await _saved(store, 3)
        await store.checkpoints.save(9, "ab" * 32, "of another night")
        found = await store.checkpoints.last()
    assert found is not None
    assert found.state == "state 3"


async def test_one_by_another_edition_of_the_show_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(tmp_path / "show.db", night())
    async with opened(tmp_path / "show.db") as store:
        await _saved(store, 3)
        monkeypatch.setattr(checkpoints, "edition", lambda: "another")
        assert await store.checkpoints.last() is None


async def test_a_state_restored_from_a_checkpoint_is_the_state_folded_from_the_start(tmp_path: Path) -> None:
    entries = [entry for beat in night() for entry in beat]
    await recorded(tmp_path / "show.db", night())
    async with opened(tmp_path / "show.db") as store:
        await keep_checkpoint(store, _folded(entries[:20]))
        assert await restored(store) == _folded(entries)
        assert await state_at(store, 20) == _folded(entries[:20])
        assert await state_at(store, 11) == _folded(entries[:11])
        assert await state_at(store, 0) == State()


async def test_a_restart_reads_only_what_came_after_the_checkpoint(tmp_path: Path) -> None:
    entries = [entry for beat in night() for entry in beat]
    await recorded(tmp_path / "show.db", night())
    async with opened(tmp_path / "show.db") as store:
        await keep_checkpoint(store, _folded(entries[:20]))
    with tampering(tmp_path / "show.db") as raw:
        raw.execute("UPDATE events SET body = 'unreadable' WHERE seq < 20")
    async with opened(tmp_path / "show.db") as store:
        assert (await restored(store)).head == entries[-1].hash


def _folded(entries: list[Entry]) -> State:
    state = State()
    for entry in entries:
        fold(state, entry)
    return state
