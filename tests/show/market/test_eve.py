"""The eve of a season: bars from before the opening bell, moved to where the season's prices begin."""

from __future__ import annotations

import random

import numpy as np
import pytest

from show.events import PricesMoved, Quote
from show.market.board import TRAIL_KEPT, Board
from show.market.eve import EVE_BARS, EVE_TICKS, scaled
from show.market.reel import FIGURES, unpacked
from show.market.regimes import OPENINGS
from show.market.simulator import Simulator
from show.market.tape import BARS_PER_TICK
from show.words import ASSETS


def opened(seed: int) -> tuple[Board, PricesMoved]:
    board = Board()
    prices, truth = Simulator().first(random.Random(seed))
    board.move(prices)
    assert truth.bar == EVE_BARS
    assert truth.regime in OPENINGS
    return board, prices


@pytest.mark.parametrize("seed", range(6))
def test_the_eve_ends_where_the_season_begins_and_every_bar_of_it_is_one(seed: int) -> None:
    board, prices = opened(seed)
    for asset in ASSETS:
        tape, quote = board.tape(asset), prices.quotes[asset]
        assert tape.end == len(tape.close) == EVE_BARS
        assert (tape.bid[-1], tape.ask[-1]) == (quote.bid, quote.ask)
        assert np.all(tape.bid < tape.ask)
        assert np.all(tape.low <= np.minimum(tape.open, tape.close))
        assert np.all(tape.high >= np.maximum(tape.open, tape.close))
        assert np.all(tape.low >= 100)
        last = abs(np.log(tape.close[-1] / tape.close[-2]))
        assert last <= np.abs(tape.returns()).max()


def test_an_eve_looks_like_the_session_after_it() -> None:
    """Moves, spreads and volumes of five eves beside five sessions as long, within what chance allows."""
    rows = []
    for seed in range(5):
        board, prices = opened(seed)
        truth = Simulator().first(random.Random(seed))[1]
        for tick in range(EVE_TICKS):
            prices, truth = Simulator().move(truth, random.Random(f"{seed} {tick}"), chaos=None, flow={})
            board.move(prices)
        for asset in ASSETS:
            tape = board.tape(asset)
            spread = (tape.ask - tape.bid) / tape.close
            for part in (slice(1, EVE_BARS), slice(EVE_BARS, None)):
                moves = np.abs(np.log(tape.close[part] / tape.open[part]))
                rows.append((moves.mean(), spread[part].mean(), tape.bought[part].mean()))
    eve, session = np.array(rows[::2]).mean(axis=0), np.array(rows[1::2]).mean(axis=0)
    assert np.all(np.abs(np.log(eve / session)) < 0.4)


def test_equal_dice_give_equal_eves_and_others_do_not() -> None:
    assert opened(1)[1] == opened(1)[1]
    assert opened(1)[1].bars != opened(2)[1].bars


def test_a_chart_is_there_at_the_bell() -> None:
    board, prices = opened(3)
    for asset in ASSETS:
        assert len(board.trail[asset]) == TRAIL_KEPT <= EVE_TICKS
        assert board.trail[asset][-1] == prices.quotes[asset].mid
        closes = board.tape(asset).close[BARS_PER_TICK - 1 :: BARS_PER_TICK]
        assert board.trail[asset] == np.floor(closes[-TRAIL_KEPT:]).astype(int).tolist()


def test_scaling_multiplies_prices_and_leaves_volumes() -> None:
    figures = (1000, 4, 9, 6, 70, 80, 2000, 2, 2, 1, 5, 0)
    made = scaled(figures, Quote(bid=1000, ask=1003), 0.5)
    bars = unpacked(made, 501.0)
    assert made[:FIGURES] == (500, 2, 5, 3, 70, 80)
    assert bars[4].tolist() == [500, 1000]
    assert bars[5].tolist() == [502, 1003]
    assert bars[6].tolist() == [70, 5]


def test_scaling_far_down_leaves_the_lowest_price_there_is() -> None:
    made = scaled((120, 4, 9, 6, 70, 80, 120, 4, 9, 6, 70, 80), Quote(bid=100, ask=101), 0.1)
    assert made == (100, 1, 1, 0, 70, 80, 100, 1, 1, 0, 70, 80)
