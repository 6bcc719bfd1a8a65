"""Events of money: fills, margin calls, bankruptcies, loans."""

from __future__ import annotations

from typing import Literal

from show.events.parts import Event, Public, Token
from show.words import Asset, TraderId

FillReason = Literal["decision", "margin call", "bankruptcy", "season close"]


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
    lots: int = 0
    """The signed lots that the rules cut off."""


class OrderBlocked(Event):
    """A rule refused an order of `lots`, signed; zero where the order was of no certain size."""

    kind: Literal["OrderBlocked"] = "OrderBlocked"
    trader: TraderId
    asset: Asset
    check: Token
    sentence: Public
    lots: int = 0


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
