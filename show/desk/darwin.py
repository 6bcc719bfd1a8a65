"""Influence: how analysts get louder and quieter, what luck alone would do to them, and two benchmarks.

The scheme is that of ATLAS: the best quarter is multiplied by 1.05 and the worst by 0.95, between 0.3 and
2.5. There a long record is ranked again every day, and half of all analysts without any skill end at a bound.
Here only calls that were not ranked before count, and weights leak toward 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

UP, DOWN = 1.05, 0.95
LEAST, MOST = 0.3, 2.5
LEAK = 0.02
"""The share of ln(weight) that is lost at each update."""
CALLS_TO_RANK = 8
"""Nobody is ranked on fewer new calls than this."""
HEDGE_RATE = 0.05
WALKS = 4000
FORGOTTEN = 400
"""Updates after which the leak has forgotten the first."""


def skill(mean: float, deviation: float, calls: int) -> float:
    """Return mean over standard deviation, shrunk by n / (n + 20); zero for fewer than two calls.

    A record without any scatter says nothing, so it counts as zero, too.
    """
    if calls < 2 or deviation <= 0.0:
        return 0.0
    return mean / deviation * calls / (calls + 20)


def moments(calls: int, total: float, squares: float) -> tuple[float, float]:
    """Return mean and standard deviation (n - 1) of a number of figures from their sums."""
    if calls < 2:
        return 0.0, 0.0
    mean = total / calls
    variance = max(0.0, (squares - calls * mean * mean) / (calls - 1))
    return mean, math.sqrt(variance) if variance > 1e-18 else 0.0


def update(weights: Mapping[str, float], scores: Mapping[str, float], leak: float = LEAK) -> dict[str, float]:
    """Return the weights after one update. `scores` holds those who may be ranked, and only them.

    All weights leak; then the best and the worst quarter of those ranked (one at least, never more than
    half) are multiplied. Equal scores are ranked by name, so the order of speaking decides nothing.
    """
    ranked = sorted(scores, key=lambda name: (scores[name], name))
    quarter = min(max(1, len(ranked) // 4), len(ranked) // 2)
    moved = {name: weight ** (1.0 - leak) for name, weight in weights.items()}
    for name in ranked[len(ranked) - quarter :]:
        moved[name] *= UP
    for name in ranked[:quarter]:
        moved[name] *= DOWN
    return {name: min(MOST, max(LEAST, weight)) for name, weight in moved.items()}


class _Walks:
    """Walks of analysts without skill, taken as far as somebody asked, and the band at each update."""

    def __init__(self, quarter: float, leak: float) -> None:
        self._dice, self._quarter, self._leak = np.random.default_rng(25), quarter, leak
        self._logs = np.zeros(WALKS)
        self._bands: list[tuple[float, float]] = [(1.0, 1.0)]

    def band(self, updates: int) -> tuple[float, float]:
        """Return the 5 and 95 percent points after so many updates; the leak forgets all that is older."""
        while len(self._bands) <= min(updates, FORGOTTEN):
            drawn, quarter = self._dice.random(WALKS), self._quarter
            step = np.where(drawn < quarter, math.log(UP), np.where(drawn < 2 * quarter, math.log(DOWN), 0.0))
            self._logs = np.clip((1.0 - self._leak) * self._logs + step, math.log(LEAST), math.log(MOST))
            low, high = np.exp(np.quantile(self._logs, [0.05, 0.95]))
            self._bands.append((float(low), float(high)))
        return self._bands[min(updates, FORGOTTEN)]


@lru_cache(maxsize=8)
def _walks(quarter: float, leak: float) -> _Walks:
    return _Walks(quarter, leak)


def luck_band(updates: int, seats: int = 25, leak: float = LEAK) -> tuple[float, float]:
    """Return the 5 and 95 percent points of the weight of an analyst without skill.

    Such an analyst is in the best quarter as often as in the worst, whatever the others do. Simulated with
    4,000 walks from fixed dice (standard error below 0.02).
    """
    return _walks(min(max(1, seats // 4), seats // 2) / max(1, seats), leak).band(updates)


def hedge(totals: Mapping[str, float], rate: float = HEDGE_RATE) -> dict[str, float]:
    """Return weights proportional to exp(rate * total) with mean 1 (Hedge; Freund & Schapire 1997)."""
    if not totals:
        return {}
    top = max(totals.values())
    raised = {name: math.exp(rate * (total - top)) for name, total in totals.items()}
    mean = sum(raised.values()) / len(raised)
    return {name: value / mean for name, value in raised.items()}


def same_voices(samples: Sequence[Sequence[float]], limit: float = 0.9) -> list[tuple[int, int]]:
    """Return the pairs of columns whose correlation exceeds the limit in size, each pair once.

    `samples` has shape (readings, columns). Columns that never change correlate with nothing.
    """
    table = np.asarray(samples, dtype=np.float64)
    if table.ndim != 2 or len(table) < 3:
        return []
    centred = table - table.mean(axis=0)
    size = np.sqrt((centred**2).sum(axis=0))
    alive = size > 1e-9
    unit = np.where(alive, centred / np.where(alive, size, 1.0), 0.0)
    found = np.argwhere(np.triu(np.abs(unit.T @ unit), 1) > limit)
    return [(int(one), int(two)) for one, two in found]


def clusters(members: int, pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each member how many share its vote: the size of its connected component."""
    if not pairs:
        return [1] * members
    parent = list(range(members))

    def root(member: int) -> int:
        while parent[member] != member:
            member = parent[member]
        return member

    for one, two in pairs:
        parent[root(one)] = root(two)
    roots = [root(member) for member in range(members)]
    return [roots.count(one) for one in roots]
