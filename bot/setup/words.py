"""How set-up talks: what failed as a sentence with a remedy, and times that people can read."""

from __future__ import annotations

import sys


class SetupError(Exception):
    """Set-up cannot go on. The message is for the newcomer: what was found, and what to do."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print one line to the error stream."""
    print(text, file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """Return "8 s" or "3 min 20 s"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
