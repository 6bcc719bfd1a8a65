"""The tag in front of each line: the room it happened in, or what kind of line it is.

Apart from how the terminal looks, because a show without one writes tags, too, and needs no rich for it.
"""

from __future__ import annotations

from bot.transcript.line import Kind
from show.words import Room

ROOM_TAGS: dict[Room, str] = {
    "Startup Offices": "startup",
    "VC Office": "vc office",
    "Coffee Shop": "coffee",
    "News Room": "newsroom",
}
TAG_WIDTH = max(len(tag) for tag in ROOM_TAGS.values())

TAGS: dict[Kind, str] = {
    "news": "WIRE", "chaos": "CHAOS", "vote": "VOTE", "bell": "BELL", "show": "SHOW", "audience": "crowd",
    "thought": "secret", "prices": "prices", "tick": "tick", "mind": "mind", "margin": "margin",
    "trade": "trade", "walk": "walk", "speech": "", "desk": "DESK",
}  # fmt: skip
