"""Echoes: whether a line is nearly one that was said before, without a look at most of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from math import ceil

from show.ports import TraderId

SAME_LINE = 0.7
"""A line that has this part of another one's words is that line again."""


@lru_cache(maxsize=4096)
def word_set(line: str) -> frozenset[str]:
    """Return the words of a line, whatever their case and order."""
    return frozenset(line.lower().split())


@lru_cache(maxsize=4096)
def marks(line: str) -> tuple[str, ...]:
    """Return so many of a line's words that whatever is nearly the same line has one of them at least.

    They are the longest words, which the fewest other lines have.
    """
    words = sorted(word_set(line), key=lambda word: (-len(word), word))
    return tuple(words[: len(words) - ceil(SAME_LINE * len(words)) + 1])


class Echoes:
    """One trader's older lines by their marks. They change by a line a turn, and so does this."""

    def __init__(self) -> None:
        self._lines: frozenset[str] = frozenset()
        self._with: dict[str, list[str]] = {}

    def know(self, lines: Iterable[str]) -> None:
        """Take these lines for all that were said."""
        lines = frozenset(lines)
        for line in self._lines - lines:
            for mark in marks(line):
                self._with[mark].remove(line)
        for line in lines - self._lines:
            for mark in marks(line):
                self._with.setdefault(mark, []).append(line)
        self._lines = lines

    def holds(self, spoken: str) -> bool:
        """Return whether one of the lines has most of its words in what is to be spoken."""
        words = word_set(spoken)
        for line in {line for word in words for line in self._with.get(word, ())}:
            said = word_set(line)
            if len(words & said) >= SAME_LINE * len(said):
                return True
        return False


@cache
def echoes_of(trader: TraderId) -> Echoes:
    """Return the one index of a trader's lines. What it answers depends on what it was last told alone."""
    return Echoes()
