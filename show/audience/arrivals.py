"""Arrivals: many came at once, and the traders notice. Names stay outside; only their number comes in."""

from __future__ import annotations

import re

from show.audience.intents import Intent
from show.events import HeadlineBroke
from show.state import State

REST_TICKS = 6
"""The lobby is no more often in the news: whoever comes in between is counted by the host and told later."""

WHO = re.compile(r"(raid|patrons|gifts) ([1-9]\d{0,6})")

WORDINGS: dict[str, tuple[str, ...]] = {
    "raid": (
        "The lobby fills up: {count} from another building watch the floor through the glass",
        "{count} on a tour stop at the office and do not move on",
        "The doorman lets {count} in; all of them have opinions",
    ),
    "patrons": (
        "{count} sign up to pay for this office's coffee",
        "The office finds backers: {count} put money into the tip jar",
        "{count} subscribe to the floor's newsletter, which does not exist yet",
    ),
    "gifts": (
        "Somebody pays the lunch of {count} on the gallery and will not say why",
        "Free seats on the gallery: {count} get in on somebody else's money",
        "A stranger buys gallery tickets for {count}",
    ),
}


def refusal(state: State, intent: Intent) -> str | None:
    """Return why nobody notices now, as a sentence, or None."""
    if not WHO.fullmatch(intent.text):
        return "Nobody knows who came."
    if not state.programme.on_air or state.programme.paused:
        return "The floor is closed; nobody looks up."
    last = state.crowd.arrived
    if last is not None and 0 <= state.tick - last < REST_TICKS:
        return "The lobby was in the news a moment ago."
    return None


def headline(state: State, intent: Intent) -> HeadlineBroke:
    """Return the headline of an arrival that was not refused, in words of our own."""
    found = WHO.fullmatch(intent.text)
    assert found is not None, "a refusal comes first"
    number = state.wire.count + 1
    wordings = WORDINGS[found[1]]
    text = wordings[number % len(wordings)].format(count=_people(int(found[2])))
    text = text[0].upper() + text[1:]
    return HeadlineBroke(headline=number, text=text, about=None, tone="mixed", gist="lobby", source="lobby")


def _people(count: int) -> str:
    return "one person" if count == 1 else f"{count:,} people"
