"""The newsroom: which headline breaks, given a truth it may hint at but must not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from random import Random
from typing import NamedTuple, Protocol

from assets.banks import REGIMES, Wording, ballot_bank, chaos_bank, entity_bank, headline_bank
from assets.templates import SLOT, expand, fill
from show.words import Asset, Tone

NEWS_CHANCE = 0.45
"""How often a tick has a headline."""

FALSE_LEAD = 0.2
"""How often a headline hints at a regime that is not the one the market is in."""

TRIES = 12
"""Draws before a wording or an entity that was lately on the wire is let through again."""


class Printed(Protocol):
    """A headline that was on the wire: an event, a fact, or one of ours."""

    @property
    def text(self) -> str: ...


class Headline(NamedTuple):
    """One headline, ready for the wire. `entity` is empty when the text names nobody."""

    text: str
    about: Asset | None
    tone: Tone
    entity: str
    gist: str
    unverified: bool


class Newsroom:
    """Draws headlines from the banks. It keeps nothing: what was lately said comes from the caller."""

    def draw(self, regime: str, recent: Sequence[Printed], dice: Random) -> Headline | None:
        """Return the tick's headline, or None when nothing happens that is worth one.

        `recent` are the headlines of the last ticks, whose wordings and entities are avoided.

        Raises:
            ValueError: the banks know no such regime.
        """
        if regime not in REGIMES:
            raise ValueError(f"The newsroom knows no regime {regime!r}; use one of {', '.join(REGIMES)}.")
        if dice.random() >= NEWS_CHANCE:
            return None
        false_lead = dice.random() < FALSE_LEAD
        return self._print(_hinting(regime, false_lead), recent, dice)

    def chaos(self, recent: Sequence[Printed], dice: Random) -> Headline:
        """Return the headline under which chaos strikes."""
        return self._print(chaos_bank(), recent, dice)

    def ballot(self, recent: Sequence[Printed], dice: Random, count: int = 4) -> tuple[Headline, ...]:
        """Return headlines for the audience to choose from, each about something else or of another tone.

        Raises:
            ValueError: there are not that many different kinds of headline.
        """
        kinds = sorted({(word.about or "", word.tone) for word in ballot_bank()})
        if count > len(kinds):
            raise ValueError(f"A ballot of {count} headlines was asked for; ask for at most {len(kinds)}.")
        chosen: list[Headline] = []
        for about, tone in dice.sample(kinds, count):
            wordings = [word for word in ballot_bank() if (word.about or "", word.tone) == (about, tone)]
            chosen.append(self._print(wordings, [*recent, *chosen], dice))
        return tuple(chosen)

    def _print(self, wordings: Sequence[Wording], recent: Sequence[Printed], dice: Random) -> Headline:
        lately = [headline.text for headline in recent]
        headline = _printed(dice.choice(wordings), dice)
        for _ in range(TRIES):
            wording = dice.choice(wordings)
            headline = _printed(wording, dice)
            entity_is_new = not headline.entity or not any(headline.entity in text for text in lately)
            parts = _fixed_parts(wording)
            if entity_is_new and not any(_prints(parts, text) for text in lately):
                break
        return headline


def _printed(wording: Wording, dice: Random) -> Headline:
    entity = dice.choice(entity_bank()[wording.entity_kind]) if wording.entity_kind else ""
    text = fill(expand(wording.template, dice), {"entity": entity})
    return Headline(text, wording.about, wording.tone, entity, wording.gist, wording.rumour)


@cache
def _hinting(regime: str, false_lead: bool) -> tuple[Wording, ...]:
    return tuple(word for word in headline_bank() if (regime in word.regimes) is not false_lead)


def _prints(parts: tuple[str, ...], text: str) -> bool:
    """Whether the text may be a print of a wording with these fixed parts: the rest of it may be anything."""
    first, *inner = parts
    if not inner:
        return text == first
    last = inner.pop()
    end = len(text) - len(last)
    if not (text.startswith(first) and text.endswith(last)) or end < len(first):
        return False
    here = len(first)
    for part in inner:
        found = text.find(part, here, end)
        if found < 0:
            return False
        here = found + len(part)
    return True


@lru_cache(maxsize=1024)
def _fixed_parts(wording: Wording) -> tuple[str, ...]:
    source = SLOT.sub("\0", wording.template.source)
    while "(" in source:
        source = re.sub(r"\([^()]*\)", "\0", source)
    return tuple(source.split("\0"))
