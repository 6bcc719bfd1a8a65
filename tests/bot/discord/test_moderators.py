"""Moderators: Discord hides their commands from others, and every way to them is checked again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.discord.desk import MODERATORS_ONLY
from show.events import SeasonClosed, ShowPaused
from tests.bot.discord.theatre import GUILD, QuickClock, Theatre, playing, until
from tests.fake_discord.forms import walk
from tests.fake_discord.interactions import Interaction
from tests.fake_discord.server import FakeDiscord
from tests.fake_discord.world import MODERATOR, VIEWER

SECOND_MODERATOR = VIEWER
ORDERS = [
    "pause", "resume", "start", "reset", "speed", "sound", "chaos", "mute", "unmute", "skip", "say", "panic",
    "status", "setup",
]  # fmt: skip


async def order(theatre: Theatre, what: str, who: str = MODERATOR, **options: str) -> Interaction:
    asked = await theatre.fake.interactions.command(
        f"show {what}", theatre.channel("backstage"), who, **options
    )
    await theatre.answered(asked.done.is_set)
    return asked


async def test_discord_is_told_to_hide_the_controls(theatre: Theatre) -> None:
    shown = {one["name"]: one for one in theatre.fake.world.commands}
    assert shown["show"]["default_member_permissions"] == 0x20
    assert {one["name"] for one in shown["show"]["options"]} == set(ORDERS)
    assert shown["chaos"]["default_member_permissions"] is None


@pytest.mark.parametrize(
    ("what", "options", "kind", "answer"),
    [
        ("pause", {"reason": "fire drill"}, "ShowPaused", "paused"),
        ("speed", {"speed": "2"}, "SpeedSet", "speed 2"),
        ("sound", {"switch": "music off", "reason": "a call"}, "SoundSwitched", "music is off"),
        ("mute", {"trader": "Mike", "reason": "too loud"}, "TraderMuted", "Mike is muted"),
        ("skip", {"reason": "slow"}, "TurnSkipped", "Moving on"),
        ("say", {"headline": "Coffee machine declares independence"}, "HeadlineBroke", "on the wire"),
        ("panic", {"reason": "raid"}, "ShowPanicked", "test card"),
        ("chaos", {}, "ChaosStruck", "Chaos strikes"),
    ],
)
async def test_an_order_is_an_event_and_is_shown_backstage(
    theatre: Theatre, what: str, options: dict[str, str], kind: str, answer: str
) -> None:
    await theatre.play(1)
    asked = await order(theatre, what, **options)
    assert asked.ephemeral
    assert answer in asked.text
    assert await theatre.events(kind)
    if what != "chaos":
        words = options.get("reason") or ""
        await until(lambda: any(f"<@{MODERATOR}>" in line for line in theatre.heard_in("backstage")))
        assert any(words in line for line in theatre.heard_in("backstage"))


async def test_a_stranger_is_refused_even_where_the_server_shows_the_commands(
    theatre: Theatre, clock: QuickClock
) -> None:
    await theatre.play(1)
    before = await theatre.entries()
    for what in ORDERS:
        clock.time += 20
        asked = await order(theatre, what, VIEWER)
        assert MODERATORS_ONLY in asked.text, what
        assert asked.ephemeral
    assert await theatre.entries() == before


async def test_a_stranger_is_refused_by_prefix(theatre: Theatre) -> None:
    await theatre.play(1)
    floor = theatre.channel("trading-floor")
    for text in ("!show pause now", "!show panic", "!pause", "!show reset", "!quit"):
        count = len(theatre.fake.world.said(floor))
        await theatre.fake.say(floor, text)
        await asyncio.sleep(0.05)
        await theatre.director.take_intents()
        said = theatre.fake.world.said(floor)[count + 1 :]
        assert all("moderator" in str(one["content"]).lower() for one in said)
    assert not theatre.director.state.programme.paused
    assert theatre.director.state.programme.season == 1


async def test_a_moderator_may_type_the_order(theatre: Theatre) -> None:
    await theatre.play(1)
    await theatre.fake.say(theatre.channel("backstage"), "!show pause lunch", MODERATOR)
    await theatre.answered(lambda: theatre.director.state.programme.paused)
    (paused,) = await theatre.events("ShowPaused")
    assert isinstance(paused, ShowPaused)
    assert paused.reason == "lunch"
    assert paused.by == f"discord:{MODERATOR}"


def button(asked: Interaction) -> str:
    parts = list(walk(asked.shown[0]["components"]))
    return next(str(part["custom_id"]) for part in parts if part.get("custom_id"))


async def test_a_reset_is_confirmed_and_happens_once(theatre: Theatre) -> None:
    await theatre.play(2)
    asked = await order(theatre, "reset", reason="rigged")
    assert theatre.director.state.programme.season == 1
    custom = button(asked)
    pressed = [await theatre.fake.interactions.press(asked.shown[0], custom, MODERATOR) for _ in range(2)]
    await theatre.answered(lambda: all(one.done.is_set() for one in pressed))
    assert theatre.director.state.programme.season == 2
    assert sum("has been closed already" in one.text for one in pressed) == 1
    (closed,) = await theatre.events("SeasonClosed")
    assert isinstance(closed, SeasonClosed)
    assert (closed.by, closed.reason) == (f"discord:{MODERATOR}", "rigged")
    await theatre.heard()
    for place in ("trading-floor", "coffee-shop", "backstage"):
        assert theatre.heard_in(place) == await theatre.expected(place)


async def test_two_moderators_who_reset_at_once_reset_once(fake: FakeDiscord, clock: QuickClock) -> None:
    async with playing(fake, clock, moderators=(f"discord:{SECOND_MODERATOR}",)) as theatre:
        await theatre.play(1)
        asked = [await order(theatre, "reset", who) for who in (MODERATOR, SECOND_MODERATOR)]
        pressed = [
            await fake.interactions.press(one.shown[0], button(one), who)
            for one, who in zip(asked, (MODERATOR, SECOND_MODERATOR), strict=True)
        ]
        await theatre.answered(lambda: all(one.done.is_set() for one in pressed))
        assert theatre.director.state.programme.season == 2
        assert sum("has been closed already" in one.text for one in pressed) == 1


async def test_a_replayed_button_does_nothing_for_a_stranger_or_later(theatre: Theatre) -> None:
    await theatre.play(1)
    asked = await order(theatre, "reset")
    stolen = await theatre.fake.interactions.press(asked.shown[0], button(asked), VIEWER)
    await theatre.answered(stolen.done.is_set)
    assert MODERATORS_ONLY in stolen.text
    forged = await theatre.fake.interactions.press(
        {**asked.shown[0]}, button(asked).rsplit(":", 1)[0] + f":{VIEWER}", VIEWER
    )
    del forged  # its id is not on the message; a server drops it, and so does the library
    await theatre.director.new_season("bell", "The season is over.")
    await theatre.heard()
    late = await theatre.fake.interactions.press(asked.shown[0], button(asked), MODERATOR)
    await theatre.answered(late.done.is_set)
    assert "closed already" in late.text
    assert theatre.director.state.programme.season == 2


async def test_status_tells_of_the_channels_and_set_up_makes_them_again(theatre: Theatre) -> None:
    await theatre.play(1)
    shop = theatre.channel("coffee-shop")
    del theatre.fake.world.guilds[GUILD].channels[shop]
    for number in [n for n, hook in theatre.fake.world.hooks.items() if hook["channel_id"] == shop]:
        del theatre.fake.world.hooks[number]
    await theatre.fake.gateway.dispatch(
        "CHANNEL_DELETE", {"id": shop, "guild_id": GUILD, "type": 0, "name": "coffee-shop"}
    )
    for _ in range(3):
        await theatre.director.tick()
    await until(lambda: any(courier for courier in theatre.host.houses[int(GUILD)].troubles))
    assert "#coffee-shop" in (await order(theatre, "status")).text
    made = await order(theatre, "setup")
    assert "made #coffee-shop" in made.text
    await theatre.heard()
    late = theatre.heard_in("coffee-shop")
    assert late == (await theatre.expected("coffee-shop"))[-len(late) :]
    assert late


@pytest.mark.parametrize("headline", ["", "x" * 4000, "@everyone free money https://scam.com", "```code```"])
async def test_a_headline_passes_the_gate_or_is_refused_with_the_rule(
    theatre: Theatre, headline: str
) -> None:
    await theatre.play(1)
    asked = await order(theatre, "say", **({"headline": headline} if headline else {}))
    assert 0 < len(asked.text) < 300
    await theatre.heard()
    assert not any("@everyone" in line or "scam" in line for line in theatre.heard_in("news-room"))


async def test_the_commands_are_told_to_discord_once(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path
) -> None:
    for _ in range(3):
        async with playing(fake, clock, tmp_path / "show.db"):
            pass
    assert fake.rest.creations.count("commands") == 1
