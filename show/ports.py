"""What the show asks of the world: minds, a log, an inbox, memory, dice, pace. And what it tells a mind.

This is the one module of the show that `models/` may import; what minds need is re-exported here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

from show.audience.intents import Intent
from show.decisions import Decision, decision_schema
from show.events import Entry
from show.facts import (
    FACTS,
    ChaosFact,
    DeskFact,
    DeskView,
    HeadlineFact,
    Neighbour,
    PositionFact,
    PriceFact,
    Standing,
    TurnFacts,
    spelled_out,
)
from show.lines import repeats
from show.words import (
    ASSETS,
    HEADLINE_CHARACTERS,
    MOODS,
    ROOMS,
    SIZES,
    SPEECH_CHARACTERS,
    THOUGHT_CHARACTERS,
    TRADERS,
    TRADES,
    Asset,
    Mood,
    Room,
    Side,
    Size,
    Tone,
    Trade,
    TraderId,
)

__all__ = [
    "ASSETS",
    "FACTS",
    "HEADLINE_CHARACTERS",
    "MOODS",
    "ROOMS",
    "SIZES",
    "SPEECH_CHARACTERS",
    "THOUGHT_CHARACTERS",
    "TRADERS",
    "TRADES",
    "Answer",
    "Asset",
    "ChaosFact",
    "Decision",
    "DeskFact",
    "DeskView",
    "Forgetful",
    "HeadlineFact",
    "Inbox",
    "Log",
    "Memory",
    "Mind",
    "MindError",
    "MindLate",
    "MindRubbish",
    "Mood",
    "Neighbour",
    "NoWords",
    "Pace",
    "PositionFact",
    "PriceFact",
    "Prompt",
    "ReadsAhead",
    "Recall",
    "Recollection",
    "Room",
    "Side",
    "Size",
    "Standing",
    "Tone",
    "Trade",
    "TraderId",
    "TurnFacts",
    "Words",
    "decision_schema",
    "repeats",
    "spelled_out",
]


class Words(Protocol):
    """Writes the facts in words, for minds that read text. A line from one room is private."""

    def rules(self) -> str:
        """Return what never changes."""
        ...

    def public(self, facts: TurnFacts) -> str:
        """Return what all traders can see, the same for each; a blank line ends what can be read ahead."""
        ...

    def private(self, facts: TurnFacts) -> str:
        """Return what only this trader knows."""
        ...


class NoWords:
    """For minds that read nothing but facts."""

    def rules(self) -> str:
        """Return nothing."""
        return ""

    def public(self, facts: TurnFacts) -> str:
        """Return nothing."""
        return ""

    def private(self, facts: TurnFacts) -> str:
        """Return nothing."""
        return ""


class Prompt(NamedTuple):
    """What a mind is asked: the facts, the dice's number, and who writes the facts in words when asked."""

    facts: TurnFacts
    seed: int
    words: Words = NoWords()

    @property
    def rules(self) -> str:
        """Return what never changes, in words."""
        return self.words.rules()

    @property
    def public(self) -> str:
        """Return what all traders can see in this tick, in words."""
        return self.words.public(self.facts)

    @property
    def private(self) -> str:
        """Return what only this trader knows, in words."""
        return self.words.private(self.facts)

    @property
    def system(self) -> str:
        """Return the message that a chat model gets first."""
        return self.rules

    @property
    def user(self) -> str:
        """Return the message that a chat model answers: what all can see, then what one trader knows."""
        return "\n\n".join(part for part in (self.public, self.private) if part)


class Answer(NamedTuple):
    """What a mind answered: JSON text that is still unchecked, and what it cost.

    `spoken_milliseconds` is when the speech was whole, 0 where the mind cannot tell.
    """

    text: str
    milliseconds: int = 0
    spoken_milliseconds: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    candidates: int = 1
    mind: str = ""
    """The name of the mind that answered, where one stands for several; empty: the one that was asked."""


class MindError(Exception):
    """A mind could not answer. `retryable` says whether asking again may help; the message is a sentence.

    `mind` names the mind that failed, where one mind stands for several.

    MindError
    ├── MindLate      the deadline passed
    └── MindRubbish   there was an answer, but no decision can be read from it
    """

    def __init__(self, message: str, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.retryable = retryable
        self.mind = ""


class MindLate(MindError):
    """The deadline passed before there was an answer."""


class MindRubbish(MindError):
    """The answer cannot be read as a decision."""


class Mind(Protocol):
    """Answers prompts. Cancelling `decide` must stop the work soon; an answer is JSON for `Decision`."""

    @property
    def name(self) -> str:
        """Return a short name for the screen and the log, such as "house" or "rehearsal"."""
        ...

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer one prompt.

        Raises:
            MindError: there is no answer, and the message says why in a sentence.
        """
        ...

    async def close(self) -> None:
        """Stop the work and free what was loaded."""
        ...


@runtime_checkable
class ReadsAhead(Protocol):
    """A mind that can use its idle time to read the beginning of the next prompts."""

    def read_ahead(self, words: Callable[[], tuple[str, str]]) -> None:
        """Take note that all prompts to come begin with these rules and this public part. Never waits."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    """A mind that may read no memories. None are looked up for it then, which is a fifth of a quick turn."""

    def forgets(self, trader: TraderId) -> bool:
        """Return whether this trader's memories would go unread."""
        ...


class Memory(NamedTuple):
    """Something a trader lived through. `importance` runs from 1 (idle) to 10 (unforgettable)."""

    trader: TraderId
    tick: int
    importance: int
    text: str


@dataclass(frozen=True, slots=True)
class Recollection:
    """A memory found by a search. `relevance` is at least zero, larger is closer, on the store's scale."""

    memory: Memory
    relevance: float


class Log(Protocol):
    """The event log. Only the director appends."""

    async def append(self, entries: Sequence[Entry], memories: Sequence[Memory] = ()) -> None:
        """Write one beat and what the traders remember of it in one transaction, or nothing at all."""
        ...

    async def read(self, after: int = 0, limit: int = 1000) -> list[Entry]:
        """Return up to `limit` entries with a number above `after`, in order."""
        ...


class Inbox(Protocol):
    """What the audience and the moderators ask for, numbered from 1 in order of arrival."""

    async def put(self, intent: Intent) -> int:
        """Keep an intent and return its number."""
        ...

    async def take(self, after: int, limit: int = 100) -> list[Intent]:
        """Return up to `limit` intents with a number above `after`, in order."""
        ...

    async def arrived(self, after: int) -> None:
        """Return once there is an intent with a number above `after`."""
        ...


class Pace(Protocol):
    """Gives the audience time to watch."""

    @property
    def waits(self) -> bool:
        """Return whether `hold` takes any time at all."""
        ...

    async def hold(self, milliseconds: int) -> None:
        """Return when that much show time has passed at the show's speed; at once when it does not wait."""
        ...


class Recall(Protocol):
    """Searches one trader's memories by words."""

    async def recall(self, trader: TraderId, query: str, limit: int = 20) -> list[Recollection]:
        """Return the trader's own memories that match any word of `query`, and the newest ones besides.

        `query` is plain text; nothing in it is read as search syntax.
        """
        ...
