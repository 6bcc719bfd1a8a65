"""Random but plausible facts of a turn: for training, for checking minds, and for tests."""

from __future__ import annotations

from random import Random
from typing import Literal

from assets.banks import Wording, chaos_bank, entity_bank, headline_bank, line_bank
from assets.templates import expand, fill
from models.situations import dollars
from show.ports import (
    ASSETS,
    ROOMS,
    SIZES,
    SPEECH_CHARACTERS,
    TRADERS,
    Asset,
    ChaosFact,
    HeadlineFact,
    Neighbour,
    PositionFact,
    PriceFact,
    Side,
    Size,
    Standing,
    TraderId,
    TurnFacts,
)

Split = Literal["train", "heldout", "all"]
START = 1_000_000
MID_RANGES: dict[Asset, tuple[int, int]] = {
    "Tech": (9_000, 60_000),
    "Crypto": (600, 30_000),
    "Bonds": (8_500, 11_500),
}
SPREADS: dict[Asset, float] = {"Tech": 1.4, "Crypto": 3.2, "Bonds": 0.5}
"""Cents per unit, and the deviation of one change in percent."""

FRESH = 0.5
"""How often a position is at most five ticks old. In play half are; drawn evenly up to forty, hardly a trader
would ever be seen to sit still."""

ADRIFT = 0.3
"""How often a position is of any share, not near a size. In play nine of ten are near one."""

CAREFUL: tuple[Size, ...] = ("out", "small", "medium", "large", "all-in")


def random_facts(dice: Random, headline_split: Split = "train") -> TurnFacts:
    """Return facts of a turn that could happen. Every kind of situation, position and status occurs.

    `headline_split` says which wordings the news is drawn from: those for training, those held out, or all.
    """
    trader = dice.choice(TRADERS)
    status: Literal["trading", "margin call", "intern"] = dice.choices(
        ("trading", "margin call", "intern"), (88, 7, 5)
    )[0]
    equity = _equity(status, dice)
    positions = () if status == "intern" else _positions(equity, status, dice)
    used = sum(held.value if held.side == "long" else -held.value for held in positions)
    standings = _standings(trader, equity, dice)
    chaos = _chaos(headline_split, dice) if dice.random() < 0.12 else None
    return TurnFacts(
        trader=trader,
        tick=dice.randint(1, 400),
        room=dice.choice(ROOMS),
        neighbours=_neighbours(trader, dice),
        cash=max(0, equity - used),
        equity=equity,
        start=START,
        rank=1 + [place.who for place in standings].index(trader),
        positions=positions,
        prices=tuple(_price(asset, dice) for asset in ASSETS),
        headlines=_headlines(headline_split, chaos, dice),
        chaos=chaos[0] if chaos else None,
        standings=standings,
        sizes=_sizes(dice),
        status=status,
        own_lines=tuple(random_line(trader, dice) for _ in range(dice.randint(0, 4))),
    )


def random_line(trader: TraderId, dice: Random) -> str:
    """Return something the trader might have said, with made-up fillings."""
    fillings = {
        "asset": dice.choice(ASSETS),
        "entity": dice.choice(entity_bank()[dice.choice(list(entity_bank()))]),
        "name": dice.choice([other for other in TRADERS if other != trader]).capitalize(),
        "pct": f"{dice.uniform(0.1, 9):.1f}%",
        "pnl": dollars(dice.randint(1_000, 300_000)),
        "cash": dollars(dice.randint(1_000, 1_000_000)),
        "price": dollars(dice.randint(2_000, 60_000)),
    }
    lines = [line for line in line_bank(trader) if line.part == "speech"]
    return fill(expand(dice.choice(lines).template, dice), fillings)[:SPEECH_CHARACTERS]


def print_headline(wording: Wording, dice: Random) -> tuple[str, str]:
    """Return a wording's text with an invented entity in it, and that entity (empty: none)."""
    entity = dice.choice(entity_bank()[wording.entity_kind]) if wording.entity_kind else ""
    return fill(expand(wording.template, dice), {"entity": entity}), entity


def _equity(status: str, dice: Random) -> int:
    if status == "intern":
        return dice.randint(0, 60_000)
    if status == "margin call":
        return dice.randint(60_000, 500_000)
    return START if dice.random() < 0.06 else max(200_000, round(START * dice.lognormvariate(0.0, 0.28)))


def _positions(equity: int, status: str, dice: Random) -> tuple[PositionFact, ...]:
    count = 1 if status == "margin call" else dice.choices((0, 1, 2, 3), (18, 34, 32, 16))[0]
    return tuple(_position(asset, equity, status, count, dice) for asset in dice.sample(ASSETS, count))


def _position(asset: Asset, equity: int, status: str, count: int, dice: Random) -> PositionFact:
    side: Side = "short" if dice.random() < 0.3 else "long"
    share = dice.uniform(0.08, 2.6) if status == "margin call" else _share(side, count, dice)
    value = round(equity * share)
    profit = round(value * dice.gauss(0.0, 0.05)) - (value // 8 if status == "margin call" else 0)
    held = dice.randint(1, 5) if dice.random() < FRESH else dice.randint(6, 40)
    return PositionFact(asset=asset, side=side, value=value, profit=profit, held_ticks=held)


def _share(side: Side, count: int, dice: Random) -> float:
    """Return the share of equity in one of `count` positions: mostly near a size that was once ordered."""
    if dice.random() < ADRIFT:
        return dice.uniform(0.02, 0.55 if side == "short" or count > 1 else 1.9)
    if side == "short":
        return 0.5 * dice.lognormvariate(0.0, 0.12)
    shares, weights = (
        ((0.1, 0.25, 0.5), (4, 5, 3)) if count > 1 else ((0.1, 0.25, 0.5, 1.0, 2.0), (4, 5, 3, 3, 1))
    )
    return dice.choices(shares, weights)[0] * dice.lognormvariate(0.0, 0.06)


def _standings(trader: TraderId, equity: int, dice: Random) -> tuple[Standing, ...]:
    others = [Standing(who=who, equity=_equity("trading", dice)) for who in TRADERS if who != trader]
    return tuple(sorted([*others, Standing(who=trader, equity=equity)], key=lambda place: -place.equity))


def _neighbours(trader: TraderId, dice: Random) -> tuple[Neighbour, ...]:
    others = [who for who in TRADERS if who != trader]
    count = dice.choices((0, 1, 2, 3), (28, 42, 22, 8))[0]
    return tuple(_neighbour(who, dice) for who in dice.sample(others, count))


def _neighbour(who: TraderId, dice: Random) -> Neighbour:
    if dice.random() < 0.25:
        return Neighbour(who=who)
    return Neighbour(
        who=who, said=random_line(who, dice), ticks_ago=dice.choices((0, 1, 2, 5), (45, 35, 12, 8))[0]
    )


def _price(asset: Asset, dice: Random) -> PriceFact:
    change = 0.0 if dice.random() < 0.05 else dice.gauss(0.0, SPREADS[asset])
    trend = dice.gauss(0.0, 2.2 * SPREADS[asset]) + change
    return PriceFact(
        asset=asset,
        price=dice.randint(*MID_RANGES[asset]),
        change_pct=round(change, 2),
        trend_pct=round(trend, 2),
    )


def _headlines(
    split: Split, chaos: tuple[ChaosFact, HeadlineFact] | None, dice: Random
) -> tuple[HeadlineFact, ...]:
    wordings = _of_split(headline_bank(), split)
    count = dice.choices((0, 1, 2, 3), (15, 40, 30, 15))[0]
    ages = sorted(dice.choices((0, 1, 2, 3, 5), (35, 25, 15, 15, 10))[0] for _ in range(count))
    news = tuple(_headline(dice.choice(wordings), age, dice) for age in ages)
    return (chaos[1], *news) if chaos else news


def _headline(wording: Wording, age: int, dice: Random) -> HeadlineFact:
    text, entity = print_headline(wording, dice)
    return HeadlineFact(
        text=text,
        about=wording.about,
        tone=wording.tone,
        entity=entity or None,
        gist=wording.gist,
        unverified=wording.rumour,
        ticks_ago=age,
    )


def _chaos(split: Split, dice: Random) -> tuple[ChaosFact, HeadlineFact]:
    news = _headline(dice.choice(_of_split(chaos_bank(), split)), dice.randint(0, 3), dice)
    return ChaosFact(headline=news.text, ticks_left=dice.randint(1, 5)), news


def _of_split(wordings: tuple[Wording, ...], split: Split) -> tuple[Wording, ...]:
    chosen = tuple(
        wording for wording in wordings if split == "all" or wording.heldout is (split == "heldout")
    )
    return chosen or wordings


def _sizes(dice: Random) -> tuple[Size, ...]:
    """Return what a season's rules offer: mostly everything, sometimes neither borrowing nor shorts."""
    return SIZES if dice.random() < 0.8 else dice.choice((CAREFUL, (*CAREFUL, "short")))
