"""Reads lock files: which packages, which versions, which hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.setup.words import SetupError


@dataclass(frozen=True)
class Pin:
    """One package of a lock file: its name, its version and its whole entry with all the hashes."""

    name: str
    version: str
    entry: str


def read_pins(text: str) -> list[Pin]:
    """Return the packages of a lock file, in its order. A name may occur twice, for different Pythons."""
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    pins = []
    for entry in entries:
        match = re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", entry)
        if match is None:
            raise SetupError(
                f"The lock file has an entry without a version: {entry.splitlines()[0]!r}. Run: make lock"
            )
        pins.append(Pin(match[1], match[2], entry.rstrip() + "\n"))
    return pins
