"""What people can do: by slash, by exclamation mark, by button. Everything is answered, with the reason."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from show.audience.votes import FIRST_VOTE_TICK
from show.events import VoteCast
from tests.bot.discord.theatre import GUILD, SECOND, QuickClock, Theatre, playing, until
from tests.fake_discord.answers import Json
from tests.fake_discord.forms import walk
from tests.fake_discord.interactions import DEFERRED, Interaction
from tests.fake_discord.server import FakeDiscord
from tests.fake_discord.world import OTHER, VIEWER

NOTHING_WRONG = "That went wrong here"


async def ask(theatre: Theatre, command: str, /, who: str = VIEWER, **options: str) -> Interaction:
    floor = theatre.channel("trading-floor")
    asked = await theatre.fake.interactions.command(command, floor, who, **options)
    await theatre.answered(asked.done.is_set)
    return asked


async def typed(theatre: Theatre, text: str, who: str = VIEWER) -> str:
    """Type into the floor's channel and return the bot's reply."""
    floor = theatre.channel("trading-floor")
    before = len(replies(theatre))
    await theatre.fake.say(floor, text, who)
    await theatre.answered(lambda: len(replies(theatre)) > before)
    return str(replies(theatre)[-1]["content"])


def replies(theatre: Theatre) -> list[Json]:
    floor = theatre.channel("trading-floor")
    said = theatre.fake.world.said(floor)
    return [one for one in said if one["author"]["username"] == "show-bot" and not one["components"]]


async def ballot(theatre: Theatre) -> Json:
    """Play until a ballot is open, and return the card with its buttons."""
    while theatre.director.state.crowd.ballot is None:
        await theatre.play(1)
    await until(lambda: vote_buttons(theatre))
    return theatre.cards()[0]


def vote_buttons(theatre: Theatre, guild: str = GUILD) -> list[str]:
    parts = [part for card in theatre.cards(guild) for part in walk(card["components"])]
    return [str(part["custom_id"]) for part in parts if str(part.get("custom_id")).startswith("wsl:vote")]


@pytest.mark.parametrize(
    ("words", "options", "answer"),
    [
        ("leaderboard", {}, "Alex"),
        ("prices", {}, "Crypto"),
        ("portfolio", {"trader": "Sarah"}, "Sarah"),
        ("thoughts", {"trader": "Mike"}, "Mike"),
        ("trail", {"room": "Coffee Shop"}, "Coffee Shop"),
        ("rules", {}, "10,000"),
        ("help", {}, "!chaos"),
        ("chaos", {}, "haos"),
        ("vote", {"choice": "1"}, "vote"),
    ],
)
async def test_a_command_is_answered_by_slash_and_by_mark(
    theatre: Theatre, words: str, options: dict[str, str], answer: str
) -> None:
    await theatre.play(FIRST_VOTE_TICK)
    asked = await ask(theatre, words, **options)
    assert asked.kind == DEFERRED
    assert asked.ephemeral
    assert answer in asked.text
    assert answer in await typed(theatre, f"!{words} {' '.join(options.values())}", OTHER)


async def test_the_floor_is_a_picture_with_words(theatre: Theatre) -> None:
    await theatre.play(2)
    asked = await ask(theatre, "floor")
    (picture,) = asked.shown[0]["attachments"]
    assert picture["size"] > 5000


async def test_commands_work_without_the_message_content_intent(fake: FakeDiscord, clock: QuickClock) -> None:
    fake.world.flags = 0
    async with playing(fake, clock) as theatre:
        await theatre.play(2)
        assert "Alex" in (await ask(theatre, "leaderboard")).text
        assert not fake.gateway.identifies[0]["intents"] & (1 << 15)


async def test_a_vote_button_counts_one_vote_a_person(theatre: Theatre) -> None:
    card = await ballot(theatre)
    first, second = vote_buttons(theatre)[:2]
    for custom, who in ((first, VIEWER), (second, VIEWER), (second, OTHER)):
        pressed = await theatre.fake.interactions.press(card, custom, who)
        await theatre.answered(pressed.done.is_set)
        assert "ote" in pressed.text
    assert theatre.director.state.crowd.ballot is not None
    assert theatre.director.state.crowd.ballot.choices == {
        f"discord:{VIEWER}": second.split(":")[-1], f"discord:{OTHER}": second.split(":")[-1]
    }  # fmt: skip


async def test_buttons_survive_a_restart(fake: FakeDiscord, clock: QuickClock, tmp_path: Path) -> None:
    async with playing(fake, clock, tmp_path / "show.db") as theatre:
        card = await ballot(theatre)
        custom = vote_buttons(theatre)[0]
    async with playing(fake, clock, tmp_path / "show.db") as theatre:
        pressed = await fake.interactions.press(card, custom)
        await theatre.answered(pressed.done.is_set)
        assert "You voted for" in pressed.text
        thoughts = await fake.interactions.press(card, "wsl:thoughts", values=["alex"])
        await theatre.answered(thoughts.done.is_set)
        assert "Alex" in thoughts.text
        assert thoughts.ephemeral


async def test_an_old_ballots_button_says_so(theatre: Theatre) -> None:
    card = copy.deepcopy(await ballot(theatre))
    old = vote_buttons(theatre)[0]
    await theatre.play(3)
    pressed = await theatre.fake.interactions.press(card, old)
    await theatre.answered(pressed.done.is_set)
    assert "is over" in pressed.text
    assert not [event for event in await theatre.events("VoteCast") if isinstance(event, VoteCast)]


async def test_a_thought_is_for_whoever_asked_alone(theatre: Theatre) -> None:
    await theatre.play(3)
    await until(theatre.cards)
    pressed = await theatre.fake.interactions.press(theatre.cards()[0], "wsl:thoughts", values=["sarah"])
    await theatre.answered(pressed.done.is_set)
    assert pressed.ephemeral
    thought = theatre.director.state.cast["sarah"].thought
    assert thought
    floor = theatre.fake.world.said(theatre.channel("trading-floor"))
    assert not any(thought in str(one["content"]) for one in floor)


RUBBISH = [
    "", "\u202e\u200b", "x" * 4000, "@everyone <@1> <@&2>", "```\nrm -rf /\n```", "discord.gg/abc http://a.b",
    "**bold** ||spoiler||", "'; DROP TABLE events; --", "1e999", "💥" * 500,
]  # fmt: skip


@pytest.mark.parametrize("word", ["chaos", "vote", "portfolio", "trail", "help"])
async def test_rubbish_gets_a_sentence(theatre: Theatre, clock: QuickClock, word: str) -> None:
    names = {"chaos": "words", "vote": "choice", "portfolio": "trader", "trail": "room", "help": "command"}
    for rubbish in RUBBISH:
        clock.time += 20
        asked = await ask(theatre, word, **({names[word]: rubbish} if rubbish else {}))
        reply = await typed(theatre, f"!{word} {rubbish}"[:2000], OTHER)
        for text in (asked.text, reply):
            assert 0 < len(text) <= 2000, rubbish
            assert not any(
                bad in text for bad in (NOTHING_WRONG, "Slowly", "Traceback", "@everyone", "://")
            ), text


async def test_a_mistyped_command_is_helped_and_a_strange_one_is_left_alone(theatre: Theatre) -> None:
    await theatre.play(1)
    assert "!leaderboard" in await typed(theatre, "!leaderbord")
    before = len(replies(theatre))
    await theatre.fake.say(theatre.channel("trading-floor"), "!qqqqqqq")
    assert "Alex" in await typed(theatre, "!leaderboard", OTHER)
    assert len(replies(theatre)) == before + 1


async def test_whoever_asks_too_fast_is_slowed_down(still: Theatre) -> None:
    answers = [(await ask(still, "rules")).text for _ in range(8)]
    assert sum("Slowly" in text for text in answers) == 2
    assert "Slowly" not in (await ask(still, "rules", OTHER)).text


async def test_two_servers_show_the_same_floor_and_pool_their_votes(
    fake: FakeDiscord, clock: QuickClock
) -> None:
    fake.world.add_guild(SECOND, "Second")
    async with playing(fake, clock, houses=2) as theatre:
        await ballot(theatre)
        await until(lambda: vote_buttons(theatre, SECOND))
        for guild, number in ((GUILD, 0), (SECOND, 1)):
            custom = vote_buttons(theatre, guild)[number]
            pressed = await fake.interactions.press(theatre.cards(guild)[0], custom)
            await theatre.answered(pressed.done.is_set)
        assert theatre.director.state.crowd.ballot is not None
        assert len(theatre.director.state.crowd.ballot.choices) == 1
        for guild in (GUILD, SECOND):
            assert theatre.heard_in("coffee-shop", guild) == await theatre.expected("coffee-shop")


async def test_a_server_that_goes_away_takes_nothing_with_it(fake: FakeDiscord, clock: QuickClock) -> None:
    fake.world.add_guild(SECOND, "Second")
    async with playing(fake, clock, houses=2) as theatre:
        await theatre.play(2)
        gone = fake.world.guilds.pop(SECOND)
        await fake.gateway.dispatch("GUILD_DELETE", {"id": gone.id})
        await until(lambda: len(theatre.host.houses) == 1)
        await theatre.play(2)
        assert theatre.heard_in("news-room") == await theatre.expected("news-room")


async def test_a_code_is_for_one_pair_of_eyes_and_links_another_account(theatre: Theatre) -> None:
    await theatre.play(1)
    told = await ask(theatre, "link")
    assert told.ephemeral
    code = told.text.split("!link ")[1].split()[0]
    assert "everybody reads along" in await typed(theatre, "!link")
    assert "one person here" in await typed(theatre, f"!link {code}", OTHER)
    people = theatre.director.state.crowd.people
    assert people.person(f"discord:{OTHER}") == people.person(f"discord:{VIEWER}")
