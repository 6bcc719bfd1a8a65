"""Set-up: from an application to a chat, with every wrong turn on the way."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.settings.configuration import SettingsError
from bot.settings.envfile import keep
from bot.settings.settings import Settings
from bot.twitch import setup as wizard
from bot.twitch.callback import PATH, Callback, expected
from bot.twitch.checks import _check
from bot.twitch.grants import GrantFile
from bot.twitch.oauth import Declined
from bot.twitch.scopes import wanted
from bot.twitch.setup import authorise, complete
from bot.twitch.trouble import Refused
from tests.bot.twitch.theatre import QuickClock, granted, settings_for, until
from tests.fake_twitch.server import FakeTwitch
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

Chosen = Callable[..., Settings]


@pytest.fixture
def chosen(fake: FakeTwitch, tmp_path: Path) -> Chosen:
    return lambda **changes: settings_for(fake, tmp_path, **changes)


def _codes(fake: FakeTwitch, count: int) -> bool:
    return fake.count("POST", "/oauth2/device") >= count


async def people(fake: FakeTwitch, *users: str) -> None:
    """Authorise with one account after the other, as soon as a code is there."""
    for count, user in enumerate(users, 1):
        await until(partial(_codes, fake, count))
        if user:
            fake.oauth.authorise(user)
        else:
            fake.oauth.authorise("x", deny=True)


async def run(fake: FakeTwitch, clock: QuickClock, settings: Settings, *users: str) -> int:
    code, _ = await asyncio.gather(authorise(settings, False, clock), people(fake, *users))
    return code


async def test_both_accounts_allow_it_once_and_only_the_owner_may_read_that(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = chosen()
    assert await run(fake, clock, settings, BOT, OWNER) == 0
    grants = GrantFile(settings.twitch_tokens).load(CLIENT)
    bot, owner = grants.of(BOT_LOGIN), grants.of(OWNER_LOGIN)
    assert bot is not None
    assert owner is not None
    assert (set(bot.scopes), set(owner.scopes)) == (set(BOT_SCOPES), set(CHANNEL_SCOPES))
    assert settings.twitch_tokens.stat().st_mode & 0o777 == 0o600
    said = capsys.readouterr()
    assert "activate" in said.out
    assert f"/mod {BOT_LOGIN}" in said.out
    assert [secret for secret in fake.world.secrets if secret in said.out + said.err] == []


async def test_doing_it_again_changes_nothing(fake: FakeTwitch, clock: QuickClock, chosen: Chosen) -> None:
    settings = chosen()
    granted(fake, settings)
    before = settings.twitch_tokens.read_bytes()
    assert await run(fake, clock, settings) == 0
    assert settings.twitch_tokens.read_bytes() == before
    assert fake.count("POST", "/oauth2/device") == 0


async def test_tokens_that_are_over_are_renewed_and_only_dead_ones_asked_for(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen
) -> None:
    settings = chosen()
    granted(fake, settings)
    fake.world.drop_access(BOT)
    fake.world.revoke(OWNER)
    assert await run(fake, clock, settings, OWNER) == 0
    for grant in GrantFile(settings.twitch_tokens).load(CLIENT).grants:
        assert fake.world.tokens[grant.access.get_secret_value()].user == grant.user


async def test_a_wrong_account_is_sent_away_and_what_it_allowed_given_back(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = chosen()
    assert await run(fake, clock, settings, VIEWER, BOT, OWNER) == 0
    assert "That was 'viewer', not 'showbot'" in capsys.readouterr().err
    assert not [token for token in fake.world.tokens.values() if token.user == VIEWER]
    assert GrantFile(settings.twitch_tokens).load(CLIENT).of("viewer") is None


@pytest.mark.parametrize("users", [(VIEWER, VIEWER, VIEWER), ("",)])
async def test_whoever_is_never_right_or_says_no_gets_nothing(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen, users: tuple[str, ...]
) -> None:
    settings = chosen()
    assert await run(fake, clock, settings, *users) == 1
    assert not settings.twitch_tokens.exists()


async def test_a_code_that_nobody_types_is_over_in_the_end(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen
) -> None:
    assert await authorise(chosen(), False, clock) == 1


async def test_one_account_for_both_is_asked_once_for_all(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = chosen(twitch_bot=None)
    assert await run(fake, clock, settings, OWNER) == 0
    grant = GrantFile(settings.twitch_tokens).load(CLIENT).of(OWNER_LOGIN)
    assert grant is not None
    assert set(grant.scopes) == set(wanted(("bot", "channel")))
    assert "/mod" not in capsys.readouterr().out


async def test_a_public_application_needs_no_secret(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen
) -> None:
    fake.oauth.public = True
    settings = chosen(twitch_client_secret=None)
    granted(fake, settings)
    fake.world.drop_access(BOT)
    assert await run(fake, clock, settings) == 0


@pytest.mark.parametrize(("trouble", "words"), [("down", "cannot be reached"), ("client", "invalid client")])
async def test_twitch_away_and_a_wrong_client_id_are_sentences(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen, capsys: pytest.CaptureFixture[str], trouble: str,
    words: str,
) -> None:  # fmt: skip
    fake.down = trouble == "down"
    settings = chosen(twitch_client_id="another" if trouble == "client" else CLIENT)
    assert await authorise(settings, False, clock) == 1
    assert words in capsys.readouterr().err


# --- with a browser on this machine


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def browse(capsys: pytest.CaptureFixture[str]) -> int:
    """Open the address that was printed, as a browser that follows redirects, and return the last status."""
    said = ""
    while "/oauth2/authorize" not in said:
        await asyncio.sleep(0.005)
        said += capsys.readouterr().out
    address = next(line.strip() for line in said.splitlines() if "/oauth2/authorize" in line)
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status


async def test_a_browser_on_this_machine_does_as_well(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = chosen(twitch_bot=None, twitch_callback_port=free_port())
    fake.oauth.browser_user = OWNER
    before = signal.getsignal(signal.SIGINT)
    code, status = await asyncio.gather(authorise(settings, True, clock), browse(capsys))
    assert (code, status) == (0, 200)
    assert signal.getsignal(signal.SIGINT) is before
    assert GrantFile(settings.twitch_tokens).load(CLIENT).of(OWNER_LOGIN) is not None


async def test_cancel_in_the_browser_is_understood(
    fake: FakeTwitch, clock: QuickClock, chosen: Chosen, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = chosen(twitch_bot=None, twitch_callback_port=free_port())
    code, _ = await asyncio.gather(authorise(settings, True, clock), browse(capsys))
    assert code == 1


@pytest.mark.parametrize("query", ["", "?code=evil", "?code=evil&state=guess", "?error=access_denied"])
async def test_a_stranger_at_the_callback_changes_nothing(query: str) -> None:
    port = free_port()
    async with expected(port) as callback, aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{port}{PATH}"
        async with session.get(f"{address}{query}") as answer:
            assert answer.status == 403
        async with session.get(f"{address}?code=good&state={callback.state}") as answer:
            assert answer.status == 200
        async with session.get(f"{address}?code=late&state={callback.state}") as answer:
            assert answer.status == 200
        assert await callback.code() == "good"


async def test_the_callback_listens_on_this_machine_alone() -> None:
    port = free_port()
    async with expected(port):
        with socket.socket() as other:
            other.bind(("127.0.0.2", port))  # free: a listener on every address would have it


async def test_a_taken_port_is_a_sentence() -> None:
    port = free_port()
    async with expected(port):
        with pytest.raises(Refused, match="WALLSTREET_TWITCH_CALLBACK_PORT"):
            async with expected(port):
                pass


async def test_nobody_waits_for_a_browser_for_ever() -> None:
    with pytest.raises(Declined):
        await Callback(1).code(patience=0.01)


# --- what is missing


def bare(**values: Any) -> Settings:
    return Settings(_env_file=None, **values)


def test_nothing_is_asked_where_nobody_can_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(SettingsError, match="dev.twitch.tv"):
        wizard.setup(bare())


def test_what_is_missing_is_asked_for_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda question: "hush")
    monkeypatch.setattr("bot.twitch.setup.keep", lambda values: keep(values, file))
    typed = iter(["not a channel!", "https://www.twitch.tv/Streamer", "", "abc123"])
    settings = complete(bare(), lambda question: next(typed))
    assert (settings.twitch_channel, settings.twitch_bot) == ("streamer", None)
    assert settings.twitch_client_id == "abc123"
    assert "WALLSTREET_TWITCH_CLIENT_SECRET=hush" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_the_browser_needs_the_secret() -> None:
    with pytest.raises(SettingsError, match="TWITCH_CLIENT_SECRET"):
        wizard.setup(bare(twitch_channel="streamer", twitch_client_id="abc"), browser=True)


# --- the doctor


async def test_doctor_sees_what_is_well_and_what_is_missing(fake: FakeTwitch, chosen: Chosen) -> None:
    settings = chosen()
    assert (await _check(settings)).verdict == "failed"
    granted(fake, settings)
    assert (await _check(settings)).verdict == "ok"
    granted(fake, settings, channel=CHANNEL_SCOPES[:2])
    finding = await _check(settings)
    assert finding.verdict == "warning"
    assert "bits:read" in finding.found
    granted(fake, settings, bot=())
    assert (await _check(settings)).verdict == "failed"


async def test_doctor_sees_that_others_may_read_the_tokens(fake: FakeTwitch, chosen: Chosen) -> None:
    settings = chosen()
    granted(fake, settings)
    settings.twitch_tokens.chmod(0o644)
    assert "chmod 600" in (await _check(settings)).remedy


async def test_doctor_says_when_twitch_cannot_be_reached(fake: FakeTwitch, chosen: Chosen) -> None:
    settings = chosen()
    granted(fake, settings)
    fake.down = True
    finding = await _check(settings)
    assert finding.verdict == "failed"
    assert "cannot be reached" in finding.found
