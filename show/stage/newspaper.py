"""The closing bell's newspaper: one front page that says what the episode was, checkable to the last link."""

from __future__ import annotations

from dataclasses import dataclass

from show.money import round_dollars, signed_pct
from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.cards import centred, enlarged
from show.stage.palette import number
from show.stage.people import accent, portrait
from show.stage.scene import TraderView

WIDTH, HEIGHT = 240, 320
MARGIN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words that were said, verbatim, and by whom."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the front page prints. Standings best first; `proof` is the log's last link."""

    season: int
    episode: int
    headline: str
    standings: tuple[TraderView, ...]
    quote: Quote | None = None
    lie: Quote | None = None
    """The boldest claim of the episode that was not so."""
    seed: int = 0
    proof: str = ""


def front_page(paper: Paper) -> Canvas:
    """Return the front page, 240 by 320, in the frame's palette."""
    canvas = Canvas(WIDTH, HEIGHT, number("cream"))
    _masthead(canvas, paper)
    y = _headline(canvas, paper.headline, 46)
    y = _winner(canvas, paper.standings, y + 4)
    y = _chart(canvas, paper.standings, Box(MARGIN, y + 6, WIDTH - 2 * MARGIN, 78))
    _columns(canvas, paper, y + 6)
    _footer(canvas, paper)
    return canvas


def _rule(canvas: Canvas, y: int, thick: int = 1) -> None:
    canvas.fill(Box(MARGIN, y, WIDTH - 2 * MARGIN, thick), number("ink"))


def _masthead(canvas: Canvas, paper: Paper) -> None:
    centred(canvas, "talk", "The Closing Bell", 6, "ink", 2)
    _rule(canvas, 28, 2)
    centred(
        canvas,
        "tiny",
        f"SEASON {paper.season} · EPISODE {paper.episode} · PLAY MONEY, NOT ADVICE",
        33,
        "wood",
    )
    _rule(canvas, 41)


def _headline(canvas: Canvas, text: str, y: int) -> int:
    lines = fonts.wrap("talk", text, (WIDTH - 2 * MARGIN) // 2)[:4]
    for row, words in enumerate(lines):
        canvas.press(enlarged(fonts.line("talk", words, number("ink")), 2), MARGIN, y + row * 18)
    return y + max(1, len(lines)) * 18


def _winner(canvas: Canvas, standings: tuple[TraderView, ...], y: int) -> int:
    _rule(canvas, y)
    if not standings:
        return y + 1
    best = standings[0]
    canvas.fill(Box(MARGIN, y + 4, 44, 46), number("honey"))
    canvas.press(enlarged(portrait(best.id, "happy"), 2), MARGIN + 2, y + 8)
    canvas.frame(Box(MARGIN, y + 4, 44, 46), number("ink"))
    canvas.press(fonts.line("tiny", "WINNER", number("red")), 60, y + 6)
    winner = fonts.shorten("talk", f"{best.name} {round_dollars(best.equity)}", 172)
    canvas.press(fonts.line("talk", winner, number("ink")), 60, y + 14)
    for row, view in enumerate(standings[:4]):
        name = fonts.shorten("tiny", view.name, 60)
        text = f"{view.rank} {name} {round_dollars(view.equity)} {signed_pct(view.change_pct)}"
        colour = "ink" if view.equity >= 0 else "red"
        canvas.press(
            fonts.line("tiny", fonts.shorten("tiny", text, 172), number(colour)), 60, y + 25 + row * 7
        )
    return y + 52


def _chart(canvas: Canvas, standings: tuple[TraderView, ...], box: Box) -> int:
    canvas.fill(box, number("white"))
    canvas.frame(box, number("ink"))
    shown = [view for view in standings if len(view.history) > 1]
    low = min((min(view.history) for view in shown), default=0)
    high = max((max(view.history) for view in shown), default=1)
    for view in shown:
        _curve(canvas, view, box, low, max(high, low + 1))
    canvas.press(fonts.line("tiny", "EQUITY THIS SEASON", number("wood")), box.x + 3, box.y + 2)
    return box.bottom


def _curve(canvas: Canvas, view: TraderView, box: Box, low: int, high: int) -> None:
    before: int | None = None
    for column in range(box.width - 4):
        value = view.history[column * (len(view.history) - 1) // (box.width - 5)]
        row = box.bottom - 4 - round((value - low) * (box.height - 14) / (high - low))
        top, bottom = sorted((row, row if before is None else before))
        canvas.fill(Box(box.x + 2 + column, top, 1, bottom - top + 2), number("ink"))
        canvas.fill(Box(box.x + 2 + column, top, 1, bottom - top + 1), accent(view.id))
        before = row


def _columns(canvas: Canvas, paper: Paper, y: int) -> None:
    width = WIDTH // 2 - MARGIN - 4
    columns = (("QUOTE OF THE DAY", paper.quote, MARGIN), ("BIGGEST LIE", paper.lie, WIDTH // 2 + 4))
    for title, words, x in columns:
        canvas.fill(Box(x, y, width, 9), number("ink"))
        canvas.press(fonts.line("tiny", title, number("cream")), x + 3, y + 2)
        if words is not None:
            _said(canvas, words, Box(x, y + 12, width, HEIGHT - 22 - y - 12))


def _said(canvas: Canvas, words: Quote, box: Box) -> None:
    room = (box.height - fonts.pitch("tiny") - 1) // fonts.pitch("talk")
    lines = fonts.wrap("talk", f'"{words.text}"', box.width)[:room]
    for row, text in enumerate(lines):
        canvas.press(fonts.line("talk", text, number("ink")), box.x, box.y + row * fonts.pitch("talk"))
    name = fonts.line("tiny", fonts.shorten("tiny", words.name, box.width), number("red"))
    canvas.press(name, box.x, box.y + len(lines) * fonts.pitch("talk") + 2)


def _footer(canvas: Canvas, paper: Paper) -> None:
    _rule(canvas, HEIGHT - 19)
    canvas.press(fonts.line("tiny", f"SEED {paper.seed}", number("wood")), MARGIN, HEIGHT - 15)
    text = fonts.shorten("tiny", f"LAST LINK {paper.proof[:40]}", WIDTH - 2 * MARGIN)
    canvas.press(fonts.line("tiny", text, number("wood")), MARGIN, HEIGHT - 8)
