"""What a moderator may do to a running show. Each act is an event with who did it and why."""

from __future__ import annotations

import math

from show.audience import switches
from show.audience.intents import Intent
from show.cast import persona
from show.events import (
    AnyEvent,
    HeadlineBroke,
    ShowPanicked,
    ShowPaused,
    ShowResumed,
    SpeedSet,
    TraderMuted,
    TraderUnmuted,
    TurnSkipped,
)
from show.lines import Gate
from show.state import State
from show.words import HEADLINE_CHARACTERS, TRADERS, TraderId

SLOWEST, FASTEST = 0.25, 20.0
"""Slower, and viewers leave; faster, and nobody can read a bubble."""

ANSWERS = {
    "pause": "The show is paused.",
    "resume": "The show goes on.",
    "panic": "The show is blanked to a test card. Resume brings it back.",
    "skip": "Moving on.",
    "say": "The headline is on the wire.",
}


def refusal(state: State, gate: Gate, intent: Intent) -> str | None:
    """Return why a moderator's act makes no sense now, as a sentence, or None."""
    programme = state.programme
    match intent.what:
        case "pause":
            return "The show is paused already." if programme.paused else None
        case "resume":
            return None if programme.paused else "The show is running already."
        case "panic":
            return "The test card is on already." if programme.panicked else None
        case "speed":
            return _speed_refusal(intent.text)
        case "sound":
            return switches.refusal(state, intent.text)
        case "mute" | "unmute":
            return _mute_refusal(state, intent)
        case "say":
            return _say_refusal(gate, intent.text)
        case _:
            return None


def acts(state: State, intent: Intent) -> list[AnyEvent]:
    """Return the events of an act that was not refused."""
    by, words = intent.viewer, intent.text
    match intent.what:
        case "pause":
            return [ShowPaused(by=by, reason=words)]
        case "resume":
            return [ShowResumed(by=by, reason=words)]
        case "panic":
            return [ShowPanicked(by=by, reason=words)]
        case "speed":
            return [SpeedSet(speed=speed_of(words) or 1.0, by=by, reason=_rest(words))]
        case "sound":
            return [switches.switched(words, by)]
        case "mute":
            return [TraderMuted(trader=_named(words), by=by, reason=_rest(words))]
        case "unmute":
            return [TraderUnmuted(trader=_named(words), by=by, reason=_rest(words))]
        case "skip":
            waiting = state.programme.turns
            return [TurnSkipped(trader=waiting[0] if waiting else None, by=by, reason=words)]
        case "say":
            return [_headline(state, words)]
        case _:
            return []


def answer_to(intent: Intent) -> str:
    """Return what the moderator is told."""
    match intent.what:
        case "speed":
            return f"The show plays at speed {speed_of(intent.text) or 1.0:g}."
        case "sound":
            return switches.answer_to(intent.text)
        case "mute":
            return f"{persona(_named(intent.text)).name} is muted: nothing they say is heard."
        case "unmute":
            return f"{persona(_named(intent.text)).name} may speak again."
        case _:
            return ANSWERS[intent.what]


def speed_of(text: str) -> float | None:
    """Return the speed a moderator typed first, or None if it is none that the show can play at."""
    try:
        speed = float(_first(text))
    except ValueError:
        return None
    return speed if math.isfinite(speed) and SLOWEST <= speed <= FASTEST else None


def _speed_refusal(text: str) -> str | None:
    if speed_of(text) is not None:
        return None
    return f"Speed is a number from {SLOWEST:g} to {FASTEST:g}; 1 is full length, 2 twice as fast."


def _mute_refusal(state: State, intent: Intent) -> str | None:
    who = trader_of(intent.text)
    if who is None:
        names = ", ".join(persona(trader).name for trader in TRADERS)
        return f"Name the trader to {intent.what}: one of {names}."
    if state.cast[who].muted == (intent.what == "mute"):
        return f"{persona(who).name} is {'muted already' if intent.what == 'mute' else 'not muted'}."
    return None


def _say_refusal(gate: Gate, text: str) -> str | None:
    verdict = gate.judge(text, HEADLINE_CHARACTERS)
    if verdict.rule:
        return f"The gate keeps that headline back (rule: {verdict.rule}). Word it in another way."
    return None if verdict.text else "Say what the headline is."


def _headline(state: State, text: str) -> HeadlineBroke:
    return HeadlineBroke(
        headline=state.wire.count + 1,
        text=text,
        about=None,
        tone="mixed",
        source="moderator",
        unverified=True,
    )


def trader_of(text: str) -> TraderId | None:
    """Return the trader named first in a text."""
    name = _first(text).casefold()
    return next((who for who in TRADERS if name in (who, persona(who).name.casefold())), None)


def _named(text: str) -> TraderId:
    who = trader_of(text)
    assert who is not None, "a refusal comes first"
    return who


def _first(text: str) -> str:
    return (text.split() or [""])[0]


def _rest(text: str) -> str:
    return " ".join(text.split()[1:])
