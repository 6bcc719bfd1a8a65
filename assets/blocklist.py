"""Words that never leave the floor, by category, as people edit them in `blocklist.txt`."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BLOCKLIST_FILE = Path(__file__).with_name("blocklist.txt")
SECTION = re.compile(r"\[(?P<name>[a-z -]+?)(?P<hidden> rot13)?\]$")
LETTERS = re.compile("[a-z]+")


class BlocklistError(ValueError):
    """The file cannot be read; the message names the line."""


@dataclass(frozen=True, slots=True)
class Blocklist:
    """Single words, word beginnings and phrases, each with its category."""

    words: dict[str, str]
    stems: tuple[tuple[str, str], ...]
    beginnings: tuple[str, ...]
    """The stems alone."""
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    any_phrase: re.Pattern[str]
    """All phrases in one pattern: nearly every text has none, and is looked through once."""
    telling: frozenset[str]
    """The longest word of each phrase: a text without any of them need not be looked through."""

    def listed(self, words: set[str]) -> str | None:
        """Return the category of the first of the words that is listed or begins like an entry."""
        listed, beginnings = self.words, self.beginnings
        # One call for all beginnings: nearly no word is listed or begins like any of them.
        found = [word for word in words if word in listed or word.startswith(beginnings)]
        return self._category(min(found)) if found else None

    def phrase(self, words: set[str], text: str) -> str | None:
        """Return the category of the first phrase found in a folded text that has these words."""
        if self.telling.isdisjoint(words) or not self.any_phrase.search(text):
            return None
        return next((category for pattern, category in self.phrases if pattern.search(text)), None)

    def _category(self, word: str) -> str:
        if word in self.words:
            return self.words[word]
        return next(category for stem, category in self.stems if word.startswith(stem))


@cache
def load_blocklist(path: Path = BLOCKLIST_FILE) -> Blocklist:
    """Read the list: one entry a line, `word`, `stem*` or `two words`, under `[category]` headings."""
    words: dict[str, str] = {}
    stems: list[tuple[str, str]] = []
    phrases: list[tuple[re.Pattern[str], str]] = []
    telling: set[str] = set()
    category, hidden = "", False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        entry = line.split("#")[0].strip().lower()
        heading = SECTION.match(entry)
        if heading:
            category, hidden = heading["name"], bool(heading["hidden"])
        elif entry and not category:
            raise BlocklistError(
                f"{path.name}, line {number}: {entry!r} stands before any [category] heading."
            )
        elif entry:
            entry = codecs.decode(entry, "rot13") if hidden else entry
            _add(entry, category, words, stems, phrases)
            if " " in entry:
                telling.add(max(LETTERS.findall(entry), key=len))
    either = re.compile("|".join(pattern.pattern for pattern, _ in phrases) or r"(?!)")
    beginnings = tuple(stem for stem, _ in stems)
    return Blocklist(words, tuple(stems), beginnings, tuple(phrases), either, frozenset(telling))


def _add(
    entry: str,
    category: str,
    words: dict[str, str],
    stems: list[tuple[str, str]],
    phrases: list[tuple[re.Pattern[str], str]],
) -> None:
    if " " in entry:
        phrases.append((re.compile(r"\b" + r"[^a-z]+".join(map(re.escape, entry.split())) + r"\b"), category))
    elif entry.endswith("*"):
        stems.append((entry[:-1], category))
    else:
        words[entry] = category
