"""Intensity: the recursion against the double sum, the fit against known truth, the Cox filter by hand."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from show.desk.execution.hawkes import (
    Bursts,
    Excitation,
    GammaPoisson,
    compensator,
    events_of,
    fit_intensity,
    hawkes_log_likelihood,
    likelihood_and_slopes,
)
from tests.show.desk.tapes import clusters, tape

TIMES = st.lists(st.floats(0.01, 99.0), min_size=1, max_size=25).map(sorted)


def plain_log_likelihood(
    times: list[float], end: float, base: float, branching: float, decay: float
) -> float:
    """The definition, event by event, to thirty digits."""
    with mpmath.workdps(30):
        total = -mpmath.mpf(base) * end
        for i, time in enumerate(times):
            echo = sum(mpmath.e ** (-mpmath.mpf(decay) * (time - before)) for before in times[:i])
            total += mpmath.log(base + branching * mpmath.mpf(decay) * echo)
            total -= branching * (1 - mpmath.e ** (-mpmath.mpf(decay) * (end - time)))
        return float(total)


def simulated(base: float, branching: float, decay: float, end: float, seed: int) -> list[float]:
    """Events by families: immigrants, and Poisson numbers of children of every event."""
    dice = np.random.default_rng(seed)
    generation = list(dice.uniform(0.0, end, dice.poisson(base * end)))
    events: list[float] = []
    while generation:
        events += generation
        born = np.repeat(generation, dice.poisson(branching, len(generation)))
        generation = [t for t in (born + dice.exponential(1.0 / decay, len(born))).tolist() if t < end]
    return sorted(events)


@settings(max_examples=60, deadline=None)
@given(TIMES, st.floats(0.01, 2.0), st.floats(0.0, 0.95), st.floats(0.01, 5.0))
def test_the_likelihood_is_the_definitions(
    times: list[float], base: float, branching: float, decay: float
) -> None:
    found = hawkes_log_likelihood(times, 100.0, base, branching, decay)
    assert found == pytest.approx(
        plain_log_likelihood(times, 100.0, base, branching, decay), rel=1e-11, abs=1e-11
    )


def test_without_echoes_it_is_a_poisson_process() -> None:
    found = hawkes_log_likelihood([1.0, 5.0, 7.0], 10.0, 0.4, 0.0, 1.0)
    assert found == pytest.approx(3 * math.log(0.4) - 4.0, abs=1e-14)


def test_the_recursion_is_the_sum_over_all_events() -> None:
    times = simulated(0.05, 0.5, 0.1, 400.0, seed=1)
    process, before = Excitation(0.05, 0.5, 0.1), 0.0
    for i, time in enumerate(times):
        process.pass_time(time - before)
        plain = 0.05 + sum(0.05 * math.exp(-0.1 * (time - t)) for t in times[:i])
        assert process.intensity == pytest.approx(plain, rel=1e-12)
        process.strike()
        before = time
    assert process.usual == pytest.approx(0.1)


def test_the_intensity_ahead_is_the_mean_of_what_simulations_do() -> None:
    process = Excitation(0.05, 0.6, 0.2, echo=0.4)
    counts = []
    for seed in range(3_000):
        dice = np.random.default_rng(seed)
        first = list(dice.exponential(5.0, dice.poisson(0.4 / 0.2)))
        born = [t for t in first if t < 10.0]
        count, generation = 0, born + list(dice.uniform(0, 10.0, dice.poisson(0.5)))
        while generation:
            count += len(generation)
            more = np.repeat(generation, dice.poisson(0.6, len(generation)))
            generation = [t for t in (more + dice.exponential(5.0, len(more))).tolist() if t < 10.0]
        counts.append(count)
    error = float(np.std(counts)) / math.sqrt(len(counts))
    assert process.ahead(10.0) * 10.0 == pytest.approx(np.mean(counts), abs=3.5 * error)


def test_the_compensator_is_the_integral_of_the_intensity() -> None:
    times = [1.0, 1.5, 4.0, 9.0]

    def intensity(t: float) -> float:
        return 0.3 + sum(0.6 * 0.8 * math.exp(-0.8 * (t - s)) for s in times if s < t)

    found = compensator(times, 0.3, 0.6, 0.8)
    expected = [quad(intensity, a, b, epsabs=1e-12)[0] for a, b in zip([0.0, *times], times, strict=False)]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_time_rescaled_by_the_truth_is_a_poisson_process() -> None:
    times = simulated(0.1, 0.5, 0.3, 6_000.0, seed=3)
    right, wrong = compensator(times, 0.1, 0.5, 0.3), compensator(times, 0.2, 0.0, 0.3)
    assert stats.kstest(right, "expon").pvalue > 0.05
    assert stats.kstest(wrong, "expon").pvalue < 1e-6


def test_the_fit_finds_the_process_and_a_top_of_the_likelihood() -> None:
    times = simulated(0.05, 0.6, 0.1, 20_000.0, seed=4)
    process, reached = fit_intensity(times, 20_000.0)
    assert process.branching == pytest.approx(0.6, abs=0.06)
    assert process.decay == pytest.approx(0.1, rel=0.25)
    assert process.usual == pytest.approx(0.125, rel=0.1)
    assert reached > hawkes_log_likelihood(times, 20_000.0, 0.05, 0.6, 0.1)
    for step in (0.98, 1.02):
        for which in range(3):
            point = [process.base, process.branching, process.decay]
            point[which] *= step
            assert hawkes_log_likelihood(times, 20_000.0, *point) < reached


def test_events_that_do_not_excite_gain_little_from_echoes() -> None:
    """Twice the gain over a Poisson process is about chi-squared with two degrees of freedom."""
    times = np.sort(np.random.default_rng(5).uniform(0, 5_000, 400)).tolist()
    process, reached = fit_intensity(times, 5_000.0)
    gain = reached - hawkes_log_likelihood(times, 5_000.0, 400 / 5_000, 0.0, 1.0)
    assert process.branching < 0.3 and 0.0 <= gain < 4.6


@pytest.mark.parametrize("times", [[1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 3.0, 4.0, 5.0], [1, 2, 3, 4, 11.0]])
def test_events_that_are_no_record_are_refused(times: list[float]) -> None:
    with pytest.raises(ValueError, match="sorted events"):
        fit_intensity(times, 10.0)


def test_a_process_without_a_base_is_refused() -> None:
    with pytest.raises(ValueError, match="positive base"):
        hawkes_log_likelihood([1.0], 2.0, 0.0, 0.5, 1.0)


def test_a_discount_of_one_is_the_conjugate_update() -> None:
    cox = GammaPoisson(2.0, 4.0, discount=1.0)
    for count in (0.0, 3.0, 1.0):
        cox.observe(count)
    assert (cox.shape, cox.rate) == (6.0, 7.0)
    posterior = stats.gamma(6.0, scale=1 / 7.0)
    assert cox.intensity == pytest.approx(posterior.mean()) and cox.error == pytest.approx(posterior.std())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.floats(0.5, 0.999))
def test_the_discounted_intensity_is_an_exponential_average(counts: list[int], discount: float) -> None:
    cox = GammaPoisson(discount=discount)
    for count in counts:
        cox.observe(float(count))
    weights = discount ** np.arange(len(counts))[::-1]
    assert cox.intensity == pytest.approx(float(weights @ counts / weights.sum()), abs=1e-12)


def test_jumps_are_events_and_storms_are_not() -> None:
    dice = np.random.default_rng(6)
    struck = clusters(3_000, seed=6)
    slow = np.exp(0.8 * np.sin(np.arange(3_000) / 120.0))
    moves = 0.001 * slow * (dice.normal(size=3_000) + np.where(struck, 9.0, 0.0))
    times, end = events_of(tape(moves), 4.0)
    truth, found = set(np.flatnonzero(struck).tolist()), {round(time) - 1 for time in times}
    assert end == 3_000.0
    assert len(found & truth) > 0.85 * len(truth) and len(found & truth) > 0.85 * len(found)


def test_no_bar_is_an_event_before_bars_are_known() -> None:
    bursts = Bursts(4.0)
    assert [bursts.take(price) for price in (100.0, 150.0, 100.0, math.nan, 100.0)] == [None] * 5


@given(st.floats(0.01, 1.0), st.floats(0.01, 0.95), st.floats(0.02, 0.7))
def test_the_slopes_are_those_of_the_likelihood(base: float, branching: float, decay: float) -> None:
    times, law, small = [3.0, 4.0, 4.0, 9.5, 30.0, 31.0], [base, branching, decay], 1e-6
    found, *slopes = likelihood_and_slopes(times, 40.0, base, branching, decay)
    assert found == pytest.approx(hawkes_log_likelihood(times, 40.0, *law))
    for place, slope in enumerate(slopes):
        up, down = list(law), list(law)
        up[place] *= 1.0 + small
        down[place] *= 1.0 - small
        rise = hawkes_log_likelihood(times, 40.0, *up) - hawkes_log_likelihood(times, 40.0, *down)
        assert slope == pytest.approx(rise / (2.0 * small * law[place]), rel=1e-4, abs=1e-4)
