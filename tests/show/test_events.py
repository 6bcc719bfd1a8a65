"""Events are frozen, chained, versioned, and every text in them is marked for the gate."""

from __future__ import annotations

import types
import typing
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from show.events import (
    EVENT,
    GENESIS,
    MARKS,
    AnyEvent,
    Entry,
    Event,
    LineSpoken,
    TickEnded,
    Value,
    chain,
    parse_event,
)

EVENTS: tuple[type[Event], ...] = get_args(get_args(AnyEvent)[0])


def parts(hint: object) -> list[object]:
    inner = get_args(hint)
    if typing.get_origin(hint) is typing.Literal:
        return []
    return [part for arg in inner for part in parts(arg)] if inner else [hint]


def unmarked(kind: type[Value]) -> list[str]:
    return [
        name
        for name, field in kind.model_fields.items()
        if str in parts(field.annotation)
        and not (field.metadata and field.metadata[0] in MARKS)
        and not isinstance(field.annotation, types.GenericAlias)
    ]


@pytest.mark.parametrize("kind", [*EVENTS, *Value.__subclasses__()], ids=lambda kind: kind.__name__)
def test_every_text_field_is_marked_public_private_or_token(kind: type[Value]) -> None:
    assert unmarked(kind) == []


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_an_event_is_named_in_the_past_tense_and_carries_its_name(kind: type[Event]) -> None:
    assert kind.model_fields["kind"].default == kind.__name__
    assert kind.model_fields["version"].default >= 1


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        TickEnded(tick=1).__setattr__("tick", 2)


def test_an_event_reads_back_as_it_was_written() -> None:
    line = LineSpoken(trader="alex", room="VC Office", text='quotes " and 🚀', heard_by=("mike",))
    assert parse_event(line.model_dump_json()) == line


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValidationError):
        EVENT.validate_json('{"kind":"MoonLanded","version":1}')


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"beat": 2},
        {"tick": 2},
        {"at": 1},
        {"caused_by": 1},
        {"event": TickEnded(tick=2)},
    ],
    ids=str,
)
def test_the_link_depends_on_everything_an_entry_says(change: dict[str, Any]) -> None:
    entry = Entry(seq=1, beat=1, tick=1, at=0, event=TickEnded(tick=1))
    assert chain(GENESIS, entry) != chain(GENESIS, entry._replace(**change))
    assert chain(GENESIS, entry) != chain("1" * 64, entry)
