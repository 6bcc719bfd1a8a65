"""OAuth: how an account allows the show something, once. Secrets go in bodies, never in addresses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

import aiohttp
from pydantic import SecretStr

from bot.clock import Clock
from bot.plain import one_line
from bot.twitch.secrecy import redacted
from bot.twitch.trouble import TwitchTrouble, asking

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
Pair = tuple[SecretStr, SecretStr]
PENDING = ("authorization_pending", "slow_down")


class Declined(Exception):
    """Nobody authorised the show: they pressed Cancel, or took too long."""


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What somebody types at an address, in whatever browser they have."""

    code: SecretStr
    shown: str
    address: str
    interval: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose a token is, and what it allows."""

    user: str
    login: str
    scopes: tuple[str, ...]


class OAuth:
    """Talks to Twitch's authorisation for one application. Use it as a context."""

    def __init__(self, base: str, client_id: str, secret: SecretStr | None) -> None:
        self._base, self._client_id, self._secret = base.rstrip("/"), client_id, secret
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def device(self, scopes: list[str]) -> DeviceCode:
        """Ask for a code that somebody can type in a browser.

        Raises:
            TwitchTrouble: Twitch refuses the application, or cannot be reached.
        """
        said = await self._post("device", {"scopes": " ".join(scopes)})
        return DeviceCode(
            code=SecretStr(_field(said, "device_code")),
            shown=one_line(_field(said, "user_code"), 20),
            address=one_line(_field(said, "verification_uri"), 300),
            interval=float(said.get("interval", 5)),
            seconds=float(said.get("expires_in", 1800)),
        )

    async def authorised(self, device: DeviceCode, scopes: list[str], clock: Clock) -> Pair:
        """Wait until somebody has typed the code; return the access and the refresh token.

        Raises:
            Declined: they will not, or it took too long.
            TwitchTrouble: Twitch cannot be reached.
        """
        form = {
            "device_code": device.code.get_secret_value(),
            "scopes": " ".join(scopes),
            "grant_type": DEVICE,
        }
        end = clock.now() + device.seconds
        while clock.now() < end:
            await clock.sleep(device.interval)
            try:
                return _pair(await self._post("token", form))
            except TwitchTrouble as trouble:
                if trouble.status != 400:
                    raise
                if not any(word in str(trouble) for word in PENDING):
                    raise Declined from None
        raise Declined

    def address(self, redirect: str, scopes: list[str], state: str) -> str:
        """Return where a browser asks somebody; `force_verify` lets them change the account."""
        query = {
            "client_id": self._client_id, "redirect_uri": redirect, "response_type": "code",
            "scope": " ".join(scopes), "state": state, "force_verify": "true",
        }  # fmt: skip
        return f"{self._base}/oauth2/authorize?{urlencode(query)}"

    async def exchange(self, code: str, redirect: str) -> Pair:
        """Return the tokens for a code that a browser brought back.

        Raises:
            TwitchTrouble: the code is not good, or Twitch cannot be reached.
        """
        form = {"code": code, "grant_type": "authorization_code", "redirect_uri": redirect}
        return _pair(await self._post("token", self._signed(form)))

    async def refresh(self, token: SecretStr) -> Pair:
        """Return new tokens for an old refresh token, which is worth nothing afterwards.

        Raises:
            TwitchTrouble: it is worth nothing already, or Twitch cannot be reached.
        """
        form = {"grant_type": "refresh_token", "refresh_token": token.get_secret_value()}
        return _pair(await self._post("token", self._signed(form)))

    async def holder(self, access: SecretStr) -> Holder:
        """Return whose a token is.

        Raises:
            TwitchTrouble: it is worth nothing (status 401), or Twitch cannot be reached.
        """
        headers = {"Authorization": f"OAuth {access.get_secret_value()}"}
        said = await self._send("GET", "validate", headers=headers)
        return Holder(
            str(said.get("user_id")), str(said.get("login")).lower(), tuple(said.get("scopes") or ())
        )

    async def revoke(self, access: SecretStr) -> None:
        """Give a token back that we should not have."""
        await self._post("revoke", {"token": access.get_secret_value()})

    def _signed(self, form: dict[str, str]) -> dict[str, str]:
        return (
            {**form, "client_secret": self._secret.get_secret_value()} if self._secret is not None else form
        )

    async def _post(self, path: str, form: dict[str, str]) -> Any:
        return await self._send("POST", path, data={"client_id": self._client_id, **form})

    async def _send(self, method: str, path: str, **given: Any) -> Any:
        assert self._session is not None, "it is used as a context"
        address = f"{self._base}/oauth2/{path}"
        async with asking("The authorisation"), self._session.request(method, address, **given) as answer:
            text, status = await answer.text(), answer.status
        said = _read(text)
        if status >= 400:
            why = one_line(redacted(str(said.get("message", "no reason given"))), 200)
            raise TwitchTrouble(f"The authorisation: Twitch answers {status} ({why}).", status)
        return said


def _pair(said: Any) -> Pair:
    return SecretStr(_field(said, "access_token")), SecretStr(_field(said, "refresh_token"))


def _read(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _field(said: dict[str, Any], name: str) -> str:
    if name not in said:
        raise TwitchTrouble(f"The authorisation: what answers is not Twitch (there is no {name!r}).")
    return str(said[name])
