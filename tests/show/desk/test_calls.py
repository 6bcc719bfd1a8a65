"""Calls: judged by what followed, in the market's own units, and not at all where there is no scale."""

from __future__ import annotations

import math

import numpy as np
import pytest

from show.desk.calls import passage, value
from tests.show.desk.walks import tape_of, walk


def test_a_move_is_measured_against_the_market_before_it() -> None:
    tape = walk(400)
    passed = passage(tape, 300, 16)
    assert passed is not None
    logs = np.log(tape.close)
    before = np.diff(logs[239:300]).std() * 4.0
    assert passed.move == pytest.approx((logs[315] - logs[299]) / before)
    usual = np.abs(logs[59 + 16 : 300] - logs[59 : 300 - 16]).mean()
    assert passed.storm == pytest.approx(abs(logs[315] - logs[299]) / usual - 1.0)


def test_what_comes_after_the_horizon_does_not_change_the_verdict() -> None:
    tape = walk(500)
    assert passage(tape, 300, 16) == passage(tape.upto(316), 300, 16)


def test_a_tape_that_forgot_its_beginning_judges_the_same() -> None:
    tape = walk(900)
    assert passage(tape.since(300), 600, 20) == passage(tape, 600, 20)


@pytest.mark.parametrize(("bar", "horizon"), [(10, 5), (395, 10), (350, 345)])
def test_too_little_tape_gives_no_verdict(bar: int, horizon: int) -> None:
    assert passage(walk(400), bar, horizon) is None


def test_a_flat_market_gives_no_verdict() -> None:
    assert passage(tape_of([100.0] * 400), 300, 10) is None


def test_a_broken_price_gives_no_verdict() -> None:
    closes = walk(400).close.copy()
    closes[310] = math.nan
    assert passage(tape_of(closes), 301, 10) is None


def test_a_stance_is_worth_its_confidence_and_a_crash_is_one_event() -> None:
    tape = walk(400)
    passed = passage(tape, 300, 16)
    assert passed is not None
    assert value("direction", 0.5, passed) == pytest.approx(0.5 * passed.move)
    assert value("risk", 0.5, passed) == pytest.approx(-0.5 * passed.storm)
    crashed = np.concatenate((walk(300).close, walk(300).close[-1:] * np.full(50, 0.1)))
    crash = passage(tape_of(crashed), 300, 10)
    assert crash is not None
    assert value("direction", -1.0, crash) == 5.0
    assert value("risk", 1.0, crash) == -5.0


def test_trading_before_spreads_widen_saves_money() -> None:
    tape = walk(400)
    wide = tape_of(tape.close)
    wide.bid[301:] = wide.close[301:] - 3.0
    wide.ask[301:] = wide.close[301:] + 3.0
    passed = passage(wide, 301, 5)
    assert passed is not None
    assert passed.saved == pytest.approx(2.0)
