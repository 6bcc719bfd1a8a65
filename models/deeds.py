"""What an order does to a trader's positions, and which words about it are true."""

from __future__ import annotations

import re

from models.claims import Claim
from models.situations import EXPOSURE, TRIM, exposure, position, sold
from show.ports import ASSETS, Asset, Decision, Side, TurnFacts

LEFT = re.compile(r"\b(?:exited|got out|bailed)\b", re.IGNORECASE)
"""Words for a sale that may be said of a short, too."""

TOLERANCE = 0.02
"""The share of equity that is not worth an order: about what a season's rules let stand."""


def held_after(facts: TurnFacts, decision: Decision) -> set[tuple[Asset, Side]]:
    """Return the positions there are once the order is carried out."""
    kept: set[tuple[Asset, Side]] = {
        (held.asset, held.side) for held in facts.positions if held.asset != decision.trade
    }
    if decision.trade != "Hold" and decision.size != "out":
        kept.add((decision.trade, "short" if decision.size == "short" else "long"))
    return kept


def act(facts: TurnFacts, decision: Decision) -> str:
    """Return what the order does: buy, sell, short, cover, or hold when it changes nothing."""
    if decision.trade == "Hold":
        return "hold"
    now = exposure(facts, decision.trade)
    if decision.size == "out":
        return "cover" if now < 0 else "sell" if now > 0 else "hold"
    more = EXPOSURE[decision.size] - now
    if abs(more) <= TOLERANCE:
        return "hold"
    if decision.size == "short":
        return "short" if more < 0 else "cover"
    return "buy" if more > 0 else "sell"


def fits_beside(facts: TurnFacts, decision: Decision, done: str, meant: frozenset[str]) -> bool:
    """Return whether a line written for these stances may be said beside what the order does."""
    # What is said beside doing nothing may be said beside anything; the lexicon minds its words.
    if done in ("hold", "cover") and decision.size == "short" and "short" in meant:
        return decision.trade != "Hold"  # short it is and stays, and says so
    return "hold" in meant or bool(meant & SAID_BESIDE[done])


SAID_BESIDE: dict[str, frozenset[str]] = {
    "buy": frozenset({"buy", "rotate"}),
    "sell": frozenset({"sell"}),
    "short": frozenset({"short", "sell"}),
    "cover": frozenset({"cover", "buy", "sell"}),  # who parts with a short parts, too
    "hold": frozenset({"hold"}),
}
"""The stances whose lines fit what an order does."""


def named(decision: Decision) -> str:
    """Return the order in two words."""
    return "Hold" if decision.trade == "Hold" else f"{decision.trade} {decision.size}"


def backs(facts: TurnFacts, decision: Decision, claim: Claim) -> bool:
    """Return whether the order, or what is held already, bears out what somebody claims to do."""
    done = act(facts, decision)
    if claim.topic == "size":
        return _size_backs(facts, decision, claim.way)
    here = claim.asset in (None, decision.trade)
    if claim.denied:
        return done != claim.way or not here
    if claim.past:
        left = done == "cover" and claim.way == "sell" and LEFT.search(claim.quote) is not None
        return _past_backs(facts, claim) or (here and (done == claim.way or left))
    if claim.way == "wait":
        return done == "hold" or not here
    if claim.way == "hold":
        return done not in ("sell", "short") or not here or claim.asset is None
    if claim.way == "short" and any(
        held.side == "short" for held in facts.positions if claim.asset in (None, held.asset)
    ):
        return done != "cover" or not here
    return here and done in ALSO[claim.way]


ALSO: dict[str, tuple[str, ...]] = {
    "buy": ("buy", "cover"),
    "sell": ("sell", "short", "cover"),
    "short": ("short",),
    "cover": ("cover", "buy"),
}
"""Which orders a word for an action may stand for."""


def _past_backs(facts: TurnFacts, claim: Claim) -> bool:
    # A sale leaves nothing to see.
    sides = {held.side for held in facts.positions if claim.asset in (None, held.asset)}
    if claim.way == "cover":
        return claim.asset is None or not sides or "short" in sides
    if claim.way == "sell":
        return claim.asset is None or not sides
    return ("short" if claim.way == "short" else "long") in sides


def _size_backs(facts: TurnFacts, decision: Decision, way: str) -> bool:
    if way == "part":
        return sold(facts, decision) <= TRIM
    if decision.trade == "Hold":
        held = [position(facts, asset) for asset in ASSETS]
        return way == "all" and any(one is not None and one.value >= 0.8 * facts.equity for one in held)
    if way == "all":
        return decision.size in ("all-in", "leveraged", "large")
    if way == "bit":
        return decision.size not in ("all-in", "leveraged")
    return decision.size == "leveraged" or any(held.value > facts.equity for held in facts.positions)
