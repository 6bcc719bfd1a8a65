"""The doctor's check of Twitch: the application, both accounts, and everything they should have allowed."""

from __future__ import annotations

import asyncio

from bot.doctor.findings import Finding, failed, ok, skipped, warning
from bot.settings.settings import Settings

AGAIN = "Run 'wallstreet setup twitch'; it asks for what is missing."


def check_twitch(settings: Settings) -> Finding:
    """Look at what was allowed, if Twitch is set up."""
    if settings.twitch_channel is None or settings.twitch_client_id is None:
        missing = settings.twitch_channel is not None or settings.twitch_client_id is not None
        if missing:
            return failed("twitch", "only one of channel and client id is set", AGAIN)
        return skipped("twitch", "no channel is set")
    return asyncio.run(_check(settings))


async def _check(settings: Settings) -> Finding:
    # Imported here: the library takes half a second that a doctor without Twitch can do without.
    from bot.twitch.trouble import Refused, TwitchTrouble

    try:
        return await _look(settings)
    except Refused as refusal:
        return failed("twitch", str(refusal), AGAIN)
    except TwitchTrouble as trouble:
        found = f"{settings.twitch_oauth!r}: {trouble}"
        return failed("twitch", found, "Check the network. The show goes on without, and tries again.")


async def _look(settings: Settings) -> Finding:
    from bot.twitch.grants import GrantFile
    from bot.twitch.oauth import OAuth
    from bot.twitch.scopes import INDISPENSABLE, complaint, lacking
    from bot.twitch.setup import accounts_of
    from bot.twitch.trouble import TwitchTrouble

    client_id, missing = str(settings.twitch_client_id), []
    if settings.twitch_transport == "conduit" and settings.twitch_client_secret is None:
        return failed("twitch", "a conduit needs the secret", "Set WALLSTREET_TWITCH_CLIENT_SECRET.")
    grants = GrantFile(settings.twitch_tokens).load(client_id)
    async with OAuth(settings.twitch_oauth, client_id, settings.twitch_client_secret) as oauth:
        for account in accounts_of(settings):
            grant = grants.of(account.login)
            if grant is None:
                return failed("twitch", f"{account.login!r} has not allowed anything yet", AGAIN)
            scopes: tuple[str, ...] = grant.scopes
            try:
                scopes = (await oauth.holder(grant.access)).scopes
            except TwitchTrouble as trouble:
                if trouble.status != 401:
                    raise  # an access token that is over is renewed by the show; asking here would use it up
            missing += [(account.login, *each) for each in lacking(account.roles, scopes).items()]
    if settings.twitch_tokens.stat().st_mode & 0o077:
        remedy = f"Type: chmod 600 {settings.twitch_tokens}"
        return warning("twitch", f"others may read {str(settings.twitch_tokens)!r}", remedy)
    if missing:
        said = " ".join(complaint(*each) for each in missing)
        grave = any(scope in INDISPENSABLE for _, scope, _ in missing)
        return (failed if grave else warning)("twitch", said, AGAIN)
    names = " and ".join(account.login for account in accounts_of(settings))
    return ok("twitch", f"{names} have allowed everything for twitch.tv/{settings.twitch_channel}")
