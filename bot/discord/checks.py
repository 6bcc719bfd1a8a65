"""The doctor's check of Discord: the token, the intent, and every permission in every server."""

from __future__ import annotations

import asyncio

from bot.doctor.findings import Finding, failed, ok, skipped, warning
from bot.settings.settings import Settings

PATIENCE = 30.0
AGAIN = "Run 'wallstreet setup discord'; it makes what is missing."


def check_discord(settings: Settings) -> Finding:
    """Log in and look around, if there is a token."""
    if settings.discord_token is None:
        return skipped("discord", "no token is set")
    return asyncio.run(_check(settings))


async def _check(settings: Settings) -> Finding:
    # Imported here: the library takes half a second that a doctor without Discord can do without.
    import discord

    from bot.discord.addresses import pointed_at

    try:
        with pointed_at(settings.discord_api, settings.discord_gateway):
            async with asyncio.timeout(PATIENCE):
                return await _look(settings)
    except discord.LoginFailure:
        remedy = (
            "Copy it again: https://discord.com/developers/applications, your application, Bot, Reset Token."
        )
        return failed("discord", "Discord does not accept the token", remedy)
    except (discord.HTTPException, OSError, TimeoutError) as error:
        found = f"{settings.discord_api!r} cannot be reached ({type(error).__name__})"
        return failed("discord", found, "Check the network. The show goes on without, and catches up.")


async def _look(settings: Settings) -> Finding:
    from bot.discord.survey import SWITCH, troubles, visiting

    assert settings.discord_token is not None, "there is a token"
    async with visiting(settings.discord_token) as visitor:
        visits = await visitor.visits(settings.discord_guilds)
        if not visits:
            return failed("discord", f"{visitor.name} is in no server", f"Invite it: {visitor.invite}")
        wrong = {visit.guild.name: found for visit in visits if (found := await troubles(visit))}
        if wrong:
            said = " ".join(f"{name!r}: {' '.join(found)}" for name, found in wrong.items())
            return failed("discord", said, f"{AGAIN} Permissions come with this invitation: {visitor.invite}")
        home = f"{visitor.name} is at home in {', '.join(repr(visit.guild.name) for visit in visits)}"
        return ok("discord", home) if visitor.may_read else warning("discord", home, SWITCH)
