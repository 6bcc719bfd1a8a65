"""The closed sets everyone on the show speaks in: assets, rooms, traders, sizes and moods."""

from __future__ import annotations

from typing import Literal, get_args

Asset = Literal["Tech", "Crypto", "Bonds"]
Trade = Literal["Tech", "Crypto", "Bonds", "Hold"]
Room = Literal["Startup Offices", "VC Office", "Coffee Shop", "News Room"]
TraderId = Literal["alex", "sarah", "alice", "mike"]
Side = Literal["long", "short"]
Tone = Literal["good", "bad", "mixed"]

Size = Literal["out", "small", "medium", "large", "all-in", "leveraged", "short"]
"""How much of equity to hold in the traded asset after the order, see `show.orders.TARGETS`."""

Mood = Literal["calm", "happy", "greedy", "smug", "nervous", "angry", "sad", "panicked"]

Status = Literal["trading", "margin call", "intern"]
SoundPart = Literal["sound", "music", "bells", "voices"]
"""What can be heard of the stream: all of it, its bed, its stings, its spoken lines."""

ASSETS: tuple[Asset, ...] = get_args(Asset)
TRADES: tuple[Trade, ...] = get_args(Trade)
ROOMS: tuple[Room, ...] = get_args(Room)
TRADERS: tuple[TraderId, ...] = get_args(TraderId)
SIZES: tuple[Size, ...] = get_args(Size)
MOODS: tuple[Mood, ...] = get_args(Mood)
SOUND_PARTS: tuple[SoundPart, ...] = get_args(SoundPart)

SPEECH_CHARACTERS = 80
THOUGHT_CHARACTERS = 160
HEADLINE_CHARACTERS = 120


def ticks_left(ticks: int) -> str:
    """Return how long something that is open stays open: "2 ticks left", "1 tick left", "last tick"."""
    if ticks <= 0:
        return "last tick"
    return "1 tick left" if ticks == 1 else f"{ticks} ticks left"
