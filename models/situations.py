"""What a turn is about: the cue a trader reacts to, read off the facts."""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random
from typing import NamedTuple

from assets.banks import Kind, Stance
from show.ports import Asset, Decision, HeadlineFact, Neighbour, PositionFact, PriceFact, TraderId, TurnFacts

LIKES: dict[TraderId, dict[Asset, float]] = {
    "alex": {"Crypto": 1.0, "Tech": 0.6, "Bonds": 0.25},
    "sarah": {"Bonds": 0.9, "Tech": 0.8, "Crypto": 0.8},
    "alice": {"Tech": 1.0, "Crypto": 0.7, "Bonds": 0.7},
    "mike": {"Tech": 0.9, "Crypto": 0.9, "Bonds": 0.6},
}
"""How closely each trader follows each asset, from 0 to 1."""

WORTH_TELLING = 0.002
"""The share of equity under which nobody talks of a position's profit or loss."""

FRESH_TICKS = 2
"""A line or a headline older than this is no longer worth an answer."""

EXPOSURE: dict[str, float] = {
    "out": 0.0, "small": 0.1, "medium": 0.25, "large": 0.5, "all-in": 1.0, "leveraged": 2.0, "short": -0.5,
}  # fmt: skip
"""About how much of equity each size puts into the asset; enough to tell buying from selling."""

TRIM = 0.55
"""The largest share of a position whose sale may be called a slice of it: one step down sells half."""

NEWS_FIRST = 12.0
"""How much more than others the news trader cares for a headline on an asset that has just broken. With 1.8
he answered whoever spoke instead, and good news led him to buy in half of the turns only."""

BULL = re.compile(
    r"\b(buy(ing)?|bought|long|all[- ]in|diamond hands|add(ing|ed)|load(ing|ed)( up)?|ape(d|ing)?|full send|"
    r"bull(ish)?|leverage|doubl(e|ing) down|up only|only up|more (tech|crypto|bonds)|loading|rips)\b",
)
BEAR = re.compile(
    r"\b(sell(ing)?|sold|short(s|ed|ing)?|bear(ish)?|dump(s|ed|ing)?|out of|doom(ed)?|bubble|collapse|crash|"
    r"overpriced|trimm(ed|ing)|cut(ting)?|exit(ed|ing)?|the end|funeral|gravity|ruin)\b",
)
"""What somebody does or forecasts. That a price is up or down is no opinion, so those words do not count."""

ASSET_WORDS: dict[Asset, re.Pattern[str]] = {
    "Tech": re.compile(r"\btech\b"),
    "Crypto": re.compile(r"\b(crypto|coins?|tokens?|blockchain)\b"),
    "Bonds": re.compile(r"\b(bonds?|coupons?|yields?)\b"),
}
TOPIC_WORDS: dict[str, re.Pattern[str]] = {
    topic: re.compile(rf"\b({'|'.join(words.split(', '))})\b")
    for topic, words in {
        "loan": "loan, borrow, lend, spot me, spare fortune, a fortune, crumbs, dignity, ten bucks",
        "coffee": "coffees?, espresso, tea, kettle, barista, biscuits?, sugars?, lunch, bet you, cake",
        "promise": "promise, trust, swear, deal, team up, all(y|ies), friends?, favourite, betray",
        "rank": "first place, last place, leaderboard, rank(ing)?, winning, number one, i'm first, i'm last",
        "rumour": "rumours?, sources?, secrets?, exclusive, scoop, record, gossip, heard, breaking, headline",
        "moon": "moon, rocket, lambo, yacht, all in, send it, diamond, vibes, legend",
        "doom": "doom, crash, funeral, grave, umbrella, collapse, cellar, apocalypse, exit, ruin, the end",
        "numbers": "sigma, model, probability, sample, data, interval, decimals?, sharpe, slope, variance, "
        "residuals, prior, p of, maths?, spreadsheet, numbers?",
        "looks": "hoodie, hair, tie, mug, grey, smile, face, jawline, comb, hat, dress, suit",
        "home": "mum, sister, plant, landlord, grandpa, cousin, mother, cats, couch",
    }.items()
}
"""What makes a line a line about something, looked for in this order. A question about nothing comes last.

All these words are small: they are looked for in a line in small letters, in a third of the time."""


class Situation(NamedTuple):
    """The cue of a turn. `tone` is a word of `assets.banks.TONES_OF[kind]`, or empty for kinds without one.

    `asset` is what the cue is about (None: the whole market, or nothing in particular). `neighbour` is who
    a reply answers, and otherwise somebody present who may be addressed. `called` says that the neighbour
    spoke this trader's name, and `topic` what they spoke of (a word of `assets.banks.TOPICS`). `gist`,
    `entity` and `rumour` come from the headline of a news or chaos cue.
    """

    kind: Kind
    asset: Asset | None = None
    tone: str = ""
    neighbour: TraderId | None = None
    called: bool = False
    gist: str = ""
    entity: str | None = None
    rumour: bool = False
    topic: str = ""


def situation(facts: TurnFacts, dice: Random) -> Situation:
    """Return what this turn is about, drawn by relevance: chaos, margin, news, replies, positions, prices."""
    found = [(weight, cue) for weight, cue in _cues(facts, dice) if weight > 0]
    weights = [weight for weight, _ in found]
    return dice.choices([cue for _, cue in found], weights)[0]


def _cues(facts: TurnFacts, dice: Random) -> list[tuple[float, Situation]]:
    by = dice.choice(facts.neighbours).who if facts.neighbours else None
    cues = [_idle(facts, by), *_ranks(facts, by), *_news(facts, by), *_replies(facts), *_own(facts, by)]
    cues += _prices(facts, by)
    if facts.chaos is not None:
        gist = next((news.gist for news in facts.headlines if news.text == facts.chaos.headline), "")
        cues.append((9.0, Situation("chaos", neighbour=by, gist=gist)))
    if facts.status == "margin call":
        cues.append((14.0, Situation("margin", asset=_largest(facts), neighbour=by)))
    if facts.status == "intern":
        cues = [(weight * 0.35, cue) for weight, cue in cues]
        cues.append((4.0, Situation("intern", neighbour=by)))
    return cues


def _idle(facts: TurnFacts, by: TraderId | None) -> tuple[float, Situation]:
    return (0.5, Situation("idle", neighbour=by)) if by else (1.2, Situation("alone"))


def _ranks(facts: TurnFacts, by: TraderId | None) -> list[tuple[float, Situation]]:
    if facts.equity == facts.start:
        return []
    last = len(facts.standings) or 4
    lead = [(0.8, Situation("leading", neighbour=by))] if facts.rank == 1 else []
    trail = [(0.9, Situation("trailing", neighbour=by))] if facts.rank == last else []
    return lead + trail


def _news(facts: TurnFacts, by: TraderId | None) -> list[tuple[float, Situation]]:
    fresh = [news for news in facts.headlines if news.ticks_ago < FRESH_TICKS and not _is_chaos(facts, news)]
    return [(_news_weight(facts.trader, news), _news_cue(news, by)) for news in fresh[:2]]


def _is_chaos(facts: TurnFacts, news: HeadlineFact) -> bool:
    return news.gist.startswith("chaos") or (facts.chaos is not None and news.text == facts.chaos.headline)


def _news_weight(trader: TraderId, news: HeadlineFact) -> float:
    like = 0.8 if news.about is None else LIKES[trader][news.about]
    fresh = news.ticks_ago == 0
    eager = (NEWS_FIRST if fresh and news.about else 1.8) if trader == "mike" else 1.0
    return 5.0 * like * eager * (1.0 if fresh else 0.4)


def _news_cue(news: HeadlineFact, by: TraderId | None) -> Situation:
    return Situation(
        "news", news.about, news.tone, by, gist=news.gist, entity=news.entity, rumour=news.unverified
    )


def _replies(facts: TurnFacts) -> list[tuple[float, Situation]]:
    return [
        _reply(facts.trader, neighbour, neighbour.said)
        for neighbour in facts.neighbours
        if neighbour.said and (neighbour.ticks_ago or 0) <= FRESH_TICKS
    ]


def _reply(trader: TraderId, neighbour: Neighbour, said: str) -> tuple[float, Situation]:
    asset, tone = hear(said)
    called = calls(said, trader)
    weight = (6.5 if called else 3.6) * (1.0 if (neighbour.ticks_ago or 0) <= 1 else 0.5)
    return weight, Situation("reply", asset, tone, neighbour.who, called, topic=topic_of(said))


@lru_cache(maxsize=2048)
def calls(said: str, trader: TraderId) -> bool:
    """Return whether a line speaks a trader's name."""
    return re.search(rf"\b{trader}\b", said.lower()) is not None


@lru_cache(maxsize=2048)
def hear(said: str) -> tuple[Asset | None, str]:
    """Return which asset a line is about (None: none or several), and whether it is bull, bear or neutral."""
    small = said.lower()
    assets = [asset for asset, words in ASSET_WORDS.items() if words.search(small)]
    bull, bear = len(BULL.findall(small)), len(BEAR.findall(small))
    tone = "bull" if bull > bear else "bear" if bear > bull else "neutral"
    return (assets[0] if len(assets) == 1 else None), tone


@lru_cache(maxsize=2048)
def topic_of(said: str) -> str:
    """Return what a line is about beside assets: a word of `assets.banks.TOPICS`, or an empty one."""
    small = said.lower()
    found = next((topic for topic, words in TOPIC_WORDS.items() if words.search(small)), "")
    return found or ("question" if said.endswith("?") else "")


def _own(facts: TurnFacts, by: TraderId | None) -> list[tuple[float, Situation]]:
    return [
        (min(1.6, 0.4 + 20 * abs(held.profit) / max(1, facts.equity)), _own_cue(held, by))
        for held in facts.positions
        if abs(held.profit) >= max(1_000, facts.equity * WORTH_TELLING)
    ]


def _own_cue(held: PositionFact, by: TraderId | None) -> Situation:
    return Situation("own", held.asset, "profit" if held.profit > 0 else "loss", by)


def _prices(facts: TurnFacts, by: TraderId | None) -> list[tuple[float, Situation]]:
    return [_price_cue(facts.trader, price, by) for price in facts.prices]


def _price_cue(trader: TraderId, price: PriceFact, by: TraderId | None) -> tuple[float, Situation]:
    size = abs(price.change_pct)
    if size < 0.15:
        return 0.05, Situation("price", price.asset, "flat", by)
    tone = "up" if price.change_pct > 0 else "down"
    return min(1.5, 0.5 * size) * LIKES[trader][price.asset], Situation("price", price.asset, tone, by)


def _largest(facts: TurnFacts) -> Asset | None:
    return max(facts.positions, key=lambda held: held.value).asset if facts.positions else None


def exposure(facts: TurnFacts, asset: Asset) -> float:
    """Return the signed share of equity held in the asset: 0.5 is half of it long."""
    held = position(facts, asset)
    if held is None or facts.equity <= 0:
        return 0.0
    return held.value / facts.equity * (1 if held.side == "long" else -1)


def sold(facts: TurnFacts, decision: Decision) -> float:
    """Return the share of a long position that an order parts with, 0 to 1."""
    now = 0.0 if decision.trade == "Hold" else exposure(facts, decision.trade)
    return 0.0 if now <= 0 else min(1.0, max(0.0, 1.0 - EXPOSURE[decision.size] / now))


def position(facts: TurnFacts, asset: Asset | None) -> PositionFact | None:
    """Return the trader's own position in the asset, if there is one."""
    for held in facts.positions:
        if held.asset == asset:
            return held
    return None


def stance(facts: TurnFacts, cue: Situation, decision: Decision) -> Stance:
    """Return what a decision means beside its cue: buying, selling, shorting, covering, holding, or rotating.

    Rotating is buying another asset than the cue's.
    """
    if decision.trade == "Hold":
        return "hold"
    if decision.size == "short":
        return "short"
    now = exposure(facts, decision.trade)
    if decision.size == "out":
        return "cover" if now < 0 else "sell" if now > 0 else "hold"
    if EXPOSURE[decision.size] < now:
        return "sell"
    return "rotate" if cue.asset not in (None, decision.trade) else "buy"


def named_asset(cue: Situation, decision: Decision) -> Asset | None:
    """Return the asset that `{asset}` stands for: the traded one, else the cue's."""
    return cue.asset if decision.trade == "Hold" else decision.trade


def slots(facts: TurnFacts, cue: Situation, decision: Decision) -> dict[str, str]:
    """Return the fillings that the facts offer. A slot without a fact is not offered."""
    asset = named_asset(cue, decision)
    offered = {"asset": asset, "name": cue.neighbour and cue.neighbour.capitalize()}
    if cue.kind == "news" and cue.entity and len(cue.entity) <= 22:
        offered["entity"] = cue.entity
    if asset is not None and asset == (cue.asset or asset):
        offered |= _price_slots(facts, asset)
    offered["cash"] = dollars(facts.cash) if facts.cash >= 100 else None
    offered["pnl"] = _profit(facts, cue)
    return {slot: text for slot, text in offered.items() if text}


def _price_slots(facts: TurnFacts, asset: Asset) -> dict[str, str | None]:
    price = next((price for price in facts.prices if price.asset == asset), None)
    if price is None:
        return {}
    change = f"{abs(price.change_pct):.1f}%"
    return {"price": dollars(price.price), "pct": None if change == "0.0%" else change}


def _profit(facts: TurnFacts, cue: Situation) -> str | None:
    held = position(facts, cue.asset)
    if cue.kind == "own" and held is not None:
        return dollars(abs(held.profit))
    result = facts.equity - facts.start
    ahead = result >= 100 and cue.kind == "leading"
    behind = result <= -100 and cue.kind in ("trailing", "margin", "intern")
    return dollars(abs(result)) if ahead or behind else None


def dollars(cents: int) -> str:
    """Return a positive amount of cents as people say it: "$12.40" under a hundred dollars, else "$1,240"."""
    return f"${cents / 100:,.2f}" if cents < 10_000 and cents % 100 else f"${round(cents / 100):,}"
