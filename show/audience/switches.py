"""What a moderator may switch on and off while the show runs: its sound, all of it or one part."""

from __future__ import annotations

from typing import Literal

from show.events import SoundSwitched
from show.state import State
from show.words import SOUND_PARTS, SoundPart

HOW = "Say what to switch, such as: sound off, sound on, music off, bells on or voices off."
SENTENCES: dict[SoundPart, str] = {
    "sound": "The stream's sound is", "music": "The stream's music is", "bells": "The stream's bells are",
    "voices": "The stream's voices are",
}  # fmt: skip

Switch = tuple[SoundPart, Literal["on", "off"], str]


def switch_of(text: str) -> Switch | None:
    """Return which part, on or off, and why, from what a moderator typed after `sound`; None if unclear.

    The part may be left out: "off" is all of it.
    """
    words = text.split()
    part: SoundPart = "sound"
    for known in SOUND_PARTS:
        if words and words[0].casefold() == known:
            part, words = known, words[1:]
            break
    way = words[0].casefold() if words else ""
    if way == "on":
        return part, "on", " ".join(words[1:])
    return (part, "off", " ".join(words[1:])) if way == "off" else None


def refusal(state: State, text: str) -> str | None:
    """Return why that cannot be switched now, as a sentence, or None."""
    switch = switch_of(text)
    if switch is None:
        return HOW
    part, way, _ = switch
    # What no moderator has touched is as the owner's settings have it, which the floor does not know.
    before = state.programme.sound.get(part, True if part == "sound" else None)
    return f"{SENTENCES[part]} {way} already." if before == (way == "on") else None


def switched(text: str, by: str) -> SoundSwitched:
    """Return the event of a switch that was not refused."""
    part, way, reason = _clear(text)
    return SoundSwitched(part=part, on=way == "on", by=by, reason=reason)


def answer_to(text: str) -> str:
    """Return what the moderator is told."""
    part, way, _ = _clear(text)
    return f"{SENTENCES[part]} {way}."


def _clear(text: str) -> Switch:
    switch = switch_of(text)
    assert switch is not None, "a refusal comes first"
    return switch
