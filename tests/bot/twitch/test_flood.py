"""A flood: ten thousand messages in a minute, of which each counts once and nobody is forgotten."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.twitch.budget import MODERATOR, VIEWER, ChatBudget
from bot.twitch.replies import AGAIN, NAMES, ROOM, Replies
from show.events import VoteCast
from tests.bot.twitch.theatre import QuickClock, Theatre, granted, playing, settings_for
from tests.fake_discord.clock import FakeClock
from tests.fake_twitch import payloads
from tests.fake_twitch.server import serving

MESSAGES, CHATTERS = 10_000, 4_000
FIRST = 100_000
ASKS = (
    "!vote 1",
    "!vote 2",
    "!vote 3",
    "!leaderboard",
    "!chaos",
    "!thoughts mike",
    "!rules",
    "lol",
    "!dance",
)


def busy(theatre: Theatre) -> Callable[[], bool]:
    return lambda: not theatre.host.ears.heard or theatre.fake.working > 0


async def flood(theatre: Theatre, clock: FakeClock) -> dict[str, str]:
    """Let a minute of it happen; return who voted for what last."""
    dice = random.Random(7)
    world = theatre.fake.world
    voted: dict[str, str] = {}
    for number in range(MESSAGES):
        user = str(FIRST + dice.randrange(CHATTERS))
        typed = dice.choice(ASKS)
        event = payloads.message(world, typed, user, f"flood-{number}")
        assert await theatre.fake.eventsub.tell("channel.chat.message", event, times=1 + (number % 50 == 0))
        if number % 250 == 249:
            await clock.run(60 * 250 / MESSAGES, busy(theatre))
            await theatre.director.take_intents()
        if typed.startswith("!vote"):
            voted.setdefault(user, typed)
    return voted


def answered(said: list[str]) -> int:
    """Return how many answers there are in what was said: names, and those that were counted."""
    found = 0
    for message in said:
        for part in message.split(" ▪ "):
            head = part.partition(":")[0]
            found += len(re.findall(r"@\w+", head))
            more = re.search(r"(?:and )?(\d+) (?:more|viewers)", head)
            found += int(more[1]) if more else 0
            found += head.startswith("One viewer")
    return found


async def test_in_a_flood_every_vote_counts_once_and_nobody_is_forgotten(tmp_path: Path) -> None:
    clock = FakeClock()
    async with serving(clock.now) as fake:
        settings = settings_for(fake, tmp_path)
        granted(fake, settings)
        async with playing(fake, clock, settings) as theatre:
            theatre.host.ears._crowding.wait = lambda viewer: 0.0  # type: ignore[method-assign]  # all of them are to be served
            for _ in range(3):
                await theatre.director.tick()
            voted = await flood(theatre, clock)
            for _ in range(40):
                await theatre.director.take_intents()
                await clock.run(3, busy(theatre))
            assert not len(theatre.host.replies)
            votes = await theatre.events("VoteCast")
            ballot = theatre.director.state.crowd.ballot
            assert ballot is not None
            assert set(ballot.choices) == {f"twitch:{user}" for user in voted}
            assert sum(ballot.counts().values()) == len(voted)
            assert all(isinstance(vote, VoteCast) for vote in votes)
            assert answered(fake.world.said()) == theatre.host.replies.answered
            assert theatre.host.ears.unheard == 0
        assert fake.limits.exceeded == []
        assert fake.limits.most <= VIEWER[0]


def reply_for(replies: Replies, count: int, key: str = "k", text: str = "t", now: float = 0.0) -> None:
    for number in range(count):
        replies.add(f"twitch:{number}", f"n{number}", key, text, now)


def test_equal_answers_are_one_with_a_few_names() -> None:
    replies = Replies()
    reply_for(replies, 1000)
    said = replies.take(10, 1.5)
    assert said.startswith("@n0 @n1 ")
    assert f"and {1000 - NAMES} more: t" in said
    assert (replies.answered, len(replies)) == (1000, 0)


def test_different_answers_share_a_message_as_far_as_it_goes() -> None:
    replies = Replies()
    for number in range(9):
        replies.add(f"twitch:{number}", f"name{number}", str(number), f"{number} {'x' * 100}", 0)
    messages = []
    while len(replies):
        messages.append(replies.take(10, 1.5))
    assert all(len(message) <= ROOM for message in messages)
    assert answered(messages) == 9
    assert len(messages) < 5


def test_an_answer_waits_for_others_and_is_not_given_again_at_once() -> None:
    replies = Replies()
    reply_for(replies, 1)
    assert replies.take(1, 1.5) == ""
    assert replies.take(1.5, 1.5)
    reply_for(replies, 1, now=2)
    assert replies.due(4, 1.5) == 1.5 + AGAIN - 4
    assert replies.take(1.5 + AGAIN, 1.5)


def test_the_longest_answer_has_room_with_the_longest_names() -> None:
    replies = Replies()
    for number in range(50):
        replies.add(f"twitch:{number}", "n" * 25, "k", "y" * 900, 0)
    assert len(replies.take(10, 1.5)) <= ROOM


@pytest.mark.parametrize(("moderator", "most"), [(False, VIEWER), (True, MODERATOR)])
async def test_the_budget_keeps_every_window(moderator: bool, most: tuple[int, float]) -> None:
    clock = QuickClock()
    budget, sent = ChatBudget(clock, moderator), list[float]()
    while clock.time < 1_750_000_000.0 + 200:
        if wait := budget.wait():
            await clock.sleep(wait)
            continue
        budget.spent(str(len(sent)))
        sent.append(clock.now())
    windows = [sum(1 for other in sent if when <= other < when + most[1]) for when in sent]
    assert max(windows) == most[0]


def test_a_text_that_was_said_lately_is_known() -> None:
    clock = QuickClock()
    budget = ChatBudget(clock)
    budget.spent("hello")
    assert budget.said_lately("hello")
    clock.time += 32
    assert not budget.said_lately("hello")
