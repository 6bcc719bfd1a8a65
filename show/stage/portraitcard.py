"""A trader's card: the face with its mood, the money, what they hold, and the last thing they said."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from show.cast import persona
from show.money import round_dollars, signed_pct
from show.stage import fonts
from show.stage.busts import bust_of
from show.stage.canvas import Box, Canvas
from show.stage.figures import equity, signed
from show.stage.palette import number
from show.stage.people import accent
from show.stage.scene import TraderView
from show.stage.screens import CHALK, rise_colour
from show.stage.sparks import spark
from show.stage.stamps import enlarged, stamp
from show.stage.view import scene
from show.state import State
from show.words import ASSETS, Asset, TraderId

WIDTH, HEIGHT = 320, 180
LEFT = 134
"""Where the column of figures begins."""

CARDS_KEPT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An open position: long or short, what closing it would bring, and the profit in it. Cents."""

    asset: Asset
    short: bool
    value: int
    profit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """What a card shows of one trader. `cash` in cents; `quote` is empty if nothing was said yet."""

    view: TraderView
    role: str
    cash: int
    loan: int = 0
    holdings: tuple[Holding, ...] = ()
    quote: str = ""


def sitting(state: State, who: TraderId) -> Portrait:
    """Return what the card of a trader shows in a state."""
    account, trader = state.books.accounts[who], state.cast[who]
    return Portrait(
        view=next(view for view in scene(state).traders if view.id == who),
        role=persona(who).role,
        cash=account.cash,
        loan=account.loan,
        holdings=tuple(
            Holding(
                asset=asset,
                short=account.lots(asset) < 0,
                value=abs(account.positions[asset].value(state.board.quotes[asset])),
                profit=account.positions[asset].profit(state.board.quotes[asset]),
            )
            for asset in ASSETS
            if asset in account.positions
        ),
        quote=trader.lines[0] if trader.lines else "",
    )


@lru_cache(maxsize=CARDS_KEPT)
def card(shown: Portrait) -> Canvas:
    """Return the card, 320 by 180, in the frame's palette."""
    canvas = Canvas(WIDTH, HEIGHT, number("night"))
    _face(canvas, shown.view)
    _name(canvas, shown)
    _money(canvas, shown)
    _holdings(canvas, shown)
    _quote(canvas, shown)
    canvas.fill(Box(0, 0, 4, HEIGHT), accent(shown.view.id))
    return canvas


def _face(canvas: Canvas, view: TraderView) -> None:
    window = Box(14, 12, 108, 110)
    canvas.fill(window, number("steel"))
    for row in range(window.height):
        for start in range(-window.height, window.width, 18):
            left, right = max(0, start + row), min(window.width, start + row + 7)
            if right > left:
                canvas.fill(Box(window.x + left, window.y + row, right - left, 1), number("slate"))
    art = enlarged(bust_of(view), 2)
    canvas.press(art, window.x + (window.width - art.width) // 2, window.bottom - art.height)
    canvas.frame(window, number("ink"))
    canvas.frame(window.grown(1), accent(view.id))


def _name(canvas: Canvas, shown: Portrait) -> None:
    view, room = shown.view, WIDTH - LEFT - 10
    rank = enlarged(fonts.line("tiny", f"#{view.rank}", number("gold" if view.rank == 1 else "fog")), 2)
    canvas.press(rank, WIDTH - 10 - rank.width, 14)
    feeling = "margin" if view.status == "margin call" else "canned" if view.canned else view.mood
    left = room - rank.width - 6
    if feeling != "calm":
        large = enlarged(stamp("emotes", feeling), 2)
        left -= large.width + 6
        canvas.press(large, LEFT + left + 6, 9)
    name = fonts.shorten("talk", view.name, left // 2)
    canvas.press(enlarged(fonts.line("talk", name, number("white")), 2), LEFT, 12)
    state = {"margin call": "MARGIN CALL", "intern": "BROKE, MAKES COFFEE", "trading": ""}[view.status]
    role = fonts.shorten("tiny", state or shown.role, room)
    canvas.press(fonts.line("tiny", role, number("coral") if state else accent(view.id)), LEFT, 32)


def _money(canvas: Canvas, shown: Portrait) -> None:
    view = shown.view
    change = fonts.line("tiny", signed(view.change_pct), number(rise_colour(view.change_pct)))
    room = (WIDTH - 10 - LEFT - change.width - 6) // 2
    money = equity(view.equity, room)
    art = enlarged(fonts.line("tiny", money, number("white" if view.equity >= 0 else "coral")), 2)
    canvas.press(art, LEFT, 43)
    canvas.press(change, LEFT + art.width + 6, 48)
    spark(canvas, view.history, Box(LEFT, 58, WIDTH - 10 - LEFT, 20))


def _holdings(canvas: Canvas, shown: Portrait) -> None:
    rows: list[tuple[str, str, int, int | None]] = [("Cash", "fog", shown.cash, None)]
    if shown.loan:
        rows.append(("Owes", "coral", -shown.loan, None))
    for held in shown.holdings[: len(ASSETS)]:
        name = f"{held.asset}, short" if held.short else held.asset
        rows.append((name, CHALK[held.asset], held.value, held.profit))
    y = 83
    for name, colour, cents, profit in rows:
        canvas.press(fonts.line("tiny", name, number(colour)), LEFT, y)
        amount = fonts.line("tiny", equity(cents, 50), number("white" if cents >= 0 else "coral"))
        canvas.press(amount, LEFT + 118 - amount.width, y)
        if profit is not None:
            text = f"+{equity(profit, 46)}" if profit >= 0 else equity(profit, 50)
            gain = fonts.line("tiny", text, number("lime" if profit >= 0 else "coral"))
            canvas.press(gain, WIDTH - 10 - gain.width, y)
        y += 8


def _quote(canvas: Canvas, shown: Portrait) -> None:
    canvas.fill(Box(4, 130, WIDTH - 4, HEIGHT - 130), number("ink"))
    canvas.fill(Box(4, 130, WIDTH - 4, 1), accent(shown.view.id))
    text = f'"{shown.quote}"' if shown.quote else "Has not said a word yet."
    lines = fonts.balanced("talk", text, WIDTH - 40)
    pitch = fonts.pitch("talk") + 2
    y = 131 + (HEIGHT - 131 - len(lines) * pitch + 2) // 2
    for row in lines:
        art = fonts.line("talk", row, number("cream" if shown.quote else "steel"))
        canvas.press(art, (WIDTH + 4 - art.width) // 2, y)
        y += pitch


def alt_text(shown: Portrait) -> str:
    """Return the card in sentences."""
    view = shown.view
    held = [
        f"{round_dollars(one.value)} of {one.asset}{' short' if one.short else ''}" for one in shown.holdings
    ]
    parts = [
        f"{view.name}, {shown.role}: {view.mood}, {view.status}, number {view.rank} with"
        f" {round_dollars(view.equity)} ({signed_pct(view.change_pct)}).",
        f"Holds {round_dollars(shown.cash)} in cash" + (f", {', '.join(held)}." if held else "."),
        f"Owes the house {round_dollars(shown.loan)}." if shown.loan else "",
        f'Said last: "{shown.quote}"' if shown.quote else "",
    ]
    return " ".join(part for part in parts if part)
