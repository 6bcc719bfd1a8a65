"""What a contest of minds is asked for."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

from models.tuning import cores

ANCHORS = ("house", "scripted", "random")
FIRST_SEED = 101
"""Seeds of the nights; no line or headline was chosen by looking at these."""


@dataclass(frozen=True)
class Wish:
    """What to play and where to put it."""

    minds: tuple[str, ...] = ANCHORS
    seeds: int = 3
    ticks: int = 96
    results: Path = Path("data/contest.jsonl")
    out: Path = Path("scoreboard.png")

    @property
    def caption(self) -> str:
        """Return one line on how the numbers were made."""
        return (
            f"{self.seeds} nights of {self.ticks} ticks, seeds from {FIRST_SEED} on, "
            "one mind for all four traders; means over traders and nights, in brackets 95 % by bootstrap. "
            f"{cores()} cores, {platform.machine()}, Python {platform.python_version()}."
        )
