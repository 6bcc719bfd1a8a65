"""The shadow tracker: what the orders that our own rules stopped would have made.

Each blocked order, and the part cut off a clipped one, is followed as a phantom: filled at the quote of the
moment with the exchange's fee, closed at a later quote with a second fee. A phantom moves no money and
nobody's weight. One phantom at a time for each trader, asset, side and rule; a repeat only says that the
order is still wanted, so that one idea is not counted every tick.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import numpy as np

from show.events import OrderBlocked, OrderClipped, OrderFilled, Quote
from show.events.desk import PhantomClosed, PhantomOpened
from show.ledger import worth
from show.words import Asset, TraderId

HOLD_TICKS = 24
"""A phantom is held for half an episode, unless its trader goes the other way before."""
KEPT = 200
"""So many closed phantoms of each rule are remembered."""
LEAST_CALLS = 20
RESAMPLES = 1000

Value = Literal["protective", "costly", "not proven"]


@dataclass(slots=True)
class Phantom:
    """A stopped order, followed as if it had been filled. Lots are signed, money is cents."""

    number: int
    trader: TraderId
    asset: Asset
    check: str
    lots: int
    price: int
    fee: int
    since: int
    last_seen: int

    def notional(self) -> int:
        """Return what the order would have moved."""
        return abs(worth(-self.lots, self.price))

    def profit(self, quote: Quote, fee: int) -> int:
        """Return what closing at a quote leaves, both fees paid."""
        price = quote.bid if self.lots > 0 else quote.ask
        return worth(-self.lots, self.price) + worth(self.lots, price) - self.fee - fee


@dataclass(slots=True)
class Stopped:
    """What one rule stopped: profits in cents and in basis points of each closed phantom, the newest."""

    count: int = 0
    total: int = 0
    wins: int = 0
    profits: list[int] = field(default_factory=list)
    points: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Shadow:
    """All phantoms of the show, open and closed. The verdicts outlive a season."""

    opened: int = 0
    open: list[Phantom] = field(default_factory=list)
    stopped: dict[str, Stopped] = field(default_factory=dict)

    def refused(self, event: OrderBlocked | OrderClipped, tick: int) -> None:
        """Note that an order is wanted still."""
        for phantom in self.open:
            if same_idea(phantom, event):
                phantom.last_seen = tick

    def begin(self, event: PhantomOpened, tick: int) -> None:
        """Fold the start of a phantom."""
        self.opened = event.phantom
        self.open.append(
            Phantom(
                event.phantom, event.trader, event.asset, event.check, event.lots, event.price, event.fee,
                tick, tick,
            )
        )  # fmt: skip

    def end(self, event: PhantomClosed) -> None:
        """Fold the end of a phantom."""
        phantom = next(one for one in self.open if one.number == event.phantom)
        self.open.remove(phantom)
        stopped = self.stopped.setdefault(phantom.check, Stopped())
        stopped.count += 1
        stopped.total += event.profit
        stopped.wins += event.profit > 0
        stopped.profits = [*stopped.profits, event.profit][-KEPT:]
        points = round(10_000 * event.profit / max(1, phantom.notional()))
        stopped.points = [*stopped.points, points][-KEPT:]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule is worth. Money in cents; `value` is positive where the rule protected its trader.

    `low` and `high` bound `value` per phantom with 95 % confidence.
    """

    check: str
    count: int
    mean_bps: float
    hit_rate: float
    value: int
    low: float
    high: float
    verdict: Value


def same_idea(phantom: Phantom, event: OrderBlocked | OrderClipped) -> bool:
    """Return whether a refusal is of what the phantom stands for already."""
    return (
        phantom.trader == event.trader
        and phantom.asset == event.asset
        and phantom.check == event.check
        and (phantom.lots > 0) == (event.lots > 0)
    )


def opening(
    shadow: Shadow, event: OrderBlocked | OrderClipped, quotes: Mapping[Asset, Quote], fee_bps: int
) -> PhantomOpened | None:
    """Return the phantom of a refusal, or None: nothing was stopped, or it is followed already."""
    quote = quotes.get(event.asset)
    if quote is None or not event.lots or any(same_idea(phantom, event) for phantom in shadow.open):
        return None
    price = quote.ask if event.lots > 0 else quote.bid
    return PhantomOpened(
        phantom=shadow.opened + 1,
        trader=event.trader,
        asset=event.asset,
        check=event.check,
        lots=event.lots,
        price=price,
        fee=fee(event.lots, price, fee_bps),
    )


def fee(lots: int, price: int, fee_bps: int) -> int:
    """Return the exchange's fee on an order, in cents: its share rounded up, at least one cent."""
    return max(1, -(-abs(worth(-lots, price)) * fee_bps // 10_000))


def endings(
    shadow: Shadow,
    quotes: Mapping[Asset, Quote],
    fee_bps: int,
    tick: int,
    fills: Sequence[OrderFilled] = (),
    *,
    season_over: bool = False,
) -> list[PhantomClosed]:
    """Return the phantoms that end now: at the end of their time, or of the season, or because the trader
    bought what the phantom sold, or sold what it bought."""
    ended = []
    for phantom in shadow.open:
        reason: Literal["time", "opposite", "season"] | None = None
        if season_over:
            reason = "season"
        elif any(_opposes(fill, phantom) for fill in fills):
            reason = "opposite"
        elif tick - phantom.since >= HOLD_TICKS:
            reason = "time"
        if reason is not None and phantom.asset in quotes:
            ended.append(_closed(phantom, quotes[phantom.asset], fee_bps, reason))
    return ended


def follow(
    shadow: Shadow,
    event: OrderFilled | OrderBlocked | OrderClipped,
    quotes: Mapping[Asset, Quote],
    fee_bps: int,
    tick: int,
) -> list[PhantomOpened | PhantomClosed]:
    """Return what an order does to the phantoms: a refusal may open one, a fill may end some."""
    if isinstance(event, OrderFilled):
        return [*endings(shadow, quotes, fee_bps, tick, [event])]
    begun = opening(shadow, event, quotes, fee_bps)
    return [] if begun is None else [begun]


def _opposes(fill: OrderFilled, phantom: Phantom) -> bool:
    same = fill.trader == phantom.trader and fill.asset == phantom.asset
    return same and fill.reason == "decision" and (fill.lots > 0) != (phantom.lots > 0)


def _closed(
    phantom: Phantom, quote: Quote, fee_bps: int, reason: Literal["time", "opposite", "season"]
) -> PhantomClosed:
    price = quote.bid if phantom.lots > 0 else quote.ask
    cost = fee(phantom.lots, price, fee_bps)
    profit = phantom.profit(quote, cost)
    return PhantomClosed(phantom=phantom.number, price=price, fee=cost, profit=profit, reason=reason)


def verdicts(shadow: Shadow) -> list[Verdict]:
    """Return what each rule is worth by now, the most often used first."""
    found = [verdict(check, stopped) for check, stopped in shadow.stopped.items()]
    return sorted(found, key=lambda one: (-one.count, one.check))


def verdict(check: str, stopped: Stopped) -> Verdict:
    """Return what a rule is worth: minus what the orders it stopped would have made.

    The interval is the bootstrap's (percentiles of 1,000 resampled means, fixed dice). A verdict needs twenty
    closed phantoms and an interval without zero.
    """
    low, high = interval([-profit for profit in stopped.profits])
    proven = stopped.count >= LEAST_CALLS and (low > 0.0 or high < 0.0)
    word: Value = "not proven" if not proven else "protective" if low > 0.0 else "costly"
    count = max(1, len(stopped.points))
    return Verdict(
        check, stopped.count, sum(stopped.points) / count, stopped.wins / max(1, stopped.count),
        -stopped.total, low, high, word,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _mean_interval(values: tuple[float, ...], resamples: int) -> tuple[float, float]:
    dice = np.random.default_rng(95)
    drawn = np.asarray(values)[dice.integers(0, len(values), (resamples, len(values)))]
    low, high = np.quantile(drawn.mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def interval(values: Sequence[float], resamples: int = RESAMPLES) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of the mean, from fixed dice; all numbers if empty."""
    if not values:
        return float("-inf"), float("inf")
    return _mean_interval(tuple(values), resamples)
