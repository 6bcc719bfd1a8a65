"""How each trader of the scripted mind trades, walks and feels: weights, written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from random import Random
from typing import cast

from models.situations import EXPOSURE, LIKES, Situation, exposure
from show.ports import ASSETS, Asset, Mood, Room, Size, Trade, TraderId, TurnFacts

POLICY: dict[TraderId, dict[str, str]] = {
    "alex": {
        "news good": "buy 8 hold 3",
        "news bad": "buy 3 sell 3 hold 2 rotate 1",
        "news mixed": "buy 3 hold 4",
        "news good Bonds": "hold 4 rotate 3 buy 1",
        "news bad Bonds": "hold 3 rotate 4 short 1",
        "reply bull": "buy 5 hold 4",
        "reply bear": "buy 4 hold 5 sell 1",
        "reply neutral": "hold 6 buy 2",
        "reply bull Bonds": "hold 6 rotate 4",
        "reply bear Bonds": "hold 4 rotate 4",
        "price up": "buy 4 hold 4 sell 1",
        "price down": "buy 3 hold 5",
        "price flat": "hold 6 buy 3",
        "own profit": "buy 2 hold 5 sell 3",
        "own loss": "buy 2 hold 7 sell 1 cover 3",
        "chaos": "buy 4 hold 3 sell 4",
        "margin": "sell 8 cover 8 hold 2",
        "else": "hold 6 buy 2",
        "up": "buy 2",
        "flat": "sell 1",
        "down": "sell 2",
    },
    "sarah": {
        "news good": "short 1.2 hold 4 rotate 2 sell 1 cover 6",
        "news bad": "short 6 hold 2 rotate 1 sell 2",
        "news mixed": "hold 4 rotate 2 cover 1",
        "news good Bonds": "buy 6 hold 3",
        "news bad Bonds": "hold 4 sell 3 short 2",
        "reply bull": "hold 7 rotate 2",
        "reply bear": "short 1 hold 7 sell 1",
        "reply neutral": "hold 7 rotate 1 sell 1",
        "reply bull Bonds": "buy 4 hold 5",
        "reply bear Bonds": "hold 6 buy 2",
        "price up": "hold 5 cover 4 rotate 2 sell 1",
        "price down": "short 3 hold 4 sell 2",
        "price flat": "hold 6 rotate 1",
        "price up Bonds": "hold 5 buy 4",
        "price down Bonds": "hold 4 buy 2 sell 3",
        "own profit": "sell 4 cover 1 hold 5",
        "own loss": "sell 5 cover 6 hold 3",
        "chaos": "short 2 hold 4 sell 3 buy 2 cover 1",
        "margin": "cover 8 sell 8 hold 2",
        "else": "hold 5 buy 3 sell 1",
        "up": "cover 7",
        "flat": "short 1 cover 1",
        "down": "short 7",
        "down news good": "cover 3",
        "down price up": "cover 1",
        "up Bonds": "buy 2",
        "flat Bonds": "hold 1",
        "down Bonds": "sell 2",
    },
    "alice": {
        "up": "buy 5 hold 4 cover 3 sell 1",
        "down": "sell 6 short 0.8 hold 4 rotate 1 cover 1",
        "flat": "hold 7 buy 1 sell 2 cover 1",
        "news": "hold 2",
        "reply": "hold 4",
        "own profit": "sell 4 cover 4 hold 3",
        "own loss": "sell 4 cover 4 hold 3",
        "chaos": "hold 4 sell 4 buy 3 short 2",
        "margin": "sell 9 cover 9 hold 1",
        "else": "hold 5",
    },
    "mike": {
        "news good": "buy 8 hold 1 cover 4",
        "news bad": "sell 6 short 0.5 hold 2 rotate 3",
        "news mixed": "hold 4 buy 3 sell 2",
        "reply bull": "buy 4 hold 5",
        "reply bear": "sell 3 hold 5",
        "reply neutral": "hold 7 buy 1",
        "price up": "buy 3 hold 4 cover 3",
        "price down": "sell 2 hold 4 buy 1",
        "price flat": "hold 7 sell 2",
        "own profit": "sell 2 buy 2 hold 4 cover 3",
        "own loss": "sell 2 hold 4 cover 4",
        "chaos": "sell 6 short 1 hold 3 rotate 1",
        "margin": "sell 8 cover 8 hold 2",
        "else": "hold 5 buy 3 sell 1",
    },
}
"""Weights of stances, looked up as "kind tone asset", "kind tone", "kind", "else".

What the asset's drift over ten ticks adds is looked up as "drift kind tone", "drift asset", "drift". Drifts
last for minutes here: in the five ticks after bad news Crypto falls by 2.5 % in the mean, and after a rise
of more than 1 % it rises by 1.2 % (20 seasons). So a bear who shorted whatever rose lost $1,000 a season by
those shorts and $600 in their fees; she waits until it falls, and buys back when it turns. A bull who buys
dips buys those within a rise.

By these weights Alex won 19 of 80 rehearsed seasons of 479 ticks without an audience, Sarah 17, Alice 17 and
Mike 27. Twenty tell no more than that nobody is shut out: Alex won two of one twenty and seven of another.
"""

BUY_SIZES: dict[TraderId, dict[Size, float]] = {
    "alex": {"small": 1, "medium": 3, "large": 4, "all-in": 3, "leveraged": 0.7},
    "sarah": {"small": 7, "medium": 3, "large": 0.5},
    "alice": {"small": 6, "medium": 2.5, "large": 0.3},
    "mike": {"small": 6, "medium": 1.5, "large": 0.3, "all-in": 0.15},
}
"""How readily each trader buys up to each size, where it fits.

News and trends are right so often that whoever follows them wins nearly every season with larger sizes: with
"medium" for the usual one Mike won 13 of 20 and ended with $14,200 in the middle.
"""

EXITS: dict[TraderId, float] = {"alex": 0.4, "sarah": 0.6, "alice": 0.6, "mike": 0.6}
"""How often a sale is of all that is held; otherwise it goes down to a smaller size."""

PATIENCE: dict[TraderId, tuple[int, float]] = {
    "alex": (2, 0.2), "sarah": (4, 0.25), "alice": (3, 0.1), "mike": (2, 0.2),
}  # fmt: skip
"""For how many ticks a new position keeps a trader busy, and what is left of the wish to hold afterwards.

Without it nobody traded in 23 % of all ticks, for up to five in a row (six nights of 200 ticks); with it in
7 %, for up to four in a row (80 seasons of 479 ticks)."""

FIDGET, BOLD = 0.25, ("alex",)
"""The largest share of equity to which a restless trader who holds something buys, but for the bold.

Large restless turns cost a quarter in fees and spreads: with them Alex ended ten seasons with $4,300 in the
middle, with small ones with $7,100; he had $7,600 when he sat still more often."""

WORTH_IT, BARELY_SHORT = 0.08, -0.1
"""Shares of equity: what an order must change at least, and a short that is still worth making larger."""

CLEARING = ("all-in", "leveraged")
"""Sizes for which the house closes all other positions first. They are bought while those are small.

Going all in from one asset to another is two trades of everything: with it Alex traded $3.1 million in a
season and paid $5,600 for that (20 seasons); now that sales go by steps, too, $1.7 million and $3,100 (80).
"""

HOMES: dict[TraderId, dict[Room, float]] = {
    "alex": {"Startup Offices": 5, "Coffee Shop": 3, "News Room": 1, "VC Office": 2},
    "sarah": {"VC Office": 5, "Coffee Shop": 3, "News Room": 2, "Startup Offices": 1},
    "alice": {"Coffee Shop": 5, "Startup Offices": 2, "VC Office": 2, "News Room": 1},
    "mike": {"News Room": 5, "Coffee Shop": 4, "Startup Offices": 2, "VC Office": 1},
}

MOOD_OF: dict[str, str] = {
    "news good": "happy 4 greedy 3 calm 1",
    "news bad": "nervous 4 sad 2 angry 2 calm 1",
    "news mixed": "calm 3 nervous 2",
    "reply bull": "smug 2 calm 3 greedy 2",
    "reply bear": "smug 2 calm 3 nervous 2 angry 1",
    "reply neutral": "calm 4 smug 2 happy 1",
    "price up": "happy 4 greedy 3 smug 1",
    "price down": "nervous 4 sad 2 angry 1",
    "price flat": "calm 6 sad 1",
    "own profit": "smug 4 happy 4 greedy 2",
    "own loss": "sad 3 angry 3 nervous 3",
    "chaos": "panicked 6 nervous 3 angry 2",
    "leading": "smug 6 happy 3",
    "trailing": "sad 4 angry 3 nervous 2",
    "margin": "panicked 7 nervous 3",
    "intern": "sad 4 angry 2 calm 2",
    "else": "calm 6 smug 1 happy 1",
}

OWN_MOOD_OF: dict[str, dict[str, str]] = {
    "sarah": {
        "news bad": "smug 5 calm 3 happy 1",
        "news good": "calm 4 angry 2 smug 1",
        "price down": "smug 4 happy 3 calm 2",
        "price up": "calm 3 angry 2 nervous 1",
        "chaos": "smug 5 happy 2 calm 3",
    },
    "alice": {"chaos": "calm 5 nervous 3", "price up": "calm 4 happy 1", "price down": "calm 4 nervous 1"},
    "mike": {"chaos": "panicked 4 happy 3 greedy 2", "news bad": "nervous 3 happy 2 greedy 2 sad 1"},
}
"""What is bad for the others is good for a bear, deadpan for a quant, and air time for an anchor."""

Weights = tuple[tuple[str, ...], tuple[float, ...]]


def _weights(text: str) -> Weights:
    words = text.split()
    return tuple(words[::2]), tuple(float(weight) for weight in words[1::2])


@lru_cache(maxsize=2048)
def _wishes(trader: TraderId, kind: str, tone: str, asset: Asset, trend: str) -> Mapping[str, float]:
    table = POLICY[trader]
    cue = _row(table, f"{kind} {tone} {asset}", f"{kind} {tone}", kind, "else")
    drift = _row(table, f"{trend} {kind} {tone}", f"{trend} {asset}", trend)
    wishes: dict[str, float] = {}
    for name, weight in zip(*_weights(f"{cue} {drift}"), strict=True):
        wishes[name] = wishes.get(name, 0.0) + weight
    return wishes


def _row(table: Mapping[str, str], *keys: str) -> str:
    return next((table[key] for key in keys if key in table), "")


def choose_trade(facts: TurnFacts, cue: Situation, dice: Random) -> tuple[Trade, Size]:
    """Return what the trader does in this situation: an asset and a size that the rules of the turn allow."""
    idle: tuple[Trade, Size] = ("Hold", "out" if "out" in facts.sizes or not facts.sizes else facts.sizes[0])
    if facts.status == "intern" or facts.equity <= 0 or not facts.sizes:
        return idle
    asset = cue.asset or _favourite(facts, cue, dice)
    wishes = dict(_wishes(facts.trader, cue.kind, cue.tone, asset, _trend(facts, asset)))
    if "hold" in wishes:
        wishes["hold"] *= calm(facts)
    while wishes:
        wish = dice.choices(list(wishes), list(wishes.values()))[0]
        order = _order(facts, cue, asset, wish, dice)
        if order is not None:
            return order
        del wishes[wish]
    return idle


def calm(facts: TurnFacts) -> float:
    """Return how gladly the trader sits still: 1; less once the newest position is old, or none is held."""
    ticks, left = PATIENCE[facts.trader]
    return 1.0 if any(held.held_ticks < ticks for held in facts.positions) else left


def fidgets(facts: TurnFacts) -> tuple[Size, ...]:
    """Return the sizes for a restless trader: none that is large for one who holds something already."""
    if not facts.positions:
        return facts.sizes
    bold = CLEARING if facts.trader in BOLD else ()
    return tuple(size for size in facts.sizes if size in bold or EXPOSURE[size] <= FIDGET)


def _trend(facts: TurnFacts, asset: Asset) -> str:
    price = next((price for price in facts.prices if price.asset == asset), None)
    drift = 0.0 if price is None else price.trend_pct + 0.5 * price.change_pct
    return "up" if drift > 1.0 else "down" if drift < -1.0 else "flat"


def _favourite(facts: TurnFacts, cue: Situation, dice: Random) -> Asset:
    """Draw an asset: one followed closely, or one held, above all when what is held is the question."""
    likes = LIKES[facts.trader]
    pull = 4.0 if cue.kind in ("chaos", "margin") else 2.0
    weights = [likes[asset] ** 2 * (pull if exposure(facts, asset) else 1.0) for asset in ASSETS]
    return dice.choices(ASSETS, weights)[0]


def _order(
    facts: TurnFacts, cue: Situation, asset: Asset, wish: str, dice: Random
) -> tuple[Trade, Size] | None:
    now = exposure(facts, asset)
    if wish == "hold":
        return ("Hold", "out" if "out" in facts.sizes else facts.sizes[0])
    if wish == "rotate":
        others = [other for other in ASSETS if other != asset]
        asset = dice.choices(others, [LIKES[facts.trader][other] ** 2 for other in others])[0]
        return _bought(facts, "Bonds" if facts.trader == "sarah" and cue.asset != "Bonds" else asset, dice)
    if wish == "buy":
        home = facts.trader == "sarah" and cue.asset is None
        return _bought(facts, "Bonds" if home else asset, dice)
    if wish == "short":
        risky = asset if asset != "Bonds" or cue.asset == "Bonds" else dice.choice(("Tech", "Crypto"))
        return (risky, "short") if _may_short(facts, risky) else None
    if wish == "cover":
        return (asset, "out") if now < 0 and "out" in facts.sizes else None
    return _sold(facts, asset, now, dice)


def _may_short(facts: TurnFacts, asset: Asset) -> bool:
    allowed = "short" in facts.sizes and facts.status == "trading"
    return allowed and exposure(facts, asset) > BARELY_SHORT and _room(facts, asset) >= 0.5


def _bought(facts: TurnFacts, asset: Asset, dice: Random) -> tuple[Trade, Size] | None:
    now, room, sizes = exposure(facts, asset), _room(facts, asset), BUY_SIZES[facts.trader]
    clears = CLEARING if _clears_little(facts, asset) else ()
    fitting = [
        size
        for size in (fidgets(facts) if calm(facts) < 1 else facts.sizes)
        if size in sizes
        and now + WORTH_IT < EXPOSURE[size]
        and (size in clears or (size not in CLEARING and EXPOSURE[size] <= room))
    ]
    if not fitting or now < 0 or facts.status != "trading":
        return None
    return asset, dice.choices(fitting, [sizes[size] for size in fitting])[0]


def _clears_little(facts: TurnFacts, asset: Asset) -> bool:
    """Return whether little else is held, so that a size that clears the rest is no second large trade."""
    return sum(held.value for held in facts.positions if held.asset != asset) <= FIDGET * facts.equity


def _room(facts: TurnFacts, asset: Asset) -> float:
    """Return how large a position in the asset may be beside the others, as a share of equity."""
    others = sum(held.value for held in facts.positions if held.asset != asset) / facts.equity
    return (2.0 if "leveraged" in facts.sizes else 1.0) - others


def _sold(facts: TurnFacts, asset: Asset, now: float, dice: Random) -> tuple[Trade, Size] | None:
    if now <= 0.01:
        return None
    smaller = [size for size in facts.sizes if size not in CLEARING and 0 < EXPOSURE[size] < now - WORTH_IT]
    if "out" in facts.sizes and (not smaller or dice.random() < EXITS[facts.trader]):
        return asset, "out"
    return (asset, dice.choices(smaller, range(1, len(smaller) + 1))[0]) if smaller else None


def choose_location(facts: TurnFacts, cue: Situation, dice: Random) -> Room:
    """Return where the trader goes next: mostly nowhere, more likely away from an empty or hostile room."""
    leaving = 0.5 if not facts.neighbours else 0.22
    leaving += {"chaos": 0.15, "margin": 0.2, "trailing": 0.1, "reply": -0.06}.get(cue.kind, 0.0)
    if dice.random() >= leaving:
        return facts.room
    likes = dict(HOMES[facts.trader])
    if cue.kind in ("chaos", "news") and cue.tone != "good":
        likes["News Room"] += 2
    if cue.kind == "margin":
        likes["VC Office"] += 3
    likes.pop(facts.room, None)
    return dice.choices(list(likes), list(likes.values()))[0]


def choose_mood(facts: TurnFacts, cue: Situation, dice: Random) -> Mood:
    """Return the face that goes with the situation."""
    names, weights = _moods(facts.trader, cue.kind, cue.tone)
    return cast(Mood, dice.choices(names, weights)[0])


@lru_cache(maxsize=512)
def _moods(trader: TraderId, kind: str, tone: str) -> Weights:
    keys = (f"{kind} {tone}", kind, "else")
    own = OWN_MOOD_OF.get(trader, {})
    text = next((own[key] for key in keys if key in own), "") or next(
        MOOD_OF[key] for key in keys if key in MOOD_OF
    )
    return _weights(text)
