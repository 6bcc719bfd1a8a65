"""From a decision to fills: how much, at what price, and which rule stood in the way."""

from __future__ import annotations

from collections.abc import Mapping

from show.cast import Status
from show.decisions import Decision
from show.events import FillReason, OrderBlocked, OrderClipped, OrderFilled, Quote
from show.ledger import Account, Books
from show.rules import SeasonRules
from show.words import Asset, Size, TraderId

TARGETS: dict[Size, int] = {
    "out": 0, "small": 10, "medium": 25, "large": 50, "all-in": 100, "leveraged": 200, "short": -50,
}  # fmt: skip
"""The exposure in the traded asset after the order, in percent of the account's value after its costs."""

Order = OrderFilled | OrderClipped | OrderBlocked


def plan(
    trader: TraderId,
    decision: Decision,
    books: Books,
    quotes: Mapping[Asset, Quote],
    rules: SeasonRules,
    tick: int,
    status: Status,
) -> list[Order]:
    """Return the events of an order, in order: what was clipped or blocked and why, and the fills."""
    raise NotImplementedError


def close_out(
    trader: TraderId, account: Account, quotes: Mapping[Asset, Quote], rules: SeasonRules, reason: FillReason
) -> list[OrderFilled]:
    """Return the fills that close every position at the quotes."""
    raise NotImplementedError
