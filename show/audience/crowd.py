"""The crowd: who has been seen lately, who backs chaos, and the ballot that is open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from show.events import ChaosBacked, Option, VoteCast, VoteClosed, VoteOpened

ACTIVE_TICKS = 40
"""A viewer counts towards the quorum for so many ticks after asking for anything: about 20 minutes."""

BACKING_TICKS = 10
"""Backing for chaos fades after so many ticks, so that old clicks cannot add up to a strike."""

RECENT_KEPT = 64


@dataclass(slots=True)
class Ballot:
    """An open vote and each viewer's choice."""

    number: int
    question: str
    options: tuple[Option, ...]
    opened: int
    closes: int
    choices: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Return the votes by option key, in the order of the ballot."""
        cast = Counter(self.choices.values())
        return {option.key: cast[option.key] for option in self.options}


@dataclass(slots=True)
class Result:
    """The last vote that closed, for the screen."""

    label: str
    votes: int
    tick: int


@dataclass(slots=True)
class Crowd:
    """What the audience has done that still matters."""

    seen: dict[str, int] = field(default_factory=dict)
    backers: dict[str, int] = field(default_factory=dict)
    chaos_text: str = ""
    ballot: Ballot | None = None
    votes: int = 0
    result: Result | None = None
    inbox: int = 0
    """The number of the last intent that was answered."""

    def notice(self, viewer: str, intent: int, tick: int) -> None:
        """Fold an answered intent: the viewer is here, and the intent is done."""
        self.inbox = max(self.inbox, intent)
        self.seen[viewer] = tick
        if len(self.seen) > RECENT_KEPT:
            self.seen = {who: when for who, when in self.seen.items() if tick - when <= ACTIVE_TICKS}

    def active(self, tick: int, viewer: str = "") -> int:
        """Return how many distinct viewers were seen lately, `viewer` counted in."""
        lately = {who for who, when in self.seen.items() if tick - when <= ACTIVE_TICKS}
        return len(lately | {viewer} if viewer else lately)

    def backing(self, tick: int) -> int:
        """Return how many viewers back chaos now."""
        return sum(1 for when in self.backers.values() if tick - when <= BACKING_TICKS)

    def back(self, event: ChaosBacked, tick: int) -> None:
        """Fold one viewer's weight behind chaos; the first backer's choice of headline stands."""
        fresh = {who: when for who, when in self.backers.items() if tick - when <= BACKING_TICKS}
        self.chaos_text = self.chaos_text if fresh else event.headline
        self.backers = {**fresh, event.viewer: tick}

    def discharge(self) -> None:
        """Fold a strike: the meter is empty again."""
        self.backers = {}
        self.chaos_text = ""

    def open(self, event: VoteOpened, tick: int) -> None:
        """Fold a new ballot."""
        self.votes = event.vote
        self.ballot = Ballot(event.vote, event.question, event.options, tick, event.closes)

    def cast(self, event: VoteCast) -> None:
        """Fold a choice: one vote a viewer, the last one counts."""
        if self.ballot is not None and self.ballot.number == event.vote:
            self.ballot.choices[event.viewer] = event.key

    def close(self, event: VoteClosed, tick: int) -> None:
        """Fold a count."""
        self.ballot = None
        self.result = Result(event.label, sum(count.votes for count in event.counts), tick)
