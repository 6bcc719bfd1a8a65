"""The audience in words: intents and their answers, chaos backed, ballots."""

from __future__ import annotations

from bot.phrases import times, viewer_name
from bot.transcript.line import Told
from show.events import (
    ChaosBacked,
    IntentAccepted,
    IntentRefused,
    PollCounted,
    ViewersLinked,
    VoteCast,
    VoteClosed,
    VoteOpened,
)
from show.state import State


def _who(viewer: str) -> str:
    who = viewer_name(viewer)
    return who[0].upper() + who[1:]


def intent_accepted(event: IntentAccepted, state: State) -> Told:
    """Say what was asked and answered; a screen shows it to the one who asked."""
    return Told("audience", f"{_who(event.viewer)}, {event.what}: {event.answer}", quiet=True)


def intent_refused(event: IntentRefused, state: State) -> Told:
    """Say what was asked and why not; a screen shows it to the one who asked."""
    return Told("audience", f"{_who(event.viewer)}, {event.what} refused: {event.reason}", quiet=True)


def chaos_backed(event: ChaosBacked, state: State) -> Told:
    """Say how far the meter is."""
    text = f"{_who(event.viewer)} backs chaos: {event.backers} of {event.needed}."
    return Told("audience", text, quiet=event.needed > SMALL_CROWD or event.backers >= event.needed)


SMALL_CROWD = 5
"""In a larger crowd each backer would be a line; the meter says enough. The last one's line is the strike."""


def vote_opened(event: VoteOpened, state: State) -> Told:
    """Say the question, the choices and how long there is."""
    choices = tuple(f"{number} {option.label}" for number, option in enumerate(event.options, 1))
    text = (
        f"Vote {event.vote}: {event.question} Type !vote and a number, until the end of tick {event.closes}."
    )
    return Told("vote", text, more=choices)


def vote_cast(event: VoteCast, state: State) -> Told:
    """Say who chose what, for the log only."""
    return Told("audience", f"{_who(event.viewer)} votes {event.key} in vote {event.vote}.", quiet=True)


def vote_closed(event: VoteClosed, state: State) -> Told:
    """Say the result and how it came about."""
    total = sum(count.votes for count in event.counts)
    if event.winner is None:
        return Told("vote", f"Vote {event.vote} closes: nobody voted, and nothing changes.")
    won = next((count.votes for count in event.counts if count.key == event.winner), 0)
    tie = ", a tie that goes to the first on the ballot" if event.tied else ""
    return Told("vote", f"Vote {event.vote} closes: {event.label} with {won} of {times(total, 'vote')}{tie}.")


def poll_counted(event: PollCounted, state: State) -> Told:
    """Say what a platform's own poll stands at, for the log only."""
    counts = ", ".join(f"{count.key}: {count.votes}" for count in event.counts)
    return Told("audience", f"The poll on vote {event.vote} stands at {counts}.", quiet=True)


def viewers_linked(event: ViewersLinked, state: State) -> Told:
    """Say that two accounts are one person, for the log only."""
    if event.viewer == event.person:
        return Told("audience", f"{_who(event.viewer)} stands for themselves again.", quiet=True)
    return Told(
        "audience", f"{_who(event.viewer)} and {viewer_name(event.person)} are one person.", quiet=True
    )
