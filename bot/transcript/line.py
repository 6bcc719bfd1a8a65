"""A line of the transcript, before any host gives it a colour."""

from __future__ import annotations

from typing import Literal, NamedTuple

from show.words import Room, TraderId

Kind = Literal[
    "speech", "thought", "walk", "trade", "margin", "mind", "news", "prices", "chaos", "vote", "audience",
    "bell", "tick", "show", "desk",
]  # fmt: skip


class Line(NamedTuple):
    """One event in words. `text` is harmless on any screen, but not escaped for any.

    Where there is a `who`, the text is what they said or thought, or a sentence that lacks only their name.
    A `quiet` line is for logs: screens show the same thing in another way, or not at all. `more` are lines
    below it, such as the choices of a ballot. `canned` is the mark of a move that no mind made, with the
    reason, such as "canned: late"; empty for everything else.
    """

    seq: int
    tick: int
    kind: Kind
    text: str
    who: TraderId | None = None
    room: Room | None = None
    quiet: bool = False
    more: tuple[str, ...] = ()
    canned: str = ""


class Told(NamedTuple):
    """What a teller makes of an event: the part of a line that the event alone decides."""

    kind: Kind
    text: str
    who: TraderId | None = None
    room: Room | None = None
    quiet: bool = False
    more: tuple[str, ...] = ()
