"""A prospect: an account as an order in one asset would leave it, to the cent, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from show.events import FillReason, OrderFilled, Quote
from show.ledger import LOTS_PER_UNIT, Account, closing_part, mark, worth
from show.rules import SeasonRules
from show.words import Asset, TraderId


class Prospect(NamedTuple):
    """What orders in `asset` would do. Orders are signed lots, money is cents."""

    asset: Asset
    quote: Quote
    held: int
    """Lots held before the order."""
    cash: int
    others: int
    """The value of the other positions."""
    others_gross: int
    """The exposure of the other positions."""
    fee_bps: int

    @classmethod
    def of(
        cls, account: Account, asset: Asset, quotes: Mapping[Asset, Quote], rules: SeasonRules
    ) -> Prospect:
        """Look at an account before an order in `asset`."""
        values = [
            position.value(quotes[other]) for other, position in account.positions.items() if other != asset
        ]
        return cls(
            asset=asset,
            quote=quotes[asset],
            held=account.lots(asset),
            cash=account.cash,
            others=sum(values),
            others_gross=sum(map(abs, values)),
            fee_bps=rules.fee_bps,
        )

    def price(self, lots: int) -> int:
        """Return the price of an order: the ask for a purchase, the bid for a sale."""
        return self.quote.ask if lots > 0 else self.quote.bid

    def notional(self, lots: int) -> int:
        """Return what an order moves, before the fee."""
        return abs(worth(-lots, self.price(lots)))

    def fee(self, lots: int) -> int:
        """Return the exchange's fee: its share rounded up, at least one cent."""
        return max(1, -(-self.notional(lots) * self.fee_bps // 10_000)) if lots else 0

    def value(self, lots: int) -> int:
        """Return the account's value after an order."""
        cash = self.cash + worth(-lots, self.price(lots)) - self.fee(lots)
        return cash + self.others + self._position(lots)

    def exposure(self, lots: int) -> int:
        """Return the exposure in the asset after an order."""
        return abs(self._position(lots))

    def gross(self, lots: int) -> int:
        """Return the exposure in all assets after an order."""
        return self.others_gross + self.exposure(lots)

    def opened(self, lots: int) -> int:
        """Return what an order opens, as against what it closes."""
        return self.notional(lots - self.closing(lots))

    def closing(self, lots: int) -> int:
        """Return the part of an order that closes what is held, signed like the order."""
        return closing_part(self.held, lots)

    def order_for(self, percent: int) -> int:
        """Return the order after which the asset makes up `percent` of the account's value, costs paid.

        It is the largest position that does not exceed the share; negative percents are shorts.
        """
        if percent == 0:
            return -self.held
        sign = 1 if percent > 0 else -1
        share = abs(percent)

        def fits(size: int) -> bool:
            lots = sign * size - self.held
            return self.exposure(lots) * 100 <= self.value(lots) * share

        # An order never raises the value, so the share of today's value is a bound.
        most = max(0, self.value(0)) * share * LOTS_PER_UNIT // (100 * self.quote.bid) + 1
        return sign * _last_near(self._about(sign, share), fits, 0, most) - self.held

    def _about(self, sign: int, share: int) -> int:
        """Return the size of a position of `share` percent on that side, to a few lots.

        It solves 100 size mark = share value without the roundings. What an order opens costs fee and spread,
        what it closes the fee alone, as the position was worth the price of closing before.
        """
        bid, ask = self.quote.bid, self.quote.ask
        price, side = (bid, ask) if sign > 0 else (ask, bid)
        value, held = LOTS_PER_UNIT * self.value(0), sign * self.held
        fee, spread = side * self.fee_bps / 10_000, ask - bid
        more = share * (value + fee * held + spread * max(0, held)) / (100 * price + share * (fee + spread))
        if more >= held:
            return int(more)
        fee = price * self.fee_bps / 10_000
        return int(share * (value - fee * held) / (100 * price - share * fee))

    def fill(self, trader: TraderId, lots: int, reason: FillReason) -> OrderFilled:
        """Return the fill of an order."""
        return OrderFilled(
            trader=trader,
            asset=self.asset,
            lots=lots,
            price=self.price(lots),
            notional=self.notional(lots),
            fee=self.fee(lots),
            reason=reason,
        )

    def _position(self, lots: int) -> int:
        after = self.held + lots
        return worth(after, mark(after, self.quote))


def largest(prospect: Prospect, lots: int, allows: Callable[[int], bool]) -> int:
    """Return the largest part of an order that a limit allows; what it closes is always allowed."""
    if allows(lots):
        return lots
    sign = 1 if lots > 0 else -1
    return sign * _last(lambda size: allows(sign * size), abs(prospect.closing(lots)), abs(lots))


def smallest(prospect: Prospect, satisfies: Callable[[int], bool]) -> int:
    """Return the smallest order that closes enough to satisfy a rule; all of it if nothing less does."""
    sign = -1 if prospect.held > 0 else 1
    return sign * (_last(lambda size: not satisfies(sign * size), 0, abs(prospect.held) - 1) + 1)


def _last_near(guess: int, holds: Callable[[int], bool], low: int, high: int) -> int:
    """As `_last`, in a few looks where the guess is close."""
    step, at = 1, max(low, min(guess, high))
    if at == low or holds(at):
        while at + step <= high and holds(at + step):
            at, step = at + step, 2 * step
        return _last(holds, at, min(high, at + step - 1))
    while at - step > low and not holds(at - step):
        at, step = at - step, 2 * step
    return _last(holds, max(low, at - step), at - 1)


def _last(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The last number from `low` to `high` for which it holds, if it holds up to a point; else `low`."""
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
