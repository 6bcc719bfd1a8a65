"""Reads what a line says its speaker is doing: buying, selling, shorting, covering, holding, and how much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from models.claims import ASSET_WORDS, Claim, Clause, clauses
from show.ports import Asset

DOING: dict[str, str] = {
    "buy": r"buying|adding(?= (?:to|more|some|a|here|now|tech|crypto|bonds)\b|[,.!]|$)|loading (?:up|the|"
    r"on)|aping|scooping|grabbing|stacking|accumulating|going long|"
    r"piling into|doubling down|"
    r"picking up|jumping in|(?:going )?all[- ]in|yoloing|longing",
    "sell": r"selling|dumping|unloading|trimming|cutting(?! live)|exiting|getting out|bailing|cashing out|"
    r"taking profits?|reducing|"
    r"lightening|liquidating",
    "short": r"shorting|going short|betting against|fading",
    "cover": r"covering(?! (?:it|this|that) live| the story)|buying back|"
    r"closing (?:my|the|this|that) shorts?|closing out (?:my|the) shorts?",
    "wait": r"sitting (?:this|tight|it out|still|on my hands|out)|staying (?:put|out)|standing pat|"
    r"standing still|doing nothing|"
    r"holding off|hands off|waiting|no trade",
    "hold": r"holding|hodling",
}
PLAIN: dict[str, str] = {
    "buy": r"buy|add|load(?: up)?|ape|scoop|grab|stack|accumulate|go long|pile into|double down|"
    r"go all[- ]in|pick up",
    "sell": r"sell|dump|unload|trim|cut|exit|get out|bail|cash out|take profits?|reduce|liquidate",
    "short": r"short|go short|bet against|fade",
    "cover": r"cover|buy back|close my shorts?",
    "wait": r"sit (?:this|tight|it out|still|on my hands|out)|stay (?:put|out)|stand pat|do nothing|"
    r"hold off|wait|pass",
    "hold": r"hold|hodl",
}
DONE: dict[str, str] = {
    "buy": r"bought(?! \w+ back)|aped",
    "sell": r"sold|dumped|unloaded|trimmed|exited|got out|bailed|cashed out|took profits?",
    "short": r"shorted|went short",
    "cover": r"covered|bought back",
}


def _any(table: dict[str, str]) -> str:
    return "|".join(f"(?P<{way}>{words})" for way, words in table.items())


HEAD = (
    r"^(?:(?:ok|okay|well|right|yes|yep|yeah|no|nope|so|and|fine|look|listen|sorry|guys|folks|again|"
    r"boom|now|also)\b[\s,]*)*"
)
STEADY = (
    r"(?:(?:just|only|still|now|already|quietly|definitely|simply|currently|officially|therefore|"
    r"absolutely|happily)\s+)*"
)
DENIAL = r"(?P<no>(?:not|never|n't|no longer)\s+)?"
DOING_NOW = re.compile(
    rf"{HEAD}(?:(?:i'm|i am|we're|me)\s+)?{STEADY}{DENIAL}{STEADY}(?:{_any(DOING)})\b", re.I
)
WILL_DO = re.compile(
    rf"{HEAD}(?:i'll|i will|i'm going to|i'm gonna|gonna|time to|i|let me|must|plan:?)\s+{STEADY}"
    rf"(?P<no>(?:don't|do not|won't|will not|never|not)\s+)?{STEADY}(?:{_any(PLAIN)})\b",
    re.I,
)
HAVE_DONE = re.compile(rf"{HEAD}(?:i|i've|i have|just|we)\s+{STEADY}(?:{_any(DONE)})\b", re.I)
TERSELY_DONE = re.compile(rf"{HEAD}(?:{_any(DONE)})\s+(?:{'|'.join(ASSET_WORDS.values())})\b", re.I)
"""Without a subject, what was done must be done to an asset: "Covered Crypto", but not "Sold on this"."""
PAST = (HAVE_DONE, TERSELY_DONE)
NO_PLAN = re.compile(
    r"\b(?:if|when|would|could|should|might|may|maybe|was|were|until|before|after|tomorrow|soon|later|"
    r"someday|"
    r"yesterday|earlier|ago|last|once|had|used|anybody|anyone|people|else|they|is for|means|"
    r"nothing|i told|i said|costs?|paid|pays|feels?|works|about|against my|for a living)\b|\bis\b",
    re.I,
)
ALL = re.compile(
    r"\ball[- ]in\b|\beverything\b|\byolo\w*|\bmax(?:ed|ing)? out\b|\bwhole (?:account|stack)\b", re.I
)
BIT = re.compile(
    r"\ba (?:little|bit|small|tiny|sliver|touch)\b|\bsmall\b|\btiny\b|\bnibbl\w+|\bsliver\b|\btoe\b", re.I
)
PART = re.compile(r"\ba (?:little|bit|slice|piece|sliver|touch|crumb)\b", re.I)
"""Said of a sale. Bare adjectives are no claim there: "a small wound" is a loss, not how much is sold."""
LEVER = re.compile(r"\b(?:leverag\w+|on margin|2x|borrowed money)\b", re.I)
NOT_BOUGHT = re.compile(r"\b(?:shorts?|weight)\b", re.I)  # "adding to my short", "adding my weight to it"
NOT_AN_ASSET = re.compile(
    r"\b(?:time|words?|coffee|losses|corners|attention|hope|hype|noise|the story|dream|it in)\b", re.I
)


@lru_cache(maxsize=256)
def read_actions(text: str) -> tuple[Claim, ...]:
    """Return what the speaker says they do (buy, sell, short, cover, hold, wait), and claims of how much."""
    found: list[Claim] = []
    for clause in clauses(text):
        if not clause.iffy:
            found += _actions(clause)
    return tuple(found)


def _actions(clause: Clause) -> Iterator[Claim]:
    text = clause.text
    for pattern in (DOING_NOW, WILL_DO, HAVE_DONE, TERSELY_DONE):
        found = pattern.search(text)
        if not found or NO_PLAN.search(text) or NOT_AN_ASSET.search(text[found.end() :][:24]):
            continue
        way = next(way for way, word in found.groupdict().items() if word and way != "no")
        denied = bool(found.groupdict().get("no"))
        if way == "buy" and NOT_BOUGHT.search(text):
            continue
        yield Claim("acts", way, _one_asset(text, found.end(way)), text, past=pattern in PAST, denied=denied)
        if way == "buy" and not denied and pattern not in PAST:
            yield from _how_much(text)
        if way == "sell" and not denied and PART.search(text):
            yield Claim("size", "part", None, text)
        return


def _one_asset(text: str, start: int) -> Asset | None:
    # The asset named first after the verb is what the verb is about.
    places = [
        (found.start(), asset)
        for asset, words in ASSET_WORDS.items()
        if (found := re.search(rf"\b(?:{words})\b", text[start:], re.I))
    ]
    return min(places)[1] if places else None


def _how_much(text: str) -> Iterator[Claim]:
    for pattern, way in ((ALL, "all"), (BIT, "bit"), (LEVER, "leverage")):
        if pattern.search(text):
            yield Claim("size", way, None, text)
            return
