"""The programme's time: how long a beat, an episode and a season last, and what the office clock says.

Show time is counted, not measured: each beat adds its own length, so that equal nights have equal logs.
"""

from __future__ import annotations

from typing import Literal

BeatKind = Literal["opening", "headline", "prices", "turn", "intent", "close", "bell", "desk"]

BEAT_MS: dict[BeatKind, int] = {
    "opening": 0,
    "headline": 1_500,  # long enough to read the ticker before prices answer
    "prices": 700,  # a glance at the board
    "turn": 5_500,  # 80 characters at 15 to 20 a second, and a second to look at the speaker
    "intent": 300,  # the audience is answered, the floor goes on
    "close": 2_500,  # leaderboard
    "bell": 6_000,  # a card to read
    "desk": 0,  # it spoke while others did
}

SILENT_TURN_MS = 1_800
"""A turn without a line needs only as long as a walk."""

EPISODE_TICKS = 48
"""About 22 minutes at full speed."""

SEASON_EPISODES = 10

OPENING_MINUTE = 9 * 60 + 30
CLOSING_MINUTE = 18 * 60
"""The office clock runs from half past nine to six within an episode, so that each one sees a dusk."""


def episode_tick(tick: int, season_tick: int) -> int:
    """Return the tick within the episode, from 1."""
    return max(0, tick - season_tick - 1) % EPISODE_TICKS + 1


def opens_episode(tick: int, season_tick: int) -> bool:
    """Return whether an episode begins with this tick."""
    return (tick - season_tick - 1) % EPISODE_TICKS == 0


def closes_episode(tick: int, season_tick: int) -> bool:
    """Return whether an episode ends with this tick."""
    return tick > season_tick and (tick - season_tick) % EPISODE_TICKS == 0


def closes_season(tick: int, season_tick: int) -> bool:
    """Return whether a season ends with this tick."""
    return tick - season_tick >= EPISODE_TICKS * SEASON_EPISODES


def clock_minutes(tick: int, season_tick: int) -> int:
    """Return the office clock in minutes after midnight."""
    done = (episode_tick(tick, season_tick) - 1) / (EPISODE_TICKS - 1)
    return OPENING_MINUTE + round(done * (CLOSING_MINUTE - OPENING_MINUTE))
