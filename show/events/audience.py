"""Events of the audience: what was asked, and ballots."""

from __future__ import annotations

from typing import Annotated, Literal

from show.events.parts import Count, Event, Option, Public, Token


class IntentAccepted(Event):
    """An intent was taken. Its effect, if any, is an event of its own caused by this one."""

    kind: Literal["IntentAccepted"] = "IntentAccepted"
    intent: int
    viewer: Token
    what: Token
    answer: Public


class IntentRefused(Event):
    """An intent was refused; the reason is a sentence for the viewer."""

    kind: Literal["IntentRefused"] = "IntentRefused"
    intent: int
    viewer: Token
    what: Token
    reason: Public


class ChaosBacked(Event):
    """A viewer put weight behind chaos; it strikes when `backers` reaches `needed`.

    `weight` is how many backers this one counts for.
    """

    kind: Literal["ChaosBacked"] = "ChaosBacked"
    viewer: Token
    headline: Public
    backers: int
    needed: int
    weight: int = 1


class VoteOpened(Event):
    """A ballot is open until the end of tick `closes`."""

    kind: Literal["VoteOpened"] = "VoteOpened"
    vote: int
    question: Public
    options: tuple[Option, ...]
    closes: int


class VoteCast(Event):
    """A viewer's choice; a later one by the same viewer replaces it."""

    kind: Literal["VoteCast"] = "VoteCast"
    vote: int
    viewer: Token
    key: Token


class VoteClosed(Event):
    """A ballot is counted. `tied` says that the rule for ties decided (first option on the ballot)."""

    kind: Literal["VoteClosed"] = "VoteClosed"
    vote: int
    winner: Annotated[str | None, "token"]
    label: Public = ""
    counts: tuple[Count, ...]
    tied: bool = False


class PollCounted(Event):
    """A platform's own poll stands at these numbers; they replace what the same poll said before."""

    kind: Literal["PollCounted"] = "PollCounted"
    vote: int
    source: Token
    counts: tuple[Count, ...]


class ViewersLinked(Event):
    """An account belongs to this person from now on: one person, one vote. To itself: it is alone again."""

    kind: Literal["ViewersLinked"] = "ViewersLinked"
    viewer: Token
    person: Token
