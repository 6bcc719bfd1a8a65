"""Events of the market: prices, headlines, chaos, and the sealed truth."""

from __future__ import annotations

from typing import ClassVar, Literal

from show.events.parts import Event, Public, Quote, Token
from show.words import Asset, Tone


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
