"""The last gate: every entry passes it once more on its way to a host, by the rules as they are today."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar, cast

from show.events import AnyEvent, Entry, Event, Value, marked_texts
from show.lines import Gate

logger = logging.getLogger(__name__)

EntryGate = Callable[[Entry], Entry]
Part = TypeVar("Part", bound=Event | Value)


def gate_entries(gate: Gate) -> EntryGate:
    """Return the gate of the show as one for entries."""

    def passed(entry: Entry) -> Entry:
        return _with(entry, gate.passed(entry.event))

    return passed


def admitted(gate: EntryGate, entry: Entry) -> tuple[Entry, bool]:
    """Return the entry as it may be folded, and whether it may be shown.

    It fails closed: when the gate itself breaks, the entry is not shown, and its texts are emptied so that
    they cannot come back through the state either; who moved and what it cost still counts.
    """
    try:
        return gate(entry), True
    except Exception:
        logger.exception(
            "The last gate failed on event %d (%s); it is not shown.", entry.seq, entry.event.kind
        )
        return _with(entry, silenced(entry.event)), False


def silenced(part: Part) -> Part:
    """Return an event, or a part of one, with every text in it emptied that anybody wrote."""
    changes: dict[str, object] = {name: "" for name, mark, _ in marked_texts(part) if mark != "token"}
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, tuple):
            changes[name] = tuple(silenced(item) if isinstance(item, Value) else item for item in value)
    return cast(Part, part.model_copy(update=changes))


def _with(entry: Entry, event: AnyEvent) -> Entry:
    return entry if event is entry.event else entry._replace(event=event, text="")
