"""What this Twitch knows: accounts, tokens, one channel with its chat, polls, predictions and rewards."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Json = Any

CLIENT, SECRET = "client-of-the-show", "secret-that-must-never-be-seen"
BOT, OWNER, VIEWER, MOD = "9000", "1000", "2000", "3000"
BOT_LOGIN, OWNER_LOGIN = "showbot", "streamer"
BOT_SCOPES = ("user:read:chat", "user:write:chat", "user:bot", "moderator:manage:announcements")
CHANNEL_SCOPES = (
    "channel:bot", "channel:manage:polls", "channel:manage:predictions", "channel:manage:redemptions",
    "bits:read", "channel:read:subscriptions",
)  # fmt: skip
LIFETIME = 14_000


@dataclass
class Token:
    user: str
    scopes: tuple[str, ...]
    refresh: str
    lifetime: int = LIFETIME


@dataclass
class Device:
    """A device code that somebody is to authorise with a browser."""

    code: str
    user_code: str
    scopes: tuple[str, ...]
    user: str = ""
    denied: bool = False


@dataclass
class World:
    clock: Callable[[], float]
    logins: dict[str, str] = field(default_factory=lambda: {
        BOT: BOT_LOGIN, OWNER: OWNER_LOGIN, VIEWER: "viewer", MOD: "a_mod",
    })  # fmt: skip
    names: dict[str, str] = field(default_factory=dict)
    """What somebody is called on the screen, where that is not the login: in any script, with anything."""
    kind: str = "affiliate"
    live: bool = True
    moderators: set[str] = field(default_factory=set)
    banned: set[str] = field(default_factory=set)
    tokens: dict[str, Token] = field(default_factory=dict)
    app_tokens: set[str] = field(default_factory=set)
    refreshes: dict[str, Token] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    codes: dict[str, tuple[str, tuple[str, ...], str]] = field(default_factory=dict)
    """Authorisation codes: user, scopes, redirect address."""
    secrets: set[str] = field(default_factory=lambda: {SECRET})
    """Everything that was ever secret here: no log may hold any of it."""
    chat: list[Json] = field(default_factory=list)
    polls: list[Json] = field(default_factory=list)
    bets: list[Json] = field(default_factory=list)
    rewards: list[Json] = field(default_factory=list)
    redemptions: list[Json] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def number(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers)}"

    def secret(self, kind: str) -> str:
        made = f"{kind}secret{next(self._numbers)}x"
        self.secrets.add(made)
        return made

    def grant(self, user: str, scopes: tuple[str, ...], lifetime: int = LIFETIME) -> tuple[str, str]:
        """Make tokens for an account; return access and refresh."""
        access, refresh = self.secret("access"), self.secret("refresh")
        self.tokens[access] = self.refreshes[refresh] = Token(user, scopes, refresh, lifetime)
        return access, refresh

    def drop_access(self, user: str) -> None:
        """Let the access tokens of an account be over; they can still be refreshed."""
        self.tokens = {key: token for key, token in self.tokens.items() if token.user != user}

    def revoke(self, user: str) -> None:
        """Let an account take everything back."""
        self.drop_access(user)
        self.refreshes = {key: token for key, token in self.refreshes.items() if token.user != user}

    def login(self, user: str) -> str:
        return self.logins.get(user, f"user{user}")

    def said(self) -> list[str]:
        """Return what the bot has said, as viewers read it."""
        return [str(one["message"]) for one in self.chat]


def stamp() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
