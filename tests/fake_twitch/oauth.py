"""id.twitch.tv: device codes, authorisation codes, refreshing, validating and revoking."""

from __future__ import annotations

import secrets

from aiohttp import web

from tests.fake_twitch.world import CLIENT, SECRET, Device, Json, World

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def no(status: int, message: str) -> web.Response:
    return web.json_response({"status": status, "message": message}, status=status)


class OAuth:
    def __init__(self, world: World) -> None:
        self.world = world
        self.public = False
        """A public application has no secret, and its refresh tokens are good once."""
        self.browser_user = ""
        """Who is logged in in the browser and presses Authorise."""

    def serve(self, method: str, path: str, form: dict[str, str], bearer: str) -> web.Response:
        match method, path:
            case "GET", "/oauth2/validate":
                return self._validate(bearer)
            case "POST", "/oauth2/token":
                return self._token(form)
            case "POST", "/oauth2/device":
                return self._device(form)
            case "POST", "/oauth2/revoke":
                found = self.world.tokens.pop(form.get("token", ""), None)
                return web.Response(status=200) if found else no(400, "Invalid token")
            case "GET", "/oauth2/authorize":
                return self._authorize(form)
            case _:
                return no(404, "not found")

    def authorise(self, user: str, scopes: tuple[str, ...] | None = None, *, deny: bool = False) -> None:
        """Do what somebody does with the newest device code in a browser."""
        device = list(self.world.devices.values())[-1]
        device.user, device.denied = user, deny
        device.scopes = device.scopes if scopes is None else scopes

    def _validate(self, bearer: str) -> web.Response:
        if bearer in self.world.app_tokens:
            return web.json_response({"client_id": CLIENT, "scopes": [], "expires_in": 5_000_000})
        token = self.world.tokens.get(bearer)
        if token is None:
            return no(401, "invalid access token")
        return web.json_response({
            "client_id": CLIENT, "login": self.world.login(token.user), "user_id": token.user,
            "scopes": list(token.scopes), "expires_in": token.lifetime,
        })  # fmt: skip

    def _token(self, form: dict[str, str]) -> web.Response:
        if form.get("client_id") != CLIENT:
            return no(400, "invalid client")
        kind = form.get("grant_type")
        if kind != DEVICE_GRANT and not self.public and form.get("client_secret") != SECRET:
            return no(403, "invalid client secret")
        match kind:
            case "client_credentials":
                token = self.world.secret("app")
                self.world.app_tokens.add(token)
                return web.json_response(
                    {"access_token": token, "expires_in": 5_000_000, "token_type": "bearer"}
                )
            case "refresh_token":
                return self._refresh(form.get("refresh_token", ""))
            case "authorization_code":
                return self._code(form)
            case _:
                return self._poll_device(form)

    def _refresh(self, refresh: str) -> web.Response:
        token = self.world.refreshes.pop(refresh, None)
        if token is None:
            return no(400, "Invalid refresh token")
        return self._granted(token.user, token.scopes)

    def _granted(self, user: str, scopes: tuple[str, ...]) -> web.Response:
        access, refresh = self.world.grant(user, scopes)
        answer: Json = {
            "access_token": access, "refresh_token": refresh, "expires_in": 14_000, "scope": list(scopes),
            "token_type": "bearer",
        }  # fmt: skip
        return web.json_response(answer)

    def _code(self, form: dict[str, str]) -> web.Response:
        found = self.world.codes.pop(form.get("code", ""), None)
        if found is None or found[2] != form.get("redirect_uri"):
            return no(400, "Invalid authorization code")
        return self._granted(found[0], found[1])

    def _device(self, form: dict[str, str]) -> web.Response:
        if form.get("client_id") != CLIENT:
            return no(400, "invalid client")
        scopes = tuple((form.get("scopes") or form.get("scope") or "").split())
        device = Device(self.world.secret("device"), secrets.token_hex(4).upper(), scopes)
        self.world.devices[device.code] = device
        return web.json_response({
            "device_code": device.code, "expires_in": 1800, "interval": 5, "user_code": device.user_code,
            "verification_uri": f"https://www.twitch.tv/activate?public=true&device-code={device.user_code}",
        })  # fmt: skip

    def _poll_device(self, form: dict[str, str]) -> web.Response:
        device = self.world.devices.get(form.get("device_code", ""))
        if device is None:
            return no(400, "invalid device code")
        if device.denied:
            return no(400, "access_denied")
        if not device.user:
            return no(400, "authorization_pending")
        del self.world.devices[device.code]
        return self._granted(device.user, device.scopes)

    def _authorize(self, form: dict[str, str]) -> web.Response:
        back = form["redirect_uri"]
        if not self.browser_user:
            query = f"error=access_denied&error_description=The+user+denied+you+access&state={form['state']}"
            return web.Response(status=302, headers={"Location": f"{back}?{query}"})
        code = self.world.secret("code")
        self.world.codes[code] = (self.browser_user, tuple(form["scope"].split()), back)
        return web.Response(status=302, headers={"Location": f"{back}?code={code}&state={form['state']}"})
