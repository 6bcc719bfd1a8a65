"""What is odd in a chat: names like commands, towers of accents, walls of text, messages taken down again."""

from __future__ import annotations

import pytest

from tests.bot.twitch.theatre import Theatre, until
from tests.fake_twitch.world import VIEWER

TOWER = "h" + "\u0301\u0336\u0489" * 40
BACKWARDS = "\u202e!chaos\u202c"
NAMES = (
    "!chaos",
    "reset",
    "show",
    TOWER,
    BACKWARDS,
    "\u0645\u0631\u062d\u0628\u0627",
    "\U0001f921" * 12,
    "@everyone",
    "Kappa 123",
)
WALLS = (
    "!vote 1" + " x" * 246, "!vote " + "1" * 494, "!chaos " + "a" * 493, "!portfolio " + TOWER * 4,
    "!thoughts " + "\u202e" * 400, "!help " + "!" * 494, "!" * 500, "!leaderboard " + "\U0001f921" * 480,
    "!trail " + "\u0645\u0631 " * 160, "!link " + "A" * 494, "!" + "vote" * 124, "!show " + "pause" * 98,
    "!" + TOWER, "!\u202evote 1", "!vote\u200b 1", "!chaos\U0001f921\U0001f921",
)  # fmt: skip


async def test_a_chatter_named_like_a_command_is_a_chatter(theatre: Theatre) -> None:
    theatre.fake.world.logins |= {"70": "chaos", "71": "show"}
    await theatre.play(1)
    assert (await theatre.asks("!leaderboard", "70")).startswith("@chaos: 1 ")
    assert "moderators" in await theatre.asks("!show pause", "71")
    assert not await theatre.events("ShowPaused")


@pytest.mark.parametrize("name", NAMES)
async def test_what_somebody_is_called_on_the_screen_is_never_said(theatre: Theatre, name: str) -> None:
    theatre.fake.world.names[VIEWER] = name
    await theatre.play(1)
    assert (await theatre.asks("!leaderboard")).startswith("@viewer: 1 ")
    await theatre.asks("!show reset yes")
    assert not await theatre.events("SeasonClosed")


@pytest.mark.parametrize("login", [*NAMES[3:], "", "x" * 26, "\u0430dmin", "a b"])
async def test_a_login_that_no_account_has_is_a_number(theatre: Theatre, login: str) -> None:
    theatre.fake.world.logins["77"] = login
    await theatre.play(1)
    assert (await theatre.asks("!leaderboard", "77")).startswith("One viewer: 1 ")


@pytest.mark.parametrize("typed", WALLS)
async def test_a_wall_of_text_costs_one_answer_at_most_and_nothing_else(theatre: Theatre, typed: str) -> None:
    await theatre.play(3)
    said = await theatre.asks(typed)
    assert all(len(line) <= 500 for line in said.split("\n"))
    assert said.count("@viewer") <= 1
    assert not any(mark in said for mark in "\u0301\u0336\u0489\u202e\U0001f921\u0645\u200b")
    assert not await theatre.events("ShowPaused")
    assert "@user2001: 1 " in await theatre.asks("!leaderboard", "2001")


@pytest.mark.parametrize(
    "typed", ["!vote 1 \U000e0000", "!vote 1 \u034f", "!vote\u200b 1", "!\u202evote 1", "!vote 1\u2800"]
)
async def test_what_nobody_can_see_spoils_no_vote(theatre: Theatre, typed: str) -> None:
    """Chat programs put such things behind a message, so that the same one can be sent again at once."""
    await theatre.play(3)
    assert "You voted for" in await theatre.asks(typed)
    assert len(await theatre.events("VoteCast")) == 1


async def test_a_command_from_a_deleted_message_is_not_obeyed(theatre: Theatre) -> None:
    await theatre.play(3)
    await theatre.fake.delete("gone")
    assert await theatre.asks("!vote 1", VIEWER, number="gone") == ""
    assert not await theatre.events("VoteCast")


async def test_whose_message_is_deleted_gets_no_answer(theatre: Theatre) -> None:
    await theatre.play(1)
    theatre.host.speaker.channel, channel = None, theatre.host.speaker.channel
    for number, user in (("a", "61"), ("b", "62"), ("c", "63")):
        await theatre.fake.say("!leaderboard", user, number=number)
    await theatre.fake.delete("b", "62")
    await theatre.fake.clear("63")
    await until(lambda: theatre.host.ears.idle and theatre.host.replies.waiting() == ["user61"])
    theatre.host.speaker.channel = channel
    theatre.host.speaker.ring()
    await theatre.settled()
    assert theatre.said("@user61: 1 ")


async def test_what_a_message_has_done_before_it_is_deleted_stays_done(theatre: Theatre) -> None:
    """A moderator takes down words, and a vote is none; what is in the log stays in the log."""
    await theatre.play(3)
    await theatre.asks("!vote 1", VIEWER, number="gone")
    await theatre.fake.delete("gone")
    await theatre.fake.clear(VIEWER)
    await theatre.settled()
    ballot = theatre.director.state.crowd.ballot
    assert ballot is not None
    assert next(iter(ballot.counts().values())) == 1
    assert len(await theatre.events("VoteCast")) == 1


async def test_who_was_cleared_out_may_speak_again(theatre: Theatre) -> None:
    await theatre.play(1)
    await theatre.fake.clear(VIEWER)
    assert "@viewer: 1 " in await theatre.asks("!leaderboard")
