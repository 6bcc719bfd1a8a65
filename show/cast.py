"""The cast: who the four are, and where a trader stands in an episode."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import cast

from assets.cast import Persona, load_cast
from show.words import ROOMS, TRADERS, Mood, Room, Size, Status, Trade, TraderId

LINES_KEPT = 60
HISTORY_KEPT = 64


def persona(trader: TraderId) -> Persona:
    """Return who a trader is."""
    return load_cast()[trader]


def home(trader: TraderId) -> Room:
    """Return the room a trader starts each season in."""
    room = cast(Room, persona(trader).home)
    assert room in ROOMS, f"cast.toml puts {trader!r} in {room!r}, which is none of {ROOMS}"
    return room


@lru_cache(maxsize=16)
def secret_goal(trader: TraderId, seed: int, season: int, episode: int) -> str:
    """Return the goal dealt to a trader for an episode: the same dice deal the same goals."""
    goals = persona(trader).goals
    return random.Random(f"goal {seed} {season} {episode} {trader}").choice(goals)


@dataclass(slots=True)
class Trader:
    """What the show knows of one trader beside money and place."""

    mood: Mood = "calm"
    status: Status = "trading"
    due: int | None = None
    """The tick at whose end a margin call is enforced, or an intern comes back."""
    bankruptcies: int = 0
    trade: Trade = "Hold"
    size: Size = "out"
    thought: str = ""
    thought_tick: int = 0
    lines: list[str] = field(default_factory=list)
    """The last lines, newest first."""
    opening: int = 0
    """Equity in cents at the last opening bell."""
    history: list[int] = field(default_factory=list)
    """Equity in cents at the end of the last ticks, oldest first."""
    turns: int = 0
    failed: int = 0
    late: int = 0
    """How many of the failed answers came too late."""
    canned: int = 0
    last_canned: bool = False
    muted: bool = False


def new_cast(said: Mapping[TraderId, list[str]] | None = None) -> dict[TraderId, Trader]:
    """Return the four at the start of a season, with the lines they said lately."""
    return {trader: Trader(lines=list(said[trader]) if said else []) for trader in TRADERS}
