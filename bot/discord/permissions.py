"""What the bot must be allowed to do, why, and the link that asks for exactly that."""

from __future__ import annotations

import discord

NEEDED: dict[str, str] = {
    "view_channel": "to see its channels",
    "manage_channels": "to make the rooms",
    "manage_webhooks": "to let each trader speak under their own name and face",
    "send_messages": "to post the live board and to answer",
    "embed_links": "to show the live board",
    "attach_files": "to show the picture of the floor",
    "read_message_history": "to know after a cut what was said already, so that nothing is said twice",
}
LABELS = {
    "view_channel": "View Channels",
    "manage_channels": "Manage Channels",
    "manage_webhooks": "Manage Webhooks",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
IN_CHANNELS = tuple(name for name in NEEDED if name != "manage_channels")


def needed() -> discord.Permissions:
    """Return the permissions the invite link asks for."""
    return discord.Permissions(**dict.fromkeys(NEEDED, True))


def invite(application: int) -> str:
    """Return the link with which the owner of a server invites the bot."""
    return discord.utils.oauth_url(application, permissions=needed(), scopes=("bot", "applications.commands"))


def missing(held: discord.Permissions, names: tuple[str, ...] = tuple(NEEDED)) -> list[str]:
    """Return a sentence for each permission that is not there."""
    return [
        f"{LABELS[name]} is missing; it is needed {NEEDED[name]}."
        for name in names
        if not getattr(held, name)
    ]
