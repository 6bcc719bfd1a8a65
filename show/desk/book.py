"""The mechanical book: ten thousand dollars that follow the house view to the letter, and who earned what.

It trades by rule at the quotes the traders get, with the same fees, and it moves no price. What a trader
makes beyond it is the orchestration gap: what reading the desk and then doing something else was worth.

The arithmetic of credit is exact. The wanted holding is kappa times the house view, and the house view is the
mean of w c s, so analyst a wants N_a = kappa w_a c_a s_a / sum(w c), and the N_a add up. Over a stretch with
return R the analyst earned N_a R; what the book held beyond or short of what was wanted is the constraint's
part; what trading took is the cost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from show.events import Quote
from show.events.desk import AssetView, HouseSettled, HouseTraded
from show.ledger import LOTS_PER_UNIT, Account, worth
from show.words import Asset

MOST_SHARE = 0.8
"""The largest share of the book's money that one asset may ask for."""
BAND = 0.15
"""Nothing is traded for a smaller change than this share of the book's money."""
LEAST_RISK, MOST_RISK = 0.1, 1.0
LEAST_SCALE, MOST_SCALE = 0.25, 2.0
FINE = 1000
"""Credit is told in thousandths of a cent, so that rounding loses nothing that anybody could see."""


def wanted_share(direction: float, risk: float, disagreement: float, scale: float) -> float:
    """Return the share of the book's money to hold in an asset, signed, in [-0.8, 0.8].

    N_max * H_D * g * (1 - D) * scale with g = clip((1 + H_R) / 2, 0.1, 1). `scale` is usual over present
    volatility, cut to [0.25, 2].
    """
    nerve = min(MOST_RISK, max(LEAST_RISK, 0.5 * (1.0 + risk)))
    calm = min(MOST_SCALE, max(LEAST_SCALE, scale))
    share = MOST_SHARE * direction * nerve * (1.0 - disagreement) * calm
    return min(MOST_SHARE, max(-MOST_SHARE, share))


def divided(shares: Mapping[str, float], house: float, wanted: float, seats: Sequence[str]) -> list[float]:
    """Return each seat's part of `wanted`, given its part of the house view. They add up to `wanted`.

    Where the house view is zero nobody wants anything, even if two parts cancel: the parts are then those of
    kappa at the limit, which is `wanted / house`, and kappa is zero as `wanted` is.
    """
    kappa = wanted / house if abs(house) > 1e-12 else 0.0
    return [kappa * shares.get(seat, 0.0) for seat in seats]


@dataclass(slots=True)
class Stretch:
    """One asset's part of the stretch that is running: mid and lots at its start, and who wanted what."""

    mid: int = 0
    lots: int = 0
    wanted: list[int] = field(default_factory=list)
    """In thousandths of a cent, in the order of the seats."""


@dataclass(slots=True)
class Book:
    """The mechanical account and the stretch since it last traded. Credit in thousandths of a cent."""

    account: Account = field(default_factory=Account)
    stretches: dict[Asset, Stretch] = field(default_factory=dict)
    cost: int = 0
    """What trading at the start of this stretch took, in thousandths of a cent."""
    earned: dict[str, int] = field(default_factory=dict)
    constraint: int = 0
    costs: int = 0
    gained: int = 0

    def trade(self, event: HouseTraded, quote: Quote) -> None:
        """Fold a trade of the book. What it cost is measured at the mid: spread, fee and broken cents."""
        account, mid = self.account, quote.bid + quote.ask
        before = FINE * account.cash + _at_mid(account.lots(event.asset), mid)
        account.fill(event, 0)
        after = FINE * account.cash + _at_mid(account.lots(event.asset), mid)
        self.cost += before - after

    def settle(self, event: HouseSettled, seats: Sequence[str]) -> None:
        """Fold what the last stretch brought."""
        for seat, amount in zip(seats, event.earned, strict=True):
            self.earned[seat] = self.earned.get(seat, 0) + amount
        self.constraint += event.constraint
        self.costs += event.cost
        self.gained += event.gained
        self.cost, self.stretches = 0, {}

    def begin(self, asset: Asset, quote: Quote, wanted: Sequence[int]) -> None:
        """Fold the start of a stretch in one asset."""
        self.stretches[asset] = Stretch(quote.bid + quote.ask, self.account.lots(asset), list(wanted))


def _at_mid(lots: int, doubled_mid: int) -> int:
    """The value of lots at the mid in thousandths of a cent: exact, for a lot is a thousandth of a unit.

    Twice the mid is a whole number of cents; the half is rounded down, in thousandths of a cent.
    """
    return lots * doubled_mid * FINE // (2 * LOTS_PER_UNIT)


def value_at_mid(account: Account, quotes: Mapping[Asset, Quote]) -> int:
    """Return an account's value at the mids in thousandths of a cent."""
    return FINE * account.cash + sum(
        _at_mid(position.lots, quotes[asset].bid + quotes[asset].ask)
        for asset, position in account.positions.items()
    )


def settlement(book: Book, quotes: Mapping[Asset, Quote], seats: Sequence[str], tick: int) -> HouseSettled:
    """Return what the stretch since the last trades brought, credited to the last thousandth of a cent."""
    credit = [0.0] * len(seats)
    moved = 0
    for asset, stretch in book.stretches.items():
        mid = quotes[asset].bid + quotes[asset].ask
        change = (mid - stretch.mid) / stretch.mid
        moved += _at_mid(stretch.lots, mid) - _at_mid(stretch.lots, stretch.mid)
        for seat, amount in enumerate(stretch.wanted):
            if amount:
                credit[seat] += amount * change
    earned = tuple(round(amount) for amount in credit)
    return HouseSettled(
        tick=tick, earned=earned, constraint=moved - sum(earned), cost=book.cost, gained=moved - book.cost
    )


def trades(
    book: Book, views: Sequence[AssetView], quotes: Mapping[Asset, Quote], fee_bps: int
) -> list[HouseTraded]:
    """Return the trades that bring the book to what the house wants, where the change is worth its cost.

    A view that finds trading dear now (execution below zero) makes the band wider.
    """
    money = max(0, book.account.value(quotes))
    made = []
    for view in views:
        quote, held = quotes[view.asset], book.account.lots(view.asset)
        mid = (quote.bid + quote.ask) / 2
        target = int(view.wanted * money * LOTS_PER_UNIT / mid)
        band = BAND * money * LOTS_PER_UNIT / mid * 2.0 ** (-view.execution)
        closes = target == 0 and held != 0
        if target != held and (closes or abs(target - held) > band):
            made.append(_trade(view.asset, target - held, quote, fee_bps))
    return made


def _trade(asset: Asset, lots: int, quote: Quote, fee_bps: int) -> HouseTraded:
    price = quote.ask if lots > 0 else quote.bid
    notional = abs(worth(-lots, price))
    fee = max(1, -(-notional * fee_bps // 10_000))
    return HouseTraded(asset=asset, lots=lots, price=price, notional=notional, fee=fee)


def wishes(view: AssetView, money: int) -> list[int]:
    """Return what each seat wants of an asset, in thousandths of a cent."""
    return [share * FINE * money // 1_000_000 for share in view.shares]
