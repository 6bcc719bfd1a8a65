"""Interactions: commands, buttons and selects as people send them, and the three seconds to answer."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from discord import Permissions

from tests.fake_discord.answers import UNKNOWN_INTERACTION, Json, Refusal
from tests.fake_discord.forms import EPHEMERAL, check_message
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.world import BOT, VIEWER, World, user

DEADLINE = 3.0
COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES = 4, 5, 6, 7, 8


@dataclass
class Interaction:
    """One thing a person did, and what they saw of it."""

    id: str
    token: str
    channel: str
    began: float
    latency: float = -1.0
    kind: int = 0
    ephemeral: bool = False
    shown: list[Json] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        """Return all the text that was shown in answer."""
        return "\n".join(str(one.get("content") or "") for one in self.shown)

    async def answered(self, seconds: float = 10.0) -> Interaction:
        """Wait until something was shown."""
        async with asyncio.timeout(seconds):
            await self.done.wait()
        return self


class Interactions:
    """What people do on the server."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self.world, self.gateway = world, gateway
        self.all: dict[str, Interaction] = {}
        self.late: list[str] = []

    async def send(
        self, kind: int, data: Json, channel: str, who: str = VIEWER, message: Json | None = None,
        permissions: int | None = None,
    ) -> Interaction:  # fmt: skip
        """Send an interaction. `permissions` forges what the member may do, as an override would not."""
        guild, place = self.world.channel(channel)
        number = self.world.number()
        one = Interaction(number, f"token{number}", channel, time.monotonic())
        self.all[one.token] = one
        held = guild.permissions(who, place).value if permissions is None else permissions
        body = {
            "id": number, "application_id": BOT, "type": kind, "token": one.token, "version": 1,
            "guild_id": guild.id, "guild": {"id": guild.id, "features": [], "locale": "en-US"},
            "channel_id": channel, "channel": {"id": channel, "type": 0, "name": place["name"]}, "data": data,
            "context": 0, "locale": "en-US", "guild_locale": "en-US", "entitlements": [],
            "member": {**guild.member(who), "permissions": str(held)},
            "attachment_size_limit": 10 << 20, "app_permissions": str(Permissions.all().value),
        }  # fmt: skip
        if message is not None:
            body["message"] = message
        await self.gateway.dispatch("INTERACTION_CREATE", body)
        return one

    async def command(self, words: str, channel: str, who: str = VIEWER, /, **options: str) -> Interaction:
        """Use a slash command: "show pause" is a subcommand."""
        name, *rest = words.split()
        top = next(one for one in self.world.commands if one["name"] == name)
        given: list[Json] = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        for part in reversed(rest):
            given = [{"name": part, "type": 1, "options": given}]
        data = {"id": top["id"], "name": name, "type": 1, "guild_id": None, "options": given}
        return await self.send(COMMAND, data, channel, who)

    async def press(
        self, message: Json, custom: str, who: str = VIEWER, values: list[str] | None = None
    ) -> Interaction:
        """Press a button of a message, or choose in a select."""
        data: Json = {"custom_id": custom, "component_type": 2 if values is None else 3}
        if values is not None:
            data["values"] = values
        return await self.send(COMPONENT, data, message["channel_id"], who, message)

    # --- what the bot answers

    def answer(self, number: str, token: str, form: Json, files: dict[str, tuple[str, bytes]]) -> Any:
        """Take the first answer, within three seconds and once."""
        one = self.all.get(token)
        if one is None or one.id != number or one.kind:
            raise Refusal(404, UNKNOWN_INTERACTION, "Unknown interaction")
        one.latency = time.monotonic() - one.began
        if one.latency > DEADLINE:
            self.late.append(token)
            raise Refusal(404, UNKNOWN_INTERACTION, "Unknown interaction")
        data = form.get("data") or {}
        one.kind = form["type"]
        one.ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        result: Json = {"interaction": {"id": number, "type": 2, "response_message_id": self.world.number(),
                        "response_message_loading": one.kind == DEFERRED,
                        "response_message_ephemeral": one.ephemeral}}  # fmt: skip
        if one.kind in (MESSAGE, UPDATE):
            shown = self._show(one, data, files)
            result["resource"] = {"type": one.kind, "message": shown}
        return result

    def follow(self, token: str, form: Json, files: dict[str, tuple[str, bytes]]) -> Json:
        """Take a later answer, or the text of a deferred one."""
        one = self.all.get(token)
        if one is None or not one.kind:
            raise Refusal(404, 10015, "Unknown Webhook")
        return self._show(one, form, files)

    def _show(self, one: Interaction, form: Json, files: dict[str, tuple[str, bytes]]) -> Json:
        check_message(form, files)
        attachments = self.world.attached(form, files)
        shown = {
            "id": self.world.number(), "channel_id": one.channel, "author": user(BOT, "show-bot", True),
            "content": form.get("content") or "", "components": form.get("components") or [], "embeds": [],
            "attachments": attachments, "mentions": [], "mention_roles": [], "mention_everyone": False,
            "pinned": False, "tts": False, "type": 0, "flags": form.get("flags") or 0,
            "edited_timestamp": None, "timestamp": self.world.now(), "webhook_id": BOT,
        }  # fmt: skip
        one.shown.append(shown)
        one.done.set()
        return shown
