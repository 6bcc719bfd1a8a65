"""What exists on the server: users, guilds, roles, channels, webhooks, messages, and who may do what."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from discord import Permissions

from tests.fake_discord.answers import NO_PERMISSION, UNKNOWN_CHANNEL, UNKNOWN_GUILD, Json, Refusal

COUNT = itertools.count(1)
"""Shared by all servers, so that parts of one can be copied into another."""
DISCORD_EPOCH = 1_420_070_400.0
BOT = "100000000000000001"
VIEWER = "200000000000000001"
OTHER = "200000000000000002"
MODERATOR = "200000000000000009"
MESSAGE_CONTENT = 1 << 19
EVERYTHING = Permissions.all().value & ~Permissions(administrator=True).value
PUBLIC = Permissions(
    view_channel=True, send_messages=True, read_message_history=True, use_application_commands=True
).value


def user(number: str, name: str, bot: bool = False) -> Json:
    return {
        "id": number,
        "username": name,
        "discriminator": "0",
        "global_name": name,
        "avatar": None,
        "bot": bot,
    }


NAMES = {BOT: "show-bot", VIEWER: "viewer", OTHER: "other", MODERATOR: "mod"}


@dataclass
class Guild:
    id: str
    name: str
    bot_permissions: int = EVERYTHING
    channels: dict[str, Json] = field(default_factory=dict)
    available: bool = True

    @property
    def bot_role(self) -> str:
        return str(int(self.id) + 1)

    @property
    def mod_role(self) -> str:
        return str(int(self.id) + 2)

    def roles(self) -> list[Json]:
        mods = PUBLIC | Permissions(manage_guild=True).value
        parts = [(self.id, "@everyone", PUBLIC), (self.bot_role, "show", self.bot_permissions),
                 (self.mod_role, "mods", mods)]  # fmt: skip
        return [
            {"id": number, "name": name, "color": 0, "colors": {"primary_color": 0}, "hoist": False,
             "position": place, "permissions": str(bits), "managed": False, "mentionable": False, "flags": 0}
            for place, (number, name, bits) in enumerate(parts)
        ]  # fmt: skip

    def member(self, number: str) -> Json:
        roles = {BOT: [self.bot_role], MODERATOR: [self.mod_role]}.get(number, [])
        return {
            "user": user(number, NAMES[number], number == BOT), "roles": roles, "deaf": False, "mute": False,
            "joined_at": "2024-01-01T00:00:00+00:00", "flags": 0,
        }  # fmt: skip

    def body(self) -> Json:
        return {"id": self.id, "name": self.name, "owner_id": MODERATOR, "member_count": 4, "large": False,
                "unavailable": False, "roles": self.roles(), "members": [self.member(one) for one in NAMES],
                "channels": list(self.channels.values()), "emojis": [], "features": [],
                "premium_tier": 0, "verification_level": 0, "afk_timeout": 0, "mfa_level": 0, "nsfw_level": 0,
                "default_message_notifications": 0, "explicit_content_filter": 0, "system_channel_flags": 0,
                "preferred_locale": "en-US"}  # fmt: skip

    def permissions(self, who: str, channel: Json | None = None) -> Permissions:
        held = {BOT: self.bot_permissions, MODERATOR: PUBLIC | Permissions(manage_guild=True).value}
        bits = PUBLIC | held.get(who, 0)
        if bits & Permissions(administrator=True).value or channel is None:
            return Permissions(bits)
        mine = [self.id, *self.member(who)["roles"], who]
        for number in mine:
            for over in channel["permission_overwrites"]:
                if over["id"] == number:
                    bits = (bits & ~int(over["deny"])) | int(over["allow"])
        return Permissions(bits)


class World:
    """Everything, and the one way numbers are given out."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.guilds: dict[str, Guild] = {}
        self.messages: dict[str, Json] = {}
        self.hooks: dict[str, Json] = {}
        self.commands: list[Json] = []
        self.flags = MESSAGE_CONTENT
        self._count = COUNT

    def number(self) -> str:
        count = next(self._count)
        return str((round((self.clock() - DISCORD_EPOCH) * 1000) << 22) + count % (1 << 22))

    def now(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).isoformat()

    def age(self, number: str) -> float:
        return self.clock() - ((int(number) >> 22) / 1000 + DISCORD_EPOCH)

    def add_guild(self, number: str, name: str = "Startup Show", permissions: int = EVERYTHING) -> Guild:
        self.guilds[number] = Guild(number, name, permissions)
        self.add_channel(number, {"name": "general", "type": 0})
        return self.guilds[number]

    def add_channel(self, guild: str, given: Json) -> Json:
        number = self.number()
        channel = {
            "id": number, "guild_id": guild, "name": given["name"], "type": given.get("type", 0),
            "position": len(self.guilds[guild].channels), "parent_id": given.get("parent_id"),
            "topic": given.get("topic"), "permission_overwrites": [
                {**over, "id": str(over["id"])} for over in given.get("permission_overwrites", [])
            ],
            "nsfw": False, "rate_limit_per_user": 0,
        }  # fmt: skip
        self.guilds[guild].channels[number] = channel
        return channel

    def guild(self, number: str) -> Guild:
        if number not in self.guilds:
            raise Refusal(404, UNKNOWN_GUILD, "Unknown Guild")
        return self.guilds[number]

    def channel(self, number: str) -> tuple[Guild, Json]:
        for guild in self.guilds.values():
            if number in guild.channels:
                return guild, guild.channels[number]
        raise Refusal(404, UNKNOWN_CHANNEL, "Unknown Channel")

    def need(self, guild: Guild, channel: Json | None, *names: str) -> None:
        held = guild.permissions(BOT, channel)
        if not all(getattr(held, name) for name in names):
            raise Refusal(403, NO_PERMISSION, "Missing Permissions")

    def add_hook(self, guild: Guild, channel: Json, name: str, avatar: str | None) -> Json:
        hook = {"id": self.number(), "type": 1, "token": secrets.token_hex(34), "channel_id": channel["id"],
                "guild_id": guild.id, "name": name, "avatar": "face" if avatar else None,
                "application_id": BOT, "user": user(BOT, "show-bot", True)}  # fmt: skip
        self.hooks[hook["id"]] = hook
        return hook

    def add_message(self, channel: str, author: Json, **parts: Any) -> Json:
        guild, _ = self.channel(channel)
        message: Json = {
            "id": self.number(), "channel_id": channel, "guild_id": guild.id, "author": author, "content": "",
            "embeds": [], "attachments": [], "components": [], "mentions": [], "mention_roles": [],
            "mention_everyone": False, "pinned": False, "tts": False, "type": 0, "flags": 0,
            "edited_timestamp": None, "timestamp": self.now(), **parts,
        }  # fmt: skip
        self.messages[message["id"]] = message
        return message

    def attachment(self, name: str, body: bytes, description: str | None = None) -> Json:
        where = f"http://127.0.0.1/{name}"
        return {"id": self.number(), "filename": name, "size": len(body), "url": where, "proxy_url": where,
                "description": description}  # fmt: skip

    def attached(self, form: Json, files: dict[str, tuple[str, bytes]]) -> list[Json]:
        """Return a form's files as attachments, with the words that came with them."""
        described = {str(one["id"]): one.get("description") for one in form.get("attachments") or []}
        return [
            self.attachment(name, body, described.get(key.removeprefix("files[").rstrip("]")))
            for key, (name, body) in files.items()
        ]

    def said(self, channel: str) -> list[Json]:
        """Return the messages of a channel, oldest first."""
        return [message for message in self.messages.values() if message["channel_id"] == channel]
