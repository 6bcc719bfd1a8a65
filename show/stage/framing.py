"""Framing: when the camera goes close on a room, from the state alone.

It does for a talk of two, for a margin call and for a bankruptcy. Chaos, the test card and a pause are seen
in the whole office; a vote is never hidden, for panel, bars and their counts stay on screen in a close-up.
"""

from __future__ import annotations

from show.state import State
from show.words import Room, TraderId


def focus(state: State) -> Room | None:
    """Return the room the camera is close on, or None for the whole office."""
    programme = state.programme
    if programme.paused or state.board.chaos is not None:
        return None
    if state.spotlight.fallen:
        # Several at once are a crash, and a crash is seen in the whole office.
        rooms = {state.office.room_of(who) for who in state.spotlight.fallen}
        return rooms.pop() if len(rooms) == 1 else None
    speaker = state.spotlight.voice
    if speaker is None:
        return None
    room = state.office.room_of(speaker)
    answered = answering(state, speaker)
    if answered is not None and set(state.office.present(room)) == {speaker, answered}:
        return room
    in_trouble = state.cast[speaker].status == "margin call" and _has_just_spoken(state, speaker)
    return room if in_trouble else None


def answering(state: State, speaker: TraderId) -> TraderId | None:
    """Return whom the speaker's newest line answers: who spoke just before in the same room and round."""
    said = state.office.transcript[state.office.room_of(speaker)]
    if len(said) < 2 or not _has_just_spoken(state, speaker):
        return None
    before = said[-2]
    return before.speaker if before.tick == state.tick and before.speaker != speaker else None


def _has_just_spoken(state: State, speaker: TraderId) -> bool:
    said = state.office.transcript[state.office.room_of(speaker)]
    return bool(said) and said[-1].speaker == speaker and said[-1].tick == state.tick
