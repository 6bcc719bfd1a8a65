"""Candles: what a chart shows of a tape at three grains."""

from __future__ import annotations

import random

import numpy as np
import pytest

from show.market.board import Board
from show.market.candles import GRAINS, candles
from show.market.eve import EVE_BARS
from show.market.simulator import Simulator
from show.market.tape import Tape


def tape(ticks: int) -> Tape:
    board, market = Board(), Simulator()
    prices, truth = market.first(random.Random(3))
    board.move(prices)
    for tick in range(ticks):
        prices, truth = market.move(truth, random.Random(tick), chaos=None, flow={})
        board.move(prices)
    return board.tape("Crypto")


def test_a_candle_is_the_first_the_extremes_and_the_last_of_its_bars() -> None:
    whole = tape(13)
    for size in GRAINS.values():
        made = candles(whole, size)
        for at, start in enumerate(range(0, EVE_BARS + 65, size)):
            part = slice(start, start + size)
            assert made.start[at] == start
            assert made.open[at] == whole.open[part][0]
            assert made.high[at] == whole.high[part].max()
            assert made.low[at] == whole.low[part].min()
            assert made.close[at] == whole.close[part][-1]
            assert made.volume[at] == (whole.bought + whole.sold)[part].sum()
        assert len(made.start) == -(-(EVE_BARS + 65) // size)
        assert EVE_BARS in made.start, "a season begins with a candle of its own"


def test_a_candle_that_has_closed_never_changes() -> None:
    whole = tape(30).since(EVE_BARS)
    early, late = candles(whole.upto(EVE_BARS + 133), 60), candles(whole.since(EVE_BARS + 7), 60)
    assert early.start.tolist() == [EVE_BARS, EVE_BARS + 60, EVE_BARS + 120]
    assert late.start.tolist() == [EVE_BARS + 60, EVE_BARS + 120]
    assert early.high[1] == late.high[0]
    assert early.close[1] == late.close[0]


def test_no_bars_make_no_candles() -> None:
    whole = tape(2)
    assert len(candles(whole.upto(0), 5).close) == 0
    assert len(candles(whole.since(EVE_BARS + 7), 60).close) == 0


def test_a_candle_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="needs at least one"):
        candles(tape(1), 0)


def test_a_market_that_stands_still_has_flat_candles() -> None:
    flat = np.full(10, 100.0)
    still = Tape("Bonds", 0, flat, flat, flat, flat, flat - 1, flat + 1, 0 * flat, 0 * flat)
    made = candles(still, 5)
    assert made.high.tolist() == made.low.tolist() == [100.0, 100.0]
    assert made.volume.tolist() == [0.0, 0.0]
