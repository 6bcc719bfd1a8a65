"""`wallstreet newspaper`: the front page of an episode that has had its closing bell."""

from __future__ import annotations

from pathlib import Path

from bot.drawing.looking import complain, look, write
from show.edition import Edition


def newspaper(db: Path, out: Path, episode: int | None) -> int:
    """Write the front page as a PNG. Returns 1 if the episode has not closed yet.

    Raises:
        LogError: the log cannot be read.
    """
    from show.stage.broadsheet import alt_text, broadsheet
    from show.stage.cards import png

    edition = Edition()
    look(db, None, edition.take)
    page = edition.page(episode)
    if page is None:
        return complain(_missing(db, episode, {page.episode for page in edition.pages}))
    return write(out, png(broadsheet(page)), alt_text(page))


def _missing(db: Path, episode: int | None, closed: set[int]) -> str:
    if not closed:
        return f"No closing bell has rung in {str(db)!r} yet. Let an episode come to its end first."
    known = ", ".join(str(number) for number in sorted(closed))
    return f"Episode {episode} has no closing bell in {str(db)!r}. Choose one that has: {known}."
