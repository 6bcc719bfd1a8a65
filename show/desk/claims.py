"""What was claimed of such desks, and by whom; and what our nights say to it, each with its numbers.

The claims are those of an article on twenty-five agents in four layers, and of its author's own later look.
A claim is confirmed or refuted when the interval over our nights says so, and not decidable otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import spearmanr

from show.desk.league import (
    WARM_TICKS,
    Figure,
    auc,
    direction_auc,
    interval,
    lags,
    over,
    risk_auc,
    slot_of,
    switch_auc,
)
from show.desk.ledger import BASELINE
from show.desk.night import Night
from show.desk.research import noop_rate

Answer = Literal["confirmed", "refuted", "not decidable"]
MATTERS = 0.02
"""A difference of AUC below this is none that anybody would notice."""
DYNAMICS = ("lyap", "rqa", "tda", "koopman", "perm_entropy", "fisher_rao")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim, who made it, and what became of it. `numbers` is a sentence with the figures that decided."""

    by: Literal["article", "author"]
    says: str
    answer: Answer
    numbers: str


def claims(nights: Sequence[Night]) -> list[Claim]:
    """Return all claims with their answers."""
    return [
        _hidden_markov_first(nights), _volatility_is_enough(nights), _late(nights), _surface_warns(nights),
        _pricing_direction(nights), _bifurcation(nights), _risk_filter(nights), _not_alpha(nights),
        _lyapunov(nights), _intensity(nights), _loud_are_good(nights), _darwin_beats_equal(nights),
        _synthesis(nights), _averaging(nights), _survival(nights), _emergent(nights), _costs(nights),
        Claim(
            "author", "Measure whether your own limits help: a shadow tracker will tell in two weeks.",
            "not decidable", "These nights have no traders; `!desk` tells it for a show, rule by rule.",
        ),
    ]  # fmt: skip


def above(figure: Figure, level: float) -> Answer:
    """Return whether a figure exceeds a level, as far as its interval can tell."""
    if not np.isfinite(figure.mean):
        return "not decidable"
    if figure.low > level:
        return "confirmed"
    return "refuted" if figure.high < level else "not decidable"


def opposite(answer: Answer) -> Answer:
    """Return the answer to the contrary claim."""
    table: dict[Answer, Answer] = {"confirmed": "refuted", "refuted": "confirmed"}
    return table.get(answer, answer)


def _difference(nights: Sequence[Night], who: str, other: str) -> Figure:
    """By how much one judge of risk beats another on the same nights, in AUC."""
    mine, theirs = over(nights, risk_auc, who, "risk"), over(nights, risk_auc, other, "risk")
    return interval([one - two for one, two in zip(mine, theirs, strict=True)])


def _hidden_markov_first(nights: Sequence[Night]) -> Claim:
    ahead = _earlier(nights, "hmm", BASELINE)
    return Claim(
        "article", "When a regime shifts, the hidden Markov model catches it first.",
        above(ahead, 0.5), f"Of the storms that one saw before the other, it was ahead in {ahead}.",
    )  # fmt: skip


def _earlier(nights: Sequence[Night], who: str, other: str) -> Figure:
    """The share of storms that one judge saw before another, of those neither had seen coming."""
    shares = []
    for night in nights:
        mine, theirs = (lags(night, slot_of(night, one, "risk")) for one in (who, other))
        both = [pair for pair in zip(mine, theirs, strict=True) if not np.isnan(pair).any()]
        told = [(one, two) for one, two in both if one != two]
        shares.append(float(np.mean([one < two for one, two in told])) if told else float("nan"))
    return interval(shares)


def _volatility_is_enough(nights: Sequence[Night]) -> Claim:
    more = _difference(nights, "hmm", BASELINE)
    answer = opposite(above(more, MATTERS))
    return Claim(
        "author", "Twenty bars of rolling volatility capture most of what a hidden Markov model does.",
        answer, f"AUC of the model less that of rolling volatility: {more}; above {MATTERS} refutes it.",
    )  # fmt: skip


def _late(nights: Sequence[Night]) -> Claim:
    before = interval(over(nights, switch_auc, "hmm", "risk"))
    switches = [lag for night in nights for lag in lags(night, slot_of(night, "hmm", "risk"))]
    seen = [lag for lag in switches if np.isfinite(lag)]
    lag = f"{np.median(seen):g} ticks late in the middle" if seen else "never"
    return Claim(
        "author", "Hidden Markov models see a regime after it has begun, never before.",
        opposite(above(before, 0.5 + MATTERS)),
        f"AUC, in calm, for a storm within six ticks: {before}. Fresh alarms came {lag}.",
    )  # fmt: skip


def _surface_warns(nights: Sequence[Night]) -> Claim:
    ahead = _earlier(nights, "heston", "hmm")
    return Claim(
        "article", "The volatility surface screams danger while the hidden Markov model still says bull.",
        above(ahead, 0.5), f"Of the storms that one of both saw first, it was the surface in {ahead}.",
    )  # fmt: skip


def _pricing_direction(nights: Sequence[Night]) -> Claim:
    found = [direction_auc(night, slot_of(night, "skew", "direction")) for night in nights]
    figure = interval(found)
    return Claim(
        "author", "What options say of volatility earns nothing in direction.",
        opposite(above(figure, 0.5 + MATTERS)), f"AUC of the skew's direction over thirty bars: {figure}.",
    )  # fmt: skip


def _dynamics(nights: Sequence[Night], name: str) -> Figure:
    measure = switch_auc if name == "coming" else risk_auc
    found = [[measure(night, slot_of(night, who, "risk")) for who in DYNAMICS] for night in nights]
    return interval([float(np.nanmean(one)) for one in found])


def _bifurcation(nights: Sequence[Night]) -> Claim:
    coming = _dynamics(nights, "coming")
    return Claim(
        "article", "Phase space tells that a shift is about to happen, not that it already has.",
        above(coming, 0.5 + MATTERS), f"AUC of the six, in calm, for a storm within six ticks: {coming}.",
    )  # fmt: skip


def _risk_filter(nights: Sequence[Night]) -> Claim:
    now = _dynamics(nights, "now")
    return Claim(
        "author", "Layer three is a real risk filter.",
        above(now, 0.5 + MATTERS), f"AUC of the six for the storm that is: {now}.",
    )  # fmt: skip


def _not_alpha(nights: Sequence[Night]) -> Claim:
    found = [
        float(
            np.mean(
                [direction_auc(night, slot_of(night, who, "direction")) for who in ("koopman", "leadlag")]
            )
        )
        for night in nights
    ]
    figure = interval(found)
    return Claim(
        "author", "Layer three is no generator of alpha: it does not tell the direction.",
        opposite(above(figure, 0.5 + MATTERS)), f"AUC of Koopman and lead-lag over thirty bars: {figure}.",
    )  # fmt: skip


def _lyapunov(nights: Sequence[Night]) -> Claim:
    known = [night.chaos[np.isfinite(night.chaos)] for night in nights]
    share = interval([float((one > 0).mean()) if one.size else float("nan") for one in known])
    return Claim(
        "article", "A largest Lyapunov exponent above zero means chaos.",
        opposite(above(share, 0.5)) if share.nights else "not decidable",
        f"It was above zero in {share} of all readings of a market made of pure chance.",
    )  # fmt: skip


def _intensity(nights: Sequence[Night]) -> Claim:
    found = []
    for night in nights:
        slot = slot_of(night, "hawkes", "risk")
        said = night.signals[WARM_TICKS:, :, slot] * night.confidences[WARM_TICKS:, :, slot]
        true = night.intensity[WARM_TICKS:]
        busy = true > np.median(true, axis=0)
        found.append(float(np.mean([auc(-said[:, asset], busy[:, asset]) for asset in range(said.shape[1])])))
    figure = interval(found)
    return Claim(
        "article", "A self-exciting intensity tells when events come in bursts.",
        above(figure, 0.5 + MATTERS), f"AUC for a true intensity above its median: {figure}.",
    )  # fmt: skip


def _loud_are_good(nights: Sequence[Night]) -> Claim:
    ranks = []
    for night in nights:
        judges = [who for who, kind in night.slots if kind == "risk" and who in night.layers]
        skill = [risk_auc(night, slot_of(night, who, "risk")) for who in judges]
        ranks.append(float(spearmanr([night.weights[who] for who in judges], skill).statistic))
    figure = interval(ranks)
    return Claim(
        "article", "Agents that find an edge get louder, those that are wrong get quieter.",
        above(figure, 0.0), f"Rank correlation of the judges' final weight and their AUC: {figure}.",
    )  # fmt: skip


def _darwin_beats_equal(nights: Sequence[Night]) -> Claim:
    more = _difference(nights, "darwin", "equal")
    return Claim(
        "author", "Darwinian weights are gold: they make a better desk than equal ones.",
        above(more, 0.0), f"AUC of the house on risk less that with equal weights: {more}.",
    )  # fmt: skip


def _best(night: Night) -> float:
    judges = [who for who, kind in night.slots if kind == "risk" and who in night.layers]
    return float(np.nanmax([risk_auc(night, slot_of(night, who, "risk")) for who in judges]))


def _synthesis(nights: Sequence[Night]) -> Claim:
    short = interval([_best(night) - risk_auc(night, slot_of(night, "darwin", "risk")) for night in nights])
    return Claim(
        "author", "Synthesis is the bottleneck: the house is worse than its best analyst.",
        above(short, 0.0), f"AUC of each night's best judge, picked in hindsight, less the house's: {short}.",
    )  # fmt: skip


def _averaging(nights: Sequence[Night]) -> Claim:
    gains = []
    for night in nights:
        judges = [who for who, kind in night.slots if kind == "risk" and who in night.layers]
        middle = float(np.nanmedian([risk_auc(night, slot_of(night, who, "risk")) for who in judges]))
        gains.append(risk_auc(night, slot_of(night, "equal", "risk")) - middle)
    figure = interval(gains)
    return Claim(
        "author", "The real part of a debate is averaging: many voices beat the usual one.",
        above(figure, 0.0), f"AUC of the equally weighted house less the median judge's: {figure}.",
    )  # fmt: skip


def _survival(nights: Sequence[Night]) -> Claim:
    kept, done = sum(night.kept for night in nights), sum(night.kept + night.reverted for night in nights)
    share = kept / done if done else float("nan")
    luck = noop_rate()
    scatter = 1.96 * (luck * (1 - luck) / done) ** 0.5 if done else float("nan")
    answer: Answer = "not decidable"
    if done >= 10 and abs(share - luck) > scatter:
        answer = "confirmed" if share > luck else "refuted"
    return Claim(
        "author", "Autoresearch works: three changes of ten survive (16 of 54 over 378 days).",
        answer, f"We kept {kept} of {done}; of changes that improve nothing the test keeps {luck:.0%}.",
    )  # fmt: skip


def _emergent(nights: Sequence[Night]) -> Claim:
    found = []
    for night in nights:
        storm = night.stormy[WARM_TICKS:].mean(axis=1) > 0.5
        found.append(auc(night.lead[WARM_TICKS:], storm))
    figure = interval(found)
    plain = interval(over(nights, risk_auc, BASELINE, "risk"))
    return Claim(
        "author", "The weight differential between cohorts is the regime signal; nobody has to build one.",
        above(figure, 0.5 + MATTERS), f"AUC of ln(stress / calm): {figure}; rolling volatility has {plain}.",
    )  # fmt: skip


def _costs(nights: Sequence[Night]) -> Claim:
    gross = interval([night.gained + night.costs for night in nights])
    net = interval([night.gained for night in nights])
    answer: Answer = "not decidable"
    if gross.low > 0 and net.low <= 0:
        answer = "confirmed"
    elif net.low > 0:
        answer = "refuted"
    return Claim(
        "author", "Transaction costs eat what regimes give.",
        answer, f"The mechanical book made {gross.mean:+,.0f} $ a night before costs [{gross.low:+,.0f}, "
        f"{gross.high:+,.0f}] and {net.mean:+,.0f} $ after them [{net.low:+,.0f}, {net.high:+,.0f}].",
    )  # fmt: skip
