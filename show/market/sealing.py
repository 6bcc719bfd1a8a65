"""Between the market's hidden state and the events that carry it: what is sealed, what everyone may see."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from show.events import TruthSealed
from show.market.bars import Bar, Hidden
from show.market.regimes import LAWS, RegimeName
from show.market.tape import BARS_PER_TICK
from show.words import ASSETS, Asset

States = list[Hidden[float]]
"""In the order of the assets."""
QUIET = (0.0, 0.0, 0.0, 0.0)
"""The dealer's book when nobody has traded."""
Printed = Mapping[Asset, Sequence[Bar[float]]]


def unsealed(truth: TruthSealed, regime: RegimeName) -> States:
    """Return each asset's hidden state as it was sealed.

    A truth of version 1 knew nothing of jumps or of the dealer: the season goes on from its prices, regime
    and volatility, as if no jump had come and nobody had traded lately.

    Raises:
        ValueError: a figure is not a number, or a variance is negative.
    """
    bars = BARS_PER_TICK if truth.version < 2 else 1
    states = []
    for asset, law in zip(ASSETS, LAWS[regime], strict=True):
        excited = max(0.0, truth.intensity.get(asset, law.rate) - law.rate)
        book = truth.dealer.get(asset, QUIET)
        state = Hidden(truth.fair[asset], truth.variance[asset] / bars, excited, *book)
        if not math.isfinite(sum(state)) or state.variance < 0:
            raise ValueError(
                f"The sealed truth of {asset} cannot be gone on from: {tuple(state)!r}; reset the season"
            )
        states.append(state)
    return states


def sealed(regime: RegimeName, left: int, bar: int, states: States, bars: Printed) -> TruthSealed:
    """Return the truth of hidden states. Figures are rounded to what matters: logs are kept for long."""
    rows = list(zip(ASSETS, LAWS[regime], states, strict=True))
    return TruthSealed(
        regime=regime,
        ticks_left=left,
        bar=bar,
        fair={asset: round(state.fair, 8) for asset, _, state in rows},
        variance={asset: round(state.variance, 12) for asset, _, state in rows},
        intensity={asset: round(law.rate + state.excited, 6) for asset, law, state in rows},
        jumped={asset: _bits(printed) for asset, printed in bars.items()},
        dealer={asset: _book(state) for asset, _, state in rows},
    )


def figures(bars: Sequence[Bar[float]]) -> tuple[int, ...]:
    """Return bars as `PricesMoved` says them."""
    said: list[int] = []
    for bid, ask, high, low, bought, sold, _ in bars:
        at = int(bid)
        said += (at, int(ask) - at, int(high) - at, at - int(low), int(bought), int(sold))
    return tuple(said)


def _book(state: Hidden[float]) -> tuple[float, float, float, float]:
    return round(state.inventory, 2), round(state.echo, 7), round(state.buying, 3), round(state.selling, 3)


def _bits(bars: Sequence[Bar[float]]) -> int:
    return sum(1 << place for place, bar in enumerate(bars) if bar.jumped)
