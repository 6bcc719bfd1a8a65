"""What every event is made of: the marks of its texts, its parts, and the base of all events.

A text field is either `Public` (anyone may read it, so it has passed the gate), `Private` (a thought, gated
too, shown on request) or `Token` (an id or a word from a closed set, never free text). The director's
beat checks each field by that mark, so that no event can carry text around the gate.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, ClassVar, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from show.words import Asset, Room, Tone, TraderId

Public = Annotated[str, "public"]
Private = Annotated[str, "private"]
Token = Annotated[str, "token"]
MARKS = ("public", "private", "token")


class Value(BaseModel):
    """A frozen part of an event."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quote(Value):
    """Bid and ask in cents per whole unit (1,000 lots)."""

    bid: int
    ask: int

    @property
    def mid(self) -> int:
        """Return the mid price in cents, rounded down."""
        return (self.bid + self.ask) // 2


class Option(Value):
    """One choice on a ballot, and what the director does if it wins.

    "headline" breaks the label as news (`about` to `gist` as in `HeadlineBroke`); "move" sends the trader
    `target` to `room`; "spotlight" reveals the last thought of the trader `target`.
    """

    key: Token
    label: Public
    effect: Literal["headline", "move", "spotlight"]
    target: TraderId | None = None
    room: Room | None = None
    about: Asset | None = None
    tone: Tone = "mixed"
    entity: Public = ""
    gist: Token = ""


class Count(Value):
    """How many viewers chose an option."""

    key: Token
    votes: int


class Place(Value):
    """One line of the standings: who, and equity in cents."""

    who: TraderId
    equity: int


class Event(Value):
    """The base of all events. `version` is raised when a field changes its meaning."""

    sealed: ClassVar[bool] = False
    """Sealed events are written and replayed, but no host shows them."""

    version: int = 1


def marked_texts(event: Value) -> list[tuple[str, str, Any]]:
    """Return (field, mark, value) for the own text fields of an event or of a part of one."""
    return [(name, mark, getattr(event, name)) for name, mark in marks_of(type(event))]


@cache
def marks_of(kind: type[Value]) -> tuple[tuple[str, str], ...]:
    """Return (field, mark) for the text fields of a kind of event."""
    return tuple(
        (name, str(field.metadata[0]))
        for name, field in kind.model_fields.items()
        if field.metadata and field.metadata[0] in MARKS
    )


@cache
def fields_with_text(kind: type[Value]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fields of a kind of event that anybody wrote, and those that may hold parts with text."""
    texts = tuple(name for name, mark in marks_of(kind) if mark != "token")
    lists = tuple(name for name, field in kind.model_fields.items() if _holds_parts(field.annotation))
    return texts, lists


def _holds_parts(annotation: Any) -> bool:
    if get_origin(annotation) is tuple:
        return any(isinstance(part, type) and issubclass(part, Value) for part in get_args(annotation))
    return any(map(_holds_parts, get_args(annotation)))
