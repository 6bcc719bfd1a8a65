"""Events of the market: prices, headlines, chaos, and the sealed truth."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from show.events.packing import Sparse
from show.events.parts import Event, Public, Quote, Token
from show.words import Asset, Tone


class PricesMoved(Event):
    """New quotes for every asset, and the bars that led to them.

    `bars` are six figures each, oldest bar first: bid, ask - bid, high - bid and bid - low in cents, and the
    lots bought and sold. From version 2 on; where a season opens they are those of the session before.
    `depth` are the lots that the dealer offers at the bid and at the ask.
    """

    kind: Literal["PricesMoved"] = "PricesMoved"
    version: int = 2
    quotes: dict[Asset, Quote]
    bars: dict[Asset, Sparse] = Field(default_factory=dict)
    depth: dict[Asset, tuple[int, int]] = Field(default_factory=dict)


class TruthSealed(Event):
    """The simulator's hidden state after a move: what `show.market` needs to go on, and to score the desk.

    Version 1 had `variance` per tick and nothing below it.
    """

    sealed: ClassVar[bool] = True
    kind: Literal["TruthSealed"] = "TruthSealed"
    version: int = 2
    regime: Token
    ticks_left: int
    fair: dict[Asset, float]
    """Logs of prices in cents."""
    variance: dict[Asset, float]
    """Of the diffusion, per bar."""
    bar: int = 0
    """How many bars the season has had."""
    intensity: dict[Asset, float] = Field(default_factory=dict)
    """Jumps per bar to be expected in the next bar."""
    jumped: dict[Asset, int] = Field(default_factory=dict)
    """In which of the last bars a jump came: bit 0 is the first of the move."""
    dealer: dict[Asset, tuple[float, float, float, float]] = Field(default_factory=dict)
    """Inventory in trades, the passing impact as a log price, and how excited buyers and sellers are."""


class HeadlineBroke(Event):
    """A headline is on the wire. `truth` of a rumour is sealed in the market, never here."""

    kind: Literal["HeadlineBroke"] = "HeadlineBroke"
    headline: int
    text: Public
    about: Asset | None
    tone: Tone
    entity: Public = ""
    gist: Token = ""
    source: Literal["wire", "audience", "chaos", "moderator", "lobby"] = "wire"
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
