"""What a line of the bank is for: the orders it may be said beside.

The house model mostly recites, and says some lines beside orders they were not written for: "Bought!" when
it sells. A lexicon cannot know every joke about buying; the bank does, since each of its sections names the
stance. Whoever speaks freely is not in the bank and is not judged by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from assets.banks import line_bank
from assets.templates import SLOT, Choice, Parts, Template, as_written
from show.ports import ASSETS, TRADERS, TraderId

FILLINGS: dict[str, str] = {
    "asset": "|".join(ASSETS),
    "name": "|".join(who.capitalize() for who in TRADERS),
    "entity": ".{1,22}?",
    "pct": r"\d+(?:\.\d+)?%",
    "pnl": r"\$[\d,.]*\d",
    "cash": r"\$[\d,.]*\d",
    "price": r"\$[\d,.]*\d",
}
"""What may stand in a slot."""

OPEN = ""
"""Where lines are kept that begin with a slot or an alternative."""

Meaning = frozenset[str]


@dataclass(slots=True)
class Known:
    """A line of the bank, and what it is written for: nothing if it is a lie.

    Its pattern is made when a text first holds all the words that it cannot do without: few of three thousand
    are ever needed, and to make all took half a second of the show.
    """

    template: Template
    stances: Meaning
    words: tuple[str, ...]
    """In small letters."""
    _pattern: re.Pattern[str] | None = None

    def fits(self, text: str, lowered: str) -> bool:
        """Return whether a text is this line, with its slots filled and its alternatives decided."""
        if not all(words in lowered for words in self.words):
            return False
        if self._pattern is None:
            self._pattern = re.compile(_words(self.template.parts), re.IGNORECASE)
        return self._pattern.fullmatch(text) is not None


@lru_cache(maxsize=1024)
def stances_of(trader: TraderId, text: str) -> Meaning:
    """Return the stances a text is written for; empty when the trader's bank does not hold it.

    Empty, too, for a lie, which is meant to be false.
    """
    found: set[str] = set()
    lines = _lines(trader)
    for said in dict.fromkeys((text, as_written(text))):
        lowered = said.lower()
        for known in (*lines.get(said[:1].lower(), ()), *lines.get(OPEN, ())):
            if known.fits(said, lowered):
                if not known.stances:
                    return frozenset()
                found |= known.stances
    return frozenset(found)


@cache
def _lines(trader: TraderId) -> dict[str, list[Known]]:
    """Return the trader's lines by the letter they begin with, so that a text is held against few of them."""
    found: dict[str, list[Known]] = {}
    for line in line_bank(trader):
        said = [(line.template, frozenset[str]() if line.lie else line.stances)]
        if line.partner is not None:
            said.append((line.partner, line.stances))
        for template, stances in said:
            found.setdefault(_opening(template), []).append(Known(template, stances, _certain(template)))
    return found


def _opening(template: Template) -> str:
    first = template.parts[0]
    return first[0].lower() if isinstance(first, str) and not first.startswith("{") else OPEN


def _certain(template: Template) -> tuple[str, ...]:
    """The words outside all slots and alternatives."""
    plain = [part for part in template.parts if isinstance(part, str)]
    return tuple(words.lower() for part in plain for words in SLOT.split(part)[::2] if words)


def _words(parts: Parts) -> str:
    return "".join(
        f"(?:{'|'.join(map(_words, part.options))})" if isinstance(part, Choice) else _open(part)
        for part in parts
    )


def _open(text: str) -> str:
    pieces = SLOT.split(text)  # words and the names of slots in turn
    return "".join(
        f"(?:{FILLINGS[piece]})" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )
