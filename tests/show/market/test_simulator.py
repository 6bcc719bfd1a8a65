"""The simulated market: the same dice give the same prices, regimes last, chaos shows, nothing runs away."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.events import EVENT, PricesMoved, TruthSealed
from show.market.arithmetic import FLOATS
from show.market.bars import INVENTORY_STAYS, Chance, Hidden, advance
from show.market.dealer import ECHO_STAYS, TERMS
from show.market.regimes import CHAOTIC, LAWS, OPENINGS, REGIME_NAMES, REGIMES, RegimeName, hint, regime_named
from show.market.simulator import Simulator
from show.market.source import ChaosForce
from show.words import ASSETS, Asset

Move = tuple[PricesMoved, TruthSealed]
CALM: dict[Asset, int] = {}
MARKET = Simulator()


def dice(seed: int, tick: int) -> random.Random:
    return random.Random(f"{seed} {tick}")


def never(tick: int) -> ChaosForce | None:
    return None


def chaos_from(first: int, ticks: int) -> Callable[[int], ChaosForce | None]:
    return lambda tick: ChaosForce(first + ticks - 1 - tick) if first <= tick < first + ticks else None


def walk(
    seed: int, ticks: int, chaos: Callable[[int], ChaosForce | None] = never, flow: dict[Asset, int] = CALM
) -> Iterator[Move]:
    move = MARKET.first(dice(seed, 0))
    yield move
    for tick in range(1, ticks + 1):
        move = MARKET.move(move[1], dice(seed, tick), chaos=chaos(tick), flow=flow)
        yield move


def mids(move: Move) -> dict[Asset, float]:
    return {asset: (quote.bid + quote.ask) / 2 for asset, quote in move[0].quotes.items()}


def runs(moves: list[Move]) -> list[tuple[RegimeName, int]]:
    """Regimes with the number of moves made under each, without the last, which may go on."""
    names = [regime_named(truth.regime) for _, truth in moves[1:]]
    return [(name, len(list(group))) for name, group in itertools.groupby(names)][:-1]


def test_a_season_opens_around_the_written_prices_and_gently() -> None:
    for seed in range(20):
        prices, truth = MARKET.first(dice(seed, 0))
        assert mids((prices, truth)) == {"Tech": 25_000, "Crypto": 4_000, "Bonds": 10_000}
        assert truth.regime in OPENINGS


def test_the_same_seed_gives_the_same_path_to_the_last_bit() -> None:
    again = list(walk(7, 300, chaos_from(100, 6)))
    assert list(walk(7, 300, chaos_from(100, 6))) == again
    assert list(walk(8, 300, chaos_from(100, 6))) != again


def test_a_truth_read_back_from_the_log_goes_on_exactly() -> None:
    move = list(walk(3, 50))[-1]
    restored = EVENT.validate_json(move[1].model_dump_json())
    assert isinstance(restored, TruthSealed)
    straight = MARKET.move(move[1], dice(3, 51), chaos=None, flow={"Crypto": 900})
    assert MARKET.move(restored, dice(3, 51), chaos=None, flow={"Crypto": 900}) == straight


@pytest.mark.parametrize("seed", range(4))
def test_regimes_last_as_long_as_written_and_follow_as_written(seed: int) -> None:
    moves = list(walk(seed, 1_500))
    lengths = runs(moves)
    # The first run began before the first move, so it may be one short.
    for name, length in lengths[1:]:
        shortest, longest = REGIMES[name].ticks
        assert shortest <= length <= longest, (name, length)
    for (before, _), (after, _) in itertools.pairwise(lengths):
        assert after in REGIMES[before].then


def test_every_regime_comes_up_and_none_is_chaos_by_itself() -> None:
    seen = {truth.regime for seed in range(2) for _, truth in walk(seed, 800)}
    assert seen == set(REGIME_NAMES) - CHAOTIC - {"Aftershocks"}


def test_no_regime_leads_to_itself_or_to_chaos() -> None:
    for name, regime in REGIMES.items():
        assert name not in regime.then
        assert not CHAOTIC & set(regime.then)
        assert regime.ticks[0] >= 1


def test_each_regime_has_headlines_of_the_seven() -> None:
    assert {hint(name) for name in REGIME_NAMES} == set(REGIME_NAMES) - CHAOTIC - {"Aftershocks"}
    assert hint("Chaos") == "Crash"


def test_headlines_beside_a_recording_are_those_of_a_quiet_market() -> None:
    assert hint("Recording") == "Stagnant"


@pytest.mark.parametrize("seed", range(30))
def test_chaos_shows_in_the_first_two_ticks(seed: int) -> None:
    moves = list(walk(seed, 62, chaos_from(60, 6)))
    before, after = mids(moves[59]), mids(moves[61])
    change = {asset: 100 * (after[asset] / before[asset] - 1) for asset in ASSETS}
    assert -25 <= change["Crypto"] <= -11.5
    assert -9 <= change["Tech"] <= -4
    assert 0.5 <= change["Bonds"] <= 2.5
    assert mids(moves[60])["Crypto"] < before["Crypto"] * 0.92


@pytest.mark.parametrize("ticks", [1, 2, 5, 40])
def test_chaos_lasts_its_duration_and_no_draw_overwrites_it(ticks: int) -> None:
    for seed in range(8):
        moves = list(walk(seed, 80, chaos_from(20, ticks)))
        regimes = [truth.regime for _, truth in moves]
        assert [index for index, name in enumerate(regimes) if name in CHAOTIC] == list(range(20, 20 + ticks))
        assert regimes[20] == "Strike"
        assert "Strike" not in regimes[21:]
        assert regimes[20 + ticks] in ("Recovery", "Aftershocks")


def test_chaos_is_followed_now_by_recovery_now_by_aftershocks() -> None:
    after = [list(walk(seed, 27, chaos_from(20, 6)))[26][1].regime for seed in range(40)]
    assert 10 <= after.count("Recovery") <= 34
    assert after.count("Recovery") + after.count("Aftershocks") == 40


def test_chaos_is_turbulent_and_widens_the_spread() -> None:
    spread, quiet, wild, calm = [], [], [], []
    for seed in range(12):
        moves = list(walk(seed, 50, chaos_from(30, 12)))
        wild += changes(moves[32:42])
        calm += changes(moves[:29])
        spread += [relative_spread(move) for move in moves[30:42]]
        quiet += [relative_spread(move) for move in moves[:30]]
    assert median(wild) > 1.5 * median(calm)
    assert min(spread) > 1.2 * median(quiet)
    assert median(spread) > 2 * median(quiet)


def changes(moves: list[Move]) -> list[float]:
    prices = [mids(move)["Crypto"] for move in moves]
    return [abs(math.log(after / before)) for before, after in itertools.pairwise(prices)]


def relative_spread(move: Move) -> float:
    quote = move[0].quotes["Crypto"]
    return (quote.ask - quote.bid) / quote.mid


def test_buying_lifts_prices_and_selling_lowers_them() -> None:
    start = MARKET.first(dice(1, 0))[1]
    still = mids(MARKET.move(start, dice(1, 1), chaos=None, flow=CALM))
    for asset in ASSETS:
        lots = 5_000_000 * 1_000 // round(math.exp(start.fair[asset]))  # $50,000
        up = mids(MARKET.move(start, dice(1, 1), chaos=None, flow={asset: lots}))
        down = mids(MARKET.move(start, dice(1, 1), chaos=None, flow={asset: -lots}))
        assert down[asset] < still[asset] < up[asset]
        assert up[asset] / down[asset] < 1.006
        assert all(up[other] == still[other] for other in ASSETS if other != asset)


def test_part_of_the_push_stays() -> None:
    start = MARKET.first(dice(1, 0))[1]
    pushed = MARKET.move(start, dice(1, 1), chaos=None, flow={"Crypto": 1_000_000})[1]
    still = MARKET.move(start, dice(1, 1), chaos=None, flow=CALM)[1]
    assert pushed.fair["Crypto"] > still.fair["Crypto"]


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    fair=st.floats(0.0, 18.0),
    variance=st.floats(1e-9, 0.05),
    regime=st.sampled_from(REGIME_NAMES),
    lots=st.integers(-20_000_000, 20_000_000),
    chaos=st.none() | st.integers(0, 9),
)
def test_quotes_never_cross_and_never_fall_through_the_floor(
    seed: int, fair: float, variance: float, regime: str, lots: int, chaos: int | None
) -> None:
    fairs, variances = dict.fromkeys(ASSETS, fair), dict.fromkeys(ASSETS, variance)
    truth = TruthSealed(regime=regime, ticks_left=0, fair=fairs, variance=variances)
    force = None if chaos is None else ChaosForce(chaos)
    flow: dict[Asset, int] = {"Crypto": lots}
    prices, after = MARKET.move(truth, random.Random(seed), chaos=force, flow=flow)
    for quote in prices.quotes.values():
        assert 100 <= quote.bid < quote.ask
    assert all(0 < value < 1 for value in after.variance.values())


def test_prices_move_enough_for_television_and_not_more() -> None:
    moves = [list(walk(seed, 500)) for seed in range(3)]
    typical = {
        asset: median(
            100 * abs(math.log(mids(after)[asset] / mids(before)[asset]))
            for path in moves
            for before, after in itertools.pairwise(path)
        )
        for asset in ASSETS
    }
    assert 0.4 <= typical["Tech"] <= 1.2
    assert 0.8 <= typical["Crypto"] <= 3.0
    assert 0.1 <= typical["Bonds"] <= 0.4


def test_regimes_can_be_seen_in_prices() -> None:
    drift: dict[str, list[float]] = {}
    for seed in range(4):
        for before, after in itertools.pairwise(walk(seed, 600)):
            change = math.log(mids(after)["Crypto"] / mids(before)["Crypto"])
            drift.setdefault(after[1].regime, []).append(100 * change)
    mean = {name: sum(values) / len(values) for name, values in drift.items()}
    assert mean["Crypto Frenzy"] > 0.8
    assert mean["Crash"] < -1.0
    assert abs(mean["Stagnant"]) < 0.5


def test_over_six_thousand_ticks_no_price_runs_away() -> None:
    start = {"Tech": 25_000, "Crypto": 4_000, "Bonds": 10_000}
    bounds = {"Tech": 2.5, "Crypto": 6.0, "Bonds": 1.3}
    for move in walk(11, 6_000, lambda tick: ChaosForce(6 - tick % 100) if tick % 100 < 7 else None):
        for asset, price in mids(move).items():
            assert start[asset] / bounds[asset] < price < start[asset] * bounds[asset], (asset, price)


def test_a_truth_of_another_source_is_refused_with_the_remedy() -> None:
    truth = TruthSealed(regime="Recording", ticks_left=1, fair={}, variance={})
    with pytest.raises(ValueError, match="start that source again or reset"):
        MARKET.move(truth, dice(1, 1), chaos=None, flow=CALM)


def test_the_traders_orders_are_on_the_tape_of_the_first_bar() -> None:
    start = MARKET.first(dice(1, 0))[1]
    still = MARKET.move(start, dice(1, 1), chaos=None, flow=CALM)[0].bars["Tech"]
    bought = MARKET.move(start, dice(1, 1), chaos=None, flow={"Tech": 12_345})[0].bars["Tech"]
    sold = MARKET.move(start, dice(1, 1), chaos=None, flow={"Tech": -777})[0].bars["Tech"]
    assert bought[4] - still[4] == 12_345
    assert sold[5] - still[5] == 777


def test_a_push_is_remembered_in_part_for_good_and_in_part_for_a_while() -> None:
    law, terms = LAWS["Stagnant"][0], TERMS["Tech"]
    state = Hidden(law.anchor, law.theta, 0.0, 0.0, 0.0, 0.0, 0.0)
    chance = Chance(0.3, -0.2, 1.0, 0.0, 0.4, -0.1, 0.5, 0.5)
    lots = 5_000_000 * 1_000 / 25_000  # $50,000
    pushed, still = (advance(FLOATS, law, state, chance, bought, 0.0, 0.0)[0] for bought in (lots, 0.0))
    assert pushed.fair - still.fair == pytest.approx(5 * terms.impact, rel=1e-9)
    assert pushed.echo - still.echo == pytest.approx(5 * terms.echo, rel=1e-9)
    assert still.inventory - pushed.inventory == pytest.approx(lots / terms.clip)
    full = advance(FLOATS, law, state._replace(inventory=20.0), chance, 0.0, 0.0, 0.0)[0]
    assert full.inventory < 20.0 * INVENTORY_STAYS, "part is laid off, and the lean brings buyers for more"
    later = advance(FLOATS, law, still._replace(echo=0.01), chance, 0.0, 0.0, 0.0)[0].echo
    at_rest = advance(FLOATS, law, still._replace(echo=0.0), chance, 0.0, 0.0, 0.0)[0].echo
    assert later - at_rest == pytest.approx(0.01 * ECHO_STAYS, rel=0.02)


def test_a_jump_excites_more_and_the_excitement_fades() -> None:
    truth = next(truth for _, truth in walk(60, 10, chaos_from(10, 1)) if truth.regime == "Strike")
    rates = [truth.intensity["Tech"]]
    for tick in range(40):
        truth = MARKET.move(truth, dice(60, 100 + tick), chaos=None, flow=CALM)[1]
        rates.append(truth.intensity["Tech"])
    assert rates[0] > 5 * REGIMES["Stagnant"].jumps / 5
    assert min(rates[20:]) < rates[0] / 3


@pytest.mark.parametrize("lots", [10**9, 10**15, -(10**15)])
def test_an_order_beyond_all_reason_moves_a_price_no_further_than_the_dealer_lets_it(lots: int) -> None:
    start = MARKET.first(dice(1, 0))[1]
    prices, truth = MARKET.move(start, dice(1, 1), chaos=None, flow=dict.fromkeys(ASSETS, lots))
    for asset in ASSETS:
        assert abs(math.log(prices.quotes[asset].mid / prices.quotes[asset].ask)) < 0.01
        assert abs(truth.fair[asset] - start.fair[asset]) < 0.1
    prices, _ = MARKET.move(truth, dice(1, 2), chaos=None, flow=CALM)
    assert all(quote.bid < quote.ask for quote in prices.quotes.values())


def test_a_price_that_lost_nine_tenths_goes_on() -> None:
    truth = MARKET.first(dice(1, 0))[1]
    fallen = truth.model_copy(update={"fair": {asset: fair - 2.303 for asset, fair in truth.fair.items()}})
    for tick in range(200):
        prices, fallen = MARKET.move(fallen, dice(1, tick), chaos=None, flow=CALM)
        assert all(100 <= quote.bid < quote.ask for quote in prices.quotes.values())


@pytest.mark.parametrize(("field", "value"), [("fair", math.nan), ("variance", -1.0), ("variance", math.inf)])
def test_a_truth_that_is_no_number_is_refused_with_the_remedy(field: str, value: float) -> None:
    truth = MARKET.first(dice(1, 0))[1].model_copy(update={field: dict.fromkeys(ASSETS, value)})
    with pytest.raises(ValueError, match="sealed truth of Tech .* reset the season"):
        MARKET.move(truth, dice(1, 1), chaos=None, flow=CALM)


def test_a_season_of_the_older_market_goes_on_from_its_prices() -> None:
    old = EVENT.validate_json(
        '{"version":1,"kind":"TruthSealed","regime":"Crash","ticks_left":3,"fair":{"Tech":10.0,"Crypto":8.0,'
        '"Bonds":9.2},"variance":{"Tech":0.0002,"Crypto":0.001,"Bonds":0.00001}}'
    )
    assert isinstance(old, TruthSealed)
    prices, truth = MARKET.move(old, dice(1, 1), chaos=None, flow=CALM)
    assert (truth.regime, truth.ticks_left, truth.bar, truth.version) == ("Crash", 2, 5, 2)
    assert prices.quotes["Tech"].mid == pytest.approx(math.exp(10.0), rel=0.1)
    assert truth.variance["Tech"] == pytest.approx(0.00004, rel=0.8)
