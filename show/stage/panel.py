"""The panel on the right: the leaderboard with portraits and sparklines, and the market or the open vote."""

from __future__ import annotations

from functools import lru_cache

from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.figures import equity, price, signed
from show.stage.palette import CLEAR, number
from show.stage.people import accent, portrait
from show.stage.scene import PriceView, Scene, TraderView, VerdictView, VoteView
from show.stage.screens import CHALK, rise_colour
from show.stage.sparks import spark
from show.stage.stamps import Stamp, stamp
from show.words import Room, ticks_left

WIDTH, HEIGHT = 80, 156
HEAD = 9
CARD, SMALL_CARD = 30, 22
"""The height of a card, and of one that makes room for a vote."""

VERDICT = 4 * (CARD - SMALL_CARD)
"""The height of a vote's count: what four small cards leave free."""

OPTIONS, OPTION, TALL_OPTION = 5, 7, 12
"""Options that a ballot on the panel has room for, and the height of one when there are many or few."""

FACE = 20
SPARK = 30
PANELS_KEPT = 16
CARDS_KEPT = 32

ROOM_LABELS: dict[Room, str] = {
    "Startup Offices": "START",
    "VC Office": "VC",
    "Coffee Shop": "CAFE",
    "News Room": "NEWS",
}


def panel(scene: Scene, frame: int) -> Canvas:
    """Return the panel."""
    ranked = tuple(sorted(scene.traders, key=lambda view: view.rank))
    verdict = None if scene.vote else scene.verdict
    return _panel(ranked, scene.prices, scene.vote or verdict, scene.speaker, frame // 5 % 2 == 0)


@lru_cache(maxsize=PANELS_KEPT)
def _panel(
    ranked: tuple[TraderView, ...],
    prices: tuple[PriceView, ...],
    vote: VoteView | VerdictView | None,
    speaker: str | None,
    blink: bool,
) -> Canvas:
    canvas = Canvas(WIDTH, HEIGHT, number("ink"))
    canvas.fill(Box(0, 0, 1, HEIGHT), number("slate"))
    canvas.press(fonts.line("tiny", "LEADERBOARD", number("lemon")), 4, 2)
    height = SMALL_CARD if vote else CARD
    for row, view in enumerate(ranked):
        art = card(view, height, view.id == speaker, blink and view.status == "margin call")
        canvas.press(art, 2, HEAD + row * height)
    if not ranked:
        _waiting(canvas)
    top = HEAD + max(4, len(ranked)) * height
    if isinstance(vote, VoteView):
        _vote(canvas, vote, top)
        return canvas
    if vote is not None:
        _verdict(canvas, vote, top)
        top += VERDICT
    _market(canvas, prices, top)
    return canvas


@lru_cache(maxsize=CARDS_KEPT)
def card(view: TraderView, height: int, speaking: bool, alarm: bool) -> Stamp:
    """Return a trader's card; `alarm` is the lit half of a blinking margin call."""
    canvas = Canvas(WIDTH - 2, height - 1, number("slate" if speaking else "night"))
    if alarm:
        canvas.frame(Box(0, 0, canvas.width, canvas.height), number("red"))
    canvas.fill(Box(0, 0, 2, canvas.height), accent(view.id))
    _face(canvas, view, alarm)
    change = fonts.line("tiny", signed(view.change_pct), number(rise_colour(view.change_pct)))
    canvas.press(change, canvas.width - change.width - 2, 2)
    name = fonts.shorten("tiny", view.name, canvas.width - change.width - 2 - 27 - 3)
    canvas.press(fonts.line("tiny", name, number("white")), 27, 2)
    rank = (
        stamp("emotes", "crown") if view.rank == 1 else fonts.line("tiny", f"#{view.rank}", number("steel"))
    )
    canvas.press(rank, canvas.width - rank.width - 2, 9)
    money = equity(view.equity, canvas.width - rank.width - 2 - 27 - 3)
    canvas.press(fonts.line("tiny", money, number("white" if view.equity >= 0 else "coral")), 27, 9)
    _label(canvas, view, height)
    top = 16 if height == CARD else 15
    spark(canvas, view.history, Box(SPARK, top, canvas.width - SPARK - 2, canvas.height - 2 - top))
    return Stamp(canvas.colour, canvas.colour != CLEAR)


def _face(canvas: Canvas, view: TraderView, alarm: bool) -> None:
    rows = min(FACE, canvas.height - 2)
    box = Box(4, 1, FACE, rows)
    canvas.fill(box, number("red" if alarm else "steel"))
    art = portrait(view.id, view.mood, "intern" if view.status == "intern" else "own")
    # Heads are taller than the window: hair gives way before the chin does.
    top = art.height - rows + 1
    canvas.press(Stamp(art.colour[top:], art.mask[top:]), box.x, box.y + 1)
    canvas.frame(box, number("ink"))


def _label(canvas: Canvas, view: TraderView, height: int) -> None:
    if height < CARD:
        return
    text, colour = ROOM_LABELS[view.room], "fog"
    if view.status != "trading":
        text, colour = ("MARGIN", "coral") if view.status == "margin call" else ("INTERN", "gold")
    canvas.press(fonts.line("tiny", text, number(colour)), 4, 23)


def _market(canvas: Canvas, prices: tuple[PriceView, ...], top: int) -> None:
    canvas.fill(Box(2, top, WIDTH - 3, HEIGHT - top), number("night"))
    for row, view in enumerate(prices[:3]):
        y = top + 3 + row * 8
        name = fonts.line("tiny", view.asset, number(CHALK[view.asset]))
        change = fonts.line("tiny", signed(view.change_pct), number(rise_colour(view.change_pct)))
        canvas.press(name, 4, y)
        canvas.press(change, WIDTH - change.width - 2, y)
        room = WIDTH - change.width - 2 - 4 - name.width - 7
        cost = fonts.line("tiny", price(view.price, room), number("white"))
        canvas.press(cost, WIDTH - change.width - 2 - 4 - cost.width, y)


def _waiting(canvas: Canvas) -> None:
    for row, text in enumerate(("THE FLOOR IS EMPTY.", "WAITING FOR", "THE OPENING BELL.")):
        art = fonts.line("tiny", text, number("steel"))
        canvas.press(art, (WIDTH - art.width) // 2, 58 + row * 8)


def _verdict(canvas: Canvas, verdict: VerdictView, top: int) -> None:
    canvas.fill(Box(2, top, WIDTH - 3, VERDICT - 1), number("pine"))
    canvas.fill(Box(2, top, WIDTH - 3, 1), number("mint"))
    canvas.press(fonts.line("tiny", "THE AUDIENCE", number("mint")), 4, top + 3)
    count = fonts.line("tiny", f"{verdict.votes}", number("white"))
    canvas.press(count, WIDTH - count.width - 2, top + 3)
    for row, text in enumerate(_question(verdict.label, 3)):
        canvas.press(fonts.line("tiny", text, number("white")), 4, top + 10 + row * fonts.pitch("tiny"))


def _vote(canvas: Canvas, vote: VoteView, top: int) -> None:
    canvas.fill(Box(2, top, WIDTH - 3, HEIGHT - top), number("navy"))
    canvas.fill(Box(2, top, WIDTH - 3, 1), number("mint"))
    left = fonts.line("tiny", ticks_left(vote.ticks_left).upper(), number("mint"))
    canvas.press(left, WIDTH - left.width - 2, top + 3)
    canvas.press(fonts.line("tiny", "VOTE", number("mint")), 4, top + 3)
    options = vote.options[:OPTIONS]
    room = (HEIGHT - OPTION * len(options) - top - 10) // fonts.pitch("tiny")
    lines = _question(vote.question, room)
    for row, text in enumerate(lines):
        canvas.press(fonts.line("tiny", text, number("white")), 4, top + 10 + row * fonts.pitch("tiny"))
    free = HEIGHT - top - 12 - len(lines) * fonts.pitch("tiny")
    tall = min(TALL_OPTION, max(OPTION, free // max(1, len(options))))
    first = HEIGHT - tall * len(options)
    total = max(1, sum(option.votes for option in options))
    for row, option in enumerate(options):
        _option(
            canvas,
            f"{row + 1} {option.label}",
            option.votes,
            option.votes / total,
            Box(4, first + row * tall, WIDTH - 6, tall - 1),
        )


def _question(question: str, room: int) -> list[str]:
    lines = list(fonts.wrap("tiny", question, WIDTH - 7))
    if len(lines) > room:
        rest = " ".join(lines[room - 1 :])
        lines[room - 1 :] = [fonts.shorten("tiny", rest, WIDTH - 7)]
    return lines


def _option(canvas: Canvas, label: str, votes: int, share: float, box: Box) -> None:
    y = box.y + (box.height - OPTION + 1) // 2
    canvas.fill(box, number("ink"))
    canvas.fill(Box(box.x, box.y, round(box.width * share), box.height), number("blue"))
    count = fonts.line("tiny", str(votes), number("white"))
    canvas.press(count, box.right - count.width - 1, y)
    text = fonts.shorten("tiny", label, box.width - count.width - 5)
    canvas.press(fonts.line("tiny", text, number("white")), box.x + 1, y)
