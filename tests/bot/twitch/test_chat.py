"""The chat: what viewers ask, what moderators order, and what the show says there."""

from __future__ import annotations

import pytest

from bot.reception.vocabulary import MODERATOR_WORDS, WORDS
from show.audience.intents import Intent
from tests.bot.twitch.theatre import Theatre, until
from tests.fake_twitch.world import MOD, VIEWER

MODERATOR = ("moderator",)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("!leaderboard", "1 "), ("!portfolio mike", "Mike is number"), ("!thoughts ALEX", "Alex"),
        ("!rules", "$10,000"), ("!help", "!vote NUMBER"), ("!help vote", "Vote in the ballot"),
        ("!floor", "You are looking at it"), ("!prices", "Crypto"), ("!trail coffee", "Coffee Shop"),
        ("!chaos", "Chaos strikes"), ("!vote 1", "nothing to vote on"), ("!vote", "number of your choice"),
        ("!portfolio", "Whose?"), ("!link", "everybody reads along"), ("@showbot !leaderboard", "1 "),
        ("!leaderbord", "Did you mean !leaderboard"), ("! LEADERBOARD", "1 "), ("!link WRONG1", "not known"),
    ],
)  # fmt: skip
async def test_a_question_is_answered_by_name(theatre: Theatre, typed: str, answer: str) -> None:
    await theatre.play(1)
    said = await theatre.asks(typed)
    assert "@viewer: " in said
    assert answer in said
    assert all(len(line) <= 500 for line in said.split("\n"))


@pytest.mark.parametrize(
    "typed",
    ["hello !chaos", "!discord", "!drop table", "!", "!!!", "!so @friend", "chaos", "/chaos", "!https://x.y"],
)
async def test_what_is_not_meant_for_the_show_is_left_alone(theatre: Theatre, typed: str) -> None:
    await theatre.play(1)
    assert await theatre.asks(typed) == ""


async def test_no_word_of_a_viewer_is_ever_repeated(theatre: Theatre) -> None:
    await theatre.play(1)
    for typed in (
        "!chaos buy my coin",
        "!portfolio fuck",
        "!vote spam.com",
        "!help buymycoin",
        "!trail @everyone",
    ):
        said = await theatre.asks(typed)
        for word in ("coin", "fuck", "spam", "@me"):
            assert word not in said, typed


async def test_a_name_that_is_not_for_other_eyes_is_a_number(theatre: Theatre) -> None:
    theatre.fake.world.logins["66"] = "fuck_you"
    await theatre.play(1)
    assert (await theatre.asks("!leaderboard", "66")).startswith("One viewer: 1 ")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("!show pause tea", "ShowPaused"), ("!show skip", "TurnSkipped"), ("!show panic", "ShowPanicked"),
        ("!show reset yes", "SeasonClosed"), ("!SHOW Pause", "ShowPaused"),
        ("!show mute mike", "TraderMuted"), ("!show chaos", "ChaosStruck"),
    ],
)  # fmt: skip
async def test_a_moderator_directs_by_badge_and_nobody_else(theatre: Theatre, typed: str, kind: str) -> None:
    await theatre.play(1)
    await theatre.asks(typed, VIEWER)
    assert not await theatre.events(kind)
    assert await theatre.asks(typed, MOD, badges=MODERATOR)
    assert len(await theatre.events(kind)) == 1


async def test_a_pause_can_be_resumed(theatre: Theatre) -> None:
    await theatre.play(1)
    await theatre.asks("!show panic", MOD, badges=MODERATOR)
    assert theatre.director.state.programme.panicked
    assert "test card" in await theatre.asks("!thoughts alex", VIEWER)
    await theatre.asks("!show resume", MOD, badges=("broadcaster",))
    assert not theatre.director.state.programme.paused


@pytest.mark.parametrize("typed", ["!show", "!show dance", "!show quit", "!show reset", "!pause"])
async def test_a_moderator_who_mistypes_is_helped(theatre: Theatre, typed: str) -> None:
    await theatre.play(1)
    assert "!show" in await theatre.asks(typed, MOD, badges=MODERATOR)
    assert not await theatre.events("SeasonClosed")


@pytest.mark.parametrize("word", [word for word in WORDS if word in MODERATOR_WORDS])
async def test_a_viewer_directs_nothing(theatre: Theatre, word: str) -> None:
    await theatre.play(1)
    before = theatre.store.log.head().seq
    await theatre.asks(f"!{word} yes", VIEWER)
    await theatre.asks(f"!show {word} yes", VIEWER)
    assert theatre.store.log.head().seq == before


async def test_a_moderator_of_another_channel_is_a_stranger(theatre: Theatre) -> None:
    await theatre.play(1)
    await theatre.asks("!show panic", MOD, badges=MODERATOR, source="5555")
    assert not await theatre.events("ShowPanicked")


async def test_the_owner_may_name_moderators_in_the_settings(theatre: Theatre) -> None:
    theatre.host.ears._moderators = ("twitch:2000",)
    await theatre.asks("!show pause", VIEWER)
    assert len(await theatre.events("ShowPaused")) == 1


async def test_a_message_delivered_twice_is_one(theatre: Theatre) -> None:
    await theatre.play(3)
    await theatre.asks("!vote 1", VIEWER, times=3)
    assert len(await theatre.events("VoteCast")) == 1
    assert len(await theatre.events("IntentAccepted")) == 1


async def test_votes_here_and_elsewhere_are_one_tally_and_a_person_has_one(theatre: Theatre) -> None:
    await theatre.play(3)
    code = theatre.host.ears._reception._codes.give("discord:44")
    assert "one person" in await theatre.asks(f"!link {code}", VIEWER)
    await theatre.asks("!vote 1", VIEWER)
    await theatre.asks("!vote 2", "2001")
    await theatre.store.inbox.put(Intent(viewer="discord:44", what="vote", text="3"))
    await theatre.store.inbox.put(Intent(viewer="page:x", what="vote", text="3"))
    await theatre.settled()
    ballot = theatre.director.state.crowd.ballot
    assert ballot is not None
    assert list(ballot.counts().values()) == [0, 1, 2]


async def test_the_same_vote_again_is_answered_and_costs_the_floor_nothing(theatre: Theatre) -> None:
    await theatre.play(3)
    await theatre.asks("!vote 1", VIEWER)
    before = theatre.store.log.head().seq
    assert "counted" in await theatre.asks("!vote 1", VIEWER)
    assert theatre.store.log.head().seq == before
    assert "now goes to" in await theatre.asks("!vote 2", VIEWER)


async def test_the_chat_hears_what_is_news_and_not_every_word(theatre: Theatre) -> None:
    await theatre.play(6)
    signs = {one[0] for one in theatre.fake.world.said()}
    assert {"🔔", "📰", "🗳"} <= signs
    spoken = len(await theatre.events("LineSpoken"))
    assert len(theatre.said("💬")) == 2
    assert len(theatre.fake.world.chat) < spoken


async def test_a_vote_is_called_with_its_choices(theatre: Theatre) -> None:
    await theatre.play(3)
    call = theatre.said("🗳")[0]
    assert "1) " in call
    assert "3) " in call
    assert "Type !vote 1 to 3" in call


async def test_the_test_card_takes_back_what_was_not_said_yet(theatre: Theatre) -> None:
    theatre.host.speaker.channel, channel = None, theatre.host.speaker.channel
    for _ in range(3):
        await theatre.director.tick()
    await theatre.store.inbox.put(Intent(viewer="terminal:host", what="panic", moderator=True))
    await theatre.director.take_intents()
    await until(lambda: theatre.follower.seq >= theatre.store.log.head().seq)
    theatre.host.speaker.channel = channel
    theatre.host.speaker.ring()
    await theatre.settled()
    assert theatre.fake.world.said() == ["🎬 The test card is on, says the control room."]
