"""The bar on top: live badge, title, season and episode, tick, clock and the chaos meter."""

from __future__ import annotations

from functools import lru_cache

from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.palette import number
from show.stage.scene import Scene
from show.stage.stamps import Stamp

WIDTH, HEIGHT = 320, 12
TITLE = "WALL STREET LIVE"
CELLS = 8
"""Cells of the chaos meter."""

BARS_KEPT = 16

# Left edges of the parts, chosen so that the longest text of each still ends before the next begins.
_BADGE, _TITLE, _EPISODE, _TICK, _CLOCK, _CHAOS, _CALL = 3, 31, 102, 136, 172, 196, 250


def header(scene: Scene, frame: int) -> Canvas:
    """Return the bar. It blinks: the live dot with the seconds, everything red with chaos."""
    blink = frame // 5 % 2 == 0
    left = scene.chaos.ticks_left if scene.chaos else None
    when = (scene.season, scene.episode, scene.tick, scene.minutes)
    return _bar(when, scene.backers, scene.needed, left, blink, scene.paused)


@lru_cache(maxsize=BARS_KEPT)
def _bar(
    when: tuple[int, int, int, int],
    backers: int,
    needed: int,
    chaos_left: int | None,
    blink: bool,
    paused: bool,
) -> Canvas:
    season, episode, tick, minutes = when
    canvas = Canvas(WIDTH, HEIGHT, number("ink"))
    alarm = chaos_left is not None and blink
    canvas.fill(Box(0, HEIGHT - 1, WIDTH, 1), number("red" if alarm else "slate"))
    _badge(canvas, blink, paused)
    _write(canvas, TITLE, _TITLE, _EPISODE - 4, "white")
    _write(canvas, f"S{season} E{episode:02}", _EPISODE, _TICK - 3, "fog")
    _write(canvas, f"TICK {tick}" if tick < 1000 else f"T {tick}", _TICK, _CLOCK - 3, "fog")
    _write(canvas, f"{minutes // 60 % 24:02}:{minutes % 60:02}", _CLOCK, _CHAOS - 2, "gold")
    _meter(canvas, backers, needed, chaos_left, blink)
    _write(canvas, "!VOTE !CHAOS", _CALL, WIDTH - 2, "mint")
    return canvas


def _write(canvas: Canvas, text: str, x: int, until: int, colour: str) -> None:
    canvas.press(_fitted(text, until - x, colour), x, 3)


def _fitted(text: str, width: int, colour: str) -> Stamp:
    return fonts.line("tiny", fonts.shorten("tiny", text, width), number(colour))


def _badge(canvas: Canvas, blink: bool, paused: bool) -> None:
    box = Box(_BADGE, 2, 25, 8)
    canvas.fill(box, number("slate" if paused else "red"))
    if paused:
        canvas.press(fonts.line("tiny", "PAUSE", number("white")), box.x + 3, 3)
        return
    canvas.fill(Box(box.x + 3, 4, 2, 4), number("white" if blink else "coral"))
    canvas.fill(Box(box.x + 2, 5, 4, 2), number("white" if blink else "coral"))
    canvas.press(fonts.line("tiny", "LIVE", number("white")), box.x + 8, 3)


def _meter(canvas: Canvas, backers: int, needed: int, chaos_left: int | None, blink: bool) -> None:
    if chaos_left is not None:
        text = f"CHAOS! {chaos_left} LEFT" if chaos_left > 0 else "CHAOS! LAST"
        _write(canvas, text, _CHAOS, _CALL - 4, "coral" if blink else "white")
        return
    _write(canvas, "CHAOS", _CHAOS, _CALL, "silver" if backers else "steel")
    share = min(1.0, backers / max(1, needed))
    # One backer is always one lit cell: a click must be seen.
    lit = max(round(share * CELLS), 1 if backers > 0 else 0)
    for cell in range(CELLS):
        colour = "lime" if cell < CELLS // 2 else "gold" if cell < CELLS - 2 else "coral"
        box = Box(_CHAOS + 22 + cell * 3, 3, 2, 5)
        # The newest cell flashes: the charge is alive.
        shown = "white" if blink and cell == lit - 1 else colour if cell < lit else "slate"
        canvas.fill(box, number(shown))
