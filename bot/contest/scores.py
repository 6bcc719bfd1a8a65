"""The results of nights, kept in a file line by line, so that a contest goes on where it stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.contest.measures import Measured

VERSION = 1
"""Raised when a measure changes: older lines are then played again."""


@dataclass(frozen=True)
class Played:
    """One night of one mind. `identity` says which mind exactly: the file's size, or the server's address."""

    mind: str
    identity: str
    seed: int
    ticks: int
    traders: dict[str, Measured]
    version: int = VERSION

    @property
    def key(self) -> tuple[str, str, int, int]:
        """Return what makes it the same night of the same mind."""
        return self.mind, self.identity, self.seed, self.ticks


def read_scores(path: Path) -> list[Played]:
    """Return the nights in a file; lines that are cut short, or of another version, are left out."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [played for line in lines if (played := _read(line)) is not None]


def _read(line: str) -> Played | None:
    try:
        played = Played(**json.loads(line))
    except (ValueError, TypeError):
        return None
    return played if played.version == VERSION else None


def add_score(path: Path, played: Played) -> None:
    """Write a night to the end of the file, so that it is there even if the power fails now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torn = path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(("\n" if torn else "") + json.dumps(asdict(played)) + "\n")
        file.flush()
        os.fsync(file.fileno())


def nights_of(scores: Iterable[Played], mind: str) -> list[Played]:
    """Return the nights of a mind, by seed."""
    return sorted((played for played in scores if played.mind == mind), key=lambda played: played.seed)
