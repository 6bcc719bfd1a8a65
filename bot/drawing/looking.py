"""What the drawing commands share: look through a log up to a tick, and write what was drawn."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bot.log.database import read_only
from bot.log.faults import LogError, sentences
from bot.log.proof import Chain
from bot.replay import verify
from show.events import Entry
from show.state import State, fold


def look(db: Path, tick: int | None, take: Callable[[Entry, State], None] | None = None) -> State:
    """Fold a log up to the end of a tick, or to its end, proving each event; `take` is handed each of them.

    Raises:
        LogError: the log cannot be read, or there is none.
    """
    state = State()

    def until(entry: Entry) -> None:
        if tick is None or entry.tick <= tick:
            fold(state, entry)
            if take is not None:
                take(entry, state)

    if not db.exists():
        raise LogError(f"There is no show in {str(db)!r} yet: `wallstreet run` opens one.")
    with closing(read_only(db)) as raw, sentences(db):
        verify(raw, Chain(), until)
    return state


def reaches(state: State, tick: int | None) -> bool:
    """Return whether there is anything to draw in a state, and the tick that was asked for."""
    return bool(state.board.quotes) and (tick is None or state.tick >= tick)


def nothing(db: Path, state: State, what: str) -> int:
    """Say that the log does not have what was asked for. Returns 1."""
    last = f"its last tick is {state.tick}" if state.seq else "it is empty"
    return complain(f"There is {what} in {str(db)!r}: {last}.")


def write(out: Path, data: bytes, words: str) -> int:
    """Write a picture and print what is on it. Returns 1 if the file cannot be written."""
    try:
        out.write_bytes(data)
    except OSError as error:
        return complain(f"{str(out)!r} cannot be written: {error.strerror}. Choose another place.")
    print(f"{out}: {words}")
    return 0


def complain(sentence: str) -> int:
    """Print a sentence where errors go. Returns 1."""
    print(f"wallstreet: {sentence}", file=sys.stderr)
    return 1
