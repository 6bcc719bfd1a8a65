"""The books: exact double entry in integer cents and lots. Every posting has an opposite one.

Three written rules:

- Rounding: `lots` handed over at `price` are worth `lots * price / 1000` cents, rounded down for the trader:
  a buyer pays the broken cent, a seller forgoes it.
- Marks: a long is worth what the bid pays, a short costs what the ask takes. That is the one rule for the
  leaderboard, for order sizes and for margin; closing at once gives this value, less the exchange's fee.
- Loans: the account's value counts borrowed money, because the trader trades with it; equity, and so the
  leaderboard, is net of loans.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from show.events import Event, HouseTraded, LoanGranted, OrderFilled, Quote, SeasonOpened, TraderBankrupted
from show.words import ASSETS, TRADERS, Asset, TraderId

LOTS_PER_UNIT = 1000


def worth(lots: int, price: int) -> int:
    """Return the cents a trader gets for handing over `lots` (negative: pays to take them) at `price`."""
    return lots * price // LOTS_PER_UNIT


def mark(lots: int, quote: Quote) -> int:
    """Return the price at which a position counts: the bid for a long, the ask for a short."""
    return quote.bid if lots >= 0 else quote.ask


@dataclass(slots=True)
class Position:
    """An open position. `lots` is signed, `cost` is what it cost in cents (negative: a short's proceeds)."""

    lots: int = 0
    cost: int = 0
    opened: float = 0.0
    """The tick of entry, averaged over the lots that are still open."""

    def add(self, lots: int, cash: int, tick: int) -> None:
        """Open or enlarge by `lots`, which moved `cash` cents."""
        self.opened = (self.opened * self.lots + tick * lots) / (self.lots + lots)
        self.lots += lots
        self.cost -= cash

    def release(self, lots: int) -> int:
        """Close part of it and return the part of the cost that goes with it.

        `lots` is signed like the position and no larger.
        """
        share = self.cost * lots // self.lots
        self.lots -= lots
        self.cost -= share
        return share

    def value(self, quote: Quote) -> int:
        """Return what closing now would bring, in cents, before the fee; negative for a short."""
        return worth(self.lots, mark(self.lots, quote))

    def profit(self, quote: Quote) -> int:
        """Return the unrealised profit in cents, before the fee of closing."""
        return self.value(quote) - self.cost

    def held(self, tick: int) -> int:
        """Return how many ticks the average lot has been held."""
        return max(0, tick - round(self.opened))


@dataclass(slots=True)
class Account:
    """One trader's side of the books, in cents.

    Always: cash + cost of positions = start + realised - fees + loan + forgiven.
    """

    start: int = 0
    cash: int = 0
    realised: int = 0
    """Profit of closed trades before fees."""
    fees: int = 0
    loan: int = 0
    """What the trader owes the house."""
    forgiven: int = 0
    """Shortfalls that the house wrote off."""
    positions: dict[Asset, Position] = field(default_factory=dict)
    """Open positions only."""
    fills: int = 0

    def copy(self) -> Account:
        """Return an account to try things on."""
        positions = {asset: replace(position) for asset, position in self.positions.items()}
        return replace(self, positions=positions)

    def lots(self, asset: Asset) -> int:
        """Return the signed lots held of an asset."""
        position = self.positions.get(asset)
        return 0 if position is None else position.lots

    def value(self, quotes: Mapping[Asset, Quote]) -> int:
        """Return cash and positions at their marks: what the trader has to trade with."""
        value = self.cash
        for asset, position in self.positions.items():
            value += position.value(quotes[asset])
        return value

    def exposure(self, quotes: Mapping[Asset, Quote]) -> int:
        """Return the sum of all positions' sizes at their marks, longs and shorts alike."""
        return sum(abs(position.value(quotes[asset])) for asset, position in self.positions.items())

    def fill(self, event: OrderFilled | HouseTraded, tick: int) -> int:
        """Post a fill and return the change of cash before the fee."""
        cash = worth(-event.lots, event.price)
        self.cash += cash - event.fee
        self.fees += event.fee
        self.fills += 1
        position = self.positions.setdefault(event.asset, Position())
        closing = closing_part(position.lots, event.lots)
        opening = event.lots - closing
        closed = worth(-closing, event.price) if opening else cash
        if closing:
            self.realised += closed - position.release(-closing)
        if opening:
            position.add(opening, cash - closed, tick)
        if not position.lots:
            del self.positions[event.asset]
        return cash


def closing_part(held: int, lots: int) -> int:
    """Return the part of an order that closes what is held, signed like the order."""
    if held * lots >= 0:
        return 0
    return lots if abs(lots) <= abs(held) else -held


@dataclass(slots=True)
class Dealer:
    """The other side of every fill."""

    cash: int = 0
    lots: dict[Asset, int] = field(default_factory=lambda: dict.fromkeys(ASSETS, 0))


@dataclass(slots=True)
class House:
    """Who pays for the show. Each figure is a posting account: what went out is negative."""

    capital: int = 0
    lent: int = 0
    written_off: int = 0


@dataclass(slots=True)
class Books:
    """All accounts of a season."""

    accounts: dict[TraderId, Account] = field(default_factory=lambda: {who: Account() for who in TRADERS})
    dealer: Dealer = field(default_factory=Dealer)
    exchange: int = 0
    """The fees the exchange took."""
    house: House = field(default_factory=House)

    def apply(self, event: Event, tick: int) -> None:
        """Fold an event; those without money change nothing."""
        match event:
            case OrderFilled():
                self._fill(event, tick)
            case SeasonOpened():
                self._open(event)
            case LoanGranted():
                self._lend(event)
            case TraderBankrupted():
                self._forgive(event)
            case _:
                pass

    def value(self, trader: TraderId, quotes: Mapping[Asset, Quote]) -> int:
        """Return cash and positions at their marks in cents, borrowed money included."""
        return self.accounts[trader].value(quotes)

    def equity(self, trader: TraderId, quotes: Mapping[Asset, Quote]) -> int:
        """Return what counts on the leaderboard: the account's value net of loans, in cents."""
        account = self.accounts[trader]
        return account.value(quotes) - account.loan

    def exposure(self, trader: TraderId, quotes: Mapping[Asset, Quote]) -> int:
        """Return the sum of all positions' sizes at their marks, in cents."""
        return self.accounts[trader].exposure(quotes)

    def imbalance(self) -> dict[str, int]:
        """Return what does not add up, by name; an empty dict says that all cents and lots do."""
        accounts = self.accounts.values()
        house = self.house
        sums = {
            "cash": sum(account.cash for account in accounts)
            + self.dealer.cash + self.exchange + house.capital + house.lent + house.written_off,
            "fees": sum(account.fees for account in accounts) - self.exchange,
            "loans": sum(account.loan for account in accounts) + house.lent,
            "write-offs": sum(account.forgiven for account in accounts) + house.written_off,
        }  # fmt: skip
        for asset in ASSETS:
            sums[asset] = self.dealer.lots[asset] + sum(account.lots(asset) for account in accounts)
        for who, account in self.accounts.items():
            sums[who] = (
                account.cash + sum(position.cost for position in account.positions.values())
                - account.start - account.realised + account.fees - account.loan - account.forgiven
            )  # fmt: skip
        return {name: rest for name, rest in sums.items() if rest}

    def balanced(self) -> bool:
        """Return whether every cent and every lot has its opposite posting."""
        return not self.imbalance()

    def _fill(self, event: OrderFilled, tick: int) -> None:
        cash = self.accounts[event.trader].fill(event, tick)
        self.dealer.cash -= cash
        self.dealer.lots[event.asset] -= event.lots
        self.exchange += event.fee

    def _open(self, event: SeasonOpened) -> None:
        for account in self.accounts.values():
            account.start = account.cash = event.start
        self.house.capital = -event.start * len(self.accounts)

    def _lend(self, event: LoanGranted) -> None:
        account = self.accounts[event.trader]
        account.cash += event.amount
        account.loan += event.amount
        self.house.lent -= event.amount

    def _forgive(self, event: TraderBankrupted) -> None:
        account = self.accounts[event.trader]
        account.cash += event.shortfall
        account.forgiven += event.shortfall
        self.house.written_off -= event.shortfall
