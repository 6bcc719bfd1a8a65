"""Everything that can happen on the show. Frozen, keyword-only, past tense, chained by hash.

A text field is either `Public` (anyone may read it, so it has passed the gate), `Private` (a thought, gated
too, shown on request) or `Token` (an id or a word from a closed set, never free text). The director's
beat checks each field by that mark, so that no event can carry text around the gate.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from show.words import Asset, Mood, Room, Size, Tone, Trade, TraderId

Public = Annotated[str, "public"]
Private = Annotated[str, "private"]
Token = Annotated[str, "token"]

FillReason = Literal["decision", "margin call", "bankruptcy", "season close"]


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


# --- the programme ---------------------------------------------------------------------------------------


class ShowOpened(Event):
    """The first event of every log."""

    kind: Literal["ShowOpened"] = "ShowOpened"
    seed: int
    mind: Token = ""


class SeasonOpened(Event):
    """Every trader starts again with `start` cents; memories stay."""

    kind: Literal["SeasonOpened"] = "SeasonOpened"
    season: int
    start: int


class SeasonClosed(Event):
    """A season is archived. `by` is the moderator of a reset, or "bell" after the last episode."""

    kind: Literal["SeasonClosed"] = "SeasonClosed"
    season: int
    by: Token
    reason: Public
    standings: tuple[Place, ...]


class BellRang(Event):
    """An episode began or ended; the closing bell carries the recap's one line and the standings."""

    kind: Literal["BellRang"] = "BellRang"
    bell: Literal["opening", "closing"]
    episode: int
    line: Public
    standings: tuple[Place, ...] = ()


class TickBegan(Event):
    """A round of the floor began; the traders take turns in this order."""

    kind: Literal["TickBegan"] = "TickBegan"
    tick: int
    order: tuple[TraderId, ...]


class TickEnded(Event):
    """A round of the floor is over."""

    kind: Literal["TickEnded"] = "TickEnded"
    tick: int


class ShowPaused(Event):
    """A moderator stopped the clock."""

    kind: Literal["ShowPaused"] = "ShowPaused"
    by: Token
    reason: Public = ""


class ShowResumed(Event):
    """A moderator started the clock again."""

    kind: Literal["ShowResumed"] = "ShowResumed"
    by: Token
    reason: Public = ""


class ShowPanicked(Event):
    """A moderator blanked the show to a test card. It is paused until it is resumed."""

    kind: Literal["ShowPanicked"] = "ShowPanicked"
    by: Token
    reason: Public = ""


class SpeedSet(Event):
    """A moderator changed how fast the show plays; 1 is full length."""

    kind: Literal["SpeedSet"] = "SpeedSet"
    speed: float
    by: Token
    reason: Public = ""


class TraderMuted(Event):
    """A moderator took a trader's voice: they go on trading, and nothing they say is heard."""

    kind: Literal["TraderMuted"] = "TraderMuted"
    trader: TraderId
    by: Token
    reason: Public = ""


class TraderUnmuted(Event):
    """A moderator gave a trader their voice back."""

    kind: Literal["TraderUnmuted"] = "TraderUnmuted"
    trader: TraderId
    by: Token
    reason: Public = ""


class TurnSkipped(Event):
    """A moderator moved the show on: the line on screen is over, and a waiting trader loses this turn."""

    kind: Literal["TurnSkipped"] = "TurnSkipped"
    trader: TraderId | None
    by: Token
    reason: Public = ""


# --- the market ------------------------------------------------------------------------------------------


class PricesMoved(Event):
    """New quotes for every asset."""

    kind: Literal["PricesMoved"] = "PricesMoved"
    quotes: dict[Asset, Quote]


class TruthSealed(Event):
    """The simulator's hidden state after a move: what `show.market` needs to go on, and to score the desk."""

    sealed: ClassVar[bool] = True
    kind: Literal["TruthSealed"] = "TruthSealed"
    regime: Token
    ticks_left: int
    fair: dict[Asset, float]
    variance: dict[Asset, float]


class HeadlineBroke(Event):
    """A headline is on the wire. `truth` of a rumour is sealed in the market, never here."""

    kind: Literal["HeadlineBroke"] = "HeadlineBroke"
    headline: int
    text: Public
    about: Asset | None
    tone: Tone
    entity: Public = ""
    gist: Token = ""
    source: Literal["wire", "audience", "chaos", "moderator"] = "wire"
    unverified: bool = False


class ChaosStruck(Event):
    """Chaos began: who asked for it, what it says, how long it lasts, and the mids before it in cents."""

    kind: Literal["ChaosStruck"] = "ChaosStruck"
    chaos: int
    owner: Token
    backers: int
    headline: Public
    ticks: int
    before: dict[Asset, int]


class ChaosPassed(Event):
    """Chaos ended: the receipt, with mids before and after in cents."""

    kind: Literal["ChaosPassed"] = "ChaosPassed"
    chaos: int
    owner: Token
    before: dict[Asset, int]
    after: dict[Asset, int]


# --- a turn ----------------------------------------------------------------------------------------------


class DecisionMade(Event):
    """What a trader decided. `canned` marks a stock move made because the mind gave no usable answer."""

    kind: Literal["DecisionMade"] = "DecisionMade"
    trader: TraderId
    trade: Trade
    size: Size
    location: Room
    mood: Mood
    mind: Token
    milliseconds: int = 0
    tokens: int = 0
    canned: bool = False


class AnswerFailed(Event):
    """A mind's answer was late, broken or stale. The reason is counted and on screen."""

    kind: Literal["AnswerFailed"] = "AnswerFailed"
    trader: TraderId
    mind: Token
    reason: Literal["late", "rubbish", "refused", "stale", "error"]
    detail: Public = ""


class ThoughtKept(Event):
    """A private thought. It reaches no prompt but the thinker's own, and viewers who ask for it."""

    kind: Literal["ThoughtKept"] = "ThoughtKept"
    trader: TraderId
    text: Private


class LineSpoken(Event):
    """A line, the room it was said in, and who else stood there and so heard it."""

    kind: Literal["LineSpoken"] = "LineSpoken"
    trader: TraderId
    room: Room
    text: Public
    heard_by: tuple[TraderId, ...]


class LineWithheld(Event):
    """The gate kept a text back; `rule` names the first check that failed. The text itself is not kept."""

    kind: Literal["LineWithheld"] = "LineWithheld"
    trader: TraderId
    field: Literal["speech", "thought"]
    rule: Token


class TraderMoved(Event):
    """A trader walked from one room to another."""

    kind: Literal["TraderMoved"] = "TraderMoved"
    trader: TraderId
    origin: Room
    room: Room


class ThoughtRevealed(Event):
    """The audience opened one sealed thought: from here on it is public, and the trader does not know."""

    kind: Literal["ThoughtRevealed"] = "ThoughtRevealed"
    trader: TraderId
    text: Public


class ReflectionWritten(Event):
    """What a trader took from an episode: a memory of high importance."""

    kind: Literal["ReflectionWritten"] = "ReflectionWritten"
    trader: TraderId
    episode: int
    text: Private


# --- money -----------------------------------------------------------------------------------------------


class OrderFilled(Event):
    """A fill. `lots` is signed (bought positive); `notional` and `fee` are positive cents."""

    kind: Literal["OrderFilled"] = "OrderFilled"
    trader: TraderId
    asset: Asset
    lots: int
    price: int
    notional: int
    fee: int
    reason: FillReason = "decision"


class OrderClipped(Event):
    """A rule made an order smaller. `check` is the first rule that bound, `sentence` says it in words."""

    kind: Literal["OrderClipped"] = "OrderClipped"
    trader: TraderId
    asset: Asset
    check: Token
    sentence: Public
    wanted: int
    allowed: int


class OrderBlocked(Event):
    """A rule refused an order."""

    kind: Literal["OrderBlocked"] = "OrderBlocked"
    trader: TraderId
    asset: Asset
    check: Token
    sentence: Public


class MarginCalled(Event):
    """Equity fell under the maintenance margin; positions are cut at the end of `due` unless it recovers."""

    kind: Literal["MarginCalled"] = "MarginCalled"
    trader: TraderId
    equity: int
    exposure: int
    due: int


class MarginMet(Event):
    """A margin call was answered: by prices, by the trader, or by the forced sale."""

    kind: Literal["MarginMet"] = "MarginMet"
    trader: TraderId
    forced: bool


class TraderBankrupted(Event):
    """A trader is broke: positions closed, `shortfall` cents (never negative) written off by the house."""

    kind: Literal["TraderBankrupted"] = "TraderBankrupted"
    trader: TraderId
    equity: int
    shortfall: int
    until: int


class LoanGranted(Event):
    """The house lends a broke trader `amount` cents to come back with; the leaderboard counts net of it."""

    kind: Literal["LoanGranted"] = "LoanGranted"
    trader: TraderId
    amount: int


# --- the audience ----------------------------------------------------------------------------------------


class IntentAccepted(Event):
    """An intent was taken. Its effect, if any, is an event of its own caused by this one."""

    kind: Literal["IntentAccepted"] = "IntentAccepted"
    intent: int
    viewer: Token
    what: Token
    answer: Public


class IntentRefused(Event):
    """An intent was refused; the reason is a sentence for the viewer."""

    kind: Literal["IntentRefused"] = "IntentRefused"
    intent: int
    viewer: Token
    what: Token
    reason: Public


class ChaosBacked(Event):
    """A viewer put weight behind chaos; it strikes when `backers` reaches `needed`."""

    kind: Literal["ChaosBacked"] = "ChaosBacked"
    viewer: Token
    headline: Public
    backers: int
    needed: int


class VoteOpened(Event):
    """A ballot is open until the end of tick `closes`."""

    kind: Literal["VoteOpened"] = "VoteOpened"
    vote: int
    question: Public
    options: tuple[Option, ...]
    closes: int


class VoteCast(Event):
    """A viewer's choice; a later one by the same viewer replaces it."""

    kind: Literal["VoteCast"] = "VoteCast"
    vote: int
    viewer: Token
    key: Token


class VoteClosed(Event):
    """A ballot is counted. `tied` says that the rule for ties decided (first option on the ballot)."""

    kind: Literal["VoteClosed"] = "VoteClosed"
    vote: int
    winner: Annotated[str | None, "token"]
    label: Public = ""
    counts: tuple[Count, ...]
    tied: bool = False


AnyEvent = Annotated[
    ShowOpened | SeasonOpened | SeasonClosed | BellRang | TickBegan | TickEnded | ShowPaused | ShowResumed
    | ShowPanicked | SpeedSet | TraderMuted | TraderUnmuted | TurnSkipped
    | PricesMoved | TruthSealed | HeadlineBroke | ChaosStruck | ChaosPassed
    | DecisionMade | AnswerFailed | ThoughtKept | ThoughtRevealed | LineSpoken | LineWithheld | TraderMoved
    | ReflectionWritten
    | OrderFilled | OrderClipped | OrderBlocked | MarginCalled | MarginMet | TraderBankrupted | LoanGranted
    | IntentAccepted | IntentRefused | ChaosBacked | VoteOpened | VoteCast | VoteClosed,
    Field(discriminator="kind"),
]  # fmt: skip

EVENT: TypeAdapter[AnyEvent] = TypeAdapter(AnyEvent)


class Entry(BaseModel):
    """An event in its place in the log.

    `at` is show time in milliseconds since the first opening bell; it is part of the proof, and equal for
    equal nights. Wall-clock time is the log's own business. `caused_by` is the number of an earlier entry.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    beat: int
    tick: int
    at: int
    caused_by: int | None = None
    event: AnyEvent
    hash: str = ""

    def body(self) -> str:
        """Return the event as canonical JSON: fields in the order of their declaration, no spaces."""
        return self.event.model_dump_json()


GENESIS = "0" * 64


def chain(before: str, entry: Entry) -> str:
    """Return the entry's link: SHA-256 over the link before it and everything the entry says."""
    return link(before, entry.seq, entry.beat, entry.tick, entry.at, entry.caused_by, entry.body())


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


MARKS = ("public", "private", "token")


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
