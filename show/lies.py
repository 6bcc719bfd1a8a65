"""Lies of the floor, by a rule anyone can check with the log in hand.

A line is a claim if every deed it speaks of is the same one: buying, selling (shorting included), or holding,
done by the speaker, called for, or denied ("never selling"). It names one asset, or none; it asks nothing and
speaks of nobody else and of no closing of an older position. It is a lie if the speaker's own orders of the
same turn, in the named asset or in the only one ordered, tell otherwise: who denies a deed did it; who claims
one did the opposite, and holds nothing that bears the claim out. Its size is the cents those orders moved.
If nothing was ordered, a thought of the same turn that claims the opposite makes it a lie of size zero, told
only after the audience has opened that thought. The biggest lie is the one of the largest size, of equal ones
the earliest. Jokes are judged like everything else: by their words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from show.cast import persona
from show.events import Entry, LineSpoken, OrderFilled, ThoughtKept, ThoughtRevealed
from show.frontpage import Lie, Said
from show.ledger import Account
from show.state import State
from show.words import ASSETS, Asset, TraderId

Deed = Literal["buy", "sell", "hold"]

_DENIED = r"(?:\b(?:never|not)|n['’]t)\s+(?:(?:even|just|ever|going to|gonna|panic)\s+)?"
_OWN = r"(?:\bi(?:['’]m|['’]ve|['’]ll| am| have)?|^|[.!:;,])\s*(?:just )?"
_WORDS: dict[Deed, tuple[str, str]] = {
    "buy": (r"buying|adding|loading up|aping|stacking", r"buy|bought|aped"),
    "sell": (r"selling|dumping|shorting|trimming", r"sell|sold|short|shorted|dump|dumped"),
    "hold": (r"holding|diamond hands", r"hold"),
}
CLAIMS = {
    deed: re.compile(rf"\b(?:{anyhow})\b|{_OWN}(?:{own})\b", re.I) for deed, (anyhow, own) in _WORDS.items()
}
DENIALS = {
    deed: re.compile(rf"{_DENIED}(?:{anyhow}|{own})\b", re.I) for deed, (anyhow, own) in _WORDS.items()
}
UNSURE = re.compile(
    r"\?|\b(?:nothing|almost|nearly|if|when|before|after|would|story|served|done|out of"
    r"|cover(?:ed|ing)?|clos(?:e|ed|ing)|stop(?:ped)?|you|your|he|she|him|her|his|they|them|their|people"
    r"|every(?:one|body)|some(?:one|body)|no(?:body| one)|who(?:ever)?)\b",
    re.I,
)
NAMED: dict[Asset, re.Pattern[str]] = {asset: re.compile(rf"\b{asset}\b", re.I) for asset in ASSETS}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says was done, or was not, and with which asset if it names one."""

    deed: Deed
    denied: bool
    asset: Asset | None

    def against(self, bought: bool) -> bool:
        """Return whether an order, a purchase or a sale, tells otherwise."""
        done: Deed = "buy" if bought else "sell"
        if self.denied:
            return self.deed == done
        return self.deed != done and (self.deed, done) != ("hold", "buy")

    def borne_out(self, lots: int) -> bool:
        """Return whether a position left after the turn bears a claim out; a denial has no such excuse."""
        return not self.denied and (lots <= 0 if self.deed == "sell" else lots > 0)


def claim(text: str) -> Claim | None:
    """Return what a text claims, or None if it claims nothing clear."""
    named = [asset for asset in ASSETS if NAMED[asset].search(text)]
    denied = {(deed, True) for deed, pattern in DENIALS.items() if pattern.search(text)}
    rest = text
    for pattern in DENIALS.values():
        rest = pattern.sub(" ", rest)
    found = denied | {(deed, False) for deed, pattern in CLAIMS.items() if pattern.search(rest)}
    if len(named) > 1 or len(found) != 1 or UNSURE.search(text):
        return None
    deed, negative = found.pop()
    return Claim(deed, negative, named[0] if named else None)


class Lies:
    """Listens to an episode. Fed with every entry in order, it knows the biggest lie so far."""

    def __init__(self) -> None:
        self.biggest: Lie | None = None
        self._beat = -1
        self._moved: dict[Asset, int] = {}
        self._thought = ""
        self._sealed: dict[tuple[TraderId, str], Lie] = {}

    def hear(self, entry: Entry, state: State) -> None:
        """Take the next entry; `state` has folded it already."""
        if entry.beat != self._beat:
            self._beat, self._moved, self._thought = entry.beat, {}, ""
        match entry.event:
            case OrderFilled() as fill if fill.reason == "decision":
                cents = fill.notional if fill.lots > 0 else -fill.notional
                self._moved[fill.asset] = self._moved.get(fill.asset, 0) + cents
            case ThoughtKept() as kept:
                self._thought = kept.text
            case LineSpoken() as line:
                self._judge(line, entry.tick, state.books.accounts[line.trader])
            case ThoughtRevealed() as opened:
                self._tell(self._sealed.pop((opened.trader, opened.text), None))
            case _:
                pass

    def _judge(self, line: LineSpoken, tick: int, account: Account) -> None:
        said = claim(line.text)
        if said is None:
            return
        spoken = Said(who=line.trader, name=persona(line.trader).name, text=line.text, tick=tick)
        asset = said.asset or (next(iter(self._moved)) if len(self._moved) == 1 else None)
        moved = self._moved.get(asset, 0) if asset else 0
        if asset and moved:
            if said.against(moved > 0) and not said.borne_out(account.lots(asset)):
                self._tell(Lie(said=spoken, asset=asset, bought=moved > 0, cents=abs(moved)))
        elif not self._moved and said.asset:
            self._seal(said, Lie(said=spoken, asset=said.asset, bought=False))

    def _seal(self, said: Claim, lie: Lie) -> None:
        meant = claim(self._thought)
        if meant is None or meant.denied or meant.deed == "hold" or meant.asset != said.asset:
            return
        if said.against(meant.deed == "buy"):
            key = (lie.said.who, self._thought)
            self._sealed[key] = replace(lie, bought=meant.deed == "buy", thought=self._thought)

    def _tell(self, lie: Lie | None) -> None:
        if lie is not None and (self.biggest is None or lie.cents > self.biggest.cents):
            self.biggest = lie
