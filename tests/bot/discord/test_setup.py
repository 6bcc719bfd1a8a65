"""Set-up: what is missing is made, once; what cannot be made is said with its remedy."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from discord import Permissions
from pydantic import SecretStr

from bot.discord import setup as wizard
from bot.discord.addresses import pointed_at
from bot.discord.checks import check_discord
from bot.discord.permissions import needed
from bot.doctor.findings import Finding
from bot.settings.configuration import SettingsError
from bot.settings.settings import Settings
from tests.bot.discord.theatre import GUILD, SECOND, QuickClock
from tests.fake_discord.server import TOKEN, FakeDiscord
from tests.fake_discord.world import EVERYTHING

PLACES = {"startup-offices", "vc-office", "coffee-shop", "news-room", "trading-floor", "backstage"}


def settings(fake: FakeDiscord, path: Path, token: str | None = TOKEN, **more: Any) -> Settings:
    places = {"db": path / "show.db", "discord_api": fake.api, "discord_gateway": fake.ws}
    given: dict[str, Any] = {**places, **more}
    return Settings(_env_file=None, discord_token=token, **given)


async def run(chosen: Settings, clock: QuickClock) -> int:
    """Run set-up beside the server: it has an event loop of its own."""
    return await asyncio.to_thread(wizard.setup, chosen, clock)


async def examine(chosen: Settings) -> Finding:
    return await asyncio.to_thread(check_discord, chosen)


async def test_everything_is_made_and_a_second_time_nothing(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = settings(fake, tmp_path)
    assert await run(chosen, clock) == 0
    made = list(fake.rest.creations)
    names = {one["name"] for one in fake.world.guilds[GUILD].channels.values()}
    assert names == PLACES | {"general", "Wall Street Live"}
    assert len(fake.world.hooks) == 4 * 5 + 2
    capsys.readouterr()
    assert await run(chosen, clock) == 0
    assert fake.rest.creations == made
    said = capsys.readouterr().out
    assert "Nothing was missing." in said
    assert TOKEN not in said
    assert fake.limits.exceeded == []


async def test_backstage_is_hidden_and_rooms_are_read_only(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path
) -> None:
    await run(settings(fake, tmp_path), clock)
    guild = fake.world.guilds[GUILD]
    channels = {one["name"]: one for one in guild.channels.values()}
    viewer, mod = "200000000000000001", "200000000000000009"
    assert not guild.permissions(viewer, channels["backstage"]).view_channel
    assert guild.permissions(mod, channels["backstage"]).view_channel
    assert not guild.permissions(viewer, channels["coffee-shop"]).send_messages
    assert guild.permissions(viewer, channels["trading-floor"]).send_messages


async def test_the_invite_asks_for_exactly_what_is_needed(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.world.guilds.clear()
    assert await run(settings(fake, tmp_path), clock) == 1
    said = capsys.readouterr().out
    assert f"permissions={needed().value}" in said
    assert "scope=bot+applications.commands" in said
    fake.world.add_guild(GUILD, permissions=needed().value)
    assert await run(settings(fake, tmp_path), clock) == 0


@pytest.mark.parametrize(
    ("lacking", "label"),
    [
        ("manage_channels", "Manage Channels"),
        ("manage_webhooks", "Manage Webhooks"),
        ("attach_files", "Attach Files"),
    ],
)
async def test_a_missing_permission_is_named_by_set_up_and_doctor(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    lacking: str, label: str,
) -> None:  # fmt: skip
    fake.world.guilds[GUILD].bot_permissions = EVERYTHING & ~Permissions(**{lacking: True}).value
    chosen = settings(fake, tmp_path)
    assert await run(chosen, clock) == 1
    assert f"{label} is missing" in capsys.readouterr().out
    finding = await examine(chosen)
    assert finding.verdict == "failed"
    assert label in finding.found


async def test_a_wrong_token_is_a_sentence_and_is_not_shown(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = settings(fake, tmp_path, "wrong-but-secret")
    assert await run(chosen, clock) == 1
    said = capsys.readouterr()
    assert "does not accept the token" in said.err
    assert "wrong-but-secret" not in said.out + said.err
    finding = await examine(chosen)
    assert finding.verdict == "failed"
    assert "wrong-but-secret" not in finding.found + finding.remedy


async def test_the_doctor_is_content_after_set_up(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path
) -> None:
    chosen = settings(fake, tmp_path)
    assert (await examine(chosen)).verdict == "failed"
    await run(chosen, clock)
    assert (await examine(chosen)).verdict == "ok"
    fake.world.flags = 0
    finding = await examine(chosen)
    assert finding.verdict == "warning"
    assert "Message Content Intent" in finding.remedy


async def test_a_channel_that_was_closed_to_the_bot_is_named(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path
) -> None:
    chosen = settings(fake, tmp_path)
    await run(chosen, clock)
    shop = next(one for one in fake.world.guilds[GUILD].channels.values() if one["name"] == "coffee-shop")
    bits = Permissions(send_messages=True, manage_webhooks=True).value
    for over in shop["permission_overwrites"]:
        over["allow"], over["deny"] = "0", str(bits)
    finding = await examine(chosen)
    assert "#coffee-shop" in finding.found
    assert "Manage Webhooks" in finding.found


async def test_only_the_servers_that_are_named_are_touched(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path
) -> None:
    fake.world.add_guild(SECOND, "Not ours")
    assert await run(settings(fake, tmp_path, discord_guilds=(int(GUILD),)), clock) == 0
    assert len(fake.world.guilds[SECOND].channels) == 1


async def test_doctor_says_when_discord_cannot_be_reached(fake: FakeDiscord, tmp_path: Path) -> None:
    fake.down = True
    finding = await examine(settings(fake, tmp_path))
    assert finding.verdict == "failed"
    assert "cannot be reached" in finding.found


def test_no_token_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(SettingsError, match="There is no token"):
        wizard.setup(Settings(_env_file=None, db=tmp_path / "x.db"))


def test_a_typed_token_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("WALLSTREET_PORT=1\nWALLSTREET_DISCORD_TOKEN=old\n")
    wizard.keep(SecretStr("new"), file)
    assert file.read_text() == "WALLSTREET_PORT=1\nWALLSTREET_DISCORD_TOKEN=new\n"
    assert file.stat().st_mode & 0o077 == 0


def test_the_addresses_are_put_back() -> None:
    from discord.http import Route

    before = Route.BASE
    with pointed_at("http://127.0.0.1:1/api", "ws://127.0.0.1:1/"):
        assert Route.BASE == "http://127.0.0.1:1/api"
    assert before == Route.BASE
