"""The reel keeps the newest bars, gives the same tape however often it is asked, survives a checkpoint."""

from __future__ import annotations

import random

import numpy as np
import pytest

from show.events import PricesMoved
from show.market.board import Board
from show.market.eve import EVE_BARS
from show.market.reel import BARS_KEPT, FIGURES, Reel, restored
from show.market.simulator import Simulator
from show.market.tape import BARS_PER_TICK, Tape
from show.words import ASSETS


def some_bars(count: int, seed: int = 0) -> list[int]:
    dice = random.Random(seed)
    made: list[int] = []
    for _ in range(count):
        made += (dice.randint(3_000, 4_000), 12, dice.randint(12, 40), dice.randint(-6, 30), 5_000, 7_000)
    return made


def columns(tape: Tape) -> list[list[float]]:
    return [
        getattr(tape, name).tolist()
        for name in ("open", "high", "low", "close", "bid", "ask", "bought", "sold")
    ]


def test_a_bar_is_told_in_cents_and_lots() -> None:
    reel = Reel()
    reel.mark(4_000.0)
    reel.add((3_990, 10, 25, 20, 500, 700, 3_980, 20, 30, 15, 1, 0))
    tape = reel.tape("Crypto")
    assert (tape.asset, tape.first, tape.end) == ("Crypto", 0, 2)
    assert columns(tape) == [
        [4_000, 3_995], [4_015, 4_010], [3_970, 3_965], [3_995, 3_990], [3_990, 3_980], [4_000, 4_000],
        [500, 1], [700, 0],
    ]  # fmt: skip


def test_the_newest_bars_are_kept_and_numbered_from_the_seasons_first() -> None:
    reel, whole = Reel(), some_bars(5_000)
    for start in range(0, len(whole), 5 * FIGURES):
        reel.add(whole[start : start + 5 * FIGURES])
    tape = reel.tape("Tech")
    assert len(tape.close) == BARS_KEPT
    assert (tape.first, tape.end) == (5_000 - BARS_KEPT, 5_000)
    bids = whole[::FIGURES]
    assert tape.bid.tolist() == bids[-BARS_KEPT:]
    assert tape.open[0] == bids[-BARS_KEPT - 1] + 6


def test_asking_now_and_then_changes_nothing() -> None:
    asked, quiet, whole = Reel(), Reel(), some_bars(3_000)
    for tick, start in enumerate(range(0, len(whole), 5 * FIGURES)):
        for reel in (asked, quiet):
            reel.add(whole[start : start + 5 * FIGURES])
        if tick % 7 == 0:
            asked.tape("Tech")
    assert columns(asked.tape("Tech")) == columns(quiet.tape("Tech"))


def test_a_tape_does_not_change_when_the_market_goes_on() -> None:
    reel, whole = Reel(), some_bars(6_000)
    reel.add(whole[: 2_000 * FIGURES])
    tape = reel.tape("Tech")
    before = columns(tape)
    for start in range(2_000 * FIGURES, len(whole), 5 * FIGURES):
        reel.add(whole[start : start + 5 * FIGURES])
        reel.tape("Tech")
    assert columns(tape) == before


@pytest.mark.parametrize("count", [0, 3, 700, 4_500])
def test_a_checkpoint_brings_the_reel_back_and_it_goes_on(count: int) -> None:
    reel = Reel()
    reel.mark(3_333.5)
    reel.add(some_bars(count))
    again = restored(reel.kept())
    assert again == reel
    for each in (reel, again):
        each.mark(1.0)
        each.add(some_bars(5, seed=1))
    assert columns(again.tape("Tech")) == columns(reel.tape("Tech"))
    assert again.tape("Tech").end == count + 5


def test_the_boards_tape_is_what_the_events_said() -> None:
    board, market = Board(), Simulator()
    prices, truth = market.first(random.Random(1))
    board.move(prices)
    moves = [prices]
    for tick in range(20):
        prices, truth = market.move(truth, random.Random(tick), chaos=None, flow={})
        board.move(prices)
        moves.append(prices)
    for asset in ASSETS:
        tape = board.tape(asset)
        assert tape.end == truth.bar == EVE_BARS + 20 * BARS_PER_TICK
        assert np.all(tape.open[1:] == tape.close[:-1])
        assert tape.bid[-1] == board.quotes[asset].bid
        assert np.all(tape.low <= np.minimum(tape.open, tape.close))
        assert np.all(tape.high >= np.maximum(tape.open, tape.close))
        season = tape.since(EVE_BARS - 1)
        assert season.bid[::5].tolist() == [move.quotes[asset].bid for move in moves]
        assert board.trail[asset][-21:] == [move.quotes[asset].mid for move in moves]


def test_a_move_of_an_older_log_has_no_bars_and_folds() -> None:
    board = Board()
    old = '{"version":1,"kind":"PricesMoved","quotes":{"Tech":{"bid":10,"ask":12}}}'
    board.move(PricesMoved.model_validate_json(old))
    assert board.mids() == {"Tech": 11}
    assert board.tape("Tech").end == 0
