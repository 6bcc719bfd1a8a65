"""Tells what moderators did: always who, and why if they said so."""

from __future__ import annotations

from bot.phrases import name, viewer_name
from bot.transcript.line import Told
from show.audience.switches import SENTENCES
from show.events import (
    ShowPanicked,
    ShowPaused,
    ShowResumed,
    SoundSwitched,
    SpeedSet,
    TraderMuted,
    TraderUnmuted,
    TurnSkipped,
)
from show.state import State


def show_paused(event: ShowPaused, state: State) -> Told:
    """Say who stopped the clock."""
    return Told("show", _by("The show is paused", event.by, event.reason))


def show_resumed(event: ShowResumed, state: State) -> Told:
    """Say who started the clock."""
    return Told("show", _by("The show goes on", event.by, event.reason))


def show_panicked(event: ShowPanicked, state: State) -> Told:
    """Say who blanked the show."""
    return Told("show", _by("The test card is on", event.by, event.reason))


def speed_set(event: SpeedSet, state: State) -> Told:
    """Say how fast the show plays now."""
    return Told("show", _by(f"The show plays at speed {event.speed:g}", event.by, event.reason))


def sound_switched(event: SoundSwitched, state: State) -> Told:
    """Say what is heard of the stream from now on."""
    what = f"{SENTENCES[event.part]} {'on' if event.on else 'off'}"
    return Told("show", _by(what, event.by, event.reason))


def trader_muted(event: TraderMuted, state: State) -> Told:
    """Say whose voice was taken."""
    return Told("show", _by(f"{name(event.trader)} is muted", event.by, event.reason))


def trader_unmuted(event: TraderUnmuted, state: State) -> Told:
    """Say whose voice was given back."""
    return Told("show", _by(f"{name(event.trader)} may speak again", event.by, event.reason))


def turn_skipped(event: TurnSkipped, state: State) -> Told:
    """Say whose turn was skipped."""
    what = f"{name(event.trader)}'s turn is skipped" if event.trader else "The show moves on"
    return Told("show", _by(what, event.by, event.reason))


def _by(what: str, viewer: str, reason: str) -> str:
    return f"{what}, says {viewer_name(viewer)}{': ' + reason if reason else '.'}"
