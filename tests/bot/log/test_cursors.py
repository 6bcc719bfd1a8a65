"""A host's place in the log is kept, and only ever moves on."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.log.store import opened


async def test_a_new_host_has_no_place() -> None:
    async with opened(None) as store:
        assert await store.cursors.get("discord") is None


async def test_a_place_survives_a_restart_and_is_nobody_elses(tmp_path: Path) -> None:
    async with opened(tmp_path / "show.db") as store:
        await store.cursors.advance("discord", 41)
        await store.cursors.advance("twitch", 7)
    async with opened(tmp_path / "show.db") as store:
        assert await store.cursors.get("discord") == 41
        assert await store.cursors.get("twitch") == 7


@given(st.lists(st.integers(0, 1000), min_size=1))
@settings(max_examples=30, deadline=None)
async def test_a_place_never_goes_back(numbers: list[int]) -> None:
    async with opened(None) as store:
        for number in numbers:
            await store.cursors.advance("discord", number)
        assert await store.cursors.get("discord") == max(numbers)
