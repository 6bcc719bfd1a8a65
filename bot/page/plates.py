"""The plates: pictures that come with a bell or with a thought, as the page serves them."""

from __future__ import annotations

import hashlib
import json

from bot.drawing.gazette import EPISODE, NEWSPAPER, Plate, asked
from show.state import State
from show.words import TraderId

TITLES = {EPISODE: "Tonight", NEWSPAPER: "The newspaper"}
THOUGHT = "The confessional"


class Plates:
    """The newest plate of each name. `number` counts them, so that a browser is told of each once."""

    def __init__(self) -> None:
        self.number = 0
        self._kept: dict[str, Plate] = {}
        self._newest = ""
        self._booths: dict[TraderId, tuple[str, bytes]] = {}

    def hang(self, plate: Plate) -> None:
        """Hang a new plate."""
        self.number += 1
        self._kept[plate.name] = plate
        self._newest = plate.name

    def clear(self) -> None:
        """Take all down: what was so bad may be on one of them."""
        self._kept.clear()
        self._booths.clear()
        self._newest = ""

    def message(self) -> str | None:
        """Return what browsers are told of the newest plate, or None if it was taken down."""
        plate = self._kept.get(self._newest)
        if plate is None:
            return None
        title = TITLES.get(plate.name, THOUGHT)
        where = f"/{plate.name}?{self.number}"
        return json.dumps({"type": "plate", "title": title, "picture": where, "alt": plate.alt})

    def png(self, name: str) -> bytes | None:
        """Return the newest plate of a name."""
        plate = self._kept.get(name)
        return None if plate is None else plate.png

    async def booth(self, state: State, who: TraderId) -> bytes | None:
        """Return the confessional with a trader's newest thought, drawn once however many ask."""
        trader = state.cast[who]
        known = f"{trader.thought} {trader.mood} {trader.status} {state.programme.panicked}"
        if who not in self._booths or self._booths[who][0] != known:
            plate = await asked(state, who)
            if plate is None:
                return None
            self._booths[who] = known, plate.png
        return self._booths[who][1]


def tag(png: bytes) -> str:
    """Return the entity tag of a picture."""
    return hashlib.sha256(png).hexdigest()[:32]
