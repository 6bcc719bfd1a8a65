"""The crew: all a director works with, wired by whoever builds the show."""

from __future__ import annotations

from dataclasses import dataclass, field

from show.audience.chaos import ChaosRules
from show.desk.handing import ReadingDesk
from show.lines import Gate
from show.market.source import MarketSource
from show.news import Newsroom
from show.ports import Inbox, Log, Mind, Pace, Recall
from show.rules import SeasonRules


@dataclass(frozen=True, slots=True)
class Crew:
    """All a director works with. Whoever builds it decides between rehearsal and the real thing."""

    log: Log
    inbox: Inbox
    recall: Recall
    market: MarketSource
    mind: Mind
    pace: Pace
    newsroom: Newsroom
    gate: Gate = field(default_factory=Gate)
    rules: SeasonRules = field(default_factory=SeasonRules)
    chaos: ChaosRules = field(default_factory=ChaosRules)
    desk: ReadingDesk | None = None
    """The analysts; a show on a tiny machine does without."""
