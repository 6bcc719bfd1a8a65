"""The league: areas, lags and intervals on nights whose answer is known, and claims that can be refuted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.desk.nights import file_of, load, save
from show.desk.claims import above, claims, opposite
from show.desk.league import (
    LAG_TICKS,
    WARM_TICKS,
    Figure,
    auc,
    direction_auc,
    drift_auc,
    interval,
    lags,
    risk_auc,
    risk_brier,
    slot_of,
    switch_auc,
    table,
    timing,
    variance_auc,
)
from show.desk.ledger import BENCHMARKS
from show.desk.night import STORM_LEVELS, Night, play_night
from show.desk.sittings import tick_of
from tests.show.desk.analysts import FAKES

JUDGES = (
    "hmm", "rollvol", "heston", "hawkes", "lyap", "rqa", "tda", "perm_entropy", "fisher_rao",
)  # fmt: skip
TICKS = 400


def made_up(seed: int) -> Night:
    """A night in which the hidden Markov model knows, rolling volatility is late, and the rest roll dice."""
    dice = np.random.default_rng(seed)
    stormy = np.repeat(dice.random((TICKS // 20, 3)) < 0.4, 20, axis=0)
    drift = np.where(np.repeat(dice.random((TICKS // 25, 3)) < 0.5, 25, axis=0), 0.002, -0.002)
    slots = [(who, "risk") for who in JUDGES]
    slots += [("koopman", "risk"), ("koopman", "direction"), ("leadlag", "direction"), ("skew", "direction")]
    slots += [(who, kind) for who in ("darwin", "equal", "hedge") for kind in ("direction", "risk")]
    slots.append(("hawkes", "execution"))
    signals = dice.uniform(-1, 1, (TICKS, 3, len(slots)))
    signals[:, :, 0] = np.where(stormy, -0.9, 0.9)
    late = np.vstack([stormy[:4], stormy[:-4]])
    signals[:, :, 1] = np.where(late, -0.8, 0.8)
    signals[:, :, slots.index(("skew", "direction"))] = np.sign(drift)
    close = 10_000 * np.exp(np.cumsum(drift + dice.normal(0, 0.001, (TICKS, 3)), axis=0))
    names = {who for who, _ in slots} - set(BENCHMARKS)
    return Night(
        seed=seed, slots=slots, layers=dict.fromkeys(names, "regime"), titles={who: who for who in names},
        signals=signals, confidences=np.ones_like(signals), close=close, variance=dice.random((TICKS, 3)),
        intensity=dice.random((TICKS, 3)), stormy=stormy, drift=drift,
        lead=np.where(stormy.mean(axis=1) > 0.5, 0.5, -0.5), chaos=np.full((TICKS, 3), 0.1),
        weights={who: 1.5 if who == "hmm" else 1.0 for who in names},
        hits=dict.fromkeys([who for who, _ in slots], (30, 50)), totals={"hawkes": 5.0}, earned={},
        gained=-50.0, costs=100.0 + seed, kept=1, reverted=9,
    )  # fmt: skip


@pytest.fixture(scope="module")
def nights() -> list[Night]:
    return [made_up(seed) for seed in range(1, 5)]


def test_the_area_counts_ties_half_and_knows_when_there_is_no_answer() -> None:
    truth = np.array([False, False, True, True])
    assert auc(np.array([1.0, 2.0, 3.0, 4.0]), truth) == 1.0
    assert auc(np.array([4.0, 3.0, 2.0, 1.0]), truth) == 0.0
    assert auc(np.array([1.0, 1.0, 1.0, 1.0]), truth) == 0.5
    assert auc(np.array([1.0, 3.0, 2.0, 4.0]), truth) == 0.75
    assert np.isnan(auc(np.ones(4), np.ones(4, dtype=bool)))


def test_who_knows_has_the_whole_area_and_who_rolls_dice_half_of_it(nights: list[Night]) -> None:
    night = nights[0]
    assert risk_auc(night, slot_of(night, "hmm", "risk")) == 1.0
    assert risk_auc(night, slot_of(night, "tda", "risk")) == pytest.approx(0.5, abs=0.08)
    assert risk_brier(night, slot_of(night, "hmm", "risk")) == pytest.approx(0.05**2)
    assert drift_auc(night, slot_of(night, "skew", "direction")) == 1.0
    assert direction_auc(night, slot_of(night, "skew", "direction")) > 0.8
    assert variance_auc(night, slot_of(night, "tda", "risk")) == pytest.approx(0.5, abs=0.08)
    assert switch_auc(night, slot_of(night, "tda", "risk")) == pytest.approx(0.5, abs=0.1)


def test_the_lag_is_counted_from_the_switch_and_what_is_missed_is_infinite(nights: list[Night]) -> None:
    night = nights[0]
    assert set(lags(night, slot_of(night, "hmm", "risk"))) == {0.0}
    assert set(lags(night, slot_of(night, "rollvol", "risk"))) == {4.0}
    shouting = made_up(1)
    shouting.signals[:, :, 0] = -0.9
    assert np.isnan(lags(shouting, 0)).all()
    deaf = made_up(1)
    deaf.signals[:, :, 0] = 0.5
    assert set(lags(deaf, 0)) == {float("inf")}
    assert LAG_TICKS < TICKS - WARM_TICKS


def test_an_interval_covers_its_mean_and_leaves_out_what_is_no_number() -> None:
    figure = interval([0.4, 0.5, 0.6, float("nan")])
    assert figure.low < figure.mean < figure.high
    assert figure.nights == 3
    assert str(interval([])) == "-"


def test_an_answer_needs_the_whole_interval_on_one_side() -> None:
    assert above(Figure(0.6, 0.55, 0.65, 4), 0.5) == "confirmed"
    assert above(Figure(0.4, 0.35, 0.45, 4), 0.5) == "refuted"
    assert above(Figure(0.5, 0.45, 0.55, 4), 0.5) == "not decidable"
    assert above(interval([]), 0.5) == "not decidable"
    assert opposite("confirmed") == "refuted"
    assert opposite("not decidable") == "not decidable"


def test_the_table_puts_the_best_judge_on_top_and_measures_it_by_the_baseline(
    nights: list[Night],
) -> None:
    rows = table(nights)
    assert (rows[0].name, rows[0].kind) == ("hmm", "risk")
    assert rows[0].beyond.low > 0
    assert next(row for row in rows if row.name == "rollvol").beyond.mean == 0.0
    assert rows[0].hit_rate == 0.6
    assert {row.kind for row in rows} == {"risk", "direction"}


def test_whoever_says_when_to_trade_is_judged_by_what_a_call_was_worth(nights: list[Night]) -> None:
    [(title, worth, hit, weight)] = timing(nights)
    assert (title, worth.mean, hit, weight) == ("hawkes", 0.1, 0.6, 1.0)


def test_the_claims_are_answered_by_the_numbers(nights: list[Night]) -> None:
    answers = {claim.says: claim.answer for claim in claims(nights)}
    assert len(answers) == len(claims(nights)) >= 15

    def said(words: str) -> str:
        return next(answer for says, answer in answers.items() if words in says)

    assert said("hidden Markov model catches it first") == "confirmed"
    assert said("Twenty bars of rolling volatility") == "refuted"
    assert said("What options say of volatility earns nothing") == "refuted"
    assert said("above zero means chaos") == "refuted"
    assert said("weight differential between cohorts") == "confirmed"
    assert said("Transaction costs") == "confirmed"
    assert said("shadow tracker") == "not decidable"


def test_a_night_is_the_same_each_time_and_survives_the_disk(tmp_path: Path) -> None:
    one, two = play_night(3, 12, FAKES), play_night(3, 12, FAKES)
    path = file_of(tmp_path, 3, 12)
    assert load(path) is None
    save(one, path)
    kept = load(path)
    assert kept is not None
    for night in (two, kept):
        assert (night.signals == one.signals).all()
        assert (night.stormy == one.stormy).all()
        assert (night.slots, night.weights, night.hits) == (one.slots, one.weights, one.hits)
    path.write_bytes(b"broken off")
    assert load(path) is None


def test_some_regimes_are_stormy_for_each_asset_and_some_are_not() -> None:
    assert len(STORM_LEVELS) == 3
    night = play_night(5, 40, FAKES[:1])
    assert night.stormy.shape == (41 - tick_of(1), 3)
