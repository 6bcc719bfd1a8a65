"""Furnishing: makes what is missing in a server, and nothing that is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import discord

from bot.clock import Clock
from bot.discord.faces import face
from bot.discord.permissions import IN_CHANNELS, LABELS, missing
from bot.discord.places import CATEGORY, CHANNELS, PLACES, Place, Voice, voice_name, voices_in
from bot.discord.premises import Hook, Premises

PAUSE = 0.1
"""Seconds after each thing that is made."""
WHY = "Wall Street Live sets up its rooms"
Overwrites = dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]


@dataclass
class Work:
    """What was done in a server, as sentences, and what could not be."""

    server: str
    clock: Clock = field(repr=False)
    made: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    async def note(self, sentence: str) -> None:
        """Note something made, and leave Discord the time to breathe: it takes 50 requests a second."""
        self.made.append(sentence)
        await self.clock.sleep(PAUSE)

    def lines(self) -> list[str]:
        """Return all of it, the troubles last."""
        done = self.made or ["Nothing was missing." if not self.troubles else "Nothing was changed."]
        return [*done, *self.troubles]


async def furnish(guild: discord.Guild, me: discord.Member, premises: Premises, clock: Clock) -> Work:
    """Make the category, the channels and the webhooks that are missing, and write their ids into `premises`.

    What cannot be made is told as a trouble with its remedy; nothing is raised for a missing permission.
    """
    work = Work(guild.name, clock)
    premises.name = guild.name
    work.troubles += [f"{sentence} Invite the bot again with the link, or give its role the permission."
                      for sentence in missing(me.guild_permissions)]  # fmt: skip
    try:
        channels = await guild.fetch_channels()
        category = await _category(guild, channels, premises, work)
        for place in PLACES:
            channel = await _channel(guild, me, channels, category, place, premises, work)
            await _hooks(channel, me, place, premises, work)
    except discord.Forbidden:
        if not work.troubles:
            work.troubles.append(
                f"{guild.name!r} does not let the bot make its channels. Check its role's permissions."
            )
    return work


async def _category(
    guild: discord.Guild, channels: Sequence[discord.abc.GuildChannel], premises: Premises, work: Work
) -> discord.CategoryChannel:
    known = [one for one in channels if isinstance(one, discord.CategoryChannel)]
    found = next((one for one in known if one.id == premises.category), None) or next(
        (one for one in known if one.name == CATEGORY), None
    )
    if found is None:
        found = await guild.create_category(CATEGORY, reason=WHY)
        await work.note(f"made the category {CATEGORY!r}")
    premises.category = found.id
    return found


async def _channel(
    guild: discord.Guild, me: discord.Member, channels: Sequence[discord.abc.GuildChannel],
    category: discord.CategoryChannel, place: Place, premises: Premises, work: Work,
) -> discord.TextChannel:  # fmt: skip
    known = [one for one in channels if isinstance(one, discord.TextChannel)]
    found = next((one for one in known if one.id == premises.channels.get(place)), None) or next(
        (one for one in known if one.name == place and one.category_id == category.id), None
    )
    if found is None:
        found = await guild.create_text_channel(
            place,
            category=category,
            topic=CHANNELS[place].topic,
            overwrites=_overwrites(guild, me, place),
            reason=WHY,
        )
        await work.note(f"made #{place}")
    premises.channels[place] = found.id
    return found


def _overwrites(guild: discord.Guild, me: discord.Member, place: Place) -> Overwrites:
    channel = CHANNELS[place]
    # Discord lets a bot give only what it has itself.
    mine = {name: True for name in IN_CHANNELS if getattr(me.guild_permissions, name)}
    everyone = discord.PermissionOverwrite(
        send_messages=None if channel.writable else False, view_channel=False if channel.hidden else None
    )
    overwrites: Overwrites = {guild.default_role: everyone, me: discord.PermissionOverwrite(**mine)}
    if channel.hidden:
        overwrites |= {
            role: discord.PermissionOverwrite(view_channel=True)
            for role in guild.roles
            if role.permissions.manage_guild and not role.is_default() and role not in me.roles
        }
    return overwrites


async def _hooks(
    channel: discord.TextChannel, me: discord.Member, place: Place, premises: Premises, work: Work
) -> None:
    held = channel.permissions_for(me)
    blocked = [LABELS[name] for name in IN_CHANNELS if not getattr(held, name)]
    if blocked and not missing(me.guild_permissions):
        work.troubles.append(
            f"In #{place} the bot lacks {', '.join(blocked)}. Allow it in the channel's permissions."
        )
    if not held.manage_webhooks:
        return
    there = {hook.id: hook for hook in await channel.webhooks() if hook.token}
    made = [
        voice_name(voice)
        for voice in voices_in(place)
        if await _hook(channel, me, place, voice, there, premises, work)
    ]
    if made:
        work.made.append(f"gave {', '.join(made)} a voice in #{place}")


async def _hook(
    channel: discord.TextChannel, me: discord.Member, place: Place, voice: Voice,
    there: dict[int, discord.Webhook], premises: Premises, work: Work,
) -> bool:  # fmt: skip
    """Find or make one voice; say whether it had to be made."""
    kept = premises.hook(place, voice)
    if kept is not None and kept.id in there:
        return False
    ours = [hook for hook in there.values() if hook.user is not None and hook.user.id == me.id]
    found = next((hook for hook in ours if hook.name == voice_name(voice)), None)
    hook = found or await channel.create_webhook(name=voice_name(voice), avatar=face(voice), reason=WHY)
    premises.hooks[f"{place}/{voice}"] = Hook(id=hook.id, token=hook.token or "")
    await work.clock.sleep(PAUSE if found is None else 0)
    return found is None


async def voices_again(
    channel: discord.TextChannel, me: discord.Member, place: Place, premises: Premises, clock: Clock
) -> None:
    """Make the webhooks of one place again that somebody has deleted.

    Raises:
        discord.HTTPException: Discord does not let the bot, or the channel is gone.
    """
    there = {hook.id: hook for hook in await channel.webhooks() if hook.token}
    for voice in voices_in(place):
        await _hook(channel, me, place, voice, there, premises, Work(channel.guild.name, clock))
