"""The eve: the session before a season, so that charts and analysts have something to look at at once.

It is played by the same law from the season's own dice, is in the log as the bars of the opening quotes, and
is then moved as a whole to where the season's written prices are, as a chart is adjusted for a split. Nobody
traded in it, and its truth is not kept: who is scored is scored on the season.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from show.events import PricesMoved, Quote
from show.market.dealer import PRICE_FLOOR
from show.market.reel import FIGURES
from show.market.tape import BARS_PER_TICK
from show.words import Asset

EVE_TICKS = 108
"""Nine acts, 540 bars: more than any analyst needs. It is a multiple of every candle, so that candles begin
where the season does."""
EVE_BARS = EVE_TICKS * BARS_PER_TICK


def eve_bars(moves: Iterable[PricesMoved], opening: dict[Asset, Quote]) -> dict[Asset, tuple[int, ...]]:
    """Return the bars of some moves, in the figures of an event, scaled so that they end at the opening."""
    played: dict[Asset, list[int]] = {asset: [] for asset in opening}
    last: dict[Asset, Quote] = {}
    for move in moves:
        last = move.quotes
        for asset, figures in move.bars.items():
            played[asset] += figures
    return {
        asset: scaled(figures, quote, (quote.bid + quote.ask) / (last[asset].bid + last[asset].ask))
        for (asset, figures), quote in zip(played.items(), opening.values(), strict=True)
    }


def scaled(figures: Sequence[int], opening: Quote, by: float) -> tuple[int, ...]:
    """Return bars with every price multiplied; the last one closes at the opening quote.

    Prices are rounded to cents, highs up and lows down: a bar stays a bar, and spreads keep their size.
    """
    made: list[int] = []
    for at in range(0, len(figures), FIGURES):
        bid, spread, up, down, bought, sold = figures[at : at + FIGURES]
        low_side, high_side = max(PRICE_FLOOR, round(bid * by)), round((bid + spread) * by)
        if at + FIGURES == len(figures):
            low_side, high_side = opening.bid, opening.ask
        high_side = max(low_side + 1, high_side)
        high = max(math.ceil((bid + up) * by), math.ceil(0.5 * (low_side + high_side)))
        low = max(PRICE_FLOOR, min(math.floor((bid - down) * by), (low_side + high_side) // 2))
        made += (low_side, high_side - low_side, high - low_side, low_side - low, bought, sold)
    return tuple(made)
