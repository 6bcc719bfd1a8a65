"""Polls: what a platform's own poll says of the ballot that is open, as numbers of people nobody can name."""

from __future__ import annotations

import re

from show.audience.intents import Intent
from show.events import Count, PollCounted
from show.state import State

NUMBERS = re.compile(r"\d{1,9}( [\w-]{1,20}=\d{1,9})+")


def numbers(vote: int, counts: dict[str, int]) -> str:
    """Return the text of an intent that says how a poll on a ballot stands: "7 1=12 2=30"."""
    return f"{vote} {' '.join(f'{key}={votes}' for key, votes in counts.items())}"


def refusal(state: State, intent: Intent) -> str | None:
    """Return why a poll's numbers do not count, as a sentence, or None."""
    ballot = state.crowd.ballot
    if not NUMBERS.fullmatch(intent.text):
        return "Those are no numbers of a poll."
    counted = _read(intent)
    if ballot is None or ballot.number != counted.vote:
        return "The ballot of that poll is closed."
    if {count.key for count in counted.counts} - {option.key for option in ballot.options}:
        return "That poll is about something else."
    return None


def counted(intent: Intent) -> PollCounted:
    """Return the event of numbers that were not refused."""
    return _read(intent)


def _read(intent: Intent) -> PollCounted:
    vote, *pairs = intent.text.split()
    named = (pair.partition("=") for pair in pairs)
    counts = tuple(Count(key=key, votes=int(votes)) for key, _, votes in named)
    return PollCounted(vote=int(vote), source=intent.viewer, counts=counts)
