"""Events of a turn: the decision, the thought, the line, the walk."""

from __future__ import annotations

from typing import Literal

from show.events.parts import Event, Private, Public, Token
from show.words import Mood, Room, Size, Trade, TraderId


class DecisionMade(Event):
    """What a trader decided. `canned` marks a stock move made because the mind gave no usable answer.

    How long the mind took is not told: it differs each time, and equal nights have equal logs.
    """

    kind: Literal["DecisionMade"] = "DecisionMade"
    trader: TraderId
    trade: Trade
    size: Size
    location: Room
    mood: Mood
    mind: Token
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
