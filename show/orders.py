"""From a decision to fills: how much, at what price, and which rule stood in the way.

The checks, in their order; the first that fails names the event:

1. intern        a broke trader may not trade
2. market        there is a quote
3. shorts        the season allows selling short
4. leverage      the season allows borrowing
5. funds         there is anything left to trade with
6. minimum       the order is worth sending
7. buying power  gross exposure stays within the season's leverage, after spread and fee
8. position      one position stays within the house's limit
9. order         the dealer opens only so much at one quote

The first six refuse an order, the last three make it smaller. Closing what one holds is always allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

from show.cast import persona
from show.decisions import Decision
from show.events import FillReason, OrderBlocked, OrderClipped, OrderFilled, Quote
from show.ledger import Account, Books
from show.money import dollars
from show.prospect import Prospect, largest
from show.rules import SeasonRules
from show.words import Asset, Size, Status, TraderId

TARGETS: dict[Size, int] = {
    "out": 0, "small": 10, "medium": 25, "large": 50, "all-in": 100, "leveraged": 200, "short": -50,
}  # fmt: skip
"""The exposure in the traded asset after the order, in percent of the account's value after its costs."""

CLEARING: frozenset[Size] = frozenset({"all-in", "leveraged"})
"""These close all other positions first, as the words say."""

Check = Literal[
    "intern", "market", "shorts", "leverage", "funds", "minimum", "buying power", "position", "order"
]
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
    """Return the events of an order: what was clipped or blocked and why, then the fills.

    A blocked order trades nothing at all. An order for what is already held returns nothing.
    """
    if decision.trade == "Hold":
        return []
    asset, size = decision.trade, decision.size
    account = books.accounts[trader]
    refused = _refusal(trader, asset, size, account, quotes, rules, status)
    if refused is not None:
        return [refused.model_copy(update={"lots": _refused_lots(account, decision, quotes, rules)})]
    cleared: list[OrderFilled] = []
    if size in CLEARING:
        account = account.copy()
        others = [other for other in account.positions if other != asset]
        cleared = [close(trader, account, other, quotes, rules, "decision", tick) for other in others]
    prospect = Prospect.of(account, asset, quotes, rules)
    lots = prospect.order_for(TARGETS[size])
    if not lots or (size != "out" and prospect.notional(lots) <= _tolerance(prospect, rules)):
        return [*cleared]
    sized = _sized(trader, prospect, lots, rules)
    if isinstance(sized, OrderBlocked):
        return [sized]
    allowed, clipped = sized
    return [*clipped, *cleared, prospect.fill(trader, allowed, "decision")]


def close(
    trader: TraderId,
    account: Account,
    asset: Asset,
    quotes: Mapping[Asset, Quote],
    rules: SeasonRules,
    reason: FillReason,
    tick: int,
) -> OrderFilled:
    """Return the fill that closes a position, and post it to `account`, which is a copy to try things on."""
    fill = Prospect.of(account, asset, quotes, rules).fill(trader, -account.lots(asset), reason)
    account.fill(fill, tick)
    return fill


def _refused_lots(
    account: Account, decision: Decision, quotes: Mapping[Asset, Quote], rules: SeasonRules
) -> int:
    """What an order that is refused outright would have been, had it been allowed."""
    if decision.trade == "Hold" or decision.trade not in quotes:
        return 0
    return Prospect.of(account, decision.trade, quotes, rules).order_for(TARGETS[decision.size])


def _tolerance(prospect: Prospect, rules: SeasonRules) -> int:
    return prospect.value(0) * rules.tolerance_pct // 100


def _refusal(
    trader: TraderId,
    asset: Asset,
    size: Size,
    account: Account,
    quotes: Mapping[Asset, Quote],
    rules: SeasonRules,
    status: Status,
) -> OrderBlocked | None:
    name = persona(trader).name
    check: Check
    if status == "intern":
        check, words = "intern", f"{name} is an unpaid intern and may not trade."
    elif asset not in quotes:
        check, words = "market", f"{name} wanted to trade {asset}, but the market is closed."
    elif TARGETS[size] < 0 and not rules.shorts:
        check, words = "shorts", f"{name} wanted to short {asset}, but this season allows no shorts."
    elif TARGETS[size] > 100 and rules.leverage_pct <= 100:
        check, words = "leverage", f"{name} wanted {asset} on credit, but this season allows no leverage."
    elif size != "out" and account.value(quotes) <= 0:
        check, words = "funds", f"{name} wanted {asset}, but has nothing left to trade with."
    else:
        return None
    return _blocked(trader, asset, check, words)


class Limit(NamedTuple):
    """A check that makes orders smaller: which orders it allows, and how a sentence names it."""

    check: Check
    allows: Callable[[int], bool]
    words: str


def _limits(prospect: Prospect, rules: SeasonRules) -> tuple[Limit, ...]:
    def affordable(lots: int) -> bool:
        return prospect.gross(lots) * 100 <= prospect.value(lots) * rules.leverage_pct

    def small_enough(lots: int) -> bool:
        return prospect.exposure(lots) <= rules.position_limit

    def quoted(lots: int) -> bool:
        return prospect.opened(lots) <= rules.order_limit

    return (
        Limit("buying power", affordable, f"the season's limit of {rules.leverage:g}x the account"),
        Limit("position", small_enough, f"the limit of {dollars(rules.position_limit)} for one position"),
        Limit("order", quoted, f"the dealer's limit of {dollars(rules.order_limit)} a quote"),
    )


def _sized(
    trader: TraderId, prospect: Prospect, lots: int, rules: SeasonRules
) -> tuple[int, list[OrderClipped]] | OrderBlocked:
    """The lots that all limits allow and what to say about it, or the refusal."""
    asset, wanted = prospect.asset, prospect.notional(lots)
    start = (
        f"{persona(trader).name} wanted to {'buy' if lots > 0 else 'sell'} {dollars(wanted)} of {asset}, but"
    )
    if prospect.held + lots and wanted < rules.least_order:
        sentence = f"{start} no order is smaller than {dollars(rules.least_order)}."
        return _blocked(trader, asset, "minimum", sentence, lots)
    sizes = [(largest(prospect, lots, limit.allows), limit) for limit in _limits(prospect, rules)]
    bound = [(most, limit) for most, limit in sizes if most != lots]
    if not bound:
        return lots, []
    allowed = min((most for most, _ in bound), key=abs)
    check = bound[0][1].check
    if prospect.notional(allowed) <= max(rules.least_order - 1, _tolerance(prospect, rules)):
        return _blocked(trader, asset, check, f"{start} {bound[0][1].words} allows no more.", lots)
    sentence = f"{start} {_allowance(prospect, bound, allowed)}."
    smaller = prospect.notional(allowed)
    clip = OrderClipped(
        trader=trader, asset=asset, check=check, sentence=sentence, wanted=wanted, allowed=smaller,
        lots=lots - allowed,
    )  # fmt: skip
    return allowed, [clip]


def _allowance(prospect: Prospect, bound: Sequence[tuple[int, Limit]], allowed: int) -> str:
    """What the first limit allows, and what the tightest does if that is another one."""
    most, first = bound[0]
    words = f"{first.words} allows {dollars(prospect.notional(most))}"
    if most == allowed:
        return words
    tightest = next(limit for most, limit in bound if most == allowed)
    return f"{words}, and {tightest.words} only {dollars(prospect.notional(allowed))}"


def _blocked(trader: TraderId, asset: Asset, check: Check, sentence: str, lots: int = 0) -> OrderBlocked:
    return OrderBlocked(trader=trader, asset=asset, check=check, sentence=sentence, lots=lots)
