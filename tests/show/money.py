"""Quotes, decisions and books for the tests of money, short to write down."""

from __future__ import annotations

from collections.abc import Iterable

from show.decisions import Decision
from show.events import AnyEvent, OrderFilled, Quote, SeasonOpened
from show.ledger import Books
from show.words import Asset, Size, Trade, TraderId

Quotes = dict[Asset, Quote]


def quotes(tech: int = 25_000, crypto: int = 4_000, bonds: int = 10_000, half: int = 0) -> Quotes:
    """Return quotes around mids; without a spread unless `half` says so, to keep sums readable."""
    mids: dict[Asset, int] = {"Tech": tech, "Crypto": crypto, "Bonds": bonds}
    return {asset: Quote(bid=mid - half, ask=mid + half) for asset, mid in mids.items()}


def decide(trade: Trade, size: Size = "out") -> Decision:
    """Return a decision of which only the money matters."""
    return Decision(trade=trade, size=size, speech="", thought="Hm.", location="VC Office", mood="calm")


def open_books(start: int = 1_000_000) -> Books:
    """Return books on the first morning of a season."""
    books = Books()
    books.apply(SeasonOpened(season=1, start=start), 0)
    return books


def fill(trader: TraderId, asset: Asset, lots: int, price: int, fee: int = 0) -> OrderFilled:
    """Return a fill by the rule of rounding: against the trader."""
    cash = -lots * price // 1000
    return OrderFilled(trader=trader, asset=asset, lots=lots, price=price, notional=abs(cash), fee=fee)


def apply_all(books: Books, events: Iterable[AnyEvent], tick: int = 1) -> None:
    """Apply events, proving after each one that the books balance."""
    for event in events:
        books.apply(event, tick)
        assert books.balanced(), (event, books.imbalance())
