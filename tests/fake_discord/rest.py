"""The REST half: one method for each route, and the table of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.fake_discord import limits
from tests.fake_discord.answers import (
    OLD_EDITS,
    TOO_MANY_WEBHOOKS,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    Json,
    Refusal,
    invalid,
)
from tests.fake_discord.forms import check_hook_name, check_message
from tests.fake_discord.gateway import Gateway
from tests.fake_discord.interactions import Interactions
from tests.fake_discord.world import BOT, World, user

Files = dict[str, tuple[str, bytes]]
Key = tuple[str, str, tuple[int, float]]
HOUR = 3600.0


class Rest:
    """Answers requests. Every method returns what becomes JSON, or raises a `Refusal`."""

    def __init__(self, world: World, gateway: Gateway, interactions: Interactions) -> None:
        self.world, self.gateway, self.interactions = world, gateway, interactions
        self.creations: list[str] = []

    # --- who and where

    def me(self, form: Json, files: Files, query: Any) -> Json:
        return user(BOT, "show-bot", True)

    def application(self, form: Json, files: Files, query: Any) -> Json:
        return {"id": BOT, "name": "show", "description": "", "icon": None, "bot_public": True,
                "bot_require_code_grant": False, "owner": user("9", "owner"), "verify_key": "",
                "flags": self.world.flags}  # fmt: skip

    def guilds(self, form: Json, files: Files, query: Any) -> list[Json]:
        return [{"id": one.id, "name": one.name, "owner": False, "permissions": str(one.bot_permissions),
                 "features": [], "icon": None} for one in self.world.guilds.values()]  # fmt: skip

    def guild(self, form: Json, files: Files, query: Any, number: str) -> Json:
        return self.world.guild(number).body()

    def channels(self, form: Json, files: Files, query: Any, number: str) -> list[Json]:
        return list(self.world.guild(number).channels.values())

    def member(self, form: Json, files: Files, query: Any, number: str, who: str) -> Json:
        return self.world.guild(number).member(BOT if who == "@me" else who)

    def commands(self, form: Any, files: Files, query: Any, application: str) -> list[Json]:
        fixed = {"application_id": BOT, "version": "1", "description": "", "default_member_permissions": None}
        self.world.commands = [{**fixed, **one, "id": self.world.number()} for one in form]
        self.creations.append("commands")
        return self.world.commands

    # --- channels and webhooks

    def create_channel(self, form: Json, files: Files, query: Any, number: str) -> Json:
        guild = self.world.guild(number)
        self.world.need(guild, None, "manage_channels")
        for over in form.get("permission_overwrites", []):
            if (int(over["allow"]) | int(over["deny"])) & ~guild.bot_permissions:
                raise Refusal(403, 50013, "Missing Permissions")
        self.creations.append(f"channel {form['name']}")
        return self.world.add_channel(number, form)

    def channel(self, form: Json, files: Files, query: Any, number: str) -> Json:
        return self.world.channel(number)[1]

    def hooks(self, form: Json, files: Files, query: Any, number: str) -> list[Json]:
        guild, channel = self.world.channel(number)
        self.world.need(guild, channel, "manage_webhooks")
        return [hook for hook in self.world.hooks.values() if hook["channel_id"] == number]

    def create_hook(self, form: Json, files: Files, query: Any, number: str) -> Json:
        guild, channel = self.world.channel(number)
        self.world.need(guild, channel, "manage_webhooks")
        check_hook_name(form["name"])
        if len(self.hooks(form, files, query, number)) >= 15:
            raise Refusal(400, TOO_MANY_WEBHOOKS, "Maximum number of webhooks reached (15)")
        if not re.match(r"data:image/(png|jpeg|gif);base64,", form.get("avatar") or ""):
            raise invalid("avatar", "this server insists on a face")
        self.creations.append(f"webhook {form['name']}")
        return self.world.add_hook(guild, channel, form["name"], form.get("avatar"))

    def hook(self, number: str, token: str) -> Json:
        hook = self.world.hooks.get(number)
        if hook is None or hook["token"] != token:
            raise Refusal(404, UNKNOWN_WEBHOOK, "Unknown Webhook")
        return hook

    # --- messages

    def history(self, form: Json, files: Files, query: Any, number: str) -> list[Json]:
        guild, channel = self.world.channel(number)
        self.world.need(guild, channel, "view_channel", "read_message_history")
        found = sorted(self.world.said(number), key=lambda one: int(one["id"]))
        count = int(query.get("limit", 50))
        if "after" in query:
            found = [one for one in found if int(one["id"]) > int(query["after"])][:count]
        elif "before" in query:
            found = [one for one in found if int(one["id"]) < int(query["before"])]
        return found[-count:][::-1]

    def message(self, form: Json, files: Files, query: Any, number: str, message: str) -> Json:
        return self._message(message)

    def create_message(self, form: Json, files: Files, query: Any, number: str) -> Json:
        guild, channel = self.world.channel(number)
        self.world.need(guild, channel, "view_channel", "send_messages")
        check_message(form, files)
        return self._say(number, user(BOT, "show-bot", True), form, files)

    def edit_message(self, form: Json, files: Files, query: Any, number: str, message: str) -> Json:
        found = self._message(message)
        if found["author"]["id"] != BOT:
            raise Refusal(403, 50005, "Cannot edit a message authored by another user")
        check_message(form, files, found)
        found.update({key: form[key] for key in ("content", "components") if form.get(key) is not None})
        if "attachments" in form:
            kept = [
                one
                for one in found["attachments"]
                if any(one["id"] == str(part["id"]) for part in form["attachments"])
            ]
            found["attachments"] = kept + self.world.attached(form, files)
        found["edited_timestamp"] = self.world.now()
        return found

    def delete_message(self, form: Json, files: Files, query: Any, number: str, message: str) -> None:
        self._message(message)
        del self.world.messages[message]

    def run_hook(self, form: Json, files: Files, query: Any, number: str, token: str) -> Json | None:
        if token in self.interactions.all:
            return self.interactions.follow(token, form, files)
        hook = self.hook(number, token)
        check_message(form, files)
        if form.get("username"):
            check_hook_name(form["username"])
        author = {**user(number, form.get("username") or hook["name"], True), "discriminator": "0000"}
        said = self._say(hook["channel_id"], author, form, files, webhook_id=number)
        return said if query.get("wait") in ("1", "true") else None

    def edit_hook_message(
        self, form: Json, files: Files, query: Any, number: str, token: str, message: str
    ) -> Json:
        if token not in self.interactions.all:
            raise Refusal(404, UNKNOWN_WEBHOOK, "Unknown Webhook")
        return self.interactions.follow(token, form, files)

    def callback(self, form: Json, files: Files, query: Any, number: str, token: str) -> Any:
        return self.interactions.answer(number, token, form, files)

    def _message(self, number: str) -> Json:
        if number not in self.world.messages:
            raise Refusal(404, UNKNOWN_MESSAGE, "Unknown Message")
        return self.world.messages[number]

    def _say(self, channel: str, author: Json, form: Json, files: Files, **parts: object) -> Json:
        kept = {key: form[key] for key in ("content", "components", "flags") if form.get(key) is not None}
        return self.world.add_message(
            channel, author, attachments=self.world.attached(form, files), **kept, **parts
        )


N, T = r"(\d+)", r"([\w-]+)"
Handler = Callable[..., Any]
ROUTES: list[tuple[str, str, Handler, str]] = [
    ("GET", "/users/@me", Rest.me, ""),
    ("GET", "/oauth2/applications/@me", Rest.application, ""),
    ("GET", "/applications/@me", Rest.application, ""),
    ("GET", "/users/@me/guilds", Rest.guilds, ""),
    ("GET", rf"/guilds/{N}", Rest.guild, ""),
    ("GET", rf"/guilds/{N}/channels", Rest.channels, ""),
    ("GET", rf"/guilds/{N}/members/({N[1:-1]}|@me)", Rest.member, ""),
    ("POST", rf"/guilds/{N}/channels", Rest.create_channel, ""),
    ("PUT", rf"/applications/{N}/commands", Rest.commands, ""),
    ("GET", rf"/channels/{N}", Rest.channel, ""),
    ("GET", rf"/channels/{N}/webhooks", Rest.hooks, ""),
    ("POST", rf"/channels/{N}/webhooks", Rest.create_hook, ""),
    ("GET", rf"/channels/{N}/messages", Rest.history, ""),
    ("GET", rf"/channels/{N}/messages/{N}", Rest.message, ""),
    ("POST", rf"/channels/{N}/messages", Rest.create_message, "message"),
    ("PATCH", rf"/channels/{N}/messages/{N}", Rest.edit_message, "edit"),
    ("DELETE", rf"/channels/{N}/messages/{N}", Rest.delete_message, ""),
    ("POST", rf"/webhooks/{N}/{T}", Rest.run_hook, "webhook"),
    ("PATCH", rf"/webhooks/{N}/{T}/messages/(\d+|@original)", Rest.edit_hook_message, "free"),
    ("POST", rf"/interactions/{N}/{T}/callback", Rest.callback, "free"),
]


def buckets(rest: Rest, kind: str, given: tuple[str, ...]) -> list[Key]:
    """Return the limits a request counts against; answers to interactions are outside them all."""
    world = rest.world
    if kind == "free" or (kind == "webhook" and given[1] in rest.interactions.all):
        return []
    keys: list[Key] = []
    if kind == "webhook" and given[0] in world.hooks:
        channel = world.hooks[given[0]]["channel_id"]
        keys = [
            ("webhook", given[0], limits.WEBHOOK),
            ("webhooks of a channel", channel, limits.WEBHOOKS_OF_A_CHANNEL),
        ]
    if kind in ("message", "edit"):
        keys = [("messages", given[0], limits.MESSAGES)]
    if kind == "edit" and world.age(given[1]) > HOUR:
        keys = [("old edits", given[0], limits.OLD_EDITS)]
    return [*keys, ("global", "", limits.GLOBAL)]


def old_edit(kind: str) -> Refusal | None:
    """Return the special refusal of edits of messages older than an hour."""
    return (
        Refusal(429, OLD_EDITS, "Maximum number of edits to messages older than 1 hour reached.")
        if kind == "old edits"
        else None
    )
