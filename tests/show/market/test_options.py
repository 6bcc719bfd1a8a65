"""The options chain: off the truth, a pure function of it and the dice, sane in every market."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from show.events import TruthSealed
from show.market.eve import EVE_BARS
from show.market.heston import cos_price, implied_vol_black
from show.market.options import EXPIRIES, NOISE, STRIKES, fair_chain
from show.market.recording import read_recording
from show.market.regimes import LAWS, REGIME_NAMES, heston
from show.market.simulator import Simulator
from show.market.source import ChaosForce
from show.words import ASSETS
from tests.show.market.test_recording import write_csv

MARKET = Simulator()


def truth_after(ticks: int, seed: int = 1, *, chaos: bool = False) -> TruthSealed:
    truth = MARKET.first(random.Random(seed))[1]
    for tick in range(ticks):
        force = ChaosForce(3) if chaos and tick == ticks - 1 else None
        truth = MARKET.move(truth, random.Random(f"{seed} {tick}"), chaos=force, flow={})[1]
    return truth


def test_a_chain_follows_from_truth_and_dice_alone() -> None:
    truth = truth_after(7)
    first, again, other = (MARKET.chain(truth, "Tech", random.Random(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first.bid_iv, again.bid_iv)
    assert not np.array_equal(first.bid_iv, other.bid_iv)
    assert first.asof == truth.bar == EVE_BARS + 35


@pytest.mark.parametrize("asset", ASSETS)
@pytest.mark.parametrize("regime", REGIME_NAMES)
@pytest.mark.parametrize("level", [1e-3, 1.0, 30.0])
def test_every_quote_is_made_and_bid_is_below_ask(asset: str, regime: str, level: float) -> None:
    (name,) = (known for known in ASSETS if known == asset)
    (under,) = (known for known in REGIME_NAMES if known == regime)
    theta = LAWS[under][ASSETS.index(name)].theta
    truth = truth_after(1).model_copy(
        update={"regime": regime, "variance": dict.fromkeys(ASSETS, level * theta)}
    )
    chain = MARKET.chain(truth, name, random.Random(3))
    assert chain.bid_iv.shape == chain.ask_iv.shape == chain.strikes.shape == (len(EXPIRIES), STRIKES)
    assert (chain.bid_iv > 0).all()
    assert (chain.bid_iv < chain.ask_iv).all()
    assert (np.diff(chain.strikes, axis=1) > 0).all()


def test_in_chaos_options_are_dearer_and_quoted_wider() -> None:
    calm, wild = (
        MARKET.chain(truth_after(30, chaos=chaos), "Tech", random.Random(1)) for chaos in (False, True)
    )
    assert wild.mid_iv[0, 4] > 1.3 * calm.mid_iv[0, 4]
    spread = [(chain.ask_iv - chain.bid_iv) / chain.mid_iv for chain in (calm, wild)]
    assert (spread[1] > spread[0]).all()


def test_the_quotes_are_hestons_up_to_their_noise() -> None:
    truth = truth_after(12)
    regime = next(name for name in REGIME_NAMES if name == truth.regime)
    chain = MARKET.chain(truth, "Crypto", random.Random(5))
    model = heston(regime, "Crypto", truth.variance["Crypto"])
    puts = cos_price(chain.forward, chain.strikes, chain.expiries, model)
    exact = implied_vol_black(puts, chain.forward, chain.strikes, chain.expiries[:, None])
    off = chain.mid_iv / exact - 1
    assert np.abs(off).max() < 5 * NOISE
    assert 0.5 * NOISE < off.std() < 1.6 * NOISE


def test_falls_cost_more_than_rises() -> None:
    _, _, vols = fair_chain(heston("Crash", "Tech", LAWS["Crash"][0].theta), 25_000.0)
    assert (np.diff(vols, axis=1)[:, :6] < 0).all()


def test_a_recording_quotes_no_options(tmp_path: Path) -> None:
    recording = read_recording(write_csv(tmp_path / "night.csv"))
    truth = recording.first(random.Random(1))[1]
    chain = recording.chain(truth, "Bonds", random.Random(1))
    assert np.isnan(chain.mid_iv).all()
    assert chain.forward == pytest.approx(3_015.0)
