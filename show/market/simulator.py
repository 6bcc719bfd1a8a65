"""The simulated market."""

from __future__ import annotations

import random
from collections.abc import Mapping

from show.events import PricesMoved, TruthSealed
from show.market.source import ChaosForce
from show.words import Asset


class Simulator:
    """Prices with hidden regimes, stochastic volatility, chaos and a dealer's spread."""

    name = "simulator"

    def first(self, dice: random.Random) -> tuple[PricesMoved, TruthSealed]:
        """Return the quotes a season opens with."""
        raise NotImplementedError

    def move(
        self,
        truth: TruthSealed,
        dice: random.Random,
        *,
        chaos: ChaosForce | None,
        flow: Mapping[Asset, int],
    ) -> tuple[PricesMoved, TruthSealed]:
        """Return the next quotes and the truth behind them."""
        raise NotImplementedError
