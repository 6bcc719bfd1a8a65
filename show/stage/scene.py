"""The scene: all that a frame needs to know, frozen and public; the market's hidden regime is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from show.events.money import FillReason
from show.words import Asset, Mood, Room, Status, TraderId

GuestKind = Literal["intern", "risk officer", "visitor", "courier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraderView:
    """One of the four as the audience sees them. Equity in cents, its history oldest first."""

    id: TraderId
    name: str
    room: Room
    mood: Mood = "calm"
    equity: int = 0
    change_pct: float = 0.0
    rank: int = 1
    status: Status = "trading"
    history: tuple[int, ...] = ()
    speech: str | None = None
    came_from: Room | None = None
    """The room they left in the beat this scene shows; they walk from there."""
    canned: bool = False
    """Their last move was a stock move, made because no usable answer came."""
    thinking: bool = False
    """It is their turn, and their mind is at work."""
    fallen: bool = False
    """They have just been called on margin, or gone broke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceView:
    """A mid price in cents, its last change, and the mids before, oldest first."""

    asset: Asset
    price: int
    change_pct: float = 0.0
    history: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChaosView:
    """Chaos that strikes now."""

    headline: str
    ticks_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionView:
    """A choice on the open ballot and its votes so far."""

    label: str
    votes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteView:
    """The open ballot."""

    question: str
    options: tuple[OptionView, ...]
    ticks_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictView:
    """The vote that was counted last, if anybody voted."""

    label: str
    votes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DealView:
    """The newest order: filled, or refused with a sentence. `lots` is signed, money in cents."""

    trader: TraderId
    asset: Asset
    verb: str = "buys"
    lots: int = 0
    price: int = 0
    notional: int = 0
    reason: FillReason = "decision"
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfessionView:
    """A secret thought that the audience has just opened."""

    trader: TraderId
    thought: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatView:
    """An analyst of the desk: the short name, the layer, and the weight the desk gives, 1.0 at first."""

    name: str
    layer: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestView:
    """Somebody who is no trader, and the room they are in."""

    kind: GuestKind
    room: Room


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One moment of the show. `minutes` is the show's clock in minutes since midnight."""

    tick: int
    season: int
    episode: int
    minutes: int
    traders: tuple[TraderView, ...]
    prices: tuple[PriceView, ...] = ()
    headline: str = ""
    unverified: bool = False
    """The newest headline is a rumour that nobody has confirmed."""
    chaos: ChaosView | None = None
    backers: int = 0
    needed: int = 1
    vote: VoteView | None = None
    verdict: VerdictView | None = None
    """The count of a vote, shown for a tick after it."""
    deal: DealView | None = None
    confession: ConfessionView | None = None
    """A thought that is being revealed: the picture cuts to the booth. Chaos and a pause come first."""
    desk: tuple[SeatView, ...] = ()
    """The seating plan, in the order of the layers."""
    mind: str = ""
    canned_pct: float = 0.0
    """How many of the moves so far were stock moves, in percent."""
    paused: bool = False
    panicked: bool = False
    """A moderator blanked the show: the picture is the test card, and nothing else is seen."""
    speaker: TraderId | None = None
    guests: tuple[GuestView, ...] = ()
    focus: Room | None = None
    """The camera is close on this room, unless somebody walks; None shows the whole office."""
