"""Finds percentages and dollar amounts in a line and tells which of them no fact of the turn accounts for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from show.ports import TurnFacts

PERCENT = re.compile(r"(?P<sign>[-+−])?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?:%|percent\b|per cent\b)", re.I)
DOLLARS = re.compile(
    r"(?P<sign>[-+−])?\$\s?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>\s?(?:k|m|bn?|thousand|million|grand)\b)?",
    re.I,
)
GRAND = re.compile(
    r"(?<![$\d.])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>\s?(?:grand|thousand dollars|bucks|dollars)\b)", re.I
)
UNITS = {
    "k": 1e3,
    "grand": 1e3,
    "thousand": 1e3,
    "thousand dollars": 1e3,
    "m": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
}

IDIOMS = {0.0, 50.0, 90.0, 99.0, 100.0, 101.0, 110.0, 120.0, 150.0, 200.0, 1000.0}
"""Percentages that people say without meaning a figure ("100% sure")."""

OPINION = re.compile(
    r"\b(?:chance|chances|probabilit\w+|odds|likely|likelihood|sure|certain|certainty|confiden\w+|"
    r"conviction|p\s*=|"
    r"risk|of my|of the (?:book|portfolio|account)|stop|target|edge|allocat\w+|exposure|weight|sharpe|"
    r"hit rate)",
    re.I,
)
FUTURE = re.compile(
    r"\b(?:will|going|gonna|soon|heading|next|target|if|when|calling|moon|by|until|could|"
    r"would|might|"
    r"dream|someday|bet|dollar)\b|['’]ll\b",
    re.I,
)
ABOUT = re.compile(
    r"\b(?:about|nearly|almost|roughly|around|over|under|some|more than|less than|close to|just)\s+$", re.I
)
MOVING = re.compile(
    r"\b(?:up|down|plus|minus|ris\w+|rose|fall\w*|fell|rall\w+|gain\w*|los[est]\w*|drop\w*|dip\w*|jump\w*|surg\w+|"
    r"crash\w*|climb\w*|slid\w*|mov\w+)\b",
    re.I,
)
CUT = 0.75
"""How many units of its last digit a figure may be off: rounding is half of one, cutting a little more."""

STEPS = (10.0, 25.0, 50.0, 100.0, 200.0)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as somebody wrote it: its value, the worth of its last digit, and whether it was hedged."""

    value: float
    step: float
    hedged: bool
    quote: str
    place: int

    def means(self, fact: float) -> bool:
        """Return whether the figure is the fact, rounded or cut to as many digits as were said."""
        slack = max(self.step * CUT, abs(fact) * 0.06 if self.hedged else 0.0)
        return abs(self.value - abs(fact)) <= slack


def strange_figures(text: str, facts: TurnFacts) -> Iterator[Figure]:
    """Yield the figures in a text that nothing in the facts accounts for."""
    percents, amounts = percents_in(text), amounts_in(text)
    if not percents and not amounts:
        return
    read = " ".join(_texts(facts))
    told = [figure.value for figure in percents_in(read)]
    for figure in percents:
        known = [*told, *_moves(facts), *(() if MOVING.search(_near(text, figure, 14)) else _shares(facts))]
        opinion = OPINION.search(_near(text, figure, 28)) or figure.value in IDIOMS
        if not opinion and not any(figure.means(fact) for fact in known):
            yield figure
    known = [*_amounts(facts), *(figure.value for figure in amounts_in(read))]
    for figure in amounts:
        if figure.value > 1 and not FUTURE.search(text) and not any(figure.means(fact) for fact in known):
            yield figure


def percents_in(text: str) -> list[Figure]:
    """Return the percentages in a text, without their signs."""
    return [_figure(found, text) for found in PERCENT.finditer(text)]


def amounts_in(text: str) -> list[Figure]:
    """Return the dollar amounts in a text, in dollars."""
    return [_figure(found, text) for pattern in (DOLLARS, GRAND) for found in pattern.finditer(text)]


def _figure(found: re.Match[str], text: str) -> Figure:
    digits = found.group("number").replace(",", "")
    unit = UNITS.get((found.groupdict().get("unit") or "").strip().lower(), 1.0)
    decimals = len(digits.partition(".")[2])
    hedged = ABOUT.search(text[: found.start()]) is not None
    return Figure(float(digits) * unit, 10.0**-decimals * unit, hedged, found.group(), found.start())


def _near(text: str, figure: Figure, reach: int) -> str:
    return text[max(0, figure.place - reach) : figure.place + len(figure.quote) + reach]


def _texts(facts: TurnFacts) -> Iterator[str]:
    yield from (news.text for news in facts.headlines)
    yield from (neighbour.said for neighbour in facts.neighbours if neighbour.said)
    yield from facts.own_lines
    yield from facts.memories
    yield facts.goal
    if facts.chaos is not None:
        yield facts.chaos.headline


def _moves(facts: TurnFacts) -> Iterator[float]:
    for price in facts.prices:
        yield price.change_pct
        yield price.trend_pct
    if facts.start:
        yield 100 * (facts.equity - facts.start) / facts.start
    for held in facts.positions:
        cost = held.value - held.profit if held.side == "long" else held.value + held.profit
        yield from (100 * held.profit / cost,) if cost else ()


def _shares(facts: TurnFacts) -> Iterator[float]:
    yield from STEPS
    if facts.equity:
        yield 100 * facts.cash / facts.equity
        yield from (100 * held.value / facts.equity for held in facts.positions)


def _amounts(facts: TurnFacts) -> Iterator[float]:
    cents = [facts.cash, facts.equity, facts.start, facts.equity - facts.start]
    for held in facts.positions:
        cents += [held.value, held.profit]
    cents += [price.price for price in facts.prices]
    for place in facts.standings:
        cents += [place.equity, place.equity - facts.equity, place.equity - facts.start]
    yield from (amount / 100 for amount in cents)
    yield sum(held.profit for held in facts.positions) / 100
    yield sum(held.value for held in facts.positions) / 100
