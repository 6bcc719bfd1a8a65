"""Money in words: fills, orders that a rule touched, margin calls, bankruptcy and the way back."""

from __future__ import annotations

from bot.phrases import units
from bot.transcript.line import Told
from show.events import (
    LoanGranted,
    MarginCalled,
    MarginMet,
    OrderBlocked,
    OrderClipped,
    OrderFilled,
    TraderBankrupted,
)
from show.money import dollars
from show.spotlight import verb
from show.state import State


def order_filled(event: OrderFilled, state: State) -> Told:
    """Say the fill: what was done, how much, at what price."""
    after = state.books.accounts[event.trader].lots(event.asset)
    text = (
        f"{verb(after - event.lots, after)} {units(event.lots)} {event.asset} "
        f"at {dollars(event.price)} for {dollars(event.notional)}"
    )
    forced = "" if event.reason == "decision" else f" ({event.reason})"
    return Told("trade", f"{text}{forced}.", event.trader, state.office.room_of(event.trader))


def order_clipped(event: OrderClipped, state: State) -> Told:
    """Say the rule's sentence."""
    return _ruled(event, "cut", state)


def order_blocked(event: OrderBlocked, state: State) -> Told:
    """Say the rule's sentence."""
    return _ruled(event, "refused", state)


def _ruled(event: OrderClipped | OrderBlocked, how: str, state: State) -> Told:
    text = f"has an order {how}: {event.sentence}"
    return Told("trade", text, event.trader, state.office.room_of(event.trader))


def margin_called(event: MarginCalled, state: State) -> Told:
    """Say what is owed and until when."""
    text = (
        f"gets a MARGIN CALL: {dollars(event.equity)} carry {dollars(event.exposure)}. "
        f"Positions are cut at the end of tick {event.due} unless that changes."
    )
    return Told("margin", text, event.trader, state.office.room_of(event.trader))


def margin_met(event: MarginMet, state: State) -> Told:
    """Say how the call ended."""
    how = "by a forced sale" if event.forced else "in time"
    text = f"is out of the margin call, {how}."
    return Told("margin", text, event.trader, state.office.room_of(event.trader))


def trader_bankrupted(event: TraderBankrupted, state: State) -> Told:
    """Say that a trader is broke, and when they are back."""
    debt = f" The house writes off {dollars(event.shortfall)}." if event.shortfall else ""
    text = (
        f"is BANKRUPT with {dollars(event.equity)}.{debt} Makes coffee as an intern until tick {event.until}."
    )
    return Told("margin", text, event.trader, state.office.room_of(event.trader))


def loan_granted(event: LoanGranted, state: State) -> Told:
    """Say that a trader is back on borrowed money."""
    text = f"is back at the desk with a loan of {dollars(event.amount)} from the house."
    return Told("margin", text, event.trader, state.office.room_of(event.trader))
