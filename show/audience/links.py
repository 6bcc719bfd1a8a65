"""Links: a viewer says that an account elsewhere is theirs, too. A host has checked that with a code."""

from __future__ import annotations

from show.audience.intents import Intent
from show.events import ViewersLinked
from show.state import State

MOST_ACCOUNTS = 8


def refusal(state: State, intent: Intent) -> str | None:
    """Return why two accounts are not linked, as a sentence, or None."""
    people, viewer, other = state.crowd.people, intent.viewer, intent.text
    alone = len(people.accounts(people.person(viewer))) == 1
    if viewer == other:
        return "This account is linked to no other." if alone else None
    if not other:
        return "There is no account to link with."
    if people.person(viewer) == people.person(other):
        return "Those two accounts are linked already: one person, one vote."
    together = people.accounts(people.person(viewer)) + people.accounts(people.person(other))
    if len(together) > MOST_ACCOUNTS:
        return f"Nobody has more than {MOST_ACCOUNTS} accounts here."
    return None


def link(state: State, intent: Intent) -> ViewersLinked:
    """Return the event of a link that was not refused."""
    alone = intent.viewer == intent.text
    return ViewersLinked(
        viewer=intent.viewer,
        person=intent.viewer if alone else state.crowd.people.person(intent.text),
    )


def answer_to(intent: Intent) -> str:
    """Return what the viewer is told."""
    if intent.viewer == intent.text:
        return "This account stands for itself again."
    return "Your accounts are linked: you are one person here, with one vote."
