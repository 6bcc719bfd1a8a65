"""The dealer's own critic: what a dealer should quote now, against what is quoted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from show.desk.analyst import Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, each_move, opinion
from show.desk.swift import deviation, mean
from show.market.dealer import gueant_lehalle_fernandez
from show.market.tape import Bars, Tape

HISTORY = 250
"""Bars that say what is usual."""
CAUTION = 1.0
"""gamma / k: how the imagined dealer weighs the risk of inventory against the crowd's care for a price."""


def half_spreads(tape: Tape, bars: int) -> Bars:
    """Return half the quoted spread over the mid at the last `bars` closes, shape (bars,), all above zero.

    Raises:
        CannotSay: there are fewer bars, or some quotes are missing, equal or crossed.
    """
    bid, ask = tape.bid[-bars:], tape.ask[-bars:]
    if len(bid) < bars:
        raise CannotSay(f"Only {len(bid)} bars of quotes, {bars} needed")
    half: Bars = (ask - bid) / (ask + bid)
    # The sum is a number only if every spread is one.
    if not (float(half.min()) > 0.0 and float(bid.min()) > 0.0 and math.isfinite(float(half.sum()))):
        good = int(np.sum((half > 0.0) & (bid > 0.0) & np.isfinite(half)))
        raise CannotSay(f"{bars - good} of the last {bars} quotes are crossed or missing")
    return half


def fair_half_spread(now: float, usual: float, quoted: float, share: float) -> float:
    """Return the stationary half spread of Guéant, Lehalle & Fernandez-Tapia at a volatility of `now`.

    A dealer is imagined who, at the `usual` volatility, would quote `quoted`, a `share` of it against the
    risk of inventory. That fixes k and the rate A: with g = gamma / k, the part ln(1 + g) / gamma is (1 -
    share) quoted, and the part c / 2 is share times quoted, where c = sigma sqrt(g / (2 A) (1 + g)^(1 +
    1/g)).

    All figures are shares of the price; volatilities are per root bar.

    Raises:
        ValueError: a figure is not above zero, or the share is not below one.
    """
    if not (min(now, usual, quoted, share) > 0.0 and share < 1.0):
        raise ValueError(f"positive figures are needed, found {now!r}, {usual!r}, {quoted!r}, {share!r}")
    gamma = math.log1p(CAUTION) / ((1.0 - share) * quoted)
    steep = CAUTION / 2.0 * (1.0 + CAUTION) ** (1.0 + 1.0 / CAUTION)
    rate = steep * (usual / (2.0 * share * quoted)) ** 2
    bid, ask = gueant_lehalle_fernandez(0.0, gamma, now, gamma / CAUTION, rate)
    return 0.5 * (bid + ask)


@dataclass
class DealerCritic(Candid):
    """Says whether the quoted spread is tight or wide for the volatility there is: tight is the time to
    trade."""

    name: ClassVar[str] = "dealer_as"
    title: ClassVar[str] = "Dealer's quotes (GLFT)"
    layer: ClassVar[Layer] = "execution"
    kinds: ClassVar[tuple[Kind, ...]] = ("execution",)
    horizon: ClassVar[int] = 5
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"window": (10.0, 20.0, 40.0), "share": (0.3, 0.5, 0.7)}

    window: float = 20.0
    """Bars that say what volatility is now."""
    share: float = 0.5
    """How much of a usual spread is against the risk of inventory, the rest being what the crowd will
    bear."""

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return execution: by how much of itself the fair half spread exceeds the quoted one."""
        window, tape = round(self.window), view.tape
        bars = min(HISTORY, len(tape.close) - 1)
        if bars < 3 * window:
            raise CannotSay(f"Only {len(tape.close)} bars on the tape, {3 * window + 1} needed")
        moves = each_move(tape, bars)
        halves, sizes = half_spreads(tape, bars), np.abs(moves)
        now, usual = mean(sizes[-window:]), mean(sizes)
        quoted, typical = float(halves[-1]), mean(halves)
        if now <= 0.0:
            raise CannotSay(f"The price has not moved in {window} bars")
        fair = fair_half_spread(now, usual, typical, self.share)
        gap = (fair - quoted) / fair
        scatter = max(deviation(np.log(halves)), 0.05)
        verdict = "tight" if gap > 0.0 else "wide"
        return (
            opinion(
                "execution", math.tanh(gap / scatter), math.erf(abs(gap) / scatter / math.sqrt(2.0)),
                f"Half spread {1e4 * quoted:.1f} bp, {1e4 * fair:.1f} would be fair: {verdict}",
                view, {"quoted": quoted, "fair": fair},
            ),
        )  # fmt: skip
