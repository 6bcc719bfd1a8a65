"""`wallstreet picture`: draws the office as it stood at the end of a log, or at the end of any tick in it."""

from __future__ import annotations

from pathlib import Path

from bot.drawing.looking import look, nothing, reaches, write


def picture(db: Path, out: Path, tick: int | None) -> int:
    """Write a PNG of 1280 by 720 and say what is on it. Returns 1 if the log has no such tick.

    Raises:
        LogError: the log cannot be read.
    """
    # Imported here: a show that never draws need not load the drawing.
    from show.stage.alt import alt_text
    from show.stage.picture import png
    from show.stage.view import scene

    state = look(db, tick)
    if not reaches(state, tick):
        return nothing(db, state, "nothing to draw")
    drawn = scene(state)
    return write(out, png(drawn), alt_text(drawn))
