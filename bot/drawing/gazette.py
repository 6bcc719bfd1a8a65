"""The gazette: the pictures that bells and opened thoughts are worth, for hosts that can show a picture.

The opening bell brings the title card, the closing bell the newspaper, and a thought that the audience opened
the confessional. Each comes with words for whoever cannot see it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.hosting.lastgate import EntryGate, admitted, gate_entries
from bot.log.restore import state_at
from bot.log.store import Store
from show.edition import Edition
from show.events import BellRang, Entry, ThoughtRevealed
from show.frontpage import FrontPage
from show.lines import Gate
from show.state import State, fold

if TYPE_CHECKING:  # what draws is loaded only when something is drawn
    from show.stage.canvas import Canvas

CHUNK = 500
"""Events that are folded before the others in this process get their turn: about 10 ms."""

NEWSPAPER, EPISODE, CONFESSION = "newspaper.png", "episode.png", "confession.png"
PAPER_SCALE = 2
"""The page is tall: twice its own size is as wide as a phone, and small enough to post."""


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture to post: the name of the file, its bytes, and the same in words."""

    name: str
    png: bytes
    alt: str


class Gazette:
    """Draws plates. One is enough for all hosts: what it drew last it remembers."""

    def __init__(self, store: Store, gate: EntryGate | None = None) -> None:
        self._store = store
        self._gate = gate or gate_entries(Gate())
        self._last: tuple[int, Plate | None] = (-1, None)
        self._drawing = asyncio.Lock()

    async def plate(self, entry: Entry, state: State) -> Plate | None:
        """Return the picture an entry is worth, or None. `state` is the one after it."""
        if not isinstance(entry.event, BellRang | ThoughtRevealed) or state.programme.panicked:
            return None
        async with self._drawing:
            if self._last[0] != entry.seq:
                self._last = entry.seq, await self._drawn(entry, state)
            return self._last[1]

    async def _drawn(self, entry: Entry, state: State) -> Plate | None:
        event = entry.event
        if isinstance(event, ThoughtRevealed):
            return await confession(state, event)
        if isinstance(event, BellRang) and event.bell == "opening":
            return await _title(state, event.line)
        page = await self.front_page(entry.seq)
        return None if page is None else await _newspaper(page)

    async def front_page(self, seq: int) -> FrontPage | None:
        """Return the front page of the closing bell that is event `seq`: the episode, folded once more."""
        opening = await self._store.log.last_of("BellRang", seq)
        if not opening:
            return None
        state, edition = await state_at(self._store, opening - 1), Edition()
        while state.seq < seq:
            for entry in await self._store.log.read(state.seq, min(CHUNK, seq - state.seq)):
                passed, _ = admitted(self._gate, entry)
                fold(state, passed)
                edition.take(passed, state)
            await asyncio.sleep(0)
        return edition.page()


async def confession(state: State, event: ThoughtRevealed) -> Plate:
    """Return the confessional with a thought in it."""
    from show.stage.alt import confession_text
    from show.stage.booth import OPENED
    from show.stage.cards import confession_card
    from show.stage.view import scene

    view = next(view for view in scene(state).traders if view.id == event.trader)
    alt = confession_text(view.name, event.text)
    return await _packed(CONFESSION, confession_card(view, event.text, OPENED), alt)


async def asked(state: State, who: str) -> Plate | None:
    """Return the confessional for one viewer who asked for it, or None if there is nothing to confess."""
    from show.stage.alt import confession_text
    from show.stage.cards import confession_card
    from show.stage.view import scene

    view = next((view for view in scene(state).traders if view.id == who), None)
    if view is None or state.programme.panicked or not state.cast[view.id].thought:
        return None
    thought = state.cast[view.id].thought
    return await _packed(CONFESSION, confession_card(view, thought), confession_text(view.name, thought))


async def _title(state: State, line: str) -> Plate:
    from show.stage import titlecard

    shown = titlecard.title(state, line)
    return await _packed(EPISODE, titlecard.title_card(shown), titlecard.alt_text(shown))


async def _newspaper(page: FrontPage) -> Plate:
    from show.stage.broadsheet import alt_text, broadsheet

    return await _packed(NEWSPAPER, broadsheet(page), alt_text(page), PAPER_SCALE)


async def _packed(name: str, card: Canvas, alt: str, scale: int = 4) -> Plate:
    from show.stage.cards import png

    # On a thread: packing takes 10 ms, which would hold everything else up.
    return Plate(name, await asyncio.to_thread(png, card, scale), alt)
