"""The door of the page: which addresses it answers to, who a viewer is, and who holds the moderator's key.

Any web page a viewer has open may send requests to localhost. So the page answers only when it was asked for
by a name of its own (a name that somebody else's server resolves to us is refused), opens its websocket only
to its own pages, and sends a policy under which a browser runs no script but the page's own files.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

COOKIE = "wallstreet_viewer"
COOKIE_SECONDS = 365 * 24 * 3600
VIEWER = re.compile(r"[0-9a-f]{32}")
HOST = re.compile(r"(?P<name>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")

HEADERS = {
    "Server": "wallstreet",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules of the door. `names` are host names besides localhost; `key` is the moderator's secret."""

    key: str
    names: Sequence[str] = ()

    def __repr__(self) -> str:
        """Leave the key out: a guard may be logged."""
        return f"Guard(names={self.names!r})"

    def knows_host(self, host: str) -> bool:
        """Return whether a Host header names us: localhost, a configured name, or a bare address.

        A bare address is safe: a stolen name is a name, it can point to our address but never be one.
        """
        found = HOST.fullmatch(host)
        name = found["name"].strip("[]").lower() if found else ""
        return name in ("localhost", *self.names) or _is_address(name)

    def is_own_page(self, origin: str | None, host: str) -> bool:
        """Return whether an Origin header is that of a page we served."""
        return origin in (f"http://{host}", f"https://{host}") and self.knows_host(host)

    def is_key(self, given: str) -> bool:
        """Return whether somebody holds the moderator's key; takes equally long for any wrong one."""
        return hmac.compare_digest(given.encode(errors="replace"), self.key.encode())


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def new_key() -> str:
    """Return a moderator's key that nobody guesses."""
    return secrets.token_urlsafe(16)


def new_pass() -> str:
    """Return a viewer's secret, which their browser keeps in a cookie."""
    return secrets.token_hex(16)


def viewer_of(cookie: str | None) -> str | None:
    """Return the viewer a cookie stands for, or None if it is no cookie of ours.

    The viewer's name is public, in the log and on screen; the cookie cannot be read off it.
    """
    if cookie is None or VIEWER.fullmatch(cookie) is None:
        return None
    return f"page:{hashlib.sha256(cookie.encode()).hexdigest()[:16]}"
