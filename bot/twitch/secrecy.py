"""Secrecy: the library writes tokens and secrets into its errors. Nothing of that gets into a log."""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

HIDDEN = "[secret]"
PARAMETERS = re.compile(
    r"\b(client_secret|refresh_token|access_token|device_code|token|code)(=|\"?: ?\"|'?: ?')[^\s&\"',})]+"
)
HEADERS = re.compile(r"\b(Bearer|OAuth) +[\w-]+")


def redacted(text: str) -> str:
    """Return a text without anything that looks like a token or a secret."""
    return HEADERS.sub(rf"\1 {HIDDEN}", PARAMETERS.sub(rf"\1\2{HIDDEN}", text))


class Redaction(logging.Filter):
    """Takes secrets out of records, and leaves out what the library only chats about."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change a record in place; False for one that nobody needs."""
        if record.name.startswith("twitchio") and record.levelno < logging.ERROR:
            return False
        record.msg, record.args = redacted(record.getMessage()), None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = redacted("".join(traceback.format_exception(record.exc_info[1])))
            record.exc_info = None
        return True


@contextmanager
def discreet() -> Iterator[None]:
    """Keep every logger of the library, and that of the event loop, from telling secrets."""
    # A filter on a logger does not see what its children log, so each of them gets it.
    named = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "twitchio"]
    loggers = [logging.getLogger(name) for name in (*named, "asyncio")]
    redaction = Redaction()
    for one in loggers:
        one.addFilter(redaction)
    try:
        yield
    finally:
        for one in loggers:
            one.removeFilter(redaction)
