"""What the show asks of the world: minds, a log, an inbox, memory, dice, pace. And what it tells a mind.

This is the one module of the show that `models/` may import; what minds need is re-exported here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from pydantic import ConfigDict, Field, SkipValidation

from show.audience.intents import Intent
from show.decisions import Decision, decision_schema
from show.events import Entry
from show.facts import DeskFact, DeskView, Fact
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
]


class Neighbour(Fact):
    """Somebody in the same room, and the last thing this trader heard them say in it (None: nothing)."""

    who: TraderId
    said: str | None = None
    ticks_ago: int | None = None


class PositionFact(Fact):
    """One open position of the trader's own. Money in cents; `profit` is unrealised and signed."""

    asset: Asset
    side: Side
    value: int
    profit: int
    held_ticks: int


class PriceFact(Fact):
    """The mid price in cents, its last change and its change over the last ten ticks, in percent."""

    asset: Asset
    price: int
    change_pct: float
    trend_pct: float


class HeadlineFact(Fact):
    """One headline, newest first in the prompt. `about` is None for news on the whole market.

    `tone` is what the wording suggests (it may be a false lead), `entity` the invented company,
    agency or person named in it, `gist` the wording family in the bank (see `assets/headlines`).
    """

    text: str
    about: Asset | None
    tone: Tone
    entity: str | None = None
    gist: str = ""
    unverified: bool = False
    ticks_ago: int = 0


class ChaosFact(Fact):
    """Chaos that is striking now: its headline and how many ticks it still lasts."""

    headline: str
    ticks_left: int


class Standing(Fact):
    """One line of the public leaderboard, best first. Equity in cents."""

    who: TraderId
    equity: int


class TurnFacts(Fact):
    """All a trader knows when a turn begins. Money in cents. Text renders from it and only from it.

    `equity` is what the account holds, a loan of the house included: sizes are shares of it. The standings
    count net of loans.
    """

    trader: TraderId
    tick: int
    room: Room
    neighbours: tuple[Neighbour, ...] = ()
    cash: int
    equity: int
    start: int
    rank: int
    positions: tuple[PositionFact, ...] = ()
    prices: tuple[PriceFact, ...]
    headlines: tuple[HeadlineFact, ...] = ()
    memories: tuple[str, ...] = ()
    chaos: ChaosFact | None = None
    standings: tuple[Standing, ...] = ()
    desk: DeskView | None = None
    sizes: tuple[Size, ...] = SIZES
    status: Literal["trading", "margin call", "intern"] = "trading"
    goal: str = ""
    own_lines: tuple[str, ...] = ()
    """The trader's own last lines, newest first, so that a mind can avoid saying them again."""


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


class Prompt(Fact):
    """What a mind is asked: the facts, the dice's number, and who writes the facts in words when asked."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    facts: TurnFacts
    seed: int
    words: SkipValidation[Words] = Field(default=NoWords(), exclude=True, repr=False)

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


class Answer(Fact):
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


class Memory(Fact):
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
