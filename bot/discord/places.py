"""The places of the show in a server: a channel for each room, the trading floor, and backstage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from show.cast import persona
from show.words import ROOMS, Room, TraderId

Place = Literal["startup-offices", "vc-office", "coffee-shop", "news-room", "trading-floor", "backstage"]
Voice = Literal["alex", "sarah", "alice", "mike", "show"]

PLACES: tuple[Place, ...] = get_args(Place)
VOICES: tuple[Voice, ...] = get_args(Voice)
CATEGORY = "Wall Street Live"
SHOW_NAME = "Wall Street Live"

OF_ROOM: dict[Room, Place] = {
    "Startup Offices": "startup-offices",
    "VC Office": "vc-office",
    "Coffee Shop": "coffee-shop",
    "News Room": "news-room",
}
ROOM_OF: dict[Place, Room] = {place: room for room, place in OF_ROOM.items()}


@dataclass(frozen=True, slots=True)
class Channel:
    """What a place's channel says of itself, and who may write and look in."""

    topic: str
    writable: bool = False
    hidden: bool = False


CHANNELS: dict[Place, Channel] = {
    **{
        place: Channel(f"What is said in the {room}. Only who stands here hears it.")
        for place, room in ROOM_OF.items()
    },
    "trading-floor": Channel("The live board, bells and votes. /help lists the commands.", writable=True),
    "backstage": Channel(
        "For moderators: who did what to the show, and why. /show lists the controls.",
        writable=True,
        hidden=True,
    ),
}


def voices_in(place: Place) -> tuple[Voice, ...]:
    """Return who may speak in a place: the show itself everywhere, the four in the rooms."""
    return VOICES if place in ROOM_OF else ("show",)


def voice_name(voice: Voice) -> str:
    """Return the name a voice writes under."""
    return SHOW_NAME if voice == "show" else persona(voice).name


def voice_of(trader: TraderId) -> Voice:
    """Return a trader's voice."""
    return trader


assert set(OF_ROOM) == set(ROOMS), "every room has a channel"
