"""What can go wrong between the show and Discord: the show goes on, and nothing is lost or given away."""

from __future__ import annotations

import asyncio
import logging

import pytest
from discord import Permissions

from bot.discord.places import Place
from tests.bot.discord.theatre import GUILD, QuickClock, Theatre, playing, until
from tests.fake_discord.limits import WEBHOOK
from tests.fake_discord.server import TOKEN, FakeDiscord
from tests.fake_discord.world import EVERYTHING

CHAT: tuple[Place, ...] = ("coffee-shop", "news-room", "startup-offices", "vc-office", "trading-floor")


async def all_heard(theatre: Theatre) -> None:
    for place in CHAT:
        assert theatre.heard_in(place) == await theatre.expected(place), place


async def asks(theatre: Theatre) -> str:
    asked = await theatre.fake.interactions.command("leaderboard", theatre.channel("trading-floor"))
    await theatre.answered(asked.done.is_set)
    return asked.text


async def test_a_dropped_socket_is_resumed_and_nothing_asked_is_lost(theatre: Theatre) -> None:
    await theatre.play(1)
    await theatre.fake.gateway.drop()
    asked = await theatre.fake.interactions.command("leaderboard", theatre.channel("trading-floor"))
    await theatre.answered(asked.done.is_set)
    assert "Alex" in asked.text
    assert len(theatre.fake.gateway.resumes) == 1


async def test_a_request_to_reconnect_is_followed(theatre: Theatre) -> None:
    await theatre.play(1)
    await theatre.fake.gateway.ask_to_reconnect()
    await until(lambda: theatre.fake.gateway.resumes)
    assert "Alex" in await asks(theatre)


async def test_a_new_session_does_not_start_a_second_show(theatre: Theatre) -> None:
    await theatre.play(1)
    await theatre.fake.gateway.invalidate()
    await until(lambda: len(theatre.fake.gateway.identifies) == 2, 20)
    await until(lambda: theatre.fake.gateway.sockets)
    assert "Alex" in await asks(theatre)
    await theatre.play(2)
    await all_heard(theatre)
    assert len(theatre.cards()) == 1


async def test_a_wrong_token_is_said_and_the_show_goes_on(
    fake: FakeDiscord, clock: QuickClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with playing(fake, clock, token="wrong-but-secret", houses=0) as theatre:
        await until(lambda: theatre.host.refused)
        for _ in range(3):
            await theatre.director.tick()
        assert "does not accept the token" in theatre.host.refused
        assert fake.count("GET", "/users/@me") == 1
        # The cursor waits: what was missed is handed over again once the token is right.
        assert (await theatre.store.cursors.get("discord") or 0) < theatre.store.log.head().seq
    assert "wrong-but-secret" not in caplog.text


async def test_a_token_that_is_revoked_in_the_night_is_said(theatre: Theatre) -> None:
    await theatre.play(1)
    theatre.fake.tokens.clear()
    await theatre.fake.gateway.close(4004)
    await until(lambda: theatre.host.refused)
    await theatre.director.tick()


async def test_no_secret_is_written_anywhere(
    fake: FakeDiscord, clock: QuickClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with playing(fake, clock) as theatre:
        await theatre.play(1)
        fake.down = True
        await theatre.director.tick()
        await until(lambda: theatre.host.houses[int(GUILD)].troubles)
        told = "\n".join(theatre.host.houses[int(GUILD)].troubles)
        fake.down = False
        await theatre.play(1)
        secrets = [TOKEN, *(str(hook["token"]) for hook in fake.world.hooks.values())]
        shown = told + caplog.text + repr(theatre.host.houses[int(GUILD)].premises)
        assert not [secret for secret in secrets if secret in shown]


async def test_a_deleted_webhook_is_made_again(theatre: Theatre) -> None:
    await theatre.play(1)
    theatre.fake.world.hooks.clear()
    await theatre.play(3)
    await all_heard(theatre)


async def test_a_place_without_permission_waits_and_says_so(theatre: Theatre) -> None:
    await theatre.play(1)
    theatre.fake.world.hooks.clear()
    guild = theatre.fake.world.guilds[GUILD]
    guild.bot_permissions = EVERYTHING & ~Permissions(manage_webhooks=True).value
    for over in [over for one in guild.channels.values() for over in one["permission_overwrites"]]:
        over["allow"] = str(int(over["allow"]) & ~Permissions(manage_webhooks=True).value)
    for _ in range(2):
        await theatre.director.tick()
    house = theatre.host.houses[int(GUILD)]
    await until(lambda: any("permissions" in trouble for trouble in house.troubles))
    guild.bot_permissions = EVERYTHING
    await theatre.play(1)
    await all_heard(theatre)


async def test_a_server_where_the_bot_may_do_nothing_harms_nobody(
    fake: FakeDiscord, clock: QuickClock
) -> None:
    fake.world.guilds[GUILD].bot_permissions = 0
    async with playing(fake, clock, houses=0) as theatre:
        await until(lambda: theatre.host.houses)
        for _ in range(3):
            await theatre.director.tick()
        asked = await fake.interactions.command("leaderboard", next(iter(fake.world.guilds[GUILD].channels)))
        await theatre.answered(asked.done.is_set)
        assert "Alex" in asked.text
        assert not [call for call in fake.calls if call[0] == "POST" and "messages" in call[1]]


async def test_a_limit_that_was_hit_by_others_is_waited_out(theatre: Theatre) -> None:
    await theatre.play(1)
    hooks = [
        number
        for number, hook in theatre.fake.world.hooks.items()
        if hook["channel_id"] == theatre.channel("news-room")
    ]
    for number in hooks:
        theatre.fake.limits.fill("webhook", number, WEBHOOK, -1.7)
    await theatre.play(2)
    await all_heard(theatre)


async def test_only_the_servers_that_are_named_are_served(fake: FakeDiscord, clock: QuickClock) -> None:
    async with playing(fake, clock, guilds=(1,), houses=0) as theatre:
        await until(lambda: fake.gateway.sockets)
        general = next(iter(fake.world.guilds[GUILD].channels))
        asked = await fake.interactions.command("leaderboard", general)
        await theatre.answered(asked.done.is_set)
        assert "not hosted" in asked.text
        assert len(fake.world.guilds[GUILD].channels) == 1


async def test_whoever_waits_is_answered_in_time_while_the_director_is_busy(theatre: Theatre) -> None:
    await theatre.play(1)
    asked = await theatre.fake.interactions.command("chaos", theatre.channel("trading-floor"))
    await until(lambda: asked.kind)
    assert not asked.done.is_set()
    await asyncio.sleep(0)
    await theatre.answered(asked.done.is_set)
    assert "haos" in asked.text
    assert theatre.fake.interactions.late == []
