"""`wallstreet picture`: draws the office as it stood at the end of a log, or at the end of any tick in it."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from bot.database import read_only
from bot.faults import LogError, sentences
from bot.proof import Chain
from bot.replay import verify
from show.events import Entry
from show.state import State, fold


def picture(db: Path, out: Path, tick: int | None) -> int:
    """Write a PNG of 1280 by 720 and say what is on it. Returns 1 if the log has no such tick.

    Raises:
        LogError: the log cannot be read.
    """
    # Imported here: a show that never draws need not load the drawing.
    from show.stage.alt import alt_text
    from show.stage.picture import png
    from show.stage.view import scene

    state = state_of(db, tick)
    if not state.board.quotes or (tick is not None and state.tick < tick):
        last = f"its last tick is {state.tick}" if state.seq else "it is empty"
        print(f"wallstreet: There is nothing to draw in {str(db)!r}: {last}.", file=sys.stderr)
        return 1
    drawn = scene(state)
    try:
        out.write_bytes(png(drawn))
    except OSError as error:
        print(
            f"wallstreet: {str(out)!r} cannot be written: {error.strerror}. Choose another place.",
            file=sys.stderr,
        )
        return 1
    print(f"{out}: {alt_text(drawn)}")
    return 0


def state_of(db: Path, tick: int | None) -> State:
    """Return the state at the end of a tick, or of the log, proving each event on the way."""
    state = State()

    def until(entry: Entry) -> None:
        if tick is None or entry.tick <= tick:
            fold(state, entry)

    if not db.exists():
        raise LogError(f"There is no show in {str(db)!r} yet: `wallstreet run` opens one.")
    with closing(read_only(db)) as raw, sentences(db):
        verify(raw, Chain(), until)
    return state
