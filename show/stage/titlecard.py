"""The title of an episode: the curtain is open, the office lies in the dark, and the four stand before it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from show.cast import persona
from show.money import round_dollars
from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.palette import AMBIENT, DEEP, SHADE, number
from show.stage.people import Look, Pose, accent, person
from show.stage.picture import OFFICE_TOP, numbers
from show.stage.scene import Scene, TraderView
from show.stage.stamps import enlarged
from show.stage.view import scene
from show.state import State
from show.words import TRADERS

WIDTH, HEIGHT = 320, 180
OFFICE, DARK = 240, 32
"""The office is so wide; colour numbers below 32 shine, and the next 32 lie in the deepest shade."""

TOP = 10
SIDE = (WIDTH - OFFICE) // 2
TITLES_KEPT = 4

_EMPTY = Scene(tick=0, season=0, episode=0, minutes=10 * 60, traders=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What the card says: which episode, the opening bell's line, and the four in the order of the cast."""

    season: int
    episode: int
    line: str
    cast: tuple[TraderView, ...]


def title(state: State, line: str) -> Title:
    """Return the title of the episode that is on; `line` is what its opening bell said."""
    views = {view.id: view for view in scene(state).traders}
    return Title(
        season=state.programme.season,
        episode=state.programme.episode,
        line=line,
        cast=tuple(replace(views[who], name=persona(who).name) for who in TRADERS),
    )


@lru_cache(maxsize=TITLES_KEPT)
def title_card(shown: Title) -> Canvas:
    """Return the card, 320 by 180, in the frame's palette by day."""
    canvas = Canvas(WIDTH, HEIGHT, number("ink"))
    lines = fonts.wrap("talk", shown.line, WIDTH - 24)
    pitch = fonts.pitch("talk") + 2
    floor = HEIGHT - 10 - pitch * max(1, len(lines))
    places = [SIDE + 30 + index * 60 for index in range(len(shown.cast))]
    _office(canvas, places, floor)
    _curtains(canvas)
    canvas.fill(Box(0, floor, WIDTH, HEIGHT - floor), number("ink"))
    canvas.fill(Box(0, floor, WIDTH, 2), number("gold"))
    _heading(canvas, shown)
    for view, middle in zip(shown.cast, places, strict=True):
        _stand(canvas, view, middle, floor)
    for row, text in enumerate(lines):
        art = fonts.line("talk", text, number("cream"))
        canvas.press(art, (WIDTH - art.width) // 2, floor + 6 + row * pitch)
    return canvas


def _office(canvas: Canvas, places: list[int], floor: int) -> None:
    plain = numbers(_EMPTY)[OFFICE_TOP : OFFICE_TOP + 156, :OFFICE] % DARK
    y, x = np.mgrid[0 : plain.shape[0], 0 : plain.shape[1]]
    level = np.full(plain.shape, DEEP, np.uint8)
    for middle in places:
        away = np.abs(x + SIDE - middle)
        # A beam from the rail above, and where it falls a pool on the floor.
        level[away < 6 + y // 8] = SHADE
        level[((x + SIDE - middle) / 30) ** 2 + ((y + TOP - floor + 8) / 11) ** 2 < 1] = AMBIENT
    canvas.colour[TOP : TOP + plain.shape[0], SIDE : SIDE + OFFICE] = plain + level * np.uint8(DARK)


def _curtains(canvas: Canvas) -> None:
    folds = ("wine", "red", "red", "wine", "plum", "wine", "red", "wine")
    for x in range(SIDE + 6):
        colour = number(folds[x // 3 % len(folds)])
        # The curtain hangs a little wider at the top, as if it were tied up.
        until = HEIGHT if x < SIDE - 4 else HEIGHT // 2 - 6 * (x - SIDE + 4)
        canvas.fill(Box(x, 0, 1, until), colour)
        canvas.fill(Box(WIDTH - 1 - x, 0, 1, until), colour)
    for x in range(WIDTH):
        drop = 12 + abs(10 - x % 20) // 2
        canvas.fill(Box(x, 0, 1, drop), number(folds[x // 5 % len(folds)]))
        canvas.fill(Box(x, drop, 1, 1), number("gold"))
    for left in (SIDE - 4, WIDTH - SIDE - 4):
        canvas.fill(Box(left, 96, 8, 3), number("gold"))


def _heading(canvas: Canvas, shown: Title) -> None:
    board = Box(WIDTH // 2 - 92, 22, 184, 44)
    for x in (board.x + 16, board.right - 18):
        canvas.fill(Box(x, 16, 2, board.y - 16), number("oak"))
    canvas.fill(board, number("ink"))
    canvas.frame(board.grown(-1), number("gold"))
    for index, x in enumerate(range(board.x + 5, board.right - 5, 6)):
        for y in (board.y + 3, board.bottom - 5):
            canvas.fill(Box(x, y, 2, 2), number("lemon" if index % 2 else "oak"))
    _write(canvas, "talk", "WALL STREET LIVE", 30, "white", board.width - 12)
    _write(canvas, "tiny", f"SEASON {shown.season} · EPISODE {shown.episode}", 48, "gold", board.width - 12)


def _write(canvas: Canvas, font: fonts.Font, text: str, y: int, colour: str, width: int) -> None:
    short = fonts.shorten(font, text, width // 2)
    art = enlarged(fonts.line(font, short, number(colour)), 2)
    canvas.press(art, (WIDTH - art.width) // 2, y)


def _stand(canvas: Canvas, view: TraderView, middle: int, floor: int) -> None:
    dress = "intern" if view.status == "intern" else "own"
    pose: Pose = "box" if view.status == "intern" else ""
    art = enlarged(person(Look(view.id, face=view.mood, dress=dress, pose=pose)), 2)
    canvas.press(art, middle - art.width // 2, floor - art.height - 7)
    name = fonts.line("tiny", fonts.shorten("tiny", view.name, 54), accent(view.id), number("ink"))
    canvas.press(name, middle - name.width // 2, floor - 8)


def alt_text(shown: Title) -> str:
    """Return the card in sentences."""
    cast = ", ".join(f"{view.name} {round_dollars(view.equity)}" for view in shown.cast)
    return f"Wall Street Live, season {shown.season}, episode {shown.episode}. {shown.line} With {cast}."
