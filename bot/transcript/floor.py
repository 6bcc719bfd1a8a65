"""The floor in words: decisions, failures, lines, walks. Thoughts are told only once they are public."""

from __future__ import annotations

from bot.transcript.line import Told
from show.events import (
    AnswerFailed,
    DecisionMade,
    LineSpoken,
    LineWithheld,
    ReflectionWritten,
    ThoughtKept,
    ThoughtRevealed,
    TraderMoved,
)
from show.state import State


def decision_made(event: DecisionMade, state: State) -> Told:
    """Say what was decided. A canned move is told as what it is, never as a decision."""
    room = state.office.room_of(event.trader)
    if event.canned:
        return Told("mind", "stands there, waiting for a thought.", event.trader, room)
    size = "" if event.trade == "Hold" else f", {event.size}"
    return Told("mind", f"decides: {event.trade}{size}.", event.trader, room, quiet=True)


FAILURES = {
    "late": "it came too late",
    "rubbish": "it could not be read",
    "refused": "it was refused",
    "stale": "the question was overtaken",
    "error": "the mind failed",
}


def answer_failed(event: AnswerFailed, state: State) -> Told:
    """Say why there is no answer."""
    detail = f": {event.detail}" if event.detail else ""
    text = f"gets no answer from {event.mind or 'the mind'}, {FAILURES[event.reason]}{detail}"
    return Told("mind", text, event.trader, quiet=True)


def thought_kept(event: ThoughtKept, state: State) -> None:
    """Say nothing: a thought is told on request."""
    return


def reflection_written(event: ReflectionWritten, state: State) -> None:
    """Say nothing: a reflection is a memory, and private."""
    return


def thought_revealed(event: ThoughtRevealed, state: State) -> Told:
    """Say the thought that the audience opened."""
    return Told("thought", event.text, event.trader)


def line_spoken(event: LineSpoken, state: State) -> Told:
    """Say the line, in its room."""
    return Told("speech", event.text, event.trader, event.room)


def line_withheld(event: LineWithheld, state: State) -> Told:
    """Say that something was kept back, and by which rule."""
    return Told("mind", f"has a {event.field} kept back (rule: {event.rule}).", event.trader, quiet=True)


def trader_moved(event: TraderMoved, state: State) -> Told:
    """Say who walks where."""
    return Told("walk", f"walks in from the {event.origin}.", event.trader, event.room)
