"""The proof of a log: each row is read as it was written and must follow on the last by number and hash."""

from __future__ import annotations

import sqlite3
from typing import Any

from pydantic import ValidationError

from bot.log.faults import LogError
from show.events import GENESIS, AnyEvent, Entry, link, parse_event

Row = tuple[Any, ...]

# As bytes, because a damaged text need not be text any more, and sqlite3 would refuse the whole row.
COLUMNS = "seq, beat, tick, at, caused_by, CAST(kind AS BLOB), CAST(body AS BLOB), hash"

DISAGREE = "its body, its place and its link do not agree"

BEFORE_ALL = -(2**63)
"""Below every number, so that rows somebody put before the first event are seen too."""


class LogDiffers(LogError):
    """The first event that is not what was written: its number, kind and tick, and what differs.

    `expected` is the link that its body and place would give, if that is not the one it has.
    """

    def __init__(self, seq: int, kind: str, tick: int | None, what: str, expected: str | None = None) -> None:
        self.seq, self.kind, self.tick, self.what, self.expected = seq, kind, tick, what, expected
        when = "" if tick is None else f" in tick {tick}"
        super().__init__(f"Event {seq} ({kind}{when}) differs: {what}.")


class Chain:
    """Checks rows one after another, in the order of their numbers, from event `seq` with link `head` on."""

    def __init__(self, seq: int = 0, head: str = GENESIS) -> None:
        self.seq = seq
        self.head = head

    def check(self, row: Row) -> Entry:
        """Return the row's entry; it is the head of the chain from now on.

        Raises:
            LogDiffers: the row is not what was written here.
        """
        seq, beat, tick, at, caused_by, kind, body, found = row
        name, when = _shown(kind), tick if isinstance(tick, int) else None
        if seq != self.seq + 1:
            raise self._misplaced(seq, name, when)
        if not (isinstance(beat, int) and when is not None and isinstance(at, int)):
            raise LogDiffers(seq, name, when, "its beat, tick or time is not a number")
        if not (caused_by is None or isinstance(caused_by, int)):
            raise LogDiffers(seq, name, when, "its cause is not the number of an event")
        event = _read(seq, name, when, body)
        text = body.decode()
        expected = link(self.head, seq, beat, tick, at, caused_by, text)
        if not isinstance(found, bytes) or found.hex() != expected:
            raise LogDiffers(seq, name, when, DISAGREE, expected)
        if event.kind != name:
            raise LogDiffers(seq, name, when, f"its body is of kind {event.kind}")
        self.seq, self.head = seq, expected
        return Entry(
            seq=seq, beat=beat, tick=tick, at=at, event=event, caused_by=caused_by, hash=expected, text=text
        )

    def ends(self, head: Row | None) -> None:
        """Make sure that the log ends where its head says, so that no last event is missing.

        Raises:
            LogDiffers: it does not.
        """
        seq, link_ = (0, GENESIS) if head is None else (head[0], bytes(head[1]).hex())
        if seq > self.seq:
            raise LogDiffers(self.seq + 1, "missing", None, f"the log should go on to event {seq}")
        if (seq, link_) != (self.seq, self.head):
            raise LogDiffers(self.seq, "the last", None, f"the log should end with another event {seq}")

    def _misplaced(self, seq: int, kind: str, tick: int | None) -> LogDiffers:
        if seq > self.seq + 1:
            missing = self.seq + 1
            return LogDiffers(missing, "missing", None, f"number {missing} is not there; the next is {seq}")
        return LogDiffers(seq, kind, tick, f"it stands where event {self.seq + 1} belongs")


def blame(difference: LogDiffers, row: Row, later: Row | None, end: Row | None) -> LogDiffers:
    """Say which was changed, body or link: the log goes on from the link it had when it was written."""
    if _goes_on(row[-1].hex() if isinstance(row[-1], bytes) else "", later, end):
        what = "its body was changed, or its beat, tick, time or cause"
    elif _goes_on(difference.expected or "", later, end):
        what = "its link was changed"
    else:
        return difference
    return LogDiffers(difference.seq, difference.kind, difference.tick, what, difference.expected)


def _goes_on(before: str, later: Row | None, end: Row | None) -> bool:
    if later is None:
        return end is not None and bytes(end[1]).hex() == before
    seq, beat, tick, at, caused_by, _, body, found = later
    if not (isinstance(body, bytes) and isinstance(found, bytes)):
        return False
    return link(before, seq, beat, tick, at, caused_by, body.decode(errors="replace")) == found.hex()


def rows(raw: sqlite3.Connection, after: int, limit: int) -> list[Row]:
    """Return up to `limit` rows for `Chain.check` with a number above `after`, in order."""
    query = f"SELECT {COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?"
    return raw.execute(query, (after, limit)).fetchall()


def head(raw: sqlite3.Connection) -> Row | None:
    """Return the number and link of the last event written, or None before the first."""
    row: Row | None = raw.execute("SELECT seq, hash FROM head").fetchone()
    return row


def _shown(kind: object) -> str:
    return kind.decode(errors="replace")[:40] if isinstance(kind, bytes) else "no kind"


def _read(seq: int, kind: str, tick: int | None, body: object) -> AnyEvent:
    if not isinstance(body, bytes):
        raise LogDiffers(seq, kind, tick, "its body is gone")
    try:
        body.decode()
        return parse_event(body)
    except UnicodeDecodeError:
        raise LogDiffers(seq, kind, tick, "its body is not text (UTF-8) any more") from None
    except ValidationError as error:
        raise LogDiffers(seq, kind, tick, _complaint(error)) from error


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return "its body cannot be decoded as JSON"
    if first["type"] == "union_tag_invalid":
        return "its body is of an unknown kind"
    where = ".".join(str(part) for part in first["loc"][1:]) or "event"
    return f"its body is not one of this kind ({where}: {first['msg'].lower()})"
