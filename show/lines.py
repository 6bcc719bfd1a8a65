"""The gate: the one way to a public place, for what minds, templates and viewers write. It fails closed.

Length, normalisation, mentions, markup, block lists and novelty, in this order; the first rule that objects
names itself. Text that passed is in a normal form that passes again unchanged, so any later reader of the
log can check it once more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, TypeVar

from assets.blocklist import load_blocklist
from show.events import Value, fields_with_text
from show.words import TRADERS

Part = TypeVar("Part", bound=Value)
Triple = tuple[str, ...]

STOCK = "(no comment)"
"""What stands in for a text that must not be shown and cannot be left out."""

LONGEST = 400
NOVELTY = 0.6
"""A line sharing more than this part of its word triples with a recent one is a repeat. Traders' names do not
count: a line is no newer for being said to somebody else."""

CONTROL = re.compile(r"[\u0000-\u001f\u007f-\u009f\u2028\u2029]")
MARKDOWN = str.maketrans("", "", "*`~|\\")
FENCE = re.compile(r"<{2,}|>{2,}")
"""Prompts fence quoted text with << and >>, so no text may bring its own."""

SPACES = re.compile(r"\s+")
ODD_SIGN = re.compile(r"[*`~|\\]")
"""What a text in normal form does not have."""

MENTION = re.compile(r"@\s*(everyone|here)|<[@#:][^>]*>|@\w{2,}", re.IGNORECASE)
LINK = re.compile(r"\w+://|www\.|\b[\w-]+\.(com|net|org|io|gg|tv|xyz|ru|info|link)\b", re.IGNORECASE)
DOT_LETTER = re.compile(r"\.[^\W\d_]")
MARKUP = re.compile(r"<\s*[a-z/!?]|&#?\w+;|javascript\s*:", re.IGNORECASE)
LOOKALIKES = str.maketrans("аеорсухіјѕԁһɡոքԛԝαεορτυνικ", "aeopcyxijsdhgnpqw" + "aeoptuvik")
LEET = str.maketrans("0134578@$!|+€£", "oieastbasiltel")
WORD = re.compile(r"[a-z]+")
SPELLED_OUT = re.compile(r"\b(?:[a-z][^a-z0-9]+){2,}[a-z]\b")
SPELLED_LETTERS = 3
"""So many letters must stand alone before a word can be spelled out in them."""
LINES_KNOWN = 4096
"""So many lines are indexed by their triples before the index is begun anew."""
WORDS_KNOWN = 16_384
"""So many harmless words are remembered, some two megabytes, before they are looked up anew."""
THREE_ALIKE = re.compile(r"([a-z])\1\1")
STRETCHED = re.compile(r"(.)\1{2,}")


class Verdict(NamedTuple):
    """The text in its normal form, or the rule that kept it back (then `text` is empty)."""

    text: str
    rule: str | None = None


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return text without controls, direction marks, stacked accents and markdown, spaces folded."""
    if _is_plain(text):  # nine lines of ten are in normal form already
        return text
    if text.isascii():  # the letter by letter way costs five times as much
        return _folded(CONTROL.sub(" ", text))
    composed = unicodedata.normalize("NFC", CONTROL.sub(" ", text))
    kept = [
        letter
        for index, letter in enumerate(composed)
        if not (unicodedata.combining(letter) and _stacked(composed, index))
        and unicodedata.category(letter) not in ("Cs", "Co", "Cn", "Cf")
    ]
    return _folded("".join(kept))


def _is_plain(text: str) -> bool:
    """Return whether a text is ASCII in normal form, in a fifth of the time that one pattern for it takes."""
    return (
        text.isascii()
        and text.isprintable()
        and not ODD_SIGN.search(text)
        and not ("<<" in text or ">>" in text or "  " in text)
        and not (text.startswith(" ") or text.endswith(" "))
    )


def _folded(text: str) -> str:
    return SPACES.sub(" ", FENCE.sub("", text.translate(MARKDOWN))).strip()


def _stacked(text: str, index: int) -> bool:
    return index == 0 or bool(unicodedata.combining(text[index - 1])) or not text[index - 1].isalpha()


def skeleton(text: str) -> str:
    """Return what a text looks like to a reader: look-alikes folded, accents dropped, lower case."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return plain.translate(LOOKALIKES)


def _words(plain: str) -> set[str]:
    words = _readable(plain)
    leet = plain.translate(LEET)
    if leet != plain:
        words |= _readable(leet)
    return words


def _readable(reading: str) -> set[str]:
    found = WORD.findall(reading)
    words = set(found)
    if len(found) >= SPELLED_LETTERS and list(map(len, found)).count(1) >= SPELLED_LETTERS:
        words.update("".join(WORD.findall(match)) for match in SPELLED_OUT.findall(reading))
    return words


@lru_cache(maxsize=4096)
def objection(text: str) -> str | None:
    """Return the first rule a text in normal form breaks, whatever its length, or None."""
    # Each pattern needs one of these marks, and a mark is sooner found than a pattern.
    if ("@" in text or "<" in text) and MENTION.search(text):
        return "mention"
    if ("://" in text or "www." in text.lower() or DOT_LETTER.search(text)) and LINK.search(text):
        return "link"
    if ("<" in text or "&" in text or ":" in text) and MARKUP.search(text):
        return "markup"
    return _listed(skeleton(text))


def _listed(plain: str) -> str | None:
    """Return the category of the first entry of the block list found in a folded text."""
    blocklist, words = load_blocklist(), _words(plain)
    unknown = words - _harmless
    if THREE_ALIKE.search(" ".join(unknown)):
        unknown |= {STRETCHED.sub(r"\1", word) for word in unknown}
    category = blocklist.listed(unknown)
    if category:
        return category
    if len(_harmless) > WORDS_KNOWN:
        _harmless.clear()
    _harmless.update(unknown)
    return blocklist.phrase(words, plain)


_harmless: set[str] = set()
"""Words that no entry of the list knows, stretched or not: nearly all that is ever said."""


@lru_cache(maxsize=1024)
def _triples(text: str) -> frozenset[Triple]:
    said = WORD.findall(skeleton(text))
    words = [word for word in said if word not in TRADERS] or said
    return frozenset(zip(words, words[1:], words[2:], strict=False) if len(words) > 2 else [tuple(words)])


def repeats(text: str, recent: Iterable[str]) -> bool:
    """Return whether a line shares most of its word triples with a recent one."""
    triples = _triples(text)
    most = NOVELTY * len(triples)
    for line in recent:
        others = _triples(line)
        if not triples.isdisjoint(others) and len(triples & others) > most:
            return True
    return False


class Echoes:
    """Finds what a line repeats by the word triples they share, so that it is held against few of the lines
    said lately and not against all."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._with: dict[Triple, list[str]] = {}

    def repeats(self, text: str, recent: Collection[str]) -> bool:
        """Return what the function `repeats` does."""
        if not recent:
            return False
        if not self._known.issuperset(recent):
            self._learn(set(recent))
        triples = _triples(text)
        shared: dict[str, int] = {}
        for triple in triples:
            for line in self._with.get(triple, ()):
                shared[line] = shared.get(line, 0) + 1
        most = NOVELTY * len(triples)
        return any(count > most and line in recent for line, count in shared.items())

    def _learn(self, lately: set[str]) -> None:
        if len(self._known) > LINES_KNOWN:
            self._known, self._with = set(), {}
        for line in lately - self._known:
            self._known.add(line)
            for triple in _triples(line):
                self._with.setdefault(triple, []).append(line)


@lru_cache(maxsize=4096)
def stands(text: str) -> bool:
    """Return whether a text is in normal form and no rule objects to it."""
    return len(text) <= LONGEST and normal(text) == text and objection(text) is None


@dataclass(slots=True)
class Gate:
    """Checks every text on its way out and counts what it kept back."""

    withheld: dict[str, int] = field(default_factory=dict)
    _echoes: Echoes = field(default_factory=Echoes)

    def judge(self, text: str, limit: int, recent: Collection[str] = ()) -> Verdict:
        """Return the text as it may be shown, or the rule that objects. An empty text passes."""
        try:
            verdict = self._judge(text, limit, recent)
        except Exception as error:  # noqa: BLE001 - it fails closed: whatever went wrong, nothing is shown
            verdict = Verdict("", f"gate error {type(error).__name__}")
        if verdict.rule is not None:
            self.withheld[verdict.rule] = self.withheld.get(verdict.rule, 0) + 1
        return verdict

    def _judge(self, text: str, limit: int, recent: Collection[str]) -> Verdict:
        if len(text) > max(LONGEST, limit):
            return Verdict("", "length")
        plain = normal(text)
        if len(plain) > limit:
            return Verdict("", "length")
        rule = objection(plain)
        if rule is None and plain and self._echoes.repeats(plain, recent):
            rule = "repeat"
        return Verdict("", rule) if rule else Verdict(plain)

    def passed(self, event: Part) -> Part:
        """Return the event as it may be logged and shown: any text that would not pass becomes stock."""
        texts, lists = fields_with_text(type(event))
        if not (texts or lists):
            return event
        changes: dict[str, object] = {}
        for name in texts:
            value = getattr(event, name)
            if isinstance(value, str) and not self._stands(value):
                changes[name] = STOCK
        for name in lists:
            value = getattr(event, name)
            if value and isinstance(value[0], Value):
                parts = tuple(self.passed(part) if isinstance(part, Value) else part for part in value)
                if parts != value:
                    changes[name] = parts
        return event.model_copy(update=changes) if changes else event

    def _stands(self, text: str) -> bool:
        try:
            if stands(text):
                return True
        except Exception:  # noqa: BLE001 - whatever goes wrong goes wrong again in `judge`, which counts it
            pass
        verdict = self.judge(text, LONGEST)
        return verdict.rule is None and verdict.text == text
