"""Reads where a speaker denies that they hold something: "not in it", "without me", "No position."

Others' positions, plans, memories and conditions deny nothing. What "it" is must be named in the same line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from models.claims import ASSET, ASSET_WORDS, BREAK, CONDITION, DOWN, LITTLE, SENTENCE, UP, Claim, asset_of
from show.ports import TRADERS, Asset

OPENING = (
    r"^(?:(?:ok|okay|well|right|yes|yep|no,|nope|so|and|but|fine|look|listen|sorry|still|again)\b[\s,]*)*"
)
AM = rf"(?:i\s*'m|i am|me){LITTLE}\s+"
HAVE = rf"(?:i\s*'ve(?: got)?|i have(?: got)?|i (?:own|hold)){LITTLE}\s+"
END = r"(?=\s*(?:$|[.!]|,|for once\b|anymore\b|any more\b|yet\b|today\b|now\b|at all\b|either\b|here\b))"
AT_ALL = r"(?:fully |completely |totally |entirely |all )?"
IT = r"(?:it|that one|this one|that trade|this trade)"

PLAIN: tuple[tuple[str, str], ...] = (
    (rf"(?:{AM})?not (?:even )?in (?:{ASSET}|{IT}){END}", "any"),
    (rf"{AM}{AT_ALL}out of (?:my )?{ASSET}{END}", "any"),
    (rf"{AT_ALL}out of {ASSET}(?=\s*(?:$|[.!]))", "any"),
    (rf"i (?:don't|do not) (?:even )?(?:own|hold|have) (?:any )?(?:{ASSET}|of it|any of it){END}", "any"),
    (rf"{HAVE}(?:no|zero|none of) (?:my )?(?:{ASSET}|it){END}", "any"),
    (rf"(?:{HAVE})?no (?:{ASSET} )?positions?(?: (?:in|on) (?P<where>\w+))?{END}", "any"),
    (rf"{HAVE}no trades? on{END}", "any"),
    (rf"{AM}(?:on|watching from) the sidelines{END}", "any"),
    (rf"{AM}flat (?:in|on) {ASSET}{END}", "any"),
    (rf"{AM}not long (?:in |on |of )?{ASSET}{END}", "long"),
    (rf"{AM}not short (?:in |on |of )?{ASSET}{END}", "short"),
)
DENIALS = [(re.compile(OPENING + words, re.I), way) for words, way in PLAIN]
WITHOUT_ME = re.compile(rf"\b(?:(?P<up>{UP})|(?P<down>{DOWN}))\b[^,]*\bwithout me{END}", re.I)
HINT = re.compile(r"\b(?:not?|out of|without me|none|zero|sidelines|flat)\b|\bdon['’]t\b", re.I)
"""Few lines hold a word that every denial has; the others are not taken apart."""

NEEDS_NAME = re.compile(r"\b(?:it|that one|this one|that trade|this trade|without me)\b", re.I)
"""What is said of "it" is about an asset only where the line names one."""

ELSEWHEN = re.compile(
    r"\b(?:will|would|could|should|might|may|can|gonna|going to|about to|soon|tomorrow|next|by|until|before|"
    r"was|were|wasn't|had|used|yesterday|last|ago|earlier|once(?<!for once)|day|wish|hope|want|need|never|"
    r"almost|nearly|half|some|nobody|imagine|suppose|say|says|said|told|like|as|pretend)\b|'(?:ll|d)\b",
    re.I,
)
SOMEBODY = re.compile(
    rf"\b(?:{'|'.join(TRADERS)}|you|he|she|they|everybody|everyone|people|who|your|his|her|their)\b", re.I
)

OWNED = re.compile(r"\b(?:owns|holds|has) me\b", re.I)
"""The old joke: I do not own it, it owns me."""


@lru_cache(maxsize=256)
def read_denials(text: str) -> tuple[Claim, ...]:
    """Return what the speaker says they do not hold: claims of the topic "lacks"."""
    if not HINT.search(text) or OWNED.search(text):
        return ()
    named = _named(text)
    return tuple(claim for clause in _own_clauses(text) if (claim := _denial(clause, named)) is not None)


def _own_clauses(text: str) -> Iterator[str]:
    """Yield the clauses that can be about the speaker: none is that follows another person as its subject."""
    others = False
    for found in SENTENCE.finditer(text.replace("’", "'")):
        sentence = found.group().strip()
        parts = [part.strip() for part in BREAK.split(sentence) if part.strip()]
        iffy = "?" in sentence or CONDITION.search(sentence.replace("for once", "")) is not None
        for part in parts:
            mine = re.search(r"\b(?:i|i'm|i've|me)\b", part, re.I) is not None
            if not iffy and (mine or not others):
                yield part
            others = others or SOMEBODY.search(part) is not None
        others = others and sentence.endswith(":")


def _denial(clause: str, named: frozenset[Asset]) -> Claim | None:
    if ELSEWHEN.search(clause):
        return None
    found, way = _found(clause)
    if found is None:
        return None
    asset = asset_of(found.groupdict().get("asset") or found.groupdict().get("where"))
    if asset is None and len(named) == 1:
        asset = next(iter(named))
    elif asset is None and (named or NEEDS_NAME.search(found.group())):
        return None
    return Claim("lacks", way, asset, found.group(), denied=True)


def _found(clause: str) -> tuple[re.Match[str] | None, str]:
    for pattern, way in DENIALS:
        if found := pattern.search(clause):
            return found, way
    found = WITHOUT_ME.search(clause)
    # A price that rose without somebody is no news to those who are short of it.
    return found, "long" if found and found.group("up") else "any"


def _named(text: str) -> frozenset[Asset]:
    return frozenset(a for a, words in ASSET_WORDS.items() if re.search(rf"\b(?:{words})\b", text, re.I))
