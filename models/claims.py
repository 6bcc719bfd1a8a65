"""Reads what a line claims about prices, news, own money and positions. A lexicon and a small parser.

It errs on the side of silence: talk of the future, conditions, questions and negations make no claim, so that
what is reported can be trusted in any trader's free text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from show.ports import Asset

Topic = Literal["price", "news", "profit", "rank", "holds", "lacks", "empty", "acts", "size"]

ASSET_WORDS: dict[Asset, str] = {
    "Tech": r"tech(?: stocks?| shares)?",
    "Crypto": r"crypto(?:s|currency)?|bitcoin|btc|coins",
    "Bonds": r"bonds?|treasuries",
}
ASSET = "(?P<asset>" + "|".join(ASSET_WORDS.values()) + ")"
UP = (
    r"up|ris(?:es|ing|en)|rose|climb(?:s|ing|ed)|rall(?:y|ies|ying|ied)|surg(?:es?|ing|ed)|soar(?:s|ing|ed)|"
    r"pump(?:s|ing|ed)|moon(?:s|ing|ed)|jump(?:s|ing|ed)|ripp(?:ing|ed)|rips|green|higher|flying|printing|"
    r"gain(?:s|ing|ed)"
)
DOWN = (
    r"down|fall(?:s|ing|en)|fell|drop(?:s|ping|ped)?|dip(?:s|ping|ped)?|slid(?:es|ing)?|slipp(?:ing|ed)|"
    r"slips|red|"
    r"crash(?:es|ing|ed)?|tank(?:s|ing|ed)|bleed(?:s|ing)|bled|sink(?:s|ing)|sank|plung(?:es?|ing|ed)|lower|"
    r"dump(?:s|ing|ed)|tumbl(?:es?|ing|ed)|collaps(?:es?|ing|ed)|slump(?:s|ing|ed)?|melting|sell-?off"
)
FLAT = r"flat|sideways|unchanged|going nowhere|asleep"
SMALL = (
    r"(?:is|are|was|'s|’s|keeps?|just|still|now|already|really|prices?|stocks?|in|the|a|has|have|been|so|"
    r"way|all|only|"
    r"went|looks?|back|finally|today|again)"
)
PRICE = re.compile(
    rf"\b{ASSET}(?:\s*,?\s*{SMALL}){{0,4}}\s+(?:(?P<up>{UP})|(?P<down>{DOWN})|(?P<flat>{FLAT}))\b", re.I
)
NOT_A_MOVE = re.compile(r"\b(?:up|down)\s+(?:to|for|with|next|on|your|my|against|the|it)\b", re.I)

PROBABLY = re.compile(
    r"\b(?:will|would|could|should|might|may|can|cannot|gonna|going to|about to|soon|tomorrow|next|if|"
    r"when|whenever|until|"
    r"once|unless|before|hope|hoping|wish|pray|wait|waiting|needs?|bet|bets|expect|predict|probably|"
    r"perhaps|maybe|never|"
    r"not|no|nobody|none|nothing|without|want|wants|let|let's|please|always|usually|every|was|were|"
    r"yesterday|used|"
    r"worlds?|universes?|simulations?|spiritually|emotionally|morally|financially|in my heart|ready|"
    r"coming|imagine|suppose|whether|either|or|like|as|says?|said|thinks?|told|calls?|heard)\b|"
    r"n['’]t\b|['’](?:ll|d)\b",
    re.I,
)
CONDITION = re.compile(r"\b(?:if|when|whenever|once|unless|until|suppose|imagine)\b", re.I)

GOOD = r"good|great|best|excellent|fantastic|amazing|huge|wonderful|bullish|positive|lovely|beautiful"
BAD = r"bad|terrible|worst|awful|ugly|horrible|bearish|negative|nasty|grim|rough|dreadful"
NEWS = re.compile(
    rf"\b(?:(?P<good>{GOOD})|(?P<bad>{BAD}))\s+(?:\w+\s+)?(?:news|headlines?)\s+(?:for|on|about|from|"
    rf"in)\s+(?:the\s+)?{ASSET}\b",
    re.I,
)
NEWS_OF = re.compile(
    rf"\b{ASSET}\s+(?:news|headlines?)\s+(?:is|are|looks?)\s+(?:\w+\s+)?(?:(?P<good>{GOOD})|"
    rf"(?P<bad>{BAD}))\b",
    re.I,
)
NEWS_BARE = re.compile(
    rf"^(?:(?:finally|ah|oh|well|what|this is|that's|some|more|such)\b[\s,]*)*(?:(?P<good>{GOOD})|"
    rf"(?P<bad>{BAD}))\s+news\s*[.!:]",
    re.I,
)

ME = r"(?:i\s*['’]m|i am|we\s*['’]re|we are|me,?|i)"
LITTLE = (
    r"(?:\s*,?\s*(?:already|still|now|finally|currently|just|only|so|way|actually|officially|"
    r"basically|clearly|about|nearly))*"
)
WINS = re.compile(
    rf"\b{ME}{LITTLE}\s+(?:up|in the green|in profit|in the black|making money|printing)\b"
    r"(?!\s+(?:for|to|all|late|early|here|next|against|and|the|with|on my|at|before|top))",
    re.I,
)
LOSES = re.compile(
    rf"\b{ME}{LITTLE}\s+(?:down|in the red|underwater|losing money|bleeding|losing)\b"
    r"(?!\s+(?:for|to|with|here|the|at|my|it|him|her|you|on my|interest|patience|sleep|faith))",
    re.I,
)
MADE = re.compile(r"\bi(?:\s*['’]ve)?\s+(?:just\s+)?(?:made|earned|banked|pocketed)\s+\$", re.I)
LOST = re.compile(r"\bi(?:\s*['’]ve)?\s+(?:just\s+)?(?:lost|burned|dropped)\s+\$", re.I)
SHORTS_PAY = re.compile(
    r"\bmy\s+(?:\w+\s+)?(?:shorts?|puts)\s+(?:is|are|just)\s+(?:paying|printing|up|green|winning)\b", re.I
)
FIRST = re.compile(
    rf"\bmy (?:own )?lead\b(?! to\b)|\b{ME}{LITTLE}\s+(?:winning|leading|number one|in the lead|"
    r"in first(?: place)?|first(?! to\b| time| in)|top of the "
    r"(?:board|table|leaderboard|standings))(?!\s+(?:up|to|the|him|her))\b",
    re.I,
)
LAST = re.compile(
    rf"\b{ME}{LITTLE}\s+(?:in\s+)?(?:dead last|last place|last(?=\s*(?:$|[.,!]|again|on|and)))", re.I
)

TAIL = r"(?=\s*(?:$|[,.!]|is|are|just|keeps?|looks?|bags?|positions?|stack|stake|holdings?|longs?|shorts?))"
MINE = re.compile(
    rf"\bmy\s+(?:whole\s+|entire\s+|precious\s+|poor\s+|beautiful\s+|"
    rf"little\s+)?{ASSET}{TAIL}(?P<kind>\s+(?:shorts?|longs?))?",
    re.I,
)
MY_SIDE = re.compile(
    rf"\bmy\s+(?:whole\s+|little\s+|old\s+)?(?:{ASSET}\s+)?(?P<kind>shorts?|puts|longs?|bags)\b", re.I
)
I_AM = re.compile(
    rf"\b{ME}{LITTLE}\s+(?P<kind>long|short)(?:\s+(?:on\s+|in\s+)?{ASSET})?(?=\s*(?:$|[,.!]|and|since|"
    rf"already|still|now|from))",
    re.I,
)
STILL_IN = re.compile(
    rf"\b(?:still|i['’]m|i am)\s+(?:in|holding|sitting on|riding|hodling)\s+(?:my\s+|on to\s+|"
    rf"the\s+)?{ASSET}\b",
    re.I,
)
EMPTY = re.compile(
    r"\b(?:all (?:in )?cash|100% cash|fully in cash|no positions at all|(?:holding|hold|own) nothing|"
    r"zero exposure|i['’]m flat)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `way` is a word of its topic: up, down, flat, good, bad, first, last, long, short, buy..."""

    topic: Topic
    way: str
    asset: Asset | None
    quote: str
    past: bool = False
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a line that says one thing. `iffy`: it stands in a question, a condition or a comparison."""

    text: str
    iffy: bool


SENTENCE = re.compile(r"[^.!?;:…\n]*(?:\.(?=\d)[^.!?;:…\n]*)*[.!?;:…\n]*")
BREAK = re.compile(
    r"\s*,\s+(?!up\b|down\b)|\s+[-–—]+\s*|\s*[–—]\s*|\s+(?:and|but|while|because|although|though|whereas|"
    r"so|then)\s+",
    re.I,
)


def clauses(text: str) -> Iterator[Clause]:
    """Yield the clauses of a line."""
    for found in SENTENCE.finditer(text.replace("’", "'")):
        sentence = found.group().strip()
        iffy = "?" in sentence or CONDITION.search(sentence) is not None
        for part in BREAK.split(sentence):
            if part.strip():
                yield Clause(part.strip(), iffy)


def asset_of(word: str | None) -> Asset | None:
    """Return the asset that a word means."""
    found = [asset for asset, words in ASSET_WORDS.items() if word and re.fullmatch(words, word, re.I)]
    return found[0] if found else None


@lru_cache(maxsize=256)  # several rules read the same line
def read_claims(text: str) -> tuple[Claim, ...]:
    """Return all that a line claims about the world and about its speaker's money."""
    found: list[Claim] = []
    for clause in clauses(text):
        if clause.iffy:
            continue
        if PROBABLY.search(clause.text) is None:
            found += [
                *_price(clause.text),
                *_news(clause.text),
                *_money(clause.text),
                *_holdings(clause.text),
            ]
        elif EMPTY.search(clause.text) and not re.search(r"n't|\bnot\b|\bif\b|\bwill\b", clause.text):
            found.append(Claim("empty", "any", None, clause.text))
    return tuple(found)


def _asset(found: re.Match[str]) -> Asset | None:
    return asset_of(found.group("asset"))


def _named(text: str) -> Asset | None:
    names = {asset for asset, words in ASSET_WORDS.items() if re.search(rf"\b(?:{words})\b", text, re.I)}
    return names.pop() if len(names) == 1 else None


def _price(text: str) -> Iterator[Claim]:
    found = PRICE.search(text)
    mine = re.search(r"\bmy\b|\bshorts?\b|\bputs\b", text, re.I)
    if found and not mine and not NOT_A_MOVE.search(text):
        way = next(way for way in ("up", "down", "flat") if found.group(way))
        yield Claim("price", way, _asset(found), found.group())


def _news(text: str) -> Iterator[Claim]:
    found = NEWS.search(text) or NEWS_OF.search(text)
    if found and _named(text):
        yield Claim("news", "good" if found.group("good") else "bad", _asset(found), found.group())
    elif bare := NEWS_BARE.search(text):
        yield Claim("news", "good" if bare.group("good") else "bad", None, bare.group())


def _money(text: str) -> Iterator[Claim]:
    on = re.search(rf"\b(?:on|in|with|from)\s+(?:my\s+|the\s+)?{ASSET}\b", text, re.I)
    asset = _asset(on) if on else None
    for pattern, way in ((WINS, "up"), (LOSES, "down"), (MADE, "up"), (LOST, "down"), (SHORTS_PAY, "up")):
        found = pattern.search(text)
        if found:
            yield Claim("profit", way, asset, found.group())
    for pattern, way in ((FIRST, "first"), (LAST, "last")):
        found = pattern.search(text)
        if found:
            yield Claim("rank", way, None, found.group())


def _holdings(text: str) -> Iterator[Claim]:
    for pattern in (MINE, MY_SIDE, I_AM, STILL_IN):
        found = pattern.search(text)
        if not found:
            continue
        kind = (found.groupdict().get("kind") or "").strip().lower()
        way = (
            "short"
            if kind.startswith(("short", "put"))
            else "long"
            if kind.startswith(("long", "bag"))
            else "any"
        )
        yield Claim("holds", way, _asset(found), found.group())
    if EMPTY.search(text):
        yield Claim("empty", "any", None, text)
