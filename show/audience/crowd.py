"""The crowd: who has been seen lately, who backs chaos, and the ballot that is open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from show.audience.people import People
from show.events import ChaosBacked, Option, PollCounted, ViewersLinked, VoteCast, VoteClosed, VoteOpened

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
    polls: dict[str, dict[str, int]] = field(default_factory=dict)
    """What the polls of platforms stand at, by platform: nobody knows who voted there, only how many."""

    def counts(self) -> dict[str, int]:
        """Return the votes by option key, in the order of the ballot."""
        cast = Counter(self.choices.values())
        for poll in self.polls.values():
            cast.update(poll)
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
    weights: dict[str, int] = field(default_factory=dict)
    """How many backers one counts for, where that is more than one."""
    people: People = field(default_factory=People)
    arrived: int | None = None
    """The tick in which the lobby was last in the news."""
    chaos_text: str = ""
    ballot: Ballot | None = None
    votes: int = 0
    result: Result | None = None
    inbox: int = 0
    """The number of the last intent that was answered."""

    def notice(self, viewer: str, intent: int, tick: int, attended: bool = True) -> None:
        """Fold an answered intent: it is done, and the viewer is here if somebody typed it."""
        self.inbox = max(self.inbox, intent)
        if attended:
            self.seen[self.people.person(viewer)] = tick
        if len(self.seen) > RECENT_KEPT:
            self.seen = {who: when for who, when in self.seen.items() if tick - when <= ACTIVE_TICKS}

    def active(self, tick: int, viewer: str = "") -> int:
        """Return how many distinct viewers were seen lately, `viewer` counted in."""
        lately = {who for who, when in self.seen.items() if tick - when <= ACTIVE_TICKS}
        return len(lately | {self.people.person(viewer)} if viewer else lately)

    def backing(self, tick: int, without: str = "") -> int:
        """Return how many backers chaos has now, each counted with their weight, one of them left out."""
        fresh = (who for who, when in self.backers.items() if tick - when <= BACKING_TICKS)
        return sum(self.weights.get(who, 1) for who in fresh if who != without)

    def weight(self, viewer: str, tick: int) -> int:
        """Return how many backers a viewer counts for now; 0 if they do not back chaos."""
        person = self.people.person(viewer)
        when = self.backers.get(person)
        return self.weights.get(person, 1) if when is not None and tick - when <= BACKING_TICKS else 0

    def back(self, event: ChaosBacked, tick: int) -> None:
        """Fold one viewer's weight behind chaos; the first backer's choice of headline stands."""
        fresh = {who: when for who, when in self.backers.items() if tick - when <= BACKING_TICKS}
        self.chaos_text = self.chaos_text if fresh else event.headline
        person = self.people.person(event.viewer)
        self.backers = {**fresh, person: tick}
        self.weights = {who: weight for who, weight in self.weights.items() if who in fresh and who != person}
        if event.weight > 1:
            self.weights[person] = event.weight

    def discharge(self) -> None:
        """Fold a strike: the meter is empty again."""
        self.backers, self.weights = {}, {}
        self.chaos_text = ""

    def open(self, event: VoteOpened, tick: int) -> None:
        """Fold a new ballot."""
        self.votes = event.vote
        self.ballot = Ballot(event.vote, event.question, event.options, tick, event.closes)

    def cast(self, event: VoteCast) -> None:
        """Fold a choice: one vote a viewer, the last one counts."""
        if self.ballot is not None and self.ballot.number == event.vote:
            self.ballot.choices[self.people.person(event.viewer)] = event.key

    def poll(self, event: PollCounted) -> None:
        """Fold the numbers of a platform's poll: they are the whole count, so twice does no harm."""
        if self.ballot is not None and self.ballot.number == event.vote:
            self.ballot.polls[event.source] = {count.key: count.votes for count in event.counts}

    def link(self, event: ViewersLinked) -> None:
        """Fold that an account belongs to a person: what both did until now, one of them did."""
        before = self.people.person(event.viewer)
        self.people.link(event.viewer, event.person)
        after = self.people.person(event.viewer)
        if before == after or event.viewer == event.person:
            return
        for kept in (self.seen, self.backers, self.weights):
            if before in kept:
                kept[after] = max(kept.pop(before), kept.get(after, 0))
        if self.ballot is not None and before in self.ballot.choices:
            self.ballot.choices.setdefault(after, self.ballot.choices.pop(before))

    def close(self, event: VoteClosed, tick: int) -> None:
        """Fold a count."""
        self.ballot = None
        self.result = Result(event.label, sum(count.votes for count in event.counts), tick)
