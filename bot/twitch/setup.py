"""`wallstreet setup twitch`: from an application's id to a chat that the show can be in tonight."""

from __future__ import annotations

import asyncio
import getpass
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import SecretStr

from bot.clock import Clock, LiveClock
from bot.settings.configuration import SettingsError
from bot.settings.envfile import keep
from bot.settings.settings import PREFIX, Settings
from bot.twitch.callback import expected
from bot.twitch.grants import Grant, GrantFile, Grants
from bot.twitch.oauth import Declined, OAuth
from bot.twitch.scopes import Role, complaint, lacking, wanted
from bot.twitch.trouble import Refused, TwitchTrouble

TRIES = 3
STEPS = f"""\
An application is missing. It costs nothing and takes two minutes:
  1. Open https://dev.twitch.tv/console/apps, log in with any account and press Register Your Application.
  2. Name it as you like. OAuth Redirect URL: http://localhost:4343/callback. Category: Chat Bot.
     Client type: Public.
  3. Press Create, then Manage, and copy the Client ID.
Then run this again in a terminal, or put {PREFIX}TWITCH_CHANNEL and {PREFIX}TWITCH_CLIENT_ID into .env.\
"""
NOTHING = "Nothing was allowed, or it took too long. Run this again when you like."
SECRET_NEEDED = (
    f"The browser's way needs the application's secret: set {PREFIX}TWITCH_CLIENT_SECRET (client type"
    " Confidential), or leave --browser out."
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account that is to allow the show something."""

    login: str
    roles: tuple[Role, ...]

    @property
    def title(self) -> str:
        """Return what it is for."""
        if len(self.roles) == 2:
            return "the channel, which is also the bot"
        return "the bot" if self.roles == ("bot",) else "the channel"


def setup(settings: Settings, browser: bool = False, *, clock: Clock | None = None) -> int:
    """Do it, say what was done, and return 0 if the show can go on air.

    Raises:
        SettingsError: it is not known which channel, or which application.
    """
    settings = complete(settings)
    if browser and settings.twitch_client_secret is None:
        raise SettingsError(SECRET_NEEDED)
    return asyncio.run(authorise(settings, browser, clock or LiveClock()))


def complete(settings: Settings, ask: Callable[[str], str] = input) -> Settings:
    """Return the settings with what was missing, typed by the owner and kept in the file of settings.

    Raises:
        SettingsError: there is nobody to ask.
    """
    if settings.twitch_channel is not None and settings.twitch_client_id is not None:
        return settings
    if not sys.stdin.isatty():
        raise SettingsError(STEPS)
    print(STEPS.rpartition("\n")[0])
    given: dict[str, str] = {}
    if settings.twitch_channel is None:
        given["twitch_channel"] = _asked(ask, "Your channel, as in twitch.tv/NAME: ", r"[A-Za-z0-9_]{1,25}")
        bot = _asked(ask, "The account of your bot (Enter: the channel's own): ", r"[A-Za-z0-9_]{0,25}")
        given |= {"twitch_bot": bot} if bot else {}
    if settings.twitch_client_id is None:
        given["twitch_client_id"] = _asked(ask, "The Client ID: ", r"[A-Za-z0-9_-]{1,60}")
        secret = getpass.getpass("The Client Secret, if it is Confidential (not shown; Enter: none): ")
        given |= {"twitch_client_secret": secret.strip()} if secret.strip() else {}
    file = keep({f"{PREFIX}{name.upper()}": value for name, value in given.items()})
    print(f"Kept in {str(file)!r}.")
    return Settings.model_validate({**settings.model_dump(), **given})


def _asked(ask: Callable[[str], str], question: str, form: str) -> str:
    while True:
        typed = ask(question).strip().removeprefix("https://").removeprefix("www.").removeprefix("twitch.tv/")
        if re.fullmatch(form, typed):
            return typed
        print(f"{typed[:60]!r} is none. Letters, digits and _ only.")


def accounts_of(settings: Settings) -> list[Account]:
    """Return the accounts that have something to allow: one if the channel is its own bot."""
    channel = str(settings.twitch_channel)
    if settings.twitch_bot in (None, channel):
        return [Account(channel, ("bot", "channel"))]
    return [Account(str(settings.twitch_bot), ("bot",)), Account(channel, ("channel",))]


async def authorise(settings: Settings, browser: bool, clock: Clock) -> int:
    """Let every account that has to allow something do so; return 0 if all have."""
    file, client_id = GrantFile(settings.twitch_tokens), str(settings.twitch_client_id)
    try:
        grants = file.load(client_id)
        async with OAuth(settings.twitch_oauth, client_id, settings.twitch_client_secret) as oauth:
            desk = _Desk(settings, oauth, browser, clock)
            for account in accounts_of(settings):
                grant = await desk.kept(account, grants) or await desk.asked(account)
                if grant is None:
                    return 1
                grants = grants.having(grant)
                file.keep(grants)
                for scope, why in lacking(account.roles, grant.scopes).items():
                    print(complaint(grant.login, scope, why))
    except (Refused, TwitchTrouble) as trouble:
        print(str(trouble), file=sys.stderr)
        return 1
    print(f"Ready. What was allowed is kept in {str(file.path)!r}, which only you may read.")
    bot = accounts_of(settings)[0]
    if "channel" not in bot.roles:
        print(
            f"In the channel's chat type /mod {bot.login}: as a moderator it may write five times as much and"
        )
        print("highlight votes.")
    print("Start the show: make show")
    return 0


class _Desk:
    def __init__(self, settings: Settings, oauth: OAuth, browser: bool, clock: Clock) -> None:
        self._settings, self._oauth, self._browser, self._clock = settings, oauth, browser, clock

    async def kept(self, account: Account, grants: Grants) -> Grant | None:
        """Return what an account has allowed already, if it is still good and whole."""
        grant = grants.of(account.login)
        if grant is None or lacking(account.roles, grant.scopes):
            return None
        access, refresh = grant.access, grant.refresh
        try:
            try:
                holder = await self._oauth.holder(access)
            except TwitchTrouble as trouble:
                if trouble.status != 401:
                    raise
                access, refresh = await self._oauth.refresh(refresh)
                holder = await self._oauth.holder(access)
        except TwitchTrouble as trouble:
            if trouble.status in (400, 401, 403):
                return None
            raise
        if holder.login != account.login or lacking(account.roles, holder.scopes):
            return None
        print(f"{account.login} ({account.title}) has allowed everything.")
        return _grant(holder.user, holder.login, access, refresh, holder.scopes)

    async def asked(self, account: Account) -> Grant | None:
        """Ask an account, and again if another one answers."""
        print(f"\n{account.login} ({account.title}) is to allow:")
        for scope, why in wanted(account.roles).items():
            print(f"  {scope}: {why}")
        for _ in range(TRIES):
            try:
                access, refresh = await self._tokens(account)
            except Declined:
                print(NOTHING, file=sys.stderr)
                return None
            holder = await self._oauth.holder(access)
            if holder.login == account.login:
                print(f"{account.login} has allowed it.")
                return _grant(holder.user, holder.login, access, refresh, holder.scopes)
            await self._oauth.revoke(access)
            print(
                f"That was {holder.login!r}, not {account.login!r}; what it allowed was given back. Log out"
                " of Twitch in that browser, or use a private window, and log in with the right account.",
                file=sys.stderr,
            )
        return None

    async def _tokens(self, account: Account) -> tuple[SecretStr, SecretStr]:
        scopes = list(wanted(account.roles))
        if not self._browser:
            device = await self._oauth.device(scopes)
            print(
                f"In a browser where {account.login} is logged in, on any machine, open\n  {device.address}"
            )
            print(f"and enter {device.shown} if it asks. Waiting...", flush=True)
            return await self._oauth.authorised(device, scopes, self._clock)
        async with expected(self._settings.twitch_callback_port) as callback:
            address = self._oauth.address(callback.redirect, scopes, callback.state)
            print(f"In a browser on this machine, open\n  {address}\nWaiting...", flush=True)
            return await self._oauth.exchange(await callback.code(), callback.redirect)


def _grant(user: str, login: str, access: SecretStr, refresh: SecretStr, scopes: tuple[str, ...]) -> Grant:
    return Grant(user=user, login=login, access=access, refresh=refresh, scopes=scopes)
