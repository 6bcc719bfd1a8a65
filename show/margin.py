"""Margin calls, forced sales, bankruptcy and the way back. `show.rules.sentences` says it in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from show.events import LoanGranted, MarginCalled, MarginMet, OrderFilled, Quote, TraderBankrupted
from show.ledger import Account, Books
from show.orders import close
from show.prospect import Prospect, smallest
from show.rules import SeasonRules
from show.words import Asset, Status, TraderId

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

    Call it once for each trader at the end of every tick, after the turns. `due` is `Trader.due`. An intern
    has nothing that could be reviewed; see `comeback`.
    """
    if status == "intern":
        return []
    account = books.accounts[trader]
    if account.value(quotes) <= rules.bankruptcy_floor:
        return _bankrupt(trader, account.copy(), quotes, rules, tick)
    safe = _covered(account, quotes, rules.maintenance_pct)
    if status == "trading":
        return [] if safe else [_called(trader, account, quotes, tick)]
    if safe:
        return [MarginMet(trader=trader, forced=False)]
    if due is not None and tick < due:
        return []
    account = account.copy()
    sold: list[Ruling] = [*_forced_sale(trader, account, quotes, rules, tick)]
    if account.value(quotes) <= rules.bankruptcy_floor:
        return sold + _bankrupt(trader, account, quotes, rules, tick)
    return [*sold, MarginMet(trader=trader, forced=True)]


def comeback(trader: TraderId, books: Books, rules: SeasonRules) -> LoanGranted:
    """Return the loan that ends a trader's time as an intern: what is missing to a new stake."""
    return LoanGranted(trader=trader, amount=max(0, rules.comeback - books.accounts[trader].cash))


def _covered(account: Account, quotes: Mapping[Asset, Quote], percent: int) -> bool:
    return account.value(quotes) * 100 >= account.exposure(quotes) * percent


def _called(trader: TraderId, account: Account, quotes: Mapping[Asset, Quote], tick: int) -> MarginCalled:
    return MarginCalled(
        trader=trader, equity=account.value(quotes), exposure=account.exposure(quotes), due=tick + 1
    )


def _forced_sale(
    trader: TraderId, account: Account, quotes: Mapping[Asset, Quote], rules: SeasonRules, tick: int
) -> list[OrderFilled]:
    """Cut the largest position first, and no more than needed, posting to the copy of the account."""
    fills: list[OrderFilled] = []
    while account.positions and not _covered(account, quotes, rules.restored_pct):
        sizes = {asset: abs(held.value(quotes[asset])) for asset, held in account.positions.items()}
        prospect = Prospect.of(account, max(sizes, key=sizes.__getitem__), quotes, rules)
        fill = prospect.fill(trader, _cut(prospect, rules), "margin call")
        account.fill(fill, tick)
        fills.append(fill)
    return fills


def _cut(prospect: Prospect, rules: SeasonRules) -> int:
    def restored(lots: int) -> bool:
        return prospect.value(lots) * 100 >= prospect.gross(lots) * rules.restored_pct

    return smallest(prospect, restored)


def _bankrupt(
    trader: TraderId, account: Account, quotes: Mapping[Asset, Quote], rules: SeasonRules, tick: int
) -> list[Ruling]:
    """Close everything, let the house write off what is missing, and send the trader for coffee.

    `account` is a copy to try things on.
    """
    closed = [
        close(trader, account, asset, quotes, rules, "bankruptcy", tick) for asset in list(account.positions)
    ]
    broke = TraderBankrupted(
        trader=trader,
        equity=account.cash,
        shortfall=max(0, -account.cash),
        until=tick + rules.intern_ticks,
    )
    return [*closed, broke]
