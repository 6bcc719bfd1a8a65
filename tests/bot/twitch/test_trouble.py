"""What can go wrong between the show and Twitch: nothing stops, counts twice or gives a secret away."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.settings.settings import Settings
from bot.twitch import connection, once
from bot.twitch.client import SETUP
from bot.twitch.grants import GrantFile
from bot.twitch.secrecy import HIDDEN, redacted
from tests.bot.twitch.theatre import QuickClock, Theatre, granted, playing, settings_for, until
from tests.fake_twitch import payloads
from tests.fake_twitch.server import FakeTwitch, Fault
from tests.fake_twitch.world import (
    BOT,
    BOT_LOGIN,
    BOT_SCOPES,
    CHANNEL_SCOPES,
    CLIENT,
    OWNER,
    OWNER_LOGIN,
    VIEWER,
)

CHAT = "/helix/chat/messages"


async def reads_on(theatre: Theatre) -> None:
    """Wait until the chat is read again, and ask something."""
    await until(lambda: theatre.fake.eventsub.listeners("channel.chat.message"), 20)
    assert "1 " in await theatre.asks("!leaderboard")


async def test_a_dropped_socket_is_made_anew(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("twitchio.backoff.Backoff.calculate", lambda self: 0.01)
    await theatre.play(1)
    before = theatre.fake.eventsub.welcomes
    await theatre.fake.eventsub.drop()
    await until(lambda: theatre.fake.eventsub.welcomes > before)
    await reads_on(theatre)


async def test_a_request_to_reconnect_is_followed(theatre: Theatre) -> None:
    await theatre.play(1)
    await theatre.fake.eventsub.ask_to_reconnect()
    await until(lambda: any(name.endswith("-moved") for name in theatre.fake.eventsub.sockets))
    await reads_on(theatre)


async def test_what_is_typed_while_the_sockets_move_is_heard(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "FAREWELL", 0.05)
    await theatre.play(1)
    twitch = theatre.fake.eventsub
    twitch.welcoming.clear()
    await twitch.ask_to_reconnect()
    assert "Tech" in await theatre.asks("!prices")
    await theatre.fake.say("!portfolio mike")
    twitch.welcoming.set()
    await until(lambda: not any(not name.endswith("-moved") for name in twitch.sockets))
    await until(lambda: bool(theatre.said("Mike is number")))
    await reads_on(theatre)


async def test_sockets_that_cannot_move_connect_anew(theatre: Theatre) -> None:
    await theatre.play(1)
    twitch = theatre.fake.eventsub
    left = set(twitch.sockets)
    address, twitch.address = twitch.address, "ws://127.0.0.1:9/ws"
    await twitch.ask_to_reconnect()
    twitch.address = address
    await until(lambda: twitch.welcomes >= 4)
    await until(lambda: left.isdisjoint(twitch.sockets))  # what they are told while they close is lost
    await until(lambda: bool(twitch.listeners("channel.chat.message")))
    await reads_on(theatre)


async def test_sockets_that_stay_away_are_built_anew(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LOOKS", 3)
    monkeypatch.setattr("twitchio.backoff.Backoff.calculate", lambda self: 1000.0)
    await theatre.play(1)
    theatre.fake.eventsub.closed = True
    await theatre.fake.eventsub.drop()
    await until(lambda: not theatre.host.ready)
    await theatre.director.tick()
    theatre.fake.eventsub.closed = False
    await until(lambda: theatre.host.connection.times == 2)
    await reads_on(theatre)


async def test_what_is_told_twice_is_once_also_after_a_reconnect(theatre: Theatre) -> None:
    await theatre.play(1)
    event = payloads.bits(theatre.fake.world, VIEWER, 300)
    await theatre.fake.eventsub.tell("channel.bits.use", event, times=2, message="the-same")
    await theatre.fake.eventsub.ask_to_reconnect()
    await until(lambda: any(name.endswith("-moved") for name in theatre.fake.eventsub.sockets))
    await until(lambda: theatre.fake.eventsub.listeners("channel.bits.use"))
    await theatre.fake.eventsub.tell("channel.bits.use", event, message="the-same")
    await theatre.settled()
    assert len(await theatre.events("IntentAccepted") + await theatre.events("IntentRefused")) == 1


async def test_an_access_token_that_is_over_is_renewed_and_kept(theatre: Theatre, settings: Settings) -> None:
    await theatre.play(1)
    theatre.fake.world.drop_access(BOT)
    assert "1 " in await theatre.asks("!leaderboard")
    kept = GrantFile(settings.twitch_tokens).load(CLIENT).of(BOT_LOGIN)
    assert kept is not None
    assert kept.access.get_secret_value() in theatre.fake.world.tokens
    assert settings.twitch_tokens.stat().st_mode & 0o077 == 0


async def test_tokens_that_are_nearly_over_are_renewed_at_the_start(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path
) -> None:
    settings = settings_for(fake, tmp_path)
    granted(fake, settings, lifetime=60)
    old = GrantFile(settings.twitch_tokens).load(CLIENT)
    async with playing(fake, clock, settings):
        now = GrantFile(settings.twitch_tokens).load(CLIENT)
        for grant in now.grants:
            assert grant not in old.grants
            assert fake.world.refreshes[grant.refresh.get_secret_value()].user == grant.user


async def test_a_revoked_authorisation_is_said_and_a_new_one_is_taken_up(
    theatre: Theatre, settings: Settings
) -> None:
    await theatre.play(1)
    theatre.fake.world.revoke(BOT)
    await theatre.fake.eventsub.revoke("channel.chat.message")
    await until(lambda: theatre.host.connection.refused)
    assert "'showbot' is over" in theatre.host.connection.refused
    assert SETUP in theatre.host.report()[0]
    await theatre.director.tick()
    granted(theatre.fake, settings)
    await until(lambda: theatre.host.ready)
    await reads_on(theatre)


async def test_everything_expired_is_one_sentence(
    fake: FakeTwitch, clock: QuickClock, settings: Settings
) -> None:
    fake.world.tokens.clear()
    fake.world.refreshes.clear()
    async with playing(fake, clock, settings, ready=False) as theatre:
        await until(lambda: theatre.host.connection.refused)
        for _ in range(3):
            await theatre.director.tick()
        [said] = theatre.host.report()
        assert "'showbot' is over: it was revoked, or not used for too long" in said
        assert SETUP in said
        assert len(await theatre.events("TickEnded")) == 3


@pytest.mark.parametrize("scope", BOT_SCOPES)
async def test_a_missing_scope_of_the_bot_is_named(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path, scope: str
) -> None:
    settings = settings_for(fake, tmp_path)
    granted(fake, settings, bot=tuple(one for one in BOT_SCOPES if one != scope))
    async with playing(fake, clock, settings, ready=False) as theatre:
        await until(lambda: theatre.host.connection.refused or theatre.host.ready)
        [said] = theatre.host.report()
        assert f"'showbot' has not allowed {scope}" in said
        assert "wallstreet setup twitch" in said
        assert theatre.host.ready == (scope not in ("user:read:chat", "user:write:chat"))


async def test_a_channel_that_allowed_nothing_still_has_a_chat(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path
) -> None:
    settings = settings_for(fake, tmp_path, twitch_polls=True, twitch_predictions=True, twitch_reward_cost=5)
    granted(fake, settings, channel=())
    async with playing(fake, clock, settings) as theatre:
        await theatre.play(3)
        assert theatre.said("Type !vote")
        assert len(theatre.host.connection.complaints) == len(CHANNEL_SCOPES)
        assert not fake.world.polls


@pytest.mark.parametrize("missing", ["all", "bot"])
async def test_who_has_not_authorised_is_named(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path, missing: str
) -> None:
    settings = settings_for(fake, tmp_path)
    if missing == "bot":
        granted(fake, settings.model_copy(update={"twitch_bot": None}))
    async with playing(fake, clock, settings, ready=False) as theatre:
        await until(lambda: theatre.host.connection.refused)
        assert "'showbot' has not allowed the show anything yet" in theatre.host.connection.refused


async def test_tokens_of_another_account_are_refused(
    fake: FakeTwitch, clock: QuickClock, settings: Settings
) -> None:
    for token in fake.world.tokens.values():
        token.user = VIEWER
    async with playing(fake, clock, settings, ready=False) as theatre:
        await until(lambda: theatre.host.connection.refused)
        assert "belongs to another account" in theatre.host.connection.refused


async def test_a_damaged_file_of_tokens_is_a_sentence(
    fake: FakeTwitch, clock: QuickClock, settings: Settings
) -> None:
    settings.twitch_tokens.write_text('{"client_id": "x", "grants": [{"access": "very-secret"')
    async with playing(fake, clock, settings, ready=False) as theatre:
        await until(lambda: theatre.host.connection.refused)
        assert "cannot be read" in theatre.host.connection.refused
        assert "very-secret" not in theatre.host.connection.refused


async def test_a_bot_that_is_banned_is_told_so(
    fake: FakeTwitch, clock: QuickClock, settings: Settings
) -> None:
    fake.world.banned.add(BOT)
    async with playing(fake, clock, settings, ready=False) as theatre:
        await until(lambda: theatre.host.connection.refused)
        assert "banned" in theatre.host.connection.refused


async def test_a_message_that_was_refused_in_passing_is_said_later(theatre: Theatre) -> None:
    await theatre.play(1)
    theatre.fake.faults.append(Fault(CHAT, 429, 2))
    assert "1 " in await theatre.asks("!leaderboard")
    assert theatre.host.speaker.trouble == ""


async def test_a_message_that_may_have_arrived_is_not_said_again(theatre: Theatre) -> None:
    await theatre.play(1)
    theatre.fake.faults.append(Fault(CHAT, 500))
    assert await theatre.asks("!leaderboard") == ""
    assert "500" in theatre.host.speaker.trouble
    assert "1 " in await theatre.asks("!leaderboard", "2001")


async def test_a_dropped_message_does_not_stop_the_rest(theatre: Theatre) -> None:
    await theatre.play(1)
    theatre.fake.helix.limits.chat = lambda moderator, text: "msg_rejected" if "Mike" in text else ""  # type: ignore[method-assign]  # one message is refused
    await theatre.asks("!portfolio mike")
    assert "Alex" in await theatre.asks("!portfolio alex")


async def test_twitch_down_at_the_start_is_waited_for(
    fake: FakeTwitch, clock: QuickClock, settings: Settings
) -> None:
    fake.down = True
    async with playing(fake, clock, settings, ready=False) as theatre:
        await until(lambda: theatre.host.connection.trouble)
        await theatre.director.tick()
        fake.down = False
        await until(lambda: theatre.host.ready)


async def test_lines_that_are_late_are_left_out(theatre: Theatre) -> None:
    speaker = theatre.host.speaker
    speaker.channel, channel = None, speaker.channel
    for _ in range(4):
        await theatre.director.tick()
    await until(lambda: theatre.follower.seq >= theatre.store.log.head().seq)
    await theatre.clock.sleep(600)
    speaker.channel = channel
    speaker.ring()
    await theatre.settled()
    assert theatre.fake.world.said() == []
    assert speaker.left_out > 0


async def test_the_streamers_own_account_can_be_the_bot(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path
) -> None:
    settings = settings_for(fake, tmp_path, twitch_bot=None)
    granted(fake, settings)
    async with playing(fake, clock, settings) as theatre:
        await theatre.play(1)
        said = await theatre.asks("!show pause", OWNER, badges=("broadcaster",))
        assert f"@{OWNER_LOGIN}: The show is paused." in said
        assert len(await theatre.events("ShowPaused")) == 1


async def test_a_moderator_badge_of_our_own_raises_the_limits(theatre: Theatre) -> None:
    theatre.fake.world.moderators.add(BOT)
    await theatre.asks("!help")
    await until(lambda: theatre.host._budget.moderator)
    await theatre.play(3)
    colours = [one["colour"] for one in theatre.fake.world.chat if one["message"].startswith("🗳")]
    assert colours == ["purple"]


async def test_an_announcement_that_is_refused_is_said_plainly(
    fake: FakeTwitch, clock: QuickClock, settings: Settings
) -> None:
    async with playing(fake, clock, settings) as theatre:
        theatre.host._budget.moderator = True
        await theatre.play(3)
        assert theatre.said("Type !vote")


async def test_over_a_conduit_the_chat_is_the_same(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path
) -> None:
    settings = settings_for(fake, tmp_path, twitch_transport="conduit")
    granted(fake, settings)
    for times in (1, 2):
        clock.time += 60
        async with playing(fake, clock, settings) as theatre:
            await theatre.play(1)
            assert "1 " in await theatre.asks("!leaderboard", f"20{times}")
    assert len(fake.eventsub.conduits) == 1


async def test_a_conduit_that_is_cut_is_connected_again(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path
) -> None:
    settings = settings_for(fake, tmp_path, twitch_transport="conduit")
    granted(fake, settings)
    async with playing(fake, clock, settings) as theatre:
        await theatre.play(1)
        before = fake.eventsub.welcomes
        await fake.eventsub.drop()
        await until(lambda: fake.eventsub.welcomes > before)
        await reads_on(theatre)


@pytest.mark.parametrize("trouble", ["several", "no secret"])
async def test_a_conduit_that_cannot_be_had_is_a_sentence(
    fake: FakeTwitch, clock: QuickClock, tmp_path: Path, trouble: str
) -> None:
    settings = settings_for(fake, tmp_path, twitch_transport="conduit")
    granted(fake, settings)
    for number in ("one", "two"):
        fake.eventsub.conduits[number] = {"id": number, "shard_count": 1, "shards": {}}
    if trouble == "no secret":
        settings = settings.model_copy(update={"twitch_client_secret": None})
    async with playing(fake, clock, settings, ready=False) as theatre:
        await until(lambda: theatre.host.connection.refused)
        assert "WALLSTREET_TWITCH_C" in theatre.host.connection.refused


async def test_no_secret_is_written_anywhere(
    fake: FakeTwitch, clock: QuickClock, settings: Settings, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("twitchio.backoff.Backoff.calculate", lambda self: 0.01)
    async with playing(fake, clock, settings) as theatre:
        await theatre.play(1)
        fake.faults.append(Fault("/oauth2/token", 500, 3))
        fake.world.drop_access(BOT)
        await theatre.asks("!leaderboard")
        fake.world.revoke(BOT)
        fake.world.revoke(OWNER)
        await fake.eventsub.drop()  # the library subscribes anew, fails to renew its token, and says too much
        await until(lambda: theatre.host.connection.refused)
        told = "\n".join([*theatre.host.report(), repr(settings), repr(theatre.host.__dict__)])
    shown = told + caplog.text + "".join(capfd.readouterr())
    assert [secret for secret in fake.world.secrets if secret in shown] == []


@pytest.mark.parametrize(
    "text",
    [
        "http://x/oauth2/token?client_id=a&client_secret=VERY&grant_type=b", 'with token: "VERY"',
        "{'refresh_token': 'VERY', 'x': 1}", "Authorization: Bearer VERY", "OAuth VERY",
        "?device_code=VERY&x",
    ],
)  # fmt: skip
def test_whatever_looks_like_a_secret_is_hidden(text: str) -> None:
    assert "VERY" not in redacted(text)
    assert HIDDEN in redacted(text)
