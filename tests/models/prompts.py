"""A prompt for the tests of minds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from show.ports import PriceFact, Prompt, TurnFacts

RULES = "You are a trader on a reality show."


def facts(**changes: Any) -> TurnFacts:
    """Return the facts of a first turn."""
    fields: dict[str, Any] = {
        "trader": "alex",
        "tick": 1,
        "room": "Coffee Shop",
        "cash": 1_000_000,
        "equity": 1_000_000,
        "start": 1_000_000,
        "rank": 1,
        "prices": (PriceFact(asset="Tech", price=10_000, change_pct=1.5, trend_pct=2.0),),
    }
    return TurnFacts(**{**fields, **changes})


@dataclass(frozen=True)
class Sayings:
    """The words of a test."""

    common: str
    own: str

    def rules(self) -> str:
        """Return the rules."""
        return RULES

    def public(self, facts: TurnFacts) -> str:
        """Return what all can see."""
        return self.common

    def private(self, facts: TurnFacts) -> str:
        """Return what one trader knows."""
        return self.own


def prompt(
    seed: int = 1, user: str = "Tech is up. What do you do?", public: str = "", **changes: Any
) -> Prompt:
    """Return a prompt with those facts; `user` is the private part."""
    return Prompt(facts=facts(**changes), seed=seed, words=Sayings(public, user))
