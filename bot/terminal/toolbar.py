"""The two lines at the foot of the terminal: where we are, who leads, what things cost, what one can do."""

from __future__ import annotations

from bot.health import health
from bot.meter import Meter, meter
from bot.phrases import change_pct, clock, name, on_air
from bot.plain import one_line
from bot.terminal.look import LIGHT, TRADER_COLOURS
from show.audience.chaos import ChaosRules
from show.market.board import Board
from show.money import dollars, round_dollars, signed_pct
from show.state import State
from show.words import ASSETS, Asset, ticks_left

Fragment = tuple[str, str]
"""A style and a text, as prompt_toolkit takes them; the text is never read as markup."""

FULL, EMPTY = "■", "□"
CELLS = 6
NARROW = 112
"""Below this many columns prices get a row of their own."""
WORDY = 132
"""Below this many columns words become shorter."""

GAP = "  "


def toolbar(state: State | None, rules: ChaosRules, width: int) -> list[Fragment]:
    """Return the foot of the screen for a terminal of `width` columns."""
    if state is None or not state.board.quotes:
        return [("", " waiting for the opening bell")]
    narrow = width < NARROW
    first = [_place(state, width >= WORDY), _leader(state)]
    # How often the mind fails is never the part that there is no room for.
    last = [_mind(state), _chaos(meter(state, rules), narrow), *_vote(state, width >= WORDY)]
    rows = [first, _prices(state), last] if narrow else [[*first, *_prices(state)], last]
    fragments: list[Fragment] = []
    for row in rows:
        fragments += [*_fit(row, width), ("", "\n")]
    return fragments[:-1]


def _fit(parts: list[list[Fragment]], width: int) -> list[Fragment]:
    """As many parts as there is room for, in order; a part is shown whole or not at all."""
    fragments: list[Fragment] = [("", " ")]
    used = 1
    for part in parts:
        size = sum(len(text) for _, text in part)
        gap = GAP if used > 1 else ""
        if used + len(gap) + size > width:
            continue
        fragments += [("", gap), *part]
        used += len(gap) + size
    return fragments


def _place(state: State, wordy: bool) -> list[Fragment]:
    programme = state.programme
    air = on_air(state).upper()
    style = "bold #66c352" if air == "ON AIR" else "bold #f8b537"
    words = ("season ", "episode ") if wordy else ("S", "E")
    where = f" {words[0]}{programme.season} {words[1]}{programme.episode} tick {state.tick} {clock(state)}"
    return [(style, air), ("", where)]


def _leader(state: State) -> list[Fragment]:
    first = state.standings()[0]
    gain = change_pct(first.equity, state.books.accounts[first.who].start)
    return [
        (f"bold {TRADER_COLOURS[first.who]}", name(first.who)),
        ("", f" leads {round_dollars(first.equity)} {signed_pct(gain)}"),
    ]


def _prices(state: State) -> list[list[Fragment]]:
    board = state.board
    quoted = [asset for asset in ASSETS if asset in board.quotes]
    return [[("", f"{asset} {dollars(board.quotes[asset].mid)} {_moved(board, asset)}")] for asset in quoted]


def _moved(board: Board, asset: Asset) -> str:
    return signed_pct(board.change_pct(asset))


def _chaos(now: Meter, narrow: bool) -> list[Fragment]:
    if narrow or now.mode != "charging":
        style = "bold #ec5258" if now.mode == "striking" else ""
        return [("", "chaos "), (style, now.sentence())]
    full = min(CELLS, CELLS * now.backers // max(1, now.needed))
    return [
        ("", "chaos "),
        ("#ec5258", FULL * full),
        ("", EMPTY * (CELLS - full)),
        ("", f" {now.sentence()}"),
    ]


def _vote(state: State, wordy: bool) -> list[list[Fragment]]:
    ballot = state.crowd.ballot
    if ballot is None:
        return []
    left = ticks_left(ballot.closes - state.tick)
    short = f"!vote 1-{len(ballot.options)}, {left}"
    text = f"{one_line(ballot.question, 60)} {short}" if wordy else short
    return [[(f"bold {LIGHT}", "VOTE "), ("", text)]]


def _mind(state: State) -> list[Fragment]:
    return [("", health(state).sentence())]
