"""Votes: a ballot of choices the show wrote itself, a window, one vote a viewer, a written rule for ties."""

from __future__ import annotations

import random
from collections.abc import Sequence

from show.audience.crowd import Ballot
from show.audience.intents import Intent
from show.cast import persona
from show.events import (
    AnyEvent,
    Count,
    HeadlineBroke,
    Option,
    ThoughtRevealed,
    TraderMoved,
    VoteCast,
    VoteClosed,
    VoteOpened,
)
from show.news import Headline
from show.state import State
from show.words import ROOMS, TRADERS

VOTE_EVERY_TICKS = 8
VOTE_TICKS = 2
"""A ballot stays open for two full ticks, about a minute: streams reach their viewers 10 to 20 s late."""

FIRST_VOTE_TICK = 3
BALLOT_HEADLINES = 3
FEWEST_OPTIONS = 2
"""With one option there is nothing to choose."""


def is_due(state: State, episode_tick: int, episode_ticks: int) -> bool:
    """Return whether a ballot opens with this tick: none is open and it can close before the bell."""
    late = episode_tick > episode_ticks - VOTE_TICKS - 1
    return state.crowd.ballot is None and not late and episode_tick % VOTE_EVERY_TICKS == FIRST_VOTE_TICK


def ballot(state: State, printed: Sequence[Headline], dice: random.Random) -> VoteOpened:
    """Return the next ballot: in turn a headline, a summons, and a look into somebody's head."""
    number = state.crowd.votes + 1
    match number % 3:
        case 1:
            question, options = "Which headline breaks next?", _headlines(printed)
        case 2:
            question, options = "Whose secret thought gets read out?", _spotlights(state)
        case _:
            question, options = _summons(state, dice)
    if len(options) < FEWEST_OPTIONS:
        question, options = "Which headline breaks next?", _headlines(printed)
    return VoteOpened(vote=number, question=question, options=tuple(options), closes=state.tick + VOTE_TICKS)


def _headlines(printed: Sequence[Headline]) -> list[Option]:
    return [
        Option(
            key=str(index),
            label=headline.text,
            effect="headline",
            about=headline.about,
            tone=headline.tone,
            entity=headline.entity,
            gist=headline.gist,
        )
        for index, headline in enumerate(printed, 1)
    ]


def _spotlights(state: State) -> list[Option]:
    who = [trader for trader in TRADERS if state.cast[trader].thought]
    return [
        Option(key=str(index), label=persona(trader).name, effect="spotlight", target=trader)
        for index, trader in enumerate(who, 1)
    ]


def _summons(state: State, dice: random.Random) -> tuple[str, list[Option]]:
    away = {room: [who for who in TRADERS if state.office.room_of(who) != room] for room in ROOMS}
    room = dice.choice([room for room, who in away.items() if len(who) >= FEWEST_OPTIONS])
    who = away[room]
    options = [
        Option(key=str(index), label=persona(trader).name, effect="move", target=trader, room=room)
        for index, trader in enumerate(who, 1)
    ]
    return f"Who gets called to the {room}?", options


def choice(open_ballot: Ballot, text: str) -> Option | None:
    """Return the option a viewer means: its number, its key or its whole label."""
    word = text.strip().casefold()
    for index, option in enumerate(open_ballot.options, 1):
        if word in (str(index), option.key.casefold(), option.label.casefold()):
            return option
    return None


def refusal(state: State, intent: Intent) -> str | None:
    """Return why a vote does not count, as a sentence, or None."""
    open_ballot = state.crowd.ballot
    if open_ballot is None:
        return "There is nothing to vote on right now. The next ballot is announced on screen."
    if choice(open_ballot, intent.text) is None:
        menu = ", ".join(f"{index} = {option.label}" for index, option in enumerate(open_ballot.options, 1))
        return f"That is not on the ballot. Choose {menu}."
    return None


def cast_vote(open_ballot: Ballot, intent: Intent) -> VoteCast:
    """Return a valid intent's vote."""
    option = choice(open_ballot, intent.text)
    assert option is not None, "refusal() is asked first"
    return VoteCast(vote=open_ballot.number, viewer=intent.viewer, key=option.key)


def count(open_ballot: Ballot) -> VoteClosed:
    """Return the result: most votes win, a tie goes to the option named first, no vote changes nothing."""
    counts = open_ballot.counts()
    best = max(counts.values())
    leaders = [option for option in open_ballot.options if counts[option.key] == best]
    winner = leaders[0] if best > 0 else None
    return VoteClosed(
        vote=open_ballot.number,
        winner=winner.key if winner else None,
        label=winner.label if winner else "",
        counts=tuple(Count(key=key, votes=votes) for key, votes in counts.items()),
        tied=best > 0 and len(leaders) > 1,
    )


def effect(state: State, option: Option) -> list[AnyEvent]:
    """Return what the winning option does."""
    match option.effect:
        case "headline":
            return [_news(state, option)]
        case "spotlight":
            assert option.target is not None
            return [ThoughtRevealed(trader=option.target, text=state.cast[option.target].thought)]
        case "move":
            assert option.target is not None
            assert option.room is not None
            origin = state.office.room_of(option.target)
            if origin == option.room:
                return []
            return [TraderMoved(trader=option.target, origin=origin, room=option.room)]


def _news(state: State, option: Option) -> HeadlineBroke:
    return HeadlineBroke(
        headline=state.wire.count + 1,
        text=option.label,
        about=option.about,
        tone=option.tone,
        entity=option.entity,
        gist=option.gist,
        source="audience",
        unverified=True,
    )
