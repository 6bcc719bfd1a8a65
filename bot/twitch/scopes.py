"""Scopes: what each account allows the show to do, why, and what is lost without it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

Role = Literal["bot", "channel"]

BOT: dict[str, str] = {
    "user:read:chat": "reads the chat",
    "user:write:chat": "writes in the chat",
    "user:bot": "is shown as a bot",
    "moderator:manage:announcements": "highlights votes and chaos, if the bot is a moderator",
}
CHANNEL: dict[str, str] = {
    "channel:bot": "lets the bot into the channel",
    "channel:manage:polls": "holds votes as polls",
    "channel:manage:predictions": "opens a prediction on each episode",
    "channel:manage:redemptions": "offers a channel-point reward that charges the chaos meter",
    "bits:read": "lets bits charge the chaos meter",
    "channel:read:subscriptions": "lets the traders notice subscribers",
}
OF: dict[Role, dict[str, str]] = {"bot": BOT, "channel": CHANNEL}
INDISPENSABLE = ("user:read:chat", "user:write:chat")
AGAIN = "Run 'wallstreet setup twitch' again and press Authorise"


def wanted(roles: Collection[Role]) -> dict[str, str]:
    """Return the scopes that an account in these roles should allow, and what for."""
    return {scope: why for role in ("bot", "channel") if role in roles for scope, why in OF[role].items()}


def lacking(roles: Collection[Role], granted: Collection[str]) -> dict[str, str]:
    """Return what an account does not allow."""
    return {scope: why for scope, why in wanted(roles).items() if scope not in granted}


def complaint(login: str, scope: str, why: str) -> str:
    """Return the sentence about a scope that is missing."""
    return f"{login!r} has not allowed {scope}, which {why}. {AGAIN} as {login!r}."
