"""The board that the terminal prints after each tick: who is winning, and what things cost."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from bot.phrases import change_pct, holdings, name
from bot.terminal.look import GREY, NAME_WIDTH, TRADER_COLOURS
from bot.terminal.tags import ROOM_TAGS, TAG_WIDTH
from show.facts import Standing
from show.money import dollars, round_dollars, signed_pct
from show.state import State
from show.words import ASSETS, Asset

SPARKS = "▁▂▃▄▅▆▇█"
SPARK_WIDTH = 16
NARROW_SPARK_WIDTH = 8
WIDE = 112
"""From this many columns on, prices stand beside the leaderboard, not under it."""
WIDEST = 132
"""From this many columns on there is room for the longer sparklines."""

UP, DOWN = "#66c352", "#ec5258"


def sparkline(values: Sequence[int], width: int = SPARK_WIDTH) -> str:
    """Return the last values as a row of bars between the lowest and the highest of them."""
    last = values[-width:]
    if not last:
        return ""
    low, high = min(last), max(last)
    if low == high:
        return SPARKS[3] * len(last)
    return "".join(SPARKS[(value - low) * (len(SPARKS) - 1) // (high - low)] for value in last)


def board(state: State, width: int) -> Table:
    """Return leaderboard and prices, side by side where there is room."""
    sparks = SPARK_WIDTH if width >= WIDEST else NARROW_SPARK_WIDTH
    grid = Table.grid(padding=(0, 3), expand=False)
    if width >= WIDE:
        grid.add_row(_leaders(state, sparks), _prices(state, sparks))
    else:
        grid.add_row(_leaders(state, sparks))
        grid.add_row(_price_row(state))
    return grid


def _leaders(state: State, sparks: int) -> Table:
    table = Table.grid(padding=(0, 1))
    for width in (1, NAME_WIDTH, 8, 7, sparks, TAG_WIDTH):
        table.add_column(width=width, no_wrap=True)
    table.add_column(overflow="fold")
    for number, place in enumerate(state.standings(), 1):
        table.add_row(*_leader(state, number, place, sparks))
    return table


def _leader(state: State, number: int, place: Standing, sparks: int) -> list[Text]:
    trader = state.cast[place.who]
    gain = change_pct(place.equity, state.books.accounts[place.who].start)
    status = "" if trader.status == "trading" else f" {trader.status.upper()}"
    return [
        Text(str(number), style=GREY),
        Text(name(place.who), style=f"bold {TRADER_COLOURS[place.who]}"),
        Text(f"{round_dollars(place.equity):>8}", style="bold"),
        Text(f"{signed_pct(gain):>7}", style=_direction(gain)),
        Text(sparkline(trader.history, sparks), style=TRADER_COLOURS[place.who]),
        Text(ROOM_TAGS[state.office.room_of(place.who)], style=GREY),
        Text(holdings(state, place.who)).append(status, style="bold #f8b537"),
    ]


def _direction(change: float) -> str:
    return UP if change > 0.05 else DOWN if change < -0.05 else GREY


def _prices(state: State, sparks: int) -> Table:
    table = Table.grid(padding=(0, 1))
    for asset in ASSETS:
        if asset in state.board.quotes:
            price, change = _price(state, asset)
            table.add_row(
                Text(f"{asset:<6}"), Text(f"{price.plain:>9}", style="bold"), change,
                Text(sparkline(state.board.trail[asset], sparks), style=GREY),
            )  # fmt: skip
    return table


def _price_row(state: State) -> Text:
    text = Text()
    for asset in ASSETS:
        if asset in state.board.quotes:
            price, change = _price(state, asset)
            text.append(f"{asset} ", style=GREY).append(price).append(" ").append(change).append("   ")
    return text


def _price(state: State, asset: Asset) -> tuple[Text, Text]:
    change = state.board.change_pct(asset)
    price = Text(dollars(state.board.quotes[asset].mid), style="bold")
    return price, Text(f"{signed_pct(change):>6}", style=_direction(change))
