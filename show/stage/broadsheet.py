"""The newspaper of the closing bell: one episode's facts as a front page, as tall as it needs to be."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from show.frontpage import FrontPage, Lie, Result, Said, Strike, Verdict
from show.money import round_dollars
from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.figures import equity, price, signed
from show.stage.palette import number
from show.stage.people import accent
from show.stage.photograph import Photograph, photograph
from show.stage.race import race
from show.stage.stamps import enlarged, stamp

WIDTH = 288
MARGIN = 10
GUTTER = 10
TALLEST = 900
"""More rows than the wordiest page takes; the sheet is cut where it ends."""

HEADLINES: tuple[tuple[int, int], ...] = ((3, 2), (2, 3))
"""Sizes of the headline and the lines each may take; what fits neither is set in plain size."""

LISTED = 3
"""Strikes and ballots that are told; the rest are counted."""

TITLE = "The Closing Bell"
QUIET = "A quiet day on the floor"
SILENT = "Nobody said a word all day."
HONEST = "None was caught. That is not the same as none."
PAPERS_KEPT = 8


@lru_cache(maxsize=PAPERS_KEPT)
def broadsheet(page: FrontPage) -> Canvas:
    """Return the front page, 288 wide, in the frame's palette."""
    canvas = Canvas(WIDTH, TALLEST, number("cream"))
    y = _masthead(canvas, page)
    y = _headline(canvas, page, y)
    y = _photo(canvas, page, y)
    y = _chart(canvas, page.results, y)
    y = _prices(canvas, page, y)
    y = _columns(canvas, page, y)
    y = _footer(canvas, page, y)
    sheet = Canvas(WIDTH, y, 0)
    sheet.colour[:] = canvas.colour[:y]
    _fibres(sheet)
    sheet.frame(Box(0, 0, WIDTH, y), number("tan"))
    return sheet


def _fibres(canvas: Canvas) -> None:
    y, x = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.uint32)
    grain = (x * np.uint32(374_761_393) + y * np.uint32(668_265_263)) ^ (x << np.uint32(13))
    grain = (grain ^ (grain >> np.uint32(15))) * np.uint32(2_246_822_519)
    speckled = (grain >> np.uint32(24)) < 4
    canvas.colour[speckled & (canvas.colour == number("cream"))] = number("white")


def _rule(canvas: Canvas, y: int, thick: int = 1) -> None:
    canvas.fill(Box(MARGIN, y, WIDTH - 2 * MARGIN, thick), number("ink"))


def _masthead(canvas: Canvas, page: FrontPage) -> int:
    title = enlarged(fonts.line("talk", TITLE, number("ink")), 3)
    left = (WIDTH - title.width) // 2
    canvas.press(title, left, 9)
    bell = stamp("newspaper", "bell")
    canvas.press(bell, MARGIN, 11)
    canvas.press(bell.mirrored(), WIDTH - MARGIN - bell.width, 11)
    _rule(canvas, 34, 2)
    _rule(canvas, 37)
    where = fonts.shorten("tiny", f"SEASON {page.season} · EPISODE {page.episode}", 130)
    canvas.press(fonts.line("tiny", where, number("ink")), MARGIN, 41)
    advice = fonts.line("tiny", "PLAY MONEY, NOT ADVICE", number("wood"))
    canvas.press(advice, WIDTH - MARGIN - advice.width, 41)
    _rule(canvas, 49)
    return 55


def _headline(canvas: Canvas, page: FrontPage, y: int) -> int:
    if page.headline:
        y = _chip(canvas, page, y)
    text, width = page.headline or QUIET, WIDTH - 2 * MARGIN
    fitting = [
        (size, lines)
        for size, most in HEADLINES
        if len(lines := fonts.balanced("talk", text, width // size)) <= most
    ]
    size, lines = fitting[0] if fitting else (1, fonts.wrap("talk", text, width))
    for row in lines:
        canvas.press(enlarged(fonts.line("talk", row, number("ink")), size), MARGIN, y)
        y += size * fonts.pitch("talk")
    return _text(canvas, "talk", page.bell, Box(MARGIN, y + 2, width, 0), "steel") + 5


def _chip(canvas: Canvas, page: FrontPage, y: int) -> int:
    chaos = any(strike.headline == page.headline for strike in page.strikes)
    text, colour = ("CHAOS", "red") if chaos else ("RUMOUR", "violet") if page.rumour else ("NEWS", "ink")
    letters = fonts.line("tiny", text, number("white"))
    canvas.fill(Box(MARGIN, y, letters.width + 6, 9), number(colour))
    canvas.press(letters, MARGIN + 3, y + 2)
    return y + 14


def _text(canvas: Canvas, font: fonts.Font, text: str, box: Box, colour: str) -> int:
    """Write a paragraph from the top of a box on and return the row below it."""
    y = box.y
    for row in fonts.wrap(font, text, box.width):
        canvas.press(fonts.line(font, row, number(colour)), box.x, y)
        y += fonts.pitch(font) + (font == "talk")
    return y


def _bar(canvas: Canvas, text: str, box: Box) -> int:
    canvas.fill(Box(box.x, box.y, box.width, 9), number("ink"))
    canvas.press(fonts.line("tiny", text, number("cream")), box.x + 3, box.y + 2)
    return box.y + 13


def _photo(canvas: Canvas, page: FrontPage, y: int) -> int:
    if not page.results:
        return y
    art = photograph(Photograph(winner=page.winner.who, loser=page.loser.who))
    canvas.press(art, MARGIN, y)
    canvas.frame(Box(MARGIN, y, art.width, art.height), number("ink"))
    caption = f"{page.winner.name} {_fate(page.winner)} today. {page.loser.name} {_fate(page.loser)}."
    below = _text(canvas, "tiny", caption, Box(MARGIN, y + art.height + 3, art.width, 0), "wood")
    left = MARGIN + art.width + GUTTER
    column = Box(left, y, WIDTH - MARGIN - left, 0)
    end = _standings(canvas, page.results, column)
    return max(below, end) + 5


def _fate(result: Result) -> str:
    return f"made {round_dollars(result.gain)}" if result.gain >= 0 else f"lost {round_dollars(-result.gain)}"


def _standings(canvas: Canvas, results: tuple[Result, ...], box: Box) -> int:
    y = _bar(canvas, "STANDINGS AT THE BELL", box)
    for rank, result in enumerate(results, 1):
        canvas.fill(Box(box.x, y, 10, 16), number("ink"))
        canvas.fill(Box(box.x + 1, y + 1, 8, 14), accent(result.who))
        place = fonts.line("tiny", str(rank), number("ink"))
        canvas.press(place, box.x + 5 - place.width // 2, y + 6)
        money = equity(result.closing, box.width // 2)
        amount = fonts.line("tiny", money, number("ink" if result.closing >= 0 else "red"))
        canvas.press(amount, box.x + box.width - amount.width, y + 2)
        room = box.width - 14 - amount.width - 4
        canvas.press(
            fonts.line("talk", fonts.shorten("talk", result.name, room), number("ink")), box.x + 14, y
        )
        _change(canvas, result, Box(box.x + 14, y + 10, box.width - 14, 0))
        y += 21
        canvas.fill(Box(box.x, y - 3, box.width, 1), number("tan"))
    return y


def _change(canvas: Canvas, result: Result, box: Box) -> None:
    colour = "green" if result.gain >= 0 else "red"
    sign = "+" if result.gain >= 0 else ""
    gained = f"{sign}{equity(result.gain, box.width // 2 - 8)}"
    canvas.press(
        fonts.line("tiny", f"{'▲' if result.gain >= 0 else '▼'} {gained}", number(colour)), box.x, box.y
    )
    if result.opening > 0:
        share = fonts.line("tiny", signed(100 * result.gain / result.opening), number(colour))
        canvas.press(share, box.right - share.width, box.y)


def _chart(canvas: Canvas, results: tuple[Result, ...], y: int) -> int:
    box = Box(MARGIN, y, WIDTH - 2 * MARGIN, 0)
    y = _bar(canvas, "EQUITY FROM BELL TO BELL", box) - 4
    art = race(results, box.width, 66)
    canvas.press(art, MARGIN, y)
    return y + art.height + 6


def _columns(canvas: Canvas, page: FrontPage, y: int) -> int:
    """Set the two columns, each as long as its own stories are, and return the row below both."""
    width = (WIDTH - 2 * MARGIN - GUTTER) // 2
    left, right = MARGIN, MARGIN + width + GUTTER
    ends = (
        _chaos(canvas, page, Box(left, _quote(canvas, page.quote, Box(left, y, width, 0)) + 6, width, 0)),
        _votes(canvas, page, Box(right, _lie(canvas, page.lie, Box(right, y, width, 0)) + 6, width, 0)),
    )
    canvas.fill(Box(WIDTH // 2, y, 1, max(ends) - y), number("tan"))
    return max(ends) + 4


def _quote(canvas: Canvas, quote: Said | None, box: Box) -> int:
    y = _bar(canvas, "QUOTE OF THE DAY", box)
    if quote is None:
        return _text(canvas, "talk", SILENT, Box(box.x, y, box.width, 0), "steel")
    return _said(canvas, quote, Box(box.x, y, box.width, 0))


def _said(canvas: Canvas, said: Said, box: Box) -> int:
    y = _text(canvas, "talk", f'"{said.text}"', box, "ink") + 2
    return _text(canvas, "tiny", f"{said.name}, tick {said.tick}", Box(box.x, y, box.width, 0), "wood")


def _lie(canvas: Canvas, lie: Lie | None, box: Box) -> int:
    y = _bar(canvas, "BIGGEST LIE", box)
    if lie is None:
        return _text(canvas, "talk", HONEST, Box(box.x, y, box.width, 0), "steel")
    y = _said(canvas, lie.said, Box(box.x, y, box.width, 0)) + 2
    return _text(canvas, "talk", truth(lie), Box(box.x, y, box.width, 0), "red")


def truth(lie: Lie) -> str:
    """Return what was so instead, as a sentence."""
    if lie.thought:
        return f'Thought meanwhile: "{lie.thought}"'
    return (
        f"In the same breath {'bought' if lie.bought else 'sold'} {round_dollars(lie.cents)} of {lie.asset}."
    )


def _prices(canvas: Canvas, page: FrontPage, y: int) -> int:
    if not page.prices:
        return y
    _rule(canvas, y)
    cell = (WIDTH - 2 * MARGIN) // len(page.prices)
    for index, course in enumerate(page.prices):
        last = index == len(page.prices) - 1
        box = Box(MARGIN + index * cell, y + 4, cell if last else cell - 10, 0)
        change = 100 * (course.closing - course.opening) / course.opening if course.opening else 0.0
        colour = "green" if change >= 0.05 else "red" if change <= -0.05 else "steel"
        canvas.press(fonts.line("tiny", course.asset, number("wood")), box.x, box.y)
        share = fonts.line("tiny", signed(change), number(colour))
        canvas.press(share, box.right - share.width, box.y)
        cost = enlarged(fonts.line("tiny", price(course.closing, box.width // 2), number("ink")), 2)
        canvas.press(cost, box.x, box.y + 8)
        if index:
            canvas.fill(Box(box.x - 5, y + 3, 1, 20), number("tan"))
    _rule(canvas, y + 26)
    return y + 31


def _chaos(canvas: Canvas, page: FrontPage, box: Box) -> int:
    broke = [f"{name} went broke and makes the coffee now." for name in page.broke]
    strikes = [_strike(strike) for strike in page.strikes] or ["None today. The audience is resting."]
    return _list(canvas, "CHAOS AND RUIN" if broke else "CHAOS", broke + strikes, box)


def _votes(canvas: Canvas, page: FrontPage, box: Box) -> int:
    verdicts = [_verdict(verdict) for verdict in page.verdicts if verdict.winner]
    if not verdicts:
        count = len(page.verdicts)
        verdicts = [f"Nobody came to the {count} ballots." if count > 1 else "Nobody voted today."]
    return _list(canvas, "THE AUDIENCE VOTED", verdicts, box)


def _strike(strike: Strike) -> str:
    asked = "one viewer" if strike.backers == 1 else f"{strike.backers} viewers"
    return f"{strike.headline} (asked for by {asked})"


def _verdict(verdict: Verdict) -> str:
    return f"{verdict.question} {verdict.winner}, {verdict.votes} of {verdict.total}"


def _list(canvas: Canvas, title: str, items: list[str], box: Box) -> int:
    y = _bar(canvas, title, box)
    told = items if len(items) <= LISTED else [*items[:LISTED], f"And {len(items) - LISTED} more."]
    for item in told:
        canvas.fill(Box(box.x, y + 1, 2, 3), number("red"))
        y = _text(canvas, "tiny", item, Box(box.x + 6, y, box.width - 6, 0), "ink") + 3
    return y


def _footer(canvas: Canvas, page: FrontPage, y: int) -> int:
    _rule(canvas, y)
    left = _text(canvas, "tiny", f"Seed {page.seed}", Box(MARGIN, y + 4, 90, 0), "wood")
    half = (len(page.link) + 1) // 2
    rows = [row for row in (page.link[:half], page.link[half:]) if row]
    for index, row in enumerate(rows):
        art = fonts.line("tiny", row, number("wood"))
        canvas.press(art, WIDTH - MARGIN - art.width, y + 4 + index * fonts.pitch("tiny"))
    return max(left, y + 4 + len(rows) * fonts.pitch("tiny")) + 5


def alt_text(page: FrontPage) -> str:
    """Return what the page says, in sentences."""
    places = ", ".join(
        f"{at} {one.name} {round_dollars(one.closing)}" for at, one in enumerate(page.results, 1)
    )
    parts = [
        f"The Closing Bell, season {page.season}, episode {page.episode}. "
        f"{'Rumour: ' if page.rumour else ''}{page.headline or QUIET}.",
        page.bell,
        f"Standings: {places}." if places else "",
        f'Quote of the day, {page.quote.name}: "{page.quote.text}"' if page.quote else SILENT,
        f'Biggest lie, {page.lie.said.name}: "{page.lie.said.text}" {truth(page.lie)}' if page.lie else "",
        "".join(f"Chaos: {strike.headline}. " for strike in page.strikes).strip(),
        f"Seed {page.seed}, link {page.link[:12]}.",
    ]
    return " ".join(part for part in parts if part)
