"""The measures of the stylised facts, each on series whose answer is known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from show.market import facts, options
from show.market.facts import Finding, autocorrelation, chain_arbitrage, hill, leverage, measured
from show.market.regimes import REGIME_NAMES
from show.words import ASSETS

DICE = np.random.default_rng(1)
NORMAL = DICE.standard_normal(200_000)


def test_kurtosis_and_skewness_of_known_laws() -> None:
    assert facts.excess_kurtosis(NORMAL) == pytest.approx(0.0, abs=0.05)
    assert facts.excess_kurtosis(DICE.laplace(size=400_000)) == pytest.approx(3.0, abs=0.3)
    assert facts.skewness(DICE.exponential(size=400_000)) == pytest.approx(2.0, abs=0.1)


def test_hills_index_of_a_pareto_tail_is_its_exponent() -> None:
    assert hill(1 + DICE.pareto(3.0, size=400_000)) == pytest.approx(3.0, abs=0.1)


def test_the_autocorrelation_is_the_sum_it_stands_for() -> None:
    x = DICE.standard_normal(300)
    away = x - x.mean()
    direct = [(away[lag:] * away[:-lag]).sum() / (away * away).sum() for lag in (1, 2, 3)]
    assert autocorrelation(x, 3) == pytest.approx(direct, abs=1e-12)


def test_the_decay_of_a_power_law_is_its_exponent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "autocorrelation", lambda x, lags: 0.5 * np.arange(1.0, lags + 1) ** -0.4)
    assert facts.decay(NORMAL) == pytest.approx(0.4, abs=1e-9)


def test_noise_has_no_memory_to_decay() -> None:
    assert math.isnan(facts.decay(NORMAL))


def test_aggregation_makes_normal_what_has_no_memory() -> None:
    loud = DICE.standard_t(5, size=390 * 400)
    assert facts.aggregate_kurtosis(loud, 30) < 0.3 * facts.excess_kurtosis(loud)
    assert facts.summed(np.arange(7.0), 3, 1).tolist() == [6.0, 15.0]


def test_leverage_is_found_where_falls_make_noise_and_only_forwards() -> None:
    r = np.empty(60_000)
    deviation = 1.0
    for at, z in enumerate(DICE.standard_normal(len(r))):
        r[at] = deviation * z
        deviation = 0.97 * deviation + 0.03 * (3.0 if z < 0 else 0.2)
    forth, back = leverage(r)
    assert forth < -0.02
    assert abs(back) < 0.01


def test_volume_that_goes_with_volatility_is_seen() -> None:
    deviation = np.repeat(DICE.uniform(0.5, 2.0, size=2_000), 30)
    r = deviation * NORMAL[: len(deviation)]
    assert facts.volume_volatility(r, deviation) > 0.8
    assert abs(facts.volume_volatility(r, NORMAL[-len(r) :])) < 0.1


def test_a_figure_that_is_none_holds_nowhere() -> None:
    assert not Finding("x", "Tech", math.nan, 0, 1, "").holds
    assert Finding("x", "Tech", 1.0, 0, 1, "").holds


@pytest.mark.parametrize("asset", ASSETS)
def test_the_chain_has_no_free_lunch_in_any_regime(asset: str) -> None:
    (name,) = (known for known in ASSETS if known == asset)
    assert sum(chain_arbitrage(regime, name) for regime in REGIME_NAMES) == 0


def test_a_crooked_smile_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = options.fair_chain

    def crooked(*words: Any) -> Any:
        expiries, strikes, vols = whole(*words)
        vols = vols.copy()
        vols[1, 4] *= 1.3
        return expiries, strikes, vols

    monkeypatch.setattr(facts, "fair_chain", crooked)
    assert chain_arbitrage("Stagnant", "Tech") > 0


def test_the_facts_hold_together() -> None:
    """A quarter of the report's bars: figures scatter more, so only what fails by a margin is an error."""
    found = measured(bars=6_000, paths=8, seed=2)
    assert {finding.asset for finding in found} == set(ASSETS)
    assert all(math.isfinite(finding.value) for finding in found)
    wrong = [finding for finding in found if not _nearly(finding)]
    assert not wrong


def _nearly(finding: Finding) -> bool:
    slack = 0.35 * max(abs(finding.low), abs(finding.high)) if finding.low != finding.high else 0.0
    return finding.low - min(slack, 0.02) <= finding.value <= finding.high + min(slack, 0.02)
