"""What the execution analysts see where the truth is known: bursts, spreads, toxic flow, telling flow."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from show.desk.analyst import Analyst, Opinion
from show.desk.execution.flow import OrderFlow
from show.desk.execution.hawkes import EventIntensity, fit_hawkes
from show.desk.execution.impact import KyleImpact
from show.desk.execution.quoting import DealerCritic, fair_half_spread
from show.market.tape import Tape
from tests.show.desk.tapes import Floats, alone, clusters, tape, view_of

BARS = 700


def noise(seed: int, bars: int = BARS) -> Floats:
    return np.random.default_rng(seed).normal(size=bars)


def hear(analyst: Analyst, one: Tape, fit: dict[str, float] | None = None) -> tuple[Opinion, ...]:
    return analyst.read(view_of(alone(one), fit=fit))


def test_a_burst_raises_the_intensity_and_silence_lowers_it() -> None:
    struck = clusters(3_000, seed=1)
    moves = 0.001 * (noise(1, 3_000) + np.where(struck, 9.0, 0.0))
    fit = fit_hawkes(view_of(alone(tape(moves))), {"threshold": 4.0})
    assert 0.0 < fit["branching"] < 1.0 and fit["events"] == pytest.approx(struck.sum(), rel=0.15)
    quiet = 0.001 * noise(2)
    burst = quiet.copy()
    burst[[-12, -9, -5, -2]] = 0.012
    calm, storm = (hear(EventIntensity(), tape(one), fit) for one in (quiet, burst))
    assert calm[0].signal > 0.0 > storm[0].signal and storm[1].signal < 0.0
    assert storm[0].figures["intensity"] > 3.0 * calm[0].figures["intensity"]
    assert storm[0].figures["cox"] > 3.0 * calm[0].figures["cox"]


def test_the_intensity_is_known_to_others_before_the_first_fit() -> None:
    said = hear(EventIntensity(), tape(0.001 * noise(3)))[0]
    assert said.confidence == 0.0 and "cox" in said.figures


@pytest.mark.parametrize("worth", [1.0, -1.0])
def test_flow_is_read_by_what_it_has_been_worth(worth: float) -> None:
    """Flow leans for ten bars at a time; the price answers in the ten bars after."""
    lean = np.repeat(np.random.default_rng(4).choice([-0.6, 0.6], BARS // 10), 10)
    lean[-10:] = 0.6
    answer = np.concatenate((np.zeros(10), lean[:-10]))
    moves = 0.001 * (noise(4) + worth * answer)
    said = hear(OrderFlow(window=10.0), tape(moves, imbalance=lean))[0]
    assert said.signal * worth > 0.3 and said.confidence > 0.9
    assert "80 % of 10 bars" in said.evidence


def test_flow_that_says_nothing_is_not_believed() -> None:
    stances = []
    for seed in range(6, 16):
        lean = np.clip(0.3 * noise(100 + seed), -0.9, 0.9)
        said = hear(OrderFlow(), tape(0.001 * noise(seed), imbalance=lean))[0]
        stances.append(abs(said.signal * said.confidence))
    assert np.mean(stances) < 0.15


def test_impact_and_one_sided_flow_are_reasons_to_wait() -> None:
    lean = np.clip(0.4 * noise(7), -0.9, 0.9)
    dear = lean.copy()
    dear[-60:] = np.clip(2.0 * dear[-60:], -0.9, 0.9)
    sensitive = np.where(np.arange(BARS) < BARS - 60, 1.0, 3.0)
    usual = hear(KyleImpact(), tape(0.001 * (lean + 0.5 * noise(8)), imbalance=lean))[0]
    worse = hear(KyleImpact(), tape(0.001 * (sensitive * dear + 0.5 * noise(8)), imbalance=dear))[0]
    assert worse.signal * worse.confidence < -0.5 < usual.signal * usual.confidence
    assert worse.figures["impact"] > 1.5 * worse.figures["usual"]


def wider(one: Tape, factor: float) -> Tape:
    """The tape with its newest quotes that many times as far apart."""
    mid, half = one.close[-1], factor * (one.ask[-1] - one.bid[-1]) / 2.0
    return replace(one, bid=np.append(one.bid[:-1], mid - half), ask=np.append(one.ask[:-1], mid + half))


def test_a_wide_quote_is_a_reason_to_wait_and_a_tight_one_to_trade() -> None:
    one = tape(0.001 * noise(9))
    wide, tight = (hear(DealerCritic(), wider(one, factor))[0] for factor in (3.0, 0.4))
    assert wide.signal < -0.5 and "wide" in wide.evidence
    assert tight.signal > 0.5 and "tight" in tight.evidence


def test_the_fair_spread_follows_volatility_and_is_the_quoted_one_when_all_is_usual() -> None:
    assert fair_half_spread(0.002, 0.002, 3e-4, 0.4) == pytest.approx(3e-4, rel=1e-12)
    assert fair_half_spread(0.004, 0.002, 3e-4, 0.4) == pytest.approx(3e-4 * 1.4, rel=1e-12)
    with pytest.raises(ValueError, match="positive figures"):
        fair_half_spread(0.002, 0.0, 3e-4, 0.4)
