"""The press photograph: whoever won the day on the steps, and whoever did not beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from show.stage.canvas import Box, Canvas
from show.stage.palette import CLEAR, number
from show.stage.people import Look, accent, person
from show.stage.stamps import Stamp, enlarged, stamp
from show.words import TraderId

WIDTH, HEIGHT = 140, 96
FLOOR = 80
CONFETTI = 46
PHOTOGRAPHS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Photograph:
    """Who is in it."""

    winner: TraderId
    loser: TraderId


@lru_cache(maxsize=PHOTOGRAPHS_KEPT)
def photograph(shown: Photograph) -> Stamp:
    """Return the photograph, 140 by 96."""
    canvas = Canvas(WIDTH, HEIGHT, number("navy"))
    _hall(canvas)
    steps = stamp("newspaper", "podium")
    middle = 46
    canvas.press(enlarged(steps, 1), middle - steps.width // 2, FLOOR - steps.height + 6)
    for index in range(CONFETTI):
        _scrap(canvas, index)
    hero = enlarged(person(Look(shown.winner, pose="cheer", face="happy")), 2)
    canvas.press(hero, middle - hero.width // 2, FLOOR - steps.height + 8 - hero.height)
    if shown.loser != shown.winner:
        other = enlarged(person(Look(shown.loser, pose="despair", face="sad")), 2)
        canvas.press(other, 108 - other.width // 2, FLOOR + 10 - other.height)
    return Stamp(canvas.colour, canvas.colour != CLEAR)


def _hall(canvas: Canvas) -> None:
    for x in range(-HEIGHT, WIDTH, 22):
        for row in range(FLOOR):
            canvas.fill(Box(x + row // 2, row, 8, 1), number("blue"))
    canvas.fill(Box(0, FLOOR, WIDTH, HEIGHT - FLOOR), number("wood"))
    canvas.fill(Box(0, FLOOR, WIDTH, 1), number("honey"))
    for row in range(FLOOR + 4, HEIGHT, 5):
        canvas.fill(Box(0, row, WIDTH, 1), number("bark"))


def _scrap(canvas: Canvas, index: int) -> None:
    # A fixed scatter, not dice: equal days have equal photographs.
    x, y = (index * 61 + index * index * 7) % WIDTH, (index * 37 + index * index * 3) % FLOOR
    colour = (accent("alex"), accent("alice"), accent("mike"), accent("sarah"))[index % 4]
    canvas.fill(Box(x, y, 2, 1) if index % 3 else Box(x, y, 1, 2), colour)
