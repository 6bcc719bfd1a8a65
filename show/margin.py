"""Margin calls, forced sales, bankruptcy and the way back."""

from __future__ import annotations

from collections.abc import Mapping

from show.cast import Status
from show.events import LoanGranted, MarginCalled, MarginMet, OrderFilled, Quote, TraderBankrupted
from show.ledger import Books
from show.rules import SeasonRules
from show.words import Asset, TraderId

Ruling = MarginCalled | MarginMet | OrderFilled | TraderBankrupted | LoanGranted


def review(
    trader: TraderId,
    books: Books,
    quotes: Mapping[Asset, Quote],
    rules: SeasonRules,
    tick: int,
    status: Status,
    due: int | None = None,
) -> list[Ruling]:
    """Return what the rules do to a trader at the end of a tick, in order; apply all of it.

    Call it once for each trader at the end of every tick, after the turns. `due` is `Trader.due`.
    """
    raise NotImplementedError


def comeback(trader: TraderId, books: Books, rules: SeasonRules) -> LoanGranted:
    """Return the loan that ends a trader's time as an intern."""
    raise NotImplementedError
