"""The sheet: everything but transcript and picture, as the page shows it, in words that need no more work.

The page puts these texts on screen as text. Numbers beside them are for bars and curves only.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bot.desk.deskview import desk_sheet
from bot.drawing.faces import address
from bot.health import health
from bot.meter import meter
from bot.phrases import change_pct, clock, holdings, name, on_air, units, viewer_name
from bot.transcript.line import Line
from show.audience.chaos import ChaosRules
from show.cast import persona
from show.market.candles import GRAINS, candles
from show.money import dollars, round_dollars, signed_pct
from show.state import State
from show.words import ASSETS, ROOMS, Asset, TraderId, ticks_left

Sheet = dict[str, Any]
"""JSON: strings, numbers, lists and objects of them."""

CURVE = 32
CANDLES = 12
"""So many of each grain, the newest, which may still be open."""


def sheet(state: State, chaos: ChaosRules, alt: str) -> Sheet:
    """Return the page's figures for a state. `alt` describes the picture in words."""
    return {
        "type": "sheet",
        "air": on_air(state),
        "where": _where(state),
        "mind": health(state).sentence(),
        "traders": [_trader(state, number, place.who) for number, place in enumerate(state.standings(), 1)],
        "prices": [_price(state, asset) for asset in ASSETS if asset in state.board.quotes],
        "rooms": [{"room": room, "present": list(state.office.present(room))} for room in ROOMS],
        "chaos": _chaos(state, chaos),
        "vote": None if state.programme.panicked else _vote(state),
        "desk": desk_sheet(state),
        "alt": alt,
    }


def _where(state: State) -> str:
    programme = state.programme
    return f"season {programme.season}, episode {programme.episode}, tick {state.tick}, {clock(state)}"


def _trader(state: State, number: int, who: TraderId) -> Sheet:
    trader, equity = state.cast[who], state.equity(who)
    start = state.books.accounts[who].start
    gain = change_pct(equity, start)
    return {
        "who": who,
        "rank": number,
        "name": name(who),
        "role": persona(who).role,
        "equity": round_dollars(equity),
        "gain": signed_pct(gain),
        "up": _sign(gain),
        "holds": holdings(state, who),
        "positions": _positions(state, who),
        "status": "" if trader.status == "trading" else trader.status,
        "mood": trader.mood,
        "face": address(who, "intern" if trader.status == "intern" else "own", trader.mood),
        "canned": trader.last_canned,
        "curve": trader.history[-CURVE:],
        "start": start,
    }


def _positions(state: State, who: TraderId) -> list[str]:
    account = state.books.accounts[who]
    lines = []
    for asset, position in account.positions.items():
        side = "short" if position.lots < 0 else "long"
        profit = position.profit(state.board.quotes[asset])
        lines.append(f"{side} {units(position.lots)} {asset}, {'+' if profit > 0 else ''}{dollars(profit)}")
    return [*lines, f"cash {dollars(account.cash)}"]


def _sign(value: float) -> int:
    return 1 if value > 0.05 else -1 if value < -0.05 else 0


def _price(state: State, asset: Asset) -> Sheet:
    change = state.board.change_pct(asset)
    return {
        "asset": asset,
        "price": dollars(state.board.quotes[asset].mid),
        "change": signed_pct(change),
        "up": _sign(change),
        "curve": state.board.trail[asset][-CURVE:],
        "candles": {grain: _candles(state, asset, bars) for grain, bars in GRAINS.items()},
    }


def _candles(state: State, asset: Asset, bars: int) -> list[list[int]]:
    """The newest candles as open, high, low and close in cents."""
    tape = state.board.tape(asset)
    made = candles(tape.since((tape.end - 1) // bars * bars - (CANDLES - 1) * bars), bars)
    figures = np.stack((made.open, made.high, made.low, made.close), axis=1)
    rows: list[list[int]] = figures.astype(np.int64).tolist()
    return rows


def _chaos(state: State, rules: ChaosRules) -> Sheet:
    now = meter(state, rules)
    striking = None if state.programme.panicked else state.board.chaos
    return {
        "mode": now.mode,
        "says": now.sentence(),
        "backers": now.backers,
        "needed": now.needed,
        "headline": striking.headline if striking else "",
        "owner": viewer_name(striking.owner) if striking else "",
    }


def _vote(state: State) -> Sheet | None:
    ballot = state.crowd.ballot
    if ballot is None:
        return None
    counts = ballot.counts()
    return {
        "number": ballot.number,
        "question": ballot.question,
        "left": ticks_left(ballot.closes - state.tick),
        "options": [{"label": option.label, "votes": counts[option.key]} for option in ballot.options],
    }


def line_of(line: Line) -> Sheet:
    """Return a line of the transcript for the page."""
    return {
        "seq": line.seq,
        "tick": line.tick,
        "kind": line.kind,
        "text": line.text,
        "more": list(line.more),
        "who": line.who or "",
        "name": name(line.who) if line.who else "",
        "room": line.room or "",
        "canned": line.canned,
    }
