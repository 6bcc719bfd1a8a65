"""What a server can do wrong, as sentences. What it wrote itself goes to the program's own log only.

A sentence may be read by the audience: it names the model and the trouble, never an address, a key or the
server's own words.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from show.ports import MindError

SHOWN = 300
"""Characters of a server's own words that are written to the program's log."""


class Refused(MindError):
    """The server did not take the request as it was: it may take another."""

    def __init__(self, message: str, body: str) -> None:
        super().__init__(message, retryable=False)
        self.body = body


class Busy(MindError):
    """The server asks to wait `seconds`; 0 when it does not say how long."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


SENTENCES: Mapping[int, tuple[str, bool]] = {
    401: ("does not accept the key. Put the right one into WALLSTREET_KEYS", False),
    402: ("wants to be paid first. Look at the account there", False),
    403: ("does not let this key use the model. Choose another model or key", False),
    404: (
        "has no such model, or no chat. Check the model, and that the address ends in /v1",
        False,
    ),
    408: ("waited too long for the question", True),
    413: ("has no room for the question. Start it with a longer context", False),
}


TOO_LONG = re.compile(r"context.{0,20}(?:size|length|window)|too (?:long|many tokens)|n_ctx", re.I)
"""What servers say when the question does not fit: no other form of it would."""


def refusal(label: str, status: int, headers: Mapping[str, str], body: str, now: datetime) -> MindError:
    """Return the error that belongs to a response which is not an answer."""
    if status in SENTENCES:
        said, retryable = SENTENCES[status]
        return MindError(f"The server of {label!r} {said} (HTTP {status}).", retryable=retryable)
    if status == 429:
        wait = retry_after(headers.get("retry-after", ""), now)
        until = f" and asks to wait {wait:.0f} s" if wait else ""
        return Busy(f"The server of {label!r} has too much to do{until} (HTTP 429).", wait)
    if 300 <= status < 400:
        return MindError(
            f"The server of {label!r} has moved (HTTP {status}). Set its new address.", retryable=False
        )
    if status == 400 and TOO_LONG.search(body):
        return MindError(f"The server of {label!r} {SENTENCES[413][0]} (HTTP {status}).", retryable=False)
    if 400 <= status < 500:
        return Refused(f"The server of {label!r} refuses the question (HTTP {status}).", body)
    return MindError(f"The server of {label!r} has broken down (HTTP {status}).")


def no_chat(label: str, kind: str) -> MindError:
    """Return the error for an answer that is no answer of a chat, such as a web page."""
    what = "a web page" if "html" in kind.lower() else f"something of the kind {kind.split(';')[0][:40]!r}"
    return MindError(
        f"The server of {label!r} sent {what} instead of an answer. Check its address: it often ends in /v1.",
        retryable=False,
    )


def retry_after(text: str, now: datetime) -> float:
    """Return the seconds in a Retry-After header, which holds a number or a date; 0 if it holds neither."""
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        when = email.utils.parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - now).total_seconds())


def shown(text: str, key: str) -> str:
    """Return the beginning of a server's words for the program's log, on one line and without the key."""
    bare = text.replace(key, "(key)") if key else text
    return " ".join(bare[:SHOWN].split())
