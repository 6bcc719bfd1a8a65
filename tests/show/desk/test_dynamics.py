"""The analysts of hidden dynamics: the contract, and what they say of markets whose truth is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from show.desk.analyst import Analyst, Opinion
from show.desk.dynamics import DYNAMICS_ANALYSTS
from show.desk.dynamics.fisher_rao import FisherRao
from show.desk.dynamics.koopman import Koopman
from show.desk.dynamics.leadlag import LeadLag
from show.desk.dynamics.lyap import Lyapunov, fit_embedding
from show.desk.dynamics.perm_entropy import PermutationEntropy
from show.desk.dynamics.rqa import RecurrenceAnalyst
from show.desk.dynamics.tda import Topology
from show.market.tape import Tape
from show.words import ASSETS, Asset
from tests.show.desk.attractors import henon, rossler
from tests.show.desk.contract import FACTS, silent_on
from tests.show.desk.tapes import CALM, STORM, alone, tape, view_of

Make = Callable[[], Analyst]
CANNOT_BE_READ = ("no price", "one price", "few bars", "newest is nan", "all nan", "zero price", "flat")


@pytest.mark.parametrize("make", DYNAMICS_ANALYSTS)
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: str(fact.__name__))
def test_the_contract_holds(fact: Callable[[Make], None], make: Make) -> None:
    fact(make)


@pytest.mark.parametrize("make", DYNAMICS_ANALYSTS)
def test_they_are_silent_on_what_cannot_be_read(make: Make) -> None:
    silent_on(make, *CANNOT_BE_READ)


def read(make: Make, tapes: Mapping[Asset, Tape]) -> Opinion:
    return make().read(view_of(tapes))[0]


def after(before: float, last: float, bars: int) -> Mapping[Asset, Tape]:
    """Three markets of their own with one volatility up to the last bars and another in them."""
    dice = np.random.default_rng(4)
    spread = np.where(np.arange(600) < 600 - bars, before, last)
    return {asset: tape(dice.normal(size=600) * spread, asset) for asset in ASSETS}


@pytest.mark.parametrize("make", [FisherRao, Topology])
def test_a_storm_is_told_from_a_calm(make: Make) -> None:
    storm, calm = read(make, after(CALM, STORM, 30)), read(make, after(STORM, CALM, 50))
    assert storm.signal < -0.5 < 0.5 < calm.signal
    assert min(storm.confidence, calm.confidence) > 0.3


def test_a_burst_sets_the_order() -> None:
    assert read(PermutationEntropy, after(CALM, 10 * CALM, 4)).signal < -0.5


def test_nothing_new_is_nothing_sure() -> None:
    dice = np.random.default_rng(8)
    sure = [
        FisherRao().read(view_of(alone(tape(dice.normal(0, CALM, 300)))))[0].confidence > 0.9
        for _ in range(200)
    ]
    assert np.mean(sure) == pytest.approx(0.1, abs=0.06)


def test_the_follower_is_told_what_the_leader_did() -> None:
    dice = np.random.default_rng(2)
    led = dice.normal(0, CALM, 600)
    follows = np.concatenate([np.zeros(5), led[:-5]]) + dice.normal(0, CALM / 2, 600)
    tapes = dict(alone(tape(dice.normal(0, CALM, 600))))
    for sign in (1.0, -1.0):
        led[-5:] = sign * CALM
        tapes |= {"Crypto": tape(led, "Crypto"), "Tech": tape(follows, "Tech")}
        (said,) = LeadLag().read(view_of(tapes))
        assert said.signal * sign > 0.3
        assert said.confidence > 0.95
        assert said.evidence.startswith("Crypto moved first")
        assert said.figures["forecast"] == pytest.approx(sign * 5 * CALM, rel=0.25)


def test_a_crowd_of_leaders_is_too_many() -> None:
    (said,) = LeadLag(blocks=3).read(view_of(after(CALM, STORM, 30)))
    assert said.confidence == 0.0 and said.evidence == "2 possible leaders are too many for 3 moves"


def test_waves_are_carried_on_and_walks_are_not() -> None:
    """A wave that is about to turn is called right, and no skill on unseen bars is no confidence."""
    bars = np.arange(700)
    wave = 0.02 * np.sin(2 * np.pi * bars / 40)
    for end, sign in ((590, 1.0), (570, -1.0)):
        turn = np.diff(wave[: end + 1])
        said = Koopman().read(view_of(alone(tape(turn))))[0]
        truth = wave[end + 10] - wave[end]
        assert said.figures["forecast"] == pytest.approx(truth, rel=0.02)
        assert said.signal * sign > 0.3
        assert said.confidence > 0.9
    walks = [np.random.default_rng(seed).normal(0, CALM, 200) for seed in range(40)]
    sure = np.array([Koopman().read(view_of(alone(tape(walk))))[0].confidence for walk in walks])
    assert np.median(sure) < 0.1


def test_a_price_that_runs_away_cannot_last() -> None:
    path = 1e-4 * 1.04 ** np.arange(150)
    way, tension = Koopman().read(view_of(alone(tape(np.diff(path)))))
    assert tension.figures["growth"] == pytest.approx(1.04, abs=0.002)
    assert way.signal > 0.9 and tension.signal < -0.3 and tension.confidence > 0.15


def ranged(log_variance: np.ndarray) -> np.ndarray:
    """Returns whose bars have about this log variance by their range (bars go straight, so range is move)."""
    return np.asarray(np.exp(log_variance / 2) * np.where(np.arange(len(log_variance)) % 2, 1, -1))


def test_only_what_chance_does_not_explain_is_unrest() -> None:
    dice = np.random.default_rng(3)

    def z(moods: np.ndarray) -> float:
        view = view_of(alone(tape(ranged(moods))))
        fit = fit_embedding(view, {"window": 250.0})
        return Lyapunov().read(replace(view, fit=fit))[0].figures["z"]

    assert z(henon(400) - 12) > 4
    assert z(rossler(400, 0.3) / 5 - 12) < -3
    noise = dice.normal(size=500)
    linear = [0.0]
    for shock in noise:
        linear.append(0.8 * linear[-1] + 0.5 * shock)
    assert abs(z(np.array(linear) - 12)) < 3


def test_a_market_that_dwells_is_laminar() -> None:
    dice = np.random.default_rng(6)
    dwelling = np.repeat(dice.normal(size=20), 30) - 12
    restless = dice.normal(size=600) - 12
    stays, passes = (read(RecurrenceAnalyst, alone(tape(ranged(one)))) for one in (dwelling, restless))
    assert stays.figures["laminarity"] > passes.figures["laminarity"]
    assert stays.figures["determinism"] > passes.figures["determinism"]
