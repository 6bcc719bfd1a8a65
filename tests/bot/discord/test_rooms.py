"""Each room's channel carries what is said there: in order, once, under the speaker's own name and face."""

from __future__ import annotations

from pathlib import Path

import pytest

from show.events import LineSpoken
from tests.bot.discord.theatre import GUILD, QuickClock, Theatre, place_names, playing
from tests.fake_discord.server import FakeDiscord, Fault, How

HOOKS = r"/webhooks/\d+/[\w-]+"


async def all_heard(theatre: Theatre, guild: str = GUILD) -> None:
    for place in place_names():
        assert theatre.heard_in(place, guild) == await theatre.expected(place), place
    assert theatre.fake.limits.exceeded == []


async def test_every_line_is_said_once_and_in_order(theatre: Theatre) -> None:
    await theatre.play(12)
    await all_heard(theatre)
    said = [event for event in await theatre.events("LineSpoken") if isinstance(event, LineSpoken)]
    assert len(said) > 20
    assert {message["author"]["username"] for message in theatre.messages("coffee-shop")} <= {
        "Alex", "Sarah", "Alice", "Mike", "Wall Street Live"
    }  # fmt: skip
    assert all(hook["avatar"] for hook in theatre.fake.world.hooks.values())


async def test_a_restart_goes_on_where_the_last_line_was(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path
) -> None:
    path = tmp_path / "show.db"
    for _ in range(3):
        async with playing(fake, clock, path) as theatre:
            await theatre.play(3)
            await all_heard(theatre)


async def test_lines_of_a_show_that_was_cut_off_are_said_by_the_next(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path
) -> None:
    path = tmp_path / "show.db"
    async with playing(fake, clock, path) as theatre:
        await theatre.play(2)
        fake.down = True
        for _ in range(4):
            await theatre.director.tick()
    fake.down = False
    async with playing(fake, clock, path) as theatre:
        await theatre.play(1)
        await all_heard(theatre)


async def test_an_entry_that_was_said_and_is_handed_over_again_is_not_said_again(theatre: Theatre) -> None:
    """As after a crash between writing it down and noting that the host is done with it."""
    await theatre.play(2)
    for entry in await theatre.entries():
        if not entry.event.sealed:
            await theatre.host.show(entry, theatre.director.state)
    await theatre.play(1)
    await all_heard(theatre)


@pytest.mark.parametrize("how", ["refuse", "answer lost", "cut after", "cut before"])
async def test_a_lost_answer_says_nothing_twice(theatre: Theatre, how: How) -> None:
    await theatre.play(1)
    for _ in range(6):
        theatre.fake.faults.append(Fault("POST", HOOKS, how))
        await theatre.play(1)
    assert sum(fault.times for fault in theatre.fake.faults) == 0
    await all_heard(theatre)
