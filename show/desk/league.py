"""The league table: every analyst against the truth and against a plain baseline, with intervals over nights.

Nothing of this is ever fed back: it is the answer key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from show.desk.ledger import BASELINE
from show.desk.night import Night

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WARM_TICKS = 60
"""Before these the tape is too short for some; nobody is judged on them."""
LAG_TICKS = 12
"""A switch that is not noticed by then counts as missed."""
ALARM = -0.2
"""A signal on risk at or below this is an alarm."""
AHEAD_TICKS = 6
"""Thirty bars: how far ahead a direction is checked."""
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over nights: the mean, and its 95 % bootstrap interval over nights."""

    mean: float
    low: float
    high: float
    nights: int = 0

    def __str__(self) -> str:
        if self.nights == 0:
            return "-"
        return f"{self.mean:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True, slots=True)
class Row:
    """One analyst's line of the table. `lag` is in ticks, `missed` a share; NaN where it says nothing."""

    name: str
    title: str
    layer: str
    kind: str
    auc: Figure
    """Against the truth: whether the regime is a stormy one, or drifts up."""
    variance: Figure
    """The AUC against the true variance; for directions there is none."""
    second: Figure
    """The Brier score of a judge of risk; of a direction the AUC for the next thirty bars' rise."""
    beyond: Figure
    """How much its AUC exceeds the baseline's on the same nights; for directions, one half."""
    lag: float
    missed: float
    hit_rate: float
    calls: int
    weight: Figure


def auc(scores: Floats, truth: Bools) -> float:
    """Return the area under the ROC curve: how often a true one scores above a false one, ties half.

    By the rank sum (Mann & Whitney 1947). NaN where one of the classes is empty.
    """
    positive = int(truth.sum())
    negative = truth.size - positive
    if not positive or not negative:
        return float("nan")
    ranks = rankdata(scores)
    return float((ranks[truth].sum() - positive * (positive + 1) / 2) / (positive * negative))


def interval(values: Sequence[float], seed: int = 7) -> Figure:
    """Return the mean of one figure per night with its percentile bootstrap interval, NaN left out."""
    known = np.array([value for value in values if np.isfinite(value)])
    if not known.size:
        return Figure(float("nan"), float("nan"), float("nan"))
    dice = np.random.default_rng(seed)
    means = known[dice.integers(0, known.size, (RESAMPLES, known.size))].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Figure(float(known.mean()), float(low), float(high), int(known.size))


# --- one night


def slot_of(night: Night, who: str, kind: str) -> int:
    """Return the slot of a speaker's opinions of a kind.

    Raises:
        ValueError: there is none.
    """
    return night.slots.index((who, kind))


def stance(night: Night, slot: int) -> Floats:
    """Return signal times confidence after the warm-up, shape (ticks, assets); zero is silence."""
    said: Floats = night.signals[WARM_TICKS:, :, slot] * night.confidences[WARM_TICKS:, :, slot]
    return said


def risk_auc(night: Night, slot: int) -> float:
    """Return how well a risk opinion tells a stormy regime from a calm one, the mean over assets."""
    said, truth = stance(night, slot), night.stormy[WARM_TICKS:]
    return _mean([auc(-said[:, asset], truth[:, asset]) for asset in range(said.shape[1])])


def risk_brier(night: Night, slot: int) -> float:
    """Return the Brier score of (1 - signal x confidence) / 2 as the probability of a stormy regime."""
    said, truth = stance(night, slot), night.stormy[WARM_TICKS:]
    return float(((0.5 * (1.0 - said) - truth) ** 2).mean())


def direction_auc(night: Night, slot: int) -> float:
    """Return how well a direction tells rises from falls over the next thirty bars, the mean over assets."""
    said = stance(night, slot)[:-AHEAD_TICKS]
    close = night.close[WARM_TICKS:]
    rose = close[AHEAD_TICKS:] > close[:-AHEAD_TICKS]
    return _mean([auc(said[:, asset], rose[:, asset]) for asset in range(said.shape[1])])


def drift_auc(night: Night, slot: int) -> float:
    """Return how well a direction tells regimes that drift up from those that drift down."""
    said, truth = stance(night, slot), night.drift[WARM_TICKS:] > 0.0
    return _mean([auc(said[:, asset], truth[:, asset]) for asset in range(said.shape[1])])


def variance_auc(night: Night, slot: int) -> float:
    """Return how well a risk opinion tells a true variance above its median from one below, over assets."""
    said, true = stance(night, slot), night.variance[WARM_TICKS:]
    high = true > np.median(true, axis=0)
    return _mean([auc(-said[:, asset], high[:, asset]) for asset in range(said.shape[1])])


def lags(night: Night, slot: int) -> list[float]:
    """Return for each switch to a stormy regime the ticks until the alarm.

    Zero is an alarm at the close of the regime's first tick, five bars in. Infinite: none within twelve
    ticks. NaN: the alarm was on already, which may be foresight or noise and is judged elsewhere. A switch
    counts if the regime had been calm for two ticks.
    """
    stormy, said = night.stormy, night.signals[:, :, slot]
    found = []
    for asset in range(stormy.shape[1]):
        for tick in range(WARM_TICKS, len(stormy) - LAG_TICKS):
            if not (stormy[tick, asset] and not stormy[tick - 2 : tick, asset].any()):
                continue
            alarms = np.flatnonzero(said[tick : tick + LAG_TICKS, asset] <= ALARM)
            late = float(alarms[0]) if alarms.size else float("inf")
            found.append(float("nan") if said[tick - 1, asset] <= ALARM else late)
    return found


def switch_auc(night: Night, slot: int) -> float:
    """Return how well a risk opinion, in a calm regime, tells that a storm comes within six ticks."""
    said, stormy = stance(night, slot), night.stormy[WARM_TICKS:]
    found = []
    for asset in range(said.shape[1]):
        calm = ~stormy[:-AHEAD_TICKS, asset]
        coming = np.array([stormy[t + 1 : t + 1 + AHEAD_TICKS, asset].any() for t in range(len(calm))])
        found.append(auc(-said[:-AHEAD_TICKS, asset][calm], coming[calm]))
    return _mean(found)


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


# --- all nights


Measure = Callable[[Night, int], float]


def over(nights: Sequence[Night], measure: Measure, who: str, kind: str) -> list[float]:
    """Return a measure of one speaker, night by night."""
    return [measure(night, slot_of(night, who, kind)) for night in nights]


def table(nights: Sequence[Night]) -> list[Row]:
    """Return the league: judges of risk first, then of direction; the best of each on top."""
    first = nights[0]
    rows = []
    for who, kind in first.slots:
        if kind != "execution" and (who in first.layers or who in ("darwin", "equal", "hedge")):
            rows.append(_row(nights, who, kind))
    return sorted(rows, key=lambda row: (row.kind != "risk", -np.nan_to_num(row.auc.mean)))


TITLES = {
    "darwin": "THE HOUSE (Darwin's weights)",
    "equal": "the house, equal weights",
    "hedge": "the house, Hedge's weights",
}


def _row(nights: Sequence[Night], who: str, kind: str) -> Row:
    risk = kind == "risk"
    found = over(nights, risk_auc if risk else drift_auc, who, kind)
    plain = over(nights, risk_auc, BASELINE, "risk") if risk else [0.5] * len(nights)
    switches = [lag for night in nights for lag in lags(night, slot_of(night, who, kind))] if risk else []
    delays = [lag for lag in switches if not np.isnan(lag)]
    seen = [lag for lag in delays if np.isfinite(lag)]
    right = sum(night.hits[who][0] for night in nights)
    calls = sum(night.hits[who][1] for night in nights)
    return Row(
        name=who, title=TITLES.get(who) or nights[0].titles[who],
        layer=nights[0].layers.get(who, ""), kind=kind,
        auc=interval(found), variance=interval(over(nights, variance_auc, who, kind) if risk else []),
        second=interval(over(nights, risk_brier if risk else direction_auc, who, kind)),
        beyond=interval([one - other for one, other in zip(found, plain, strict=True)]),
        lag=float(np.median(seen)) if seen else float("nan"),
        missed=1.0 - len(seen) / len(delays) if delays else float("nan"),
        hit_rate=right / calls if calls else float("nan"), calls=calls,
        weight=interval([night.weights.get(who, float("nan")) for night in nights]),
    )  # fmt: skip


def timing(nights: Sequence[Night]) -> list[tuple[str, Figure, float, float]]:
    """Return who tells when to trade: title, worth of a call (all kinds), share that was right, weight.

    A call's worth is its score: of execution the part of a half spread that was saved, times its stance.
    """
    rows = []
    for who in [who for who, kind in nights[0].slots if kind == "execution"]:
        worth = interval([night.totals[who] / max(1, night.hits[who][1]) for night in nights])
        right, calls = (sum(night.hits[who][part] for night in nights) for part in (0, 1))
        weight = float(np.mean([night.weights[who] for night in nights]))
        rows.append((nights[0].titles[who], worth, right / calls if calls else float("nan"), weight))
    return rows
