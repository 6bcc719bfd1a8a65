"""Where a server is and which model of it is meant: `http://host:port/v1#model`."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from show.ports import MindError

SCHEMES = ("http", "https")


@dataclass(frozen=True)
class Address:
    """A server's base address and the name of the model there. An empty model: the first that it lists."""

    base: str
    model: str = ""

    @property
    def label(self) -> str:
        """Return a short name for the screen: the model's last part. A host is nobody's business there."""
        return self.model.rsplit("/", 1)[-1] or "server"


def is_address(text: str) -> bool:
    """Return whether a text is meant as the address of a server."""
    return text.strip().lower().startswith(("http:", "https:"))


def read_address(text: str) -> Address:
    """Return the address in a text.

    Raises:
        MindError: it is malformed, or holds a password; the sentence does not show it.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError as error:
        raise _refusal(f"The server's address cannot be read ({error}).") from None
    if parts.scheme not in SCHEMES or not parts.hostname or port == 0:
        raise _refusal(f"{text[:80]!r} is no address of a server.")
    if parts.username or parts.password or parts.query:
        raise _refusal(f"The address of {parts.hostname!r} holds a name, a password or a question mark.")
    base = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
    for ending in ("/chat/completions", "/models"):
        base = base.removesuffix(ending)
    return Address(base, parts.fragment)


def key_for(address: Address, keys: Mapping[str, str]) -> str:
    """Return the key that belongs to the address, or an empty text.

    A key is sent to its own host and to no other, and never unencrypted over a network.

    Raises:
        MindError: there is a key, but the address is neither encrypted nor on this machine or network.
    """
    parts = urlsplit(address.base)
    host = parts.hostname or ""
    key = keys.get(parts.netloc.lower()) or keys.get(host.lower()) or ""
    if key and parts.scheme != "https" and not _is_near(host):
        raise _refusal(f"The key of {host!r} would travel unencrypted.", "Use an https:// address.")
    return key


def _is_near(host: str) -> bool:
    """Return whether a host is this machine, or on the same private network."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith((".local", ".lan", ".internal"))


def _refusal(
    found: str, remedy: str = "Write it as http://host:port/v1#model; a key belongs into WALLSTREET_KEYS."
) -> MindError:
    return MindError(f"{found} {remedy}", retryable=False)
