"""Cards: what is shown instead of, or over, the office."""

from __future__ import annotations

from functools import cache

from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.palette import CLEAR, number
from show.stage.stamps import Stamp


@cache
def paused_card() -> Stamp:
    """Return the card that hangs over the office while a moderator holds the clock."""
    canvas = Canvas(112, 42, number("ink"))
    canvas.frame(Box(1, 1, 110, 40), number("gold"))
    title = fonts.line("talk", "The floor is paused", number("white"))
    canvas.press(title, (112 - title.width) // 2, 22)
    note = fonts.line("tiny", "BACK IN A MOMENT", number("fog"))
    canvas.press(note, (112 - note.width) // 2, 32)
    for x in (51, 58):
        canvas.fill(Box(x, 7, 4, 10), number("gold"))
    return Stamp(canvas.colour, canvas.colour != CLEAR)
