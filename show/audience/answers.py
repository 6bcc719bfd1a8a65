"""Answers an intent: accepted with its effect, or refused with the reason. Exactly one of the two, always."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from show.audience import arrivals, chaos, links, moderation, polls, votes
from show.audience.chaos import ChaosRules
from show.audience.intents import MODERATOR_ONLY, Intent
from show.beat import Beat
from show.events import IntentAccepted, IntentRefused
from show.lines import Gate
from show.state import State


class Floor(Protocol):
    """What an answer may do to the show. The director is it."""

    state: State

    def chaos_rules(self) -> ChaosRules:
        """Return how chaos is charged."""
        ...

    def gate(self) -> Gate:
        """Return the gate that a moderator's words pass, too."""
        ...

    def chaos_headline(self, purpose: str) -> str:
        """Return a headline for chaos from the show's own bank. A viewer's words are never one."""
        ...

    def emit_prices(self, beat: Beat, purpose: str) -> None:
        """Let prices answer at once."""
        ...

    def emit_new_season(self, beat: Beat, by: str, reason: str, cause: int | None = None) -> None:
        """Archive the season and open the next."""
        ...


def answer(beat: Beat, floor: Floor, intent: Intent) -> None:
    """Emit the answer to an intent and what follows from it."""
    reason = _refusal(floor, intent)
    if reason is not None:
        beat.emit(IntentRefused(intent=intent.number, viewer=intent.viewer, what=intent.what, reason=reason))
        return
    ACTS.get(intent.what, _moderate)(beat, floor, intent)


def _refusal(floor: Floor, intent: Intent) -> str | None:
    state = floor.state
    if intent.what in MODERATOR_ONLY and not intent.moderator:
        return f"Only a moderator may use {intent.what!r}."
    match intent.what:
        case "chaos":
            return chaos.refusal(state, intent, floor.chaos_rules())
        case "vote":
            return votes.refusal(state, intent)
        case "link":
            return links.refusal(state, intent)
        case "poll":
            return polls.refusal(state, intent)
        case "arrival":
            return arrivals.refusal(state, intent)
        case _:
            return moderation.refusal(state, floor.gate(), intent)


def _accept(beat: Beat, intent: Intent, text: str) -> int:
    accepted = IntentAccepted(intent=intent.number, viewer=intent.viewer, what=intent.what, answer=text)
    return beat.emit(accepted)


def _chaos(beat: Beat, floor: Floor, intent: Intent) -> None:
    state, rules = floor.state, floor.chaos_rules()
    headline = floor.chaos_headline(f"chaos {intent.number}")
    backed = chaos.backed(state, intent, headline, rules)
    strikes = backed.backers >= backed.needed
    text = "Chaos strikes." if strikes else f"The chaos charge stands at {backed.backers} of {backed.needed}."
    cause = _accept(beat, intent, text)
    cause = beat.emit(backed, cause)
    if strikes:
        for event in chaos.strike(state, backed, rules):
            beat.emit(event, cause)
        floor.emit_prices(beat, f"strike {intent.number}")


def _vote(beat: Beat, floor: Floor, intent: Intent) -> None:
    ballot = floor.state.crowd.ballot
    assert ballot is not None, "a refusal comes first"
    vote = votes.cast_vote(ballot, intent)
    label = next(option.label for option in ballot.options if option.key == vote.key)
    changed = floor.state.crowd.people.person(intent.viewer) in ballot.choices
    cause = _accept(beat, intent, f"Your vote now goes to: {label}" if changed else f"You voted for: {label}")
    beat.emit(vote, cause)


def _link(beat: Beat, floor: Floor, intent: Intent) -> None:
    cause = _accept(beat, intent, links.answer_to(intent))
    beat.emit(links.link(floor.state, intent), cause)


def _poll(beat: Beat, floor: Floor, intent: Intent) -> None:
    beat.emit(polls.counted(intent), _accept(beat, intent, "The poll is counted."))


def _arrival(beat: Beat, floor: Floor, intent: Intent) -> None:
    beat.emit(arrivals.headline(floor.state, intent), _accept(beat, intent, "The lobby is in the news."))


def _moderate(beat: Beat, floor: Floor, intent: Intent) -> None:
    cause = _accept(beat, intent, moderation.answer_to(intent))
    for event in moderation.acts(floor.state, intent):
        beat.emit(event, cause)


def _reset(beat: Beat, floor: Floor, intent: Intent) -> None:
    season = floor.state.programme.season
    cause = _accept(beat, intent, f"Season {season} is archived, season {season + 1} begins.")
    reason = intent.text or "A moderator reset the show."
    floor.emit_new_season(beat, intent.viewer, reason, cause)


ACTS: dict[str, Callable[[Beat, Floor, Intent], None]] = {
    "chaos": _chaos, "vote": _vote, "reset": _reset, "link": _link, "poll": _poll, "arrival": _arrival,
}  # fmt: skip
"""What is not here is a moderator's act on the running show."""
