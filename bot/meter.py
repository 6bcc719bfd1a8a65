"""The chaos meter as every screen shows it: charging, striking, or resting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.phrases import times
from show.audience.chaos import ChaosRules, needed
from show.state import State
from show.words import ticks_left


@dataclass(frozen=True, slots=True)
class Meter:
    """Backers of chaos and how many it takes; `ticks` are those left of a strike or of the rest after one."""

    mode: Literal["closed", "charging", "striking", "resting"]
    backers: int
    needed: int
    ticks: int = 0

    def sentence(self) -> str:
        """Return the meter in words."""
        match self.mode:
            case "closed":
                return "opens with the bell"
            case "charging":
                return f"{self.backers} of {self.needed}"
            case "striking":
                return f"STRIKING, {ticks_left(self.ticks)}"
            case "resting":
                return f"rests for {times(self.ticks, 'tick')}"


def meter(state: State, rules: ChaosRules) -> Meter:
    """Return what the meter shows now."""
    board, tick = state.board, state.tick
    backers, need = state.crowd.backing(tick), needed(state, rules)
    if board.chaos is not None:
        return Meter("striking", backers, need, max(0, board.chaos.until - tick))
    if not state.programme.on_air:
        return Meter("closed", backers, need)
    passed = board.chaos_passed_tick
    if passed is not None and tick - passed < rules.rest:
        return Meter("resting", backers, need, rules.rest - (tick - passed))
    return Meter("charging", backers, need)
