"""The spotlight: what the newest turn put before everyone's eyes, until the next turn begins."""

from __future__ import annotations

from dataclasses import dataclass, field

from show.events.money import FillReason, OrderBlocked, OrderFilled
from show.words import Asset, TraderId


def verb(before: int, after: int) -> str:
    """Return what an order did to a position of signed lots: "buys", "shorts", "turns long and buys"."""
    if before * after < 0:
        return "turns long and buys" if after > 0 else "turns short and sells"
    if after > before:
        return "buys" if after > 0 else "buys back"
    return "sells" if before > 0 else "shorts"


@dataclass(slots=True)
class Deal:
    """An order that was filled, or one that a rule refused: then `refusal` says why, and no figure counts.

    `lots` is signed (bought positive); money in cents.
    """

    trader: TraderId
    asset: Asset
    lots: int = 0
    price: int = 0
    notional: int = 0
    reason: FillReason = "decision"
    refusal: str = ""


@dataclass(slots=True)
class Spotlight:
    """Who is at it, and what came of it. Everything in it has been public since it happened."""

    voice: TraderId | None = None
    """Who spoke last; nobody after the show was blanked, so that no line comes back."""
    deal: Deal | None = None
    revealed: TraderId | None = None
    """Whose secret thought the audience has just opened."""
    thought: str = ""
    """That thought, as it was when it was opened."""
    fallen: list[TraderId] = field(default_factory=list)
    """Who has just been called on margin or gone broke."""

    def turn(self) -> None:
        """Fold the beginning of a turn: the last one's deal and what the audience opened are over."""
        self.deal = self.revealed = None
        if self.fallen:
            self.fallen = []

    def fill(self, event: OrderFilled) -> None:
        """Fold a fill."""
        self.deal = Deal(event.trader, event.asset, event.lots, event.price, event.notional, event.reason)

    def block(self, event: OrderBlocked) -> None:
        """Fold a refusal."""
        self.deal = Deal(event.trader, event.asset, refusal=event.sentence)

    def reveal(self, trader: TraderId, text: str) -> None:
        """Fold a thought that the audience opened."""
        self.revealed, self.thought = trader, text

    def fall(self, trader: TraderId) -> None:
        """Fold a margin call or a bankruptcy."""
        if trader not in self.fallen:
            self.fallen.append(trader)
