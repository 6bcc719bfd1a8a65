"""Trade cards: what was bought or refused, as a slip in the picture and as a card of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from show.money import round_dollars
from show.stage import fonts
from show.stage.alt import deal_text
from show.stage.busts import bust_of
from show.stage.canvas import Box, Canvas
from show.stage.figures import equity, price, signed, units
from show.stage.palette import CLEAR, number
from show.stage.people import accent
from show.stage.scene import DealView, PriceView, Scene, TraderView
from show.stage.screens import ASSET_COLOURS, chart, rise_colour
from show.stage.stamps import Stamp, enlarged
from show.stage.view import scene
from show.state import State

WIDTH, HEIGHT = 320, 180
SLIP_WIDTH, SLIP_HEIGHT = 66, 25
PAD = 3
SLIPS_KEPT = 16
CARDS_KEPT = 16

_FORCED = {"margin call": "FORCED", "bankruptcy": "CLOSED", "season close": "CLOSED", "decision": "FILLED"}


def outcome(deal: DealView) -> str:
    """Return what became of an order, in one word."""
    return "BLOCKED" if deal.refusal else _FORCED[deal.reason]


@lru_cache(maxsize=SLIPS_KEPT)
def slip(deal: DealView, name: str) -> Stamp:
    """Return the slip that hangs by a trader in the picture, SLIP_WIDTH by SLIP_HEIGHT."""
    canvas = _paper(SLIP_WIDTH, SLIP_HEIGHT)
    good = not deal.refusal and deal.reason == "decision"
    canvas.fill(Box(1, 1, SLIP_WIDTH - 2, 7), accent(deal.trader))
    word = fonts.line("tiny", outcome(deal), number("ink" if good else "wine"))
    canvas.press(word, SLIP_WIDTH - word.width - PAD, 2)
    room = SLIP_WIDTH - word.width - 3 * PAD
    canvas.press(fonts.line("tiny", fonts.shorten("tiny", name, room), number("ink")), PAD, 2)
    if deal.refusal:
        lines = fonts.wrap("tiny", deal.refusal, SLIP_WIDTH - 2 * PAD)
        if len(lines) > 2:
            lines = (lines[0], fonts.shorten("tiny", " ".join(lines[1:]), SLIP_WIDTH - 2 * PAD))
        for row, text in enumerate(lines):
            canvas.press(fonts.line("tiny", text, number("red")), PAD, 10 + 7 * row)
        return Stamp(canvas.colour, canvas.colour != CLEAR)
    _figures(canvas, deal)
    return Stamp(canvas.colour, canvas.colour != CLEAR)


def _figures(canvas: Canvas, deal: DealView) -> None:
    width = SLIP_WIDTH - 2 * PAD
    what = fonts.line("tiny", deal.asset, number(ASSET_COLOURS[deal.asset]))
    # "turns short and sells" is a sentence and "buys back" too wide; a slip has room for one short word.
    word = "covers" if deal.verb == "buys back" else deal.verb.partition(" and")[0]
    done = fonts.shorten("tiny", word, width - what.width - 4)
    canvas.press(fonts.line("tiny", done, number("ink")), PAD, 10)
    canvas.press(what, SLIP_WIDTH - PAD - what.width, 10)
    money = fonts.line("tiny", equity(deal.notional, 32), number("ink"))
    canvas.press(money, SLIP_WIDTH - PAD - money.width, 17)
    each = fonts.line("tiny", f"at {price(deal.price, width - money.width - 14)}", number("steel"))
    canvas.press(each, PAD, 17)


def _paper(width: int, height: int, edge: int = 4) -> Canvas:
    """Return a slip of paper with an ink rim, torn off at the foot."""
    canvas = Canvas(width, height, number("cream"))
    canvas.frame(Box(0, 0, width, height), number("ink"))
    for x in range(1, width - 1):
        if x // (edge // 2) % 2:
            canvas.fill(Box(x, height - 1, 1, 1), CLEAR)
            canvas.fill(Box(x, height - 2, 1, 1), number("ink"))
    for x in (0, width - 1):
        canvas.fill(Box(x, 0, 1, 1), CLEAR)
    return canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """What a trade card shows: the deal, who made it, and the asset it was about. `equity` in cents."""

    deal: DealView
    view: TraderView
    asset: PriceView
    tick: int


def trade(state: State) -> Trade | None:
    """Return the newest order of a state, or None if there is none that could be shown."""
    seen: Scene = scene(state)
    deal = seen.deal
    if deal is None or seen.panicked:
        return None
    view = next(one for one in seen.traders if one.id == deal.trader)
    asset = next((one for one in seen.prices if one.asset == deal.asset), None)
    return None if asset is None else Trade(deal=deal, view=view, asset=asset, tick=seen.tick)


@lru_cache(maxsize=CARDS_KEPT)
def card(shown: Trade) -> Canvas:
    """Return the card, 320 by 180: the slip on the desk, its stamp, and whose it is."""
    canvas = Canvas(WIDTH, HEIGHT, number("wood"))
    for row in range(0, HEIGHT, 18):
        canvas.fill(Box(0, row, WIDTH, 1), number("bark"))
        for x in range(row * 7 % 90, WIDTH, 90):
            canvas.fill(Box(x, row, 1, 18), number("bark"))
        canvas.fill(Box(0, row + 1, WIDTH, 1), number("oak"))
    canvas.fill(Box(0, 0, 4, HEIGHT), accent(shown.view.id))
    _face(canvas, shown)
    _sheet(canvas, shown)
    return canvas


def _face(canvas: Canvas, shown: Trade) -> None:
    view = shown.view
    window = Box(12, 16, 106, 130)
    canvas.fill(Box(window.x + 3, window.y + 3, window.width, window.height), number("umber"))
    canvas.fill(window, number("white"))
    canvas.frame(window, number("ink"))
    canvas.fill(Box(window.x + 5, window.y + 5, window.width - 10, 106), number("slate"))
    art = enlarged(bust_of(view), 2)
    canvas.press(art, window.x + (window.width - art.width) // 2, window.y + 111 - art.height)
    name = fonts.line("talk", fonts.shorten("talk", view.name, window.width - 10), number("ink"))
    canvas.press(name, window.x + (window.width - name.width) // 2, window.y + 115)


def _sheet(canvas: Canvas, shown: Trade) -> None:
    deal, paper = shown.deal, _paper(180, 148, 8)
    left, top = 126, 16
    canvas.fill(Box(left + 4, top + 4, paper.width, paper.height - 4), number("umber"))
    room = paper.width - 20
    paper.press(fonts.line("tiny", f"ORDER · TICK {shown.tick}", number("steel")), 10, 8)
    what = enlarged(fonts.line("talk", deal.asset, number(ASSET_COLOURS[deal.asset])), 2)
    paper.press(what, 10, 17)
    mid = fonts.line("tiny", f"now {price(shown.asset.price, 50)}", number("ink"))
    change = fonts.line("tiny", signed(shown.asset.change_pct), number(_dark(shown.asset.change_pct)))
    paper.press(mid, paper.width - 10 - mid.width, 17)
    paper.press(change, paper.width - 10 - change.width, 26)
    paper.press(chart((shown.asset,), room, 30), 10, 36)
    if deal.refusal:
        for row, text in enumerate(fonts.wrap("talk", deal.refusal, room)[:4]):
            paper.press(fonts.line("talk", text, number("ink")), 10, 73 + row * (fonts.pitch("talk") + 1))
    else:
        _rows(paper, shown)
    _rubber(paper, deal)
    canvas.press(Stamp(paper.colour, paper.colour != CLEAR), left, top)


def _dark(change: float) -> str:
    # What glows on the boards is too pale on paper.
    return {"white": "steel", "lime": "green", "coral": "red"}[rise_colour(change)]


def _rows(paper: Canvas, shown: Trade) -> None:
    deal = shown.deal
    done = fonts.shorten("talk", f"{deal.verb.capitalize()} {units(deal.lots)}", paper.width - 20)
    paper.press(fonts.line("talk", done, number("ink")), 10, 73)
    rows = (("at", price(deal.price, 60)), ("for", equity(deal.notional, 60)))
    for row, (word, figure) in enumerate(rows):
        y = 87 + 15 * row
        paper.press(fonts.line("tiny", word, number("steel")), 10, y + 5)
        paper.press(enlarged(fonts.line("tiny", figure, number("ink")), 2), 28, y)
    left = fonts.line("tiny", f"leaves {equity(shown.view.equity, 60)}", number("steel"))
    paper.press(left, 10, 120)


def _rubber(paper: Canvas, deal: DealView) -> None:
    """Press the rubber stamp, a little aslant."""
    good = not deal.refusal and deal.reason == "decision"
    colour = number("green" if good else "red")
    word = enlarged(fonts.line("tiny", outcome(deal), colour), 2)
    box = Canvas(word.width + 12, word.height + 10, CLEAR)
    for inset in (0, 1):
        box.frame(Box(inset, inset, box.width - 2 * inset, box.height - 2 * inset), colour)
    box.press(word, 6, 5)
    x, y = paper.width - box.width - 8, 118
    for column in range(box.width):
        strip = box.colour[:, column : column + 1]
        paper.press(Stamp(strip, strip != CLEAR), x + column, y - column // 10)


def alt_text(shown: Trade) -> str:
    """Return the card in sentences."""
    name, left = shown.view.name, round_dollars(shown.view.equity)
    return f"A trade card. {deal_text(name, shown.deal)} {name} has {left} now."
