"""`wallstreet card`: a card to post, of one trader or of the episode that is on."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from bot.looking import look, nothing, reaches, write
from show.events import BellRang, Entry
from show.state import State
from show.words import TraderId

EPISODE = "episode"


def card(db: Path, out: Path, name: str, tick: int | None) -> int:
    """Write a card as a PNG of 1280 by 720. Returns 1 if the log has no such tick.

    Raises:
        LogError: the log cannot be read.
    """
    from show.stage import portraitcard, titlecard
    from show.stage.alt import STAND_BY
    from show.stage.cards import png, stand_by_card

    bells: list[str] = []

    def note(entry: Entry, state: State) -> None:
        if isinstance(entry.event, BellRang) and entry.event.bell == "opening":
            bells.append(entry.event.line)

    state = look(db, tick, note)
    if not reaches(state, tick):
        return nothing(db, state, "nothing to draw")
    if state.programme.panicked:
        return write(out, png(stand_by_card()), STAND_BY)
    if name == EPISODE:
        title = titlecard.title(state, bells[-1] if bells else "")
        return write(out, png(titlecard.title_card(title)), titlecard.alt_text(title))
    shown = portraitcard.sitting(state, cast(TraderId, name))
    return write(out, png(portraitcard.card(shown)), portraitcard.alt_text(shown))
