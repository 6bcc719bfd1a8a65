"""An entry: an event in its place in the log, linked by hash to the one before it."""

from __future__ import annotations

import hashlib
from typing import Annotated, NamedTuple

from pydantic import Field, TypeAdapter

from show.events.audience import (
    ChaosBacked,
    IntentAccepted,
    IntentRefused,
    PollCounted,
    ViewersLinked,
    VoteCast,
    VoteClosed,
    VoteOpened,
)
from show.events.desk import (
    CohortsWeighed,
    DebateHeld,
    DeskFellSilent,
    DeskOpened,
    DeskSpoke,
    FitMade,
    HouseSettled,
    HouseTraded,
    PhantomClosed,
    PhantomOpened,
    TrialBegan,
    TrialEnded,
    WeightsSet,
)
from show.events.market import (
    ChaosPassed,
    ChaosStruck,
    HeadlineBroke,
    PricesMoved,
    TruthSealed,
)
from show.events.money import (
    LoanGranted,
    MarginCalled,
    MarginMet,
    OrderBlocked,
    OrderClipped,
    OrderFilled,
    TraderBankrupted,
)
from show.events.programme import (
    BellRang,
    SeasonClosed,
    SeasonOpened,
    ShowOpened,
    ShowPanicked,
    ShowPaused,
    ShowResumed,
    SoundSwitched,
    SpeedSet,
    TickBegan,
    TickEnded,
    TraderMuted,
    TraderUnmuted,
    TurnSkipped,
)
from show.events.turn import (
    AnswerFailed,
    DecisionMade,
    LineSpoken,
    LineWithheld,
    ReflectionWritten,
    ThoughtKept,
    ThoughtRevealed,
    TraderMoved,
)

AnyEvent = Annotated[
    ShowOpened | SeasonOpened | SeasonClosed | BellRang | TickBegan | TickEnded | ShowPaused | ShowResumed
    | ShowPanicked | SoundSwitched | SpeedSet | TraderMuted | TraderUnmuted | TurnSkipped
    | PricesMoved | TruthSealed | HeadlineBroke | ChaosStruck | ChaosPassed
    | DecisionMade | AnswerFailed | ThoughtKept | ThoughtRevealed | LineSpoken | LineWithheld | TraderMoved
    | ReflectionWritten
    | OrderFilled | OrderClipped | OrderBlocked | MarginCalled | MarginMet | TraderBankrupted | LoanGranted
    | IntentAccepted | IntentRefused | ChaosBacked | VoteOpened | VoteCast | VoteClosed | PollCounted
    | ViewersLinked
    | DeskOpened | DeskSpoke | DebateHeld | FitMade | WeightsSet | CohortsWeighed | TrialBegan | TrialEnded
    | HouseTraded | HouseSettled | PhantomOpened | PhantomClosed | DeskFellSilent,
    Field(discriminator="kind"),
]  # fmt: skip

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


class Entry(NamedTuple):
    """An event in its place in the log.

    `at` is show time in milliseconds since the first opening bell; it is part of the proof, and equal for
    equal nights. Wall-clock time is the log's own business. `caused_by` is the number of an earlier entry,
    and `text` the event's canonical JSON where it has been written already.
    """

    seq: int
    beat: int
    tick: int
    at: int
    event: AnyEvent
    caused_by: int | None = None
    hash: str = ""
    text: str = ""

    def body(self) -> str:
        """Return the event as canonical JSON: fields in the order of their declaration, no spaces."""
        return self.text or canonical(self.event)


GENESIS = "0" * 64


def canonical(event: AnyEvent) -> str:
    """Return an event as canonical JSON: `model_dump_json` without its options takes half the time."""
    return event.__pydantic_serializer__.to_json(event).decode()


def chain(before: str, entry: Entry) -> str:
    """Return the entry's link: SHA-256 over the link before it and everything the entry says."""
    return link(before, entry.seq, entry.beat, entry.tick, entry.at, entry.caused_by, entry.body())


def linked(
    before: str, event: AnyEvent, *, seq: int, beat: int, tick: int, at: int, caused_by: int | None = None
) -> Entry:
    """Return an event as the entry that follows on the link `before`."""
    body = canonical(event)
    own = link(before, seq, beat, tick, at, caused_by, body)
    # The log writes the same text into its file.
    return Entry(seq=seq, beat=beat, tick=tick, at=at, event=event, caused_by=caused_by, hash=own, text=body)


def link(before: str, seq: int, beat: int, tick: int, at: int, caused_by: int | None, body: str) -> str:
    """Return the link of an entry whose body is the text as written, even by an older version of the show."""
    cause = "" if caused_by is None else str(caused_by)
    text = f"{before}\n{seq} {beat} {tick} {at} {cause}\n{body}"
    return hashlib.sha256(text.encode()).hexdigest()


def parse_event(body: str | bytes) -> AnyEvent:
    """Read one event from its canonical JSON.

    Raises:
        pydantic.ValidationError: the kind is unknown or a field is wrong.
    """
    return EVENT.validate_json(body)
