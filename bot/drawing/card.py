"""`wallstreet card`: a card to post: a trader, a trade, a thought, the desk, or the episode that is on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.drawing.looking import complain, look, nothing, reaches, write
from show.events import BellRang, Entry, OrderBlocked, OrderFilled, ShowPanicked
from show.state import State
from show.words import TRADERS, TraderId

if TYPE_CHECKING:  # what draws is loaded only when something is drawn
    from show.stage.tradecard import Trade

EPISODE, TRADE, THOUGHT, DESK = "episode", "trade", "thought", "desk"
OF_A_TRADER = (TRADE, THOUGHT)
"""Cards that may be of one trader: `wallstreet card trade alex`."""


class Notes:
    """What a card needs of the way through a log: the last opening bell's line, and the newest trade."""

    def __init__(self, who: TraderId | None) -> None:
        self.line = ""
        self.trade: Trade | None = None
        self._who = who

    def take(self, entry: Entry, state: State) -> None:
        """Note an entry; `state` has folded it already."""
        from show.stage import tradecard

        event = entry.event
        if isinstance(event, BellRang) and event.bell == "opening":
            self.line = event.line
        elif isinstance(event, ShowPanicked):
            self.trade = None
        elif isinstance(event, OrderFilled | OrderBlocked) and self._who in (None, event.trader):
            self.trade = tradecard.trade(state) or self.trade


def card(db: Path, out: Path, name: str, tick: int | None, who: TraderId | None = None) -> int:
    """Write a card as a PNG of 1280 by 720. Returns 1 if the log has nothing to put on it.

    Raises:
        LogError: the log cannot be read.
    """
    from show.stage.alt import STAND_BY
    from show.stage.cards import png, stand_by_card

    notes = Notes(who)
    state = look(db, tick, notes.take)
    if not reaches(state, tick):
        return nothing(db, state, "nothing to draw")
    if state.programme.panicked:
        return write(out, png(stand_by_card()), STAND_BY)
    match name:
        case "episode":
            return _episode(out, state, notes.line)
        case "trade":
            return _trade(out, notes.trade, who)
        case "thought":
            return _thought(out, state, who or TRADERS[0])
        case "desk":
            return _desk(out, state)
        case _:
            return _trader(out, state, cast(TraderId, name))


def _episode(out: Path, state: State, line: str) -> int:
    from show.stage import titlecard
    from show.stage.cards import png

    title = titlecard.title(state, line)
    return write(out, png(titlecard.title_card(title)), titlecard.alt_text(title))


def _trader(out: Path, state: State, who: TraderId) -> int:
    from show.stage import portraitcard
    from show.stage.cards import png

    shown = portraitcard.sitting(state, who)
    return write(out, png(portraitcard.card(shown)), portraitcard.alt_text(shown))


def _trade(out: Path, shown: Trade | None, who: TraderId | None) -> int:
    from show.stage import tradecard
    from show.stage.cards import png

    if shown is None:
        return complain(f"{who.capitalize() if who else 'Nobody'} has not traded yet. Let the show go on.")
    return write(out, png(tradecard.card(shown)), tradecard.alt_text(shown))


def _thought(out: Path, state: State, who: TraderId) -> int:
    from show.stage.alt import confession_text
    from show.stage.cards import confession_card, png
    from show.stage.view import scene

    view, thought = next(view for view in scene(state).traders if view.id == who), state.cast[who].thought
    if not thought:
        return complain(f"{view.name} has not had a thought worth keeping yet. Let the show go on.")
    return write(out, png(confession_card(view, thought)), confession_text(view.name, thought))


def _desk(out: Path, state: State) -> int:
    from show.stage import seating
    from show.stage.cards import png
    from show.stage.view import scene

    seats = scene(state).desk
    if not seats:
        return complain("The desk has not taken its seats yet. Let the show go on.")
    return write(out, png(seating.card(seats)), seating.alt_text(seats))
