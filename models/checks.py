"""The checker: what in a decision contradicts the facts it was made from.

It scores every mind the same way and drives best-of-n. It reads free text with a lexicon (`models.claims`,
`models.actions`, `models.figures`), so it finds plain contradictions, not all of them; what it does report is
meant to be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assets.banks import entity_bank
from models.actions import read_actions
from models.claims import Claim, read_claims
from models.deeds import act, backs, fits_beside, held_after, named
from models.denials import read_denials
from models.figures import strange_figures
from models.recitals import stances_of
from models.situations import hear
from show.ports import TRADERS, Asset, Decision, PriceFact, Side, TraderId, TurnFacts, repeats

Kind = Literal[
    "slot", "size", "intern", "repeat", "person", "room", "news", "entity", "price", "number",
    "profit", "rank", "position", "speech and order", "thought and order",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing in a decision that its facts contradict. The sentence says what, and what is so instead."""

    kind: Kind
    sentence: str


MARKS = re.compile(
    r"[\ue000-\uf8ff\ufffd]|\{\w*\}?|\[[A-Za-z_ ]+\]|<\|?[\w ]+\|?>|%[sd]\b|\bN/A\b|\$(?![\d ,.!?)]|"
    r"$)[A-Z]{3,}"
)
MOVED = 0.05
"""Percent below which a price has not moved."""

LOUD = 1.0
"""Percent from which nobody may call a price flat."""

CROWD = (
    r"folks|guys|everyone|everybody|people|gang|team|ladies|gentlemen|y'all|you all|boys|fellas|"
    r"friends|losers"
)
TO_CROWD = re.compile(
    rf"^(?:(?:hey|hi|hello|ok|okay|listen(?: up)?|look|sorry|morning|alright|good morning|attention|"
    rf"thanks),?\s+)?(?:{CROWD})\s*[,!:]"
    rf"|,\s*(?:{CROWD})\s*[.!?…]*$|,\s*(?:{CROWD})\s*[,!?.]|\b(?:hey|hi|hello|listen up|thanks|"
    rf"morning),?\s+(?:{CROWD})\b",
    re.I,
)
ALONE = re.compile(
    r"\b(?:nobody(?:'s| is)? (?:here|around|in here)|no one(?:'s| is)? (?:here|around|in here)|empty room|"
    r"all alone|alone in here|"
    r"i'm alone|talking to myself|only me (?:in )?here|just me (?:in )?here|room to myself)\b",
    re.I,
)
SIR = re.compile(r"(?:^|[,.!?]\s+)(?:my good )?(?:sir|mister|gentleman)\s*(?:[,.!?…]|$)", re.I)
WOMEN: tuple[TraderId, ...] = ("sarah", "alice")
CONFESSION = re.compile(
    r"\b(?:lie|lied|lying|liar|bluff\w*|fib|secret\w*|let (?:them|him|her|\w+) (?:think|believe|chase|buy|"
    r"sell|follow)|bait|"
    r"don't tell|do not tell|nobody (?:needs|has) to know|needn't know|doesn't need to know|"
    r"don't need to know|not true|"
    r"pretend\w*|actually|in truth|truth is|of course i'm not|what i said|told (?:them|him|her|\w+)|"
    r"fool\w*|act(?:ing)?|"
    r"cover story|not a word|made (?:it|that) up|believe(?:s|d)? (?:me|it|that)|smokescreen|decoy|"
    r"opposite|for show|really|"
    r"said .{0,40}\b(?:but|instead)|poker face|(?:bought|sold|done|did|own) nothing|misdirection|out loud)\b",
    re.I,
)


LIE = re.compile(
    r"\b(?:lie|lies|lied|lying|bluff\w*|fib|made (?:it|that) up|(?:not|isn't|wasn't) true|pretend\w*|"
    r"invented)\b",
    re.I,
)


def contradictions(facts: TurnFacts, decision: Decision) -> tuple[Contradiction, ...]:
    """Return everything in the decision that the facts contradict; empty when nothing was found."""
    return tuple(Contradiction(kind, sentence) for rule in RULES for kind, sentence in rule(facts, decision))


Found = Iterator[tuple[Kind, str]]


def _texts(decision: Decision) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("speech", decision.speech), ("thought", decision.thought)


def _serious(decision: Decision) -> tuple[tuple[str, str], ...]:
    # A speech that the thought calls a lie need not be true.
    both = _texts(decision)
    return both[1:] if LIE.search(decision.thought) else both


# --- form ------------------------------------------------------------------------------------------------


def _slots(_: TurnFacts, decision: Decision) -> Found:
    for part, text in _texts(decision):
        found = MARKS.search(text)
        if found:
            yield "slot", f"The {part} holds the unfilled mark {found.group()!r}."


def _rules(facts: TurnFacts, decision: Decision) -> Found:
    if decision.trade == "Hold":
        return
    if facts.status == "intern":
        yield "intern", f"An intern may not trade, yet this one orders {decision.trade} {decision.size}."
    elif decision.size not in facts.sizes:
        yield (
            "size",
            f"The size {decision.size!r} is not offered in this turn; offered are {', '.join(facts.sizes)}.",
        )


def _repeats(facts: TurnFacts, decision: Decision) -> Found:
    heard = [neighbour.said for neighbour in facts.neighbours if neighbour.said]
    for line in (*facts.own_lines, *heard):
        if decision.speech and repeats(decision.speech, (line,)):
            yield "repeat", f"The speech repeats the line {line!r}; the gate would keep it back."
            return


# --- the room --------------------------------------------------------------------------------------------


def _people(facts: TurnFacts, decision: Decision) -> Found:
    here = {neighbour.who for neighbour in facts.neighbours}
    for who in TRADERS:
        if who not in (*here, facts.trader) and _addressed(who).search(decision.speech):
            yield "person", f"The speech addresses {who.capitalize()}, who is not in the room."
    called = [who for who in here if re.search(rf"\b{who}\b", decision.speech, re.I)]
    if called and SIR.search(decision.speech) and set(called) <= set(WOMEN):
        yield "person", f"The speech calls {called[0].capitalize()} a man."
    if not here and TO_CROWD.search(decision.speech):
        yield "room", "The speech addresses a company, but nobody else is in the room."
    if here and ALONE.search(decision.speech):
        yield (
            "room",
            f"The speech says that nobody is here, but {', '.join(sorted(here))} stands in the room.",
        )


@cache
def _addressed(who: str) -> re.Pattern[str]:
    # A name that calls somebody: "Alex, ...", "..., Alex.", "hey Alex", but not "Sarah, Mike and I".
    names = "|".join(TRADERS)
    open_ = (
        r"(?:(?:hey|hi|hello|ok|okay|sorry|listen|look|thanks|no|yes|well|morning|relax|dear|nice|"
        r"cute|so|and|but|easy),?\s+)*"
    )
    return re.compile(
        rf"(?:^|[.!?:…—]\s+){open_}{who}\s*(?:[!?:—]|,(?!\s*(?:{names})\b)|\.\.\.|…|\.$)|,\s*(?:dear |"
        rf"my dear |poor |sweet )?{who}\s*(?:[.!?…—]|$|,\s*(?!and\b))"
        rf"|\b(?:hey|hi|hello|thanks|thank you|morning|sorry|bye|listen),?\s+{who}\b",
        re.I,
    )


# --- news and prices -------------------------------------------------------------------------------------


def _news(facts: TurnFacts, decision: Decision) -> Found:
    for part, text in _texts(decision):
        for claim in read_claims(text):
            if claim.topic == "news" and not _news_backs(facts, claim):
                yield "news", f"The {part} says {claim.quote!r}, and no headline of this turn does."


def _news_backs(facts: TurnFacts, claim: Claim) -> bool:
    tones = {
        news.tone for news in facts.headlines if claim.asset is None or news.about in (claim.asset, None)
    }
    return facts.chaos is not None or claim.way in tones or "mixed" in tones


def _entities(facts: TurnFacts, decision: Decision) -> Found:
    known = " ".join([*(news.text for news in facts.headlines), *facts.memories, *facts.own_lines])
    known += " ".join(neighbour.said or "" for neighbour in facts.neighbours)
    known += facts.chaos.headline if facts.chaos else ""
    for part, text in _texts(decision):
        for found in _entity_names().finditer(text):
            if found.group() not in known:
                yield (
                    "entity",
                    f"The {part} speaks of {found.group()!r}, which is in no headline of this turn.",
                )


@cache
def _entity_names() -> re.Pattern[str]:
    names = sorted({name for names in entity_bank().values() for name in names}, key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in names) or r"(?!)")


def _prices(facts: TurnFacts, decision: Decision) -> Found:
    for part, text in _texts(decision):
        for claim in read_claims(text):
            price = next((price for price in facts.prices if price.asset == claim.asset), None)
            if claim.topic == "price" and price is not None and not _price_backs(price, claim.way):
                moved = f"it moved {price.change_pct:+.1f}%, and {price.trend_pct:+.1f}% over ten ticks"
                yield "price", f"The {part} says {claim.quote!r}, but {moved}."


def _price_backs(price: PriceFact, way: str) -> bool:
    if way == "flat":
        return min(abs(price.change_pct), abs(price.trend_pct)) < LOUD
    sign = 1 if way == "up" else -1
    return max(sign * price.change_pct, sign * price.trend_pct) > MOVED


def _numbers(facts: TurnFacts, decision: Decision) -> Found:
    for part, text in _texts(decision):
        for figure in strange_figures(text, facts):
            yield (
                "number",
                f"The {part} gives the figure {figure.quote!r}, which nothing in the prompt accounts for.",
            )


# --- own money -------------------------------------------------------------------------------------------


def _profit(facts: TurnFacts, decision: Decision) -> Found:
    for part, text in _serious(decision):
        for claim in read_claims(text):
            if claim.topic == "profit" and not _result_backs(facts, claim):
                yield (
                    "profit",
                    f"The {part} says {claim.quote!r}, but the trader's own result says otherwise.",
                )
            if claim.topic == "rank" and facts.standings and not _rank_backs(facts, claim.way):
                yield "rank", f"The {part} says {claim.quote!r}, but the trader is number {facts.rank}."


def _result_backs(facts: TurnFacts, claim: Claim) -> bool:
    sign = 1 if claim.way == "up" else -1
    results = [held.profit for held in facts.positions if claim.asset in (None, held.asset)]
    if claim.asset is None:
        results.append(facts.equity - facts.start)
    return any(sign * result > 0 for result in results) or not results


def _rank_backs(facts: TurnFacts, way: str) -> bool:
    return facts.rank == (1 if way == "first" else len(facts.standings))


def _positions(facts: TurnFacts, decision: Decision) -> Found:
    after = held_after(facts, decision)
    owned = {(held.asset, held.side) for held in facts.positions} | after
    for part, text in _serious(decision):
        for claim in read_claims(text):
            if claim.topic == "holds" and not any(_is(claim, asset, side) for asset, side in owned):
                yield "position", f"The {part} says {claim.quote!r}, but no such position is held or opened."
            if claim.topic == "empty" and after and facts.positions:
                yield "position", f"The {part} says {claim.quote!r}, but there is a position."
        for claim in read_denials(text):
            kept = {place for place in after if any(place[0] == held.asset for held in facts.positions)}
            if _denies(facts, claim, kept):
                yield "position", f"The {part} says {claim.quote!r}, but that is held and stays held."


def _denies(facts: TurnFacts, claim: Claim, kept: set[tuple[Asset, Side]]) -> bool:
    # Without a name a denial is about what news and talk are about; if about nothing, all there is.
    about = {claim.asset} if claim.asset else _talked_of(facts)
    if not about:
        return bool(kept)
    return all(any(_is(claim, asset, side) and asset == one for asset, side in kept) for one in about)


def _talked_of(facts: TurnFacts) -> set[Asset]:
    said = [hear(neighbour.said)[0] for neighbour in facts.neighbours if neighbour.said]
    return {asset for asset in (*said, *(news.about for news in facts.headlines)) if asset is not None}


def _is(claim: Claim, asset: Asset, side: Side) -> bool:
    return claim.asset in (None, asset) and claim.way in ("any", side)


# --- the order -------------------------------------------------------------------------------------------


def _speech_order(facts: TurnFacts, decision: Decision) -> Found:
    claims = read_actions(decision.speech)
    wrong = [claim for claim in claims if not backs(facts, decision, claim)]
    wrong = wrong or _turned_round(act(facts, decision), decision, claims)
    confessed = wrong and (CONFESSION.search(decision.thought) or _says_so(facts, decision))
    if wrong and not confessed:
        yield "speech and order", f"The speech says {wrong[0].quote!r}, but the order is {named(decision)}."


def _turned_round(done: str, decision: Decision, claims: tuple[Claim, ...]) -> list[Claim]:
    # Whoever sells and speaks of nothing but having bought it is taken to mean the order.
    if done not in ("sell", "short") or any(claim.way in ("sell", "short") for claim in claims):
        return []
    return [
        claim
        for claim in claims
        if claim.past and claim.way == "buy" and not claim.denied and claim.asset in (None, decision.trade)
    ]


def _says_so(facts: TurnFacts, decision: Decision) -> bool:
    # A thought that names the order as it is knows that the speech is a lie.
    claims = [claim for claim in read_actions(decision.thought) if claim.topic == "acts"]
    return bool(claims) and all(backs(facts, decision, claim) for claim in claims)


def _thought_order(facts: TurnFacts, decision: Decision) -> Found:
    for claim in read_actions(decision.thought):
        if not backs(facts, decision, claim):
            yield (
                "thought and order",
                f"The thought says {claim.quote!r}, but the order is {named(decision)}.",
            )
            return


def _recited(facts: TurnFacts, decision: Decision) -> Found:
    done = act(facts, decision)
    kinds: tuple[tuple[Kind, str], ...] = (
        ("speech and order", decision.speech),
        ("thought and order", decision.thought),
    )
    for kind, text in kinds:
        meant = stances_of(facts.trader, text)
        if meant and not fits_beside(facts, decision, done, meant):
            part = kind.split()[0]
            yield (
                kind,
                f"The {part} {text!r} goes with {' or '.join(sorted(meant))}, but the order is "
                f"{named(decision)}, which is to {done}.",
            )


RULES = (
    _slots, _rules, _repeats, _people, _news, _entities, _prices, _numbers, _profit, _positions,
    _speech_order, _thought_order, _recited,
)  # fmt: skip
