"""What a night says about a mind, measured for each trader on its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from statistics import fmean, median

from bot.contest.night import Night, Standing, Turn
from models.checks import contradictions
from models.situations import ASSET_WORDS, FRESH_TICKS, TOPIC_WORDS
from show.cast import persona
from show.market.regimes import REGIME_NAMES, REGIMES, regime_named
from show.words import ASSETS, TRADERS, TraderId

MEMORY = 60
"""Lines of a trader among which none should come again."""
SAME_WORDS = 0.8
"""Two lines that share this part of all their words are the same line."""
CLEAR_DRIFT = 0.2
"""Percent a tick: a regime in which no asset drifts as much as this has no side to take."""
WITH_IT = 0.05
"""Percent of equity a tick that a position must gain by the regime's drift to count as being with it."""
STEM = 5
"""Letters by which two words are taken for the same one."""
SMALL_TALK = frozenset(
    [
        "about",
        "after",
        "again",
        "been",
        "before",
        "could",
        "does",
        "down",
        "every",
        "from",
        "have",
        "here",
        "into",
        "just",
        "like",
        "more",
        "much",
        "never",
        "only",
        "over",
        "said",
        "says",
        "some",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "they",
        "this",
        "today",
        "what",
        "when",
        "where",
        "which",
        "will",
        "with",
        "would",
        "your",
        "you're",
        "it's",
        "i'm",
        "don't",
    ]
)
DISAGREEMENT = ("speech and order", "thought and order")

Measured = dict[str, float]
"""Measures by key; one that does not apply, such as replies of somebody who was always alone, is missing."""


@dataclass(frozen=True)
class Measure:
    """A column of the scoreboard. `better` is the direction of the good: 1 up, -1 down, 0 neither."""

    key: str
    title: str
    unit: str
    better: int
    decimals: int
    says: str


MEASURES = (
    Measure("valid", "valid", "%", 1, 0, "answers that are decisions"),
    Measure("canned", "canned", "%", -1, 1, "turns in which the trader did something canned instead"),
    Measure("seconds", "seconds", "s", -1, 2, "seconds a decision, median"),
    Measure("tokens", "tokens", "", 0, 0, "tokens of an answer, median, all candidates"),
    Measure("return", "return", "%", 1, 1, "equity at the end against the start, net of loans"),
    Measure("drawdown", "drawdown", "%", -1, 1, "largest fall of equity from its highest so far"),
    Measure("adapt", "adapts in", "ticks", -1, 1,
            "ticks after a change of the sealed regime until positions gain by it; all of it if never"),
    Measure("with", "with regime", "%", 1, 0, "ticks of regimes with a side in which positions gain by it"),
    Measure("agree", "agrees", "%", 1, 0,
            "decisions in which speech, thought and order agree, or the thought admits the lie"),
    Measure("clean", "no fault", "%", 1, 0,
            "decisions in which the checker finds nothing that contradicts the facts"),
    Measure("reply", "replies", "%", 1, 0,
            "lines that fit what a neighbour just said better than what was said elsewhere (50: chance)"),
    Measure("repeat", "repeats", "%", -1, 1, "spoken lines that nearly repeat one of the speaker's last 60"),
)  # fmt: skip


def measured(night: Night) -> dict[TraderId, Measured]:
    """Return all measures of a night, by trader."""
    return {trader: _of(night, trader) for trader in TRADERS}


def _of(night: Night, trader: TraderId) -> Measured:
    turns, standings = night.turns[trader], night.standings[trader]
    decided = [turn for turn in turns if turn.decision is not None]
    faults = [_kinds(turn) for turn in decided]
    found = {
        "valid": _share([turn.decision is not None for turn in turns]),
        "canned": 100 * night.canned[trader] / len(standings) if standings else None,
        "seconds": median(turn.seconds for turn in turns) if turns else None,
        "tokens": float(median(turn.tokens for turn in decided)) if decided else None,
        "return": 100 * (standings[-1].equity / night.start - 1) if standings else None,
        "drawdown": drawdown([night.start, *(each.equity for each in standings)]),
        "adapt": _mean(adaptation(night.regimes, standings)),
        "with": _share(in_step(night.regimes, standings)),
        "agree": _share([not kinds & set(DISAGREEMENT) for kinds in faults]),
        "clean": _share([not kinds for kinds in faults]),
        "reply": replies(decided, _elsewhere(night, trader)),
        "repeat": repeats(night.lines[trader]),
    }
    return {key: value for key, value in found.items() if value is not None}


def _kinds(turn: Turn) -> set[str]:
    assert turn.decision is not None
    return {one.kind for one in contradictions(turn.facts, turn.decision)}


def _elsewhere(night: Night, trader: TraderId) -> list[Said]:
    return [(persona(who).name, line) for who in TRADERS if who != trader for line in night.lines[who]]


def _share(those: Sequence[bool]) -> float | None:
    return 100 * fmean(those) if those else None


def _mean(those: Sequence[float]) -> float | None:
    return fmean(those) if those else None


# --- money


def drawdown(equity: Sequence[int]) -> float:
    """Return the largest fall from a highest point so far, in percent of that point."""
    highest, deepest = equity[0], 0.0
    for now in equity:
        highest = max(highest, now)
        deepest = max(deepest, 1 - now / highest)
    return 100 * deepest


def has_side(regime: str) -> bool:
    """Return whether some asset drifts so clearly in a regime that there is a side to take."""
    return regime in REGIME_NAMES and max(map(abs, REGIMES[regime_named(regime)].drift)) >= CLEAR_DRIFT


def is_with(regime: str, standing: Standing) -> bool:
    """Return whether the positions gain by the regime's drift."""
    drift = dict(zip(ASSETS, REGIMES[regime_named(regime)].drift, strict=True))
    return sum(share * drift[asset] for asset, share in standing.shares.items()) >= WITH_IT


def in_step(regimes: Sequence[str], standings: Sequence[Standing]) -> list[bool]:
    """Return for each tick of a regime with a side whether the positions were on it."""
    return [
        is_with(regime, standing)
        for regime, standing in zip(regimes, standings, strict=True)
        if has_side(regime)
    ]


def adaptation(regimes: Sequence[str], standings: Sequence[Standing]) -> list[float]:
    """Return for each change to a regime with a side how many ticks went by until positions gained by it.

    Positions that were right already count 0, positions that never were the whole length. The regime that
    the end of the night cuts off counts only if it was matched.
    """
    begins = [0, *(tick for tick, (old, new) in enumerate(pairwise(regimes), 1) if old != new)]
    waits = []
    for start, end in pairwise([*begins, len(regimes)]):
        if start == 0 or not has_side(regimes[start]):
            continue
        right = next((tick for tick in range(start, end) if is_with(regimes[start], standings[tick])), end)
        if right < end or end < len(regimes):
            waits.append(float(right - start))
    return waits


# --- words


def repeats(lines: Sequence[str]) -> float | None:
    """Return the percentage of lines that nearly repeat one of the `MEMORY` lines before."""
    words = [frozenset(re.findall(r"[\w']+", line.lower())) for line in lines]
    again = [any(_same(new, old) for old in words[max(0, at - MEMORY) : at]) for at, new in enumerate(words)]
    return _share(again)


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME_WORDS * len(one | other)


Said = tuple[str, str]
"""Who said it, and what."""


def replies(turns: Sequence[Turn], elsewhere: Sequence[Said]) -> float | None:
    """Return how often a line fits what a neighbour just said better than it fits another line of the night.

    A tie counts half, so lines that have nothing to do with what was said give 50.
    """
    dice = Random(7)
    won = []
    for turn in turns:
        heard = [
            (persona(each.who).name, each.said)
            for each in turn.facts.neighbours
            if each.said and each.ticks_ago is not None and each.ticks_ago <= FRESH_TICKS
        ]
        others = [said for said in elsewhere if said not in heard]
        if turn.decision is None or not turn.decision.speech or not heard or not others:
            continue
        speech = turn.decision.speech
        fit = max(likeness(speech, said) for said in heard)
        chance = max(likeness(speech, dice.choice(others)) for _ in heard)
        won.append(0.5 if fit == chance else float(fit > chance))
    return 100 * fmean(won) if won else None


def likeness(line: str, said: Said) -> int:
    """Return how many assets, topics and words a line shares with what was said, and one for the name."""
    who, other = said
    return sum(len(read(line) & read(other)) for read in READERS) + (who in line)


def _assets(line: str) -> set[str]:
    return {asset for asset, words in ASSET_WORDS.items() if words.search(line.lower())}


def _topics(line: str) -> set[str]:
    return {topic for topic, words in TOPIC_WORDS.items() if words.search(line.lower())}


def _stems(line: str) -> set[str]:
    words = re.findall(r"[a-z']{4,}", line.lower())
    return {word[:STEM] for word in words if word not in SMALL_TALK}


READERS: tuple[Callable[[str], set[str]], ...] = (_assets, _topics, _stems)
