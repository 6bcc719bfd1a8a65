"""Twitch's own features: polls, predictions, rewards, bits, raids, subscribers, and the stream itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.twitch.booth import poll_of
from bot.twitch.channel import check_bet, check_poll, check_text
from show.episode import EPISODE_TICKS
from show.events import ChaosBacked, HeadlineBroke, Option, VoteClosed, VoteOpened
from tests.bot.twitch.theatre import QuickClock, Theatre, granted, playing, settings_for, until
from tests.fake_twitch import payloads
from tests.fake_twitch.server import FakeTwitch, Fault
from tests.fake_twitch.world import VIEWER

ALL = {"twitch_polls": True, "twitch_predictions": True, "twitch_reward_cost": 500}


@pytest.fixture
async def native(fake: FakeTwitch, clock: QuickClock, tmp_path: Path) -> AsyncIterator[Theatre]:
    settings = settings_for(fake, tmp_path, **ALL)
    granted(fake, settings)
    async with playing(fake, clock, settings) as show:
        yield show


# --- polls


async def test_a_ballot_is_a_poll_and_its_votes_are_in_the_one_tally(native: Theatre) -> None:
    await native.play(3)
    poll = native.fake.world.polls[0]
    assert poll["title"].startswith("1: ")
    assert [choice["title"][:2] for choice in poll["choices"]] == ["1 ", "2 ", "3 "]
    assert native.said("Vote in the poll")
    await native.fake.vote(0, 7, 1)
    await native.settled()
    ballot = native.director.state.crowd.ballot
    assert ballot is not None
    assert list(ballot.counts().values()) == [0, 7, 1]
    await native.fake.vote(0, 9, 2, over=True)
    await native.play(2)
    [closed] = await native.events("VoteClosed")
    assert isinstance(closed, VoteClosed)
    assert [count.votes for count in closed.counts] == [0, 9, 2]


async def test_in_a_poll_nobody_votes_twice(native: Theatre) -> None:
    await native.play(3)
    assert "in the poll" in await native.asks("!vote 1")
    assert not await native.events("VoteCast")


async def test_a_poll_that_is_still_open_ends_with_its_ballot(native: Theatre) -> None:
    await native.play(5)
    assert [poll["status"] for poll in native.fake.world.polls] == ["TERMINATED"]
    assert "nothing to vote on" in await native.asks("!vote 1")


async def test_a_poll_of_the_streamer_is_left_alone_and_the_vote_is_typed(native: Theatre) -> None:
    await native.fake.go_live(True)
    native.fake.faults.append(Fault("/helix/polls", 400))
    await native.play(3)
    assert native.said("Type !vote")
    await native.asks("!vote 1")
    assert len(await native.events("VoteCast")) == 1


async def test_a_channel_without_polls_votes_by_typing(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path
) -> None:
    fake.world.kind = ""
    settings = settings_for(fake, tmp_path, **ALL)
    granted(fake, settings)
    async with playing(fake, clock, settings) as theatre:
        await theatre.play(3)
        assert theatre.said("Type !vote 1 to 3")
        assert fake.count("POST", "/helix/polls") == 0


async def test_a_poll_left_open_by_a_crash_is_ended_and_a_strangers_is_not(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path
) -> None:
    settings = settings_for(fake, tmp_path, **ALL)
    granted(fake, settings)
    async with playing(fake, clock, settings) as theatre:
        await theatre.play(3)
    stranger = {**fake.world.polls[0], "id": "s", "title": "Pizza?"}
    fake.world.polls.append(stranger)
    async with playing(fake, clock, settings):
        pass
    assert [poll["status"] for poll in fake.world.polls] == ["TERMINATED", "ACTIVE"]


def opened(*labels: str) -> VoteOpened:
    options = tuple(Option(key=str(n), label=label, effect="headline") for n, label in enumerate(labels, 1))
    return VoteOpened(vote=12, question="Which headline breaks next? " * 4, options=options, closes=9)


def test_a_poll_is_cut_to_what_twitch_has_room_for() -> None:
    title, choices, seconds = poll_of(opened("x" * 120, "Regulators open a probe into everything"), 60)
    check_poll(title, choices, seconds)
    assert seconds < 60
    assert choices[1] == "2 Regulators open a…"


@pytest.mark.parametrize(("labels", "seconds"), [(("a",), 60), (tuple("abcdef"), 60), (("a", "b"), 10)])
def test_a_ballot_that_is_no_poll_is_none(labels: tuple[str, ...], seconds: float) -> None:
    with pytest.raises(ValueError, match="poll"):
        poll_of(opened(*labels), seconds)


@pytest.mark.parametrize(
    ("title", "choices", "seconds"),
    [
        ("t" * 61, ["a", "b"], 60), ("", ["a", "b"], 60), ("t", ["a"], 60), ("t", list("abcdef"), 60),
        ("t", ["a" * 26, "b"], 60), ("t", ["a", ""], 60), ("t", ["a", "a"], 60), ("t", ["a", "b"], 14),
        ("t", ["a", "b"], 1801),
    ],
)  # fmt: skip
def test_a_poll_that_twitch_would_not_take_is_never_sent(
    title: str, choices: list[str], seconds: int
) -> None:
    with pytest.raises(ValueError, match="poll"):
        check_poll(title, choices, seconds)


def test_a_prediction_and_a_message_are_checked_before_they_are_sent() -> None:
    wrong = (
        ("t" * 46, ["a", "b"], 60, "has 46"), ("t", list("abcdefghijk"), 60, "has 11"),
        ("t", ["a"], 60, "has 1"), ("t", ["a" * 26, "b"], 60, "has 26"), ("t", ["a", "a"], 60, "differ"),
        ("t", ["a", "b"], 29, "not for 29"), ("t", ["a", "b"], 1801, "not for 1801"),
    )  # fmt: skip
    for title, outcomes, seconds, said in wrong:
        with pytest.raises(ValueError, match=f"prediction.*{said}"):
            check_bet(title, outcomes, seconds)
    for text in ("", "x" * 501, "/ban viewer", ".me", "!vote 1"):
        with pytest.raises(ValueError, match="chat message"):
            check_text(text)


# --- predictions


async def test_what_twitch_would_not_take_is_never_sent(native: Theatre) -> None:
    channel, calls = native.host.bets.channel, len(native.fake.calls)
    assert channel is not None
    with pytest.raises(ValueError, match="title of a poll has 1 to 60 characters.*has 61"):
        await channel.open_poll("t" * 61, ["a", "b"], 60)
    with pytest.raises(ValueError, match="2 to 10 choices; this one has 11"):
        await channel.open_bet("t", list("abcdefghijk"), 60)
    with pytest.raises(ValueError, match="1 to 500 characters; this one has 501"):
        await channel.say("x" * 501)
    assert len(native.fake.calls) == calls


async def test_an_episode_is_a_prediction_that_its_closing_bell_pays_out(native: Theatre) -> None:
    await native.play(1)
    [bet] = native.fake.world.bets
    assert bet["title"] == "Who leads at the bell of episode 1?"
    await native.play(EPISODE_TICKS - 1)
    leader = native.director.state.standings()[0].who.capitalize()
    winner = next(one["title"] for one in bet["outcomes"] if one["id"] == bet["winning_outcome_id"])
    assert (bet["status"], winner) == ("RESOLVED", leader)


async def test_a_reset_gives_everybody_their_points_back(native: Theatre) -> None:
    await native.play(1)
    await native.asks("!show reset yes", badges=("moderator",))
    assert native.fake.world.bets[0]["status"] == "CANCELED"


async def test_a_prediction_is_paid_out_after_a_restart(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path
) -> None:
    settings = settings_for(fake, tmp_path, **ALL)
    granted(fake, settings)
    async with playing(fake, clock, settings, path=tmp_path / "show.db") as theatre:
        await theatre.play(2)
    async with playing(fake, clock, settings, path=tmp_path / "show.db") as theatre:
        await theatre.play(EPISODE_TICKS - 2)
    assert [bet["status"] for bet in fake.world.bets] == ["RESOLVED"]


# --- points, bits, arrivals


def crowded(theatre: Theatre, count: int = 20) -> None:
    crowd, tick = theatre.director.state.crowd, theatre.director.state.tick
    crowd.seen |= {f"page:{number}": tick for number in range(count)}


async def test_points_charge_the_meter_and_are_kept(native: Theatre) -> None:
    await native.play(1)
    crowded(native)
    bought = await native.fake.redeem(times=2)
    await native.settled()
    [backed] = await native.events("ChaosBacked")
    assert isinstance(backed, ChaosBacked)
    assert (backed.weight, bought["status"]) == (2, "FULFILLED")
    assert native.said("@viewer: The chaos charge stands at 2 of")


async def test_points_that_bought_nothing_are_given_back(native: Theatre) -> None:
    await native.play(1)
    await native.asks("!show pause", badges=("moderator",))
    bought = await native.fake.redeem()
    await native.settled()
    assert bought["status"] == "CANCELED"


async def test_points_spent_while_nobody_was_here_are_answered(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path
) -> None:
    settings = settings_for(fake, tmp_path, **ALL)
    granted(fake, settings)
    async with playing(fake, clock, settings):
        await until(lambda: fake.world.rewards)
    bought = await fake.redeem()
    async with playing(fake, clock, settings) as theatre:
        await theatre.play(1)
        await until(lambda: bought["status"] != "UNFULFILLED")
    assert len(fake.world.rewards) == 1


@pytest.mark.parametrize(("bits", "weight"), [(100, 2), (250, 3), (90_000, 5)])
async def test_bits_charge_the_meter_within_reason(native: Theatre, bits: int, weight: int) -> None:
    await native.play(1)
    crowded(native)
    await native.fake.eventsub.tell("channel.bits.use", payloads.bits(native.fake.world, VIEWER, bits))
    await native.settled()
    [backed] = await native.events("ChaosBacked")
    assert isinstance(backed, ChaosBacked)
    assert backed.weight == weight


async def test_a_few_bits_are_thanks_enough(native: Theatre) -> None:
    await native.play(1)
    await native.fake.eventsub.tell("channel.bits.use", payloads.bits(native.fake.world, VIEWER, 99))
    await native.settled()
    assert not await native.events("ChaosBacked")


async def lobby_news(theatre: Theatre) -> list[str]:
    news = [event for event in await theatre.events("HeadlineBroke") if isinstance(event, HeadlineBroke)]
    return [event.text for event in news if event.source == "lobby"]


async def test_a_raid_is_in_the_news_by_its_number_alone(native: Theatre) -> None:
    await native.play(1)
    native.fake.world.logins["4000"] = "raider"
    await native.fake.eventsub.tell("channel.raid", payloads.raid(native.fake.world, 1234), times=2)
    await native.play(2)
    [text] = await lobby_news(native)
    assert "1,234 people" in text
    assert native.said("1,234 people")
    assert not native.said("aider")


async def test_subscribers_are_counted_together_and_wait_for_their_turn(native: Theatre) -> None:
    await native.play(1)
    world, tell = native.fake.world, native.fake.eventsub.tell
    await tell("channel.raid", payloads.raid(world, 10))
    await native.play(1)
    for user in ("1", "2", "3"):
        await tell("channel.subscribe", payloads.subscribed(world, user))
    await tell("channel.subscribe", payloads.subscribed(world, "4", gift=True))
    await native.play(9)
    texts = await lobby_news(native)
    assert len(texts) == 2
    assert "3 people" in texts[1].lower()


async def test_gifts_are_counted_once(native: Theatre) -> None:
    await native.play(1)
    await native.fake.eventsub.tell(
        "channel.subscription.gift", payloads.gifted(native.fake.world, VIEWER, 50)
    )
    await native.play(2)
    assert ["50 people" in text for text in await lobby_news(native)] == [True]


# --- the stream


@pytest.fixture
async def following(fake: FakeTwitch, clock: QuickClock, tmp_path: Path) -> AsyncIterator[Theatre]:
    fake.world.live = False
    settings = settings_for(fake, tmp_path, twitch_follow_stream=True)
    granted(fake, settings)
    async with playing(fake, clock, settings) as show:
        await show.settled()
        yield show


async def test_the_show_runs_while_the_stream_does(following: Theatre) -> None:
    programme = following.director.state.programme
    stopped = [programme.paused_by]
    for live in (True, False):
        await following.fake.go_live(live)
        await following.settled()
        stopped.append(programme.paused_by)
    assert stopped == ["twitch:stream", "", "twitch:stream"]


async def test_what_a_moderator_stopped_no_stream_starts_again(following: Theatre) -> None:
    await following.fake.go_live(True)
    await following.settled()
    await following.asks("!show panic", badges=("moderator",))
    await following.fake.go_live(False)
    await following.fake.go_live(True)
    await following.settled()
    assert following.director.state.programme.panicked


async def test_the_stream_is_followed_only_if_asked_to(native: Theatre) -> None:
    await native.fake.go_live(False)
    await native.settled()
    assert not native.director.state.programme.paused
