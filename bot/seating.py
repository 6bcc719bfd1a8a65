"""Who thinks for whom: reads the settings and the cast, and names each trader's mind."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.settings.settings import Settings
from models.catalogue import HOUSE, resolve
from models.remote.address import is_address, read_address
from show.cast import persona
from show.ports import MindError
from show.words import TRADERS, TraderId

Kind = Literal["scripted", "random", "server", "file"]
ALL = "all"
WORDS = ("house", "scripted", "random")


@dataclass(frozen=True)
class Seat:
    """One mind: its kind, and the file or the address of those that have one. Equal seats share a mind."""

    kind: Kind
    where: str = ""

    @property
    def path(self) -> Path:
        """Return the file of a local model."""
        return Path(self.where)


def seating(settings: Settings) -> dict[TraderId, Seat]:
    """Return the seat of each trader: from the settings, else from the cast, else the settings' model.

    Raises:
        MindError: a mind is named that does not exist; the sentence names the trader.
    """
    if settings.rehearsal:
        return dict.fromkeys(TRADERS, Seat("scripted"))
    chosen = _chosen(settings)
    return {trader: _seat_of(trader, chosen.get(trader, ""), settings) for trader in TRADERS}


def read_seat(text: str) -> Seat:
    """Return the seat that a text names: house, scripted, random, an address or a file.

    Raises:
        MindError: there is no such file, or the address is malformed.
    """
    bare = text.strip()
    if bare == "scripted":
        return Seat("scripted")
    if bare == "random":
        return Seat("random")
    if is_address(bare):
        address = read_address(bare)
        return Seat("server", f"{address.base}#{address.model}" if address.model else address.base)
    if bare == "house":
        return Seat("file", str(resolve(None)))
    try:
        return Seat("file", str(resolve(Path(bare)).resolve()))
    except MindError as error:
        near = difflib.get_close_matches(bare.lower(), WORDS, n=1, cutoff=0.7)
        if near:
            raise MindError(f"{error} Or did you mean {near[0]!r}?", retryable=False) from None
        raise


def is_house(seat: Seat) -> bool:
    """Return whether a seat is the house model, which needs no trial."""
    return seat.kind == "file" and seat.path == HOUSE


def _chosen(settings: Settings) -> dict[TraderId, str]:
    """Return what was named for each trader. Of the settings a trader's own entry wins over that for all."""
    named = dict(map(_entry, settings.minds))
    everyone = named.get(ALL, "")
    found = {trader: named.get(trader) or everyone or persona(trader).mind for trader in TRADERS}
    return {trader: text for trader, text in found.items() if text}


def _entry(text: str) -> tuple[str, str]:
    who, _, mind = (part.strip() for part in text.partition("="))
    if who.lower() not in (*TRADERS, ALL) or not mind:
        wanted = ", ".join((*TRADERS, ALL))
        raise MindError(
            f"{text[:60]!r} names no trader's mind: write WHO=MIND, and for WHO one of {wanted}.",
            retryable=False,
        )
    return who.lower(), mind


def _seat_of(trader: TraderId, text: str, settings: Settings) -> Seat:
    if not text:
        return Seat("file", str(resolve(settings.model)))
    try:
        return read_seat(text)
    except MindError as error:
        raise MindError(f"{persona(trader).name}'s mind: {error}", retryable=False) from error
