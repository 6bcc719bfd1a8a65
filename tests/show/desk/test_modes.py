"""Hankel-DMD on signals whose modes are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from show.desk.dynamics.modes import hankel_modes, holdout_ratio

STEPS = np.arange(120)
ROOTS = np.array([0.99 * np.exp(0.3j), 1.01 * np.exp(0.11j)])


def signal(steps: np.ndarray) -> np.ndarray:
    return np.asarray(2 * (ROOTS[0] ** steps).real + 0.5 * ((1 - 2j) * ROOTS[1] ** steps).real)


def test_two_oscillations_have_four_eigenvalues() -> None:
    modes = hankel_modes(signal(STEPS), 20, 4)
    expected = np.sort_complex(np.concatenate([ROOTS, ROOTS.conj()]))
    np.testing.assert_allclose(np.sort_complex(modes.eigenvalues), expected, atol=1e-11)
    assert modes.growth == pytest.approx(1.01, abs=1e-11)


def test_they_run_on_as_the_signal_does() -> None:
    ahead = hankel_modes(signal(STEPS), 20, 4).forecast(30)
    np.testing.assert_allclose(ahead, signal(np.arange(120, 150)), atol=1e-9)


def test_a_rank_above_the_truth_changes_nothing() -> None:
    ahead = hankel_modes(signal(STEPS), 20, 9).forecast(10)
    np.testing.assert_allclose(ahead, signal(np.arange(120, 130)), atol=1e-6)


@settings(max_examples=30)
@example(-0.006136468942423201, 0.0, 0.5)  # both modes are one, to the last bit
@given(st.floats(-0.02, 0.02), st.floats(-5, 5), st.floats(0.5, 4))
def test_a_line_and_a_constant_are_carried_on(slope: float, start: float, size: float) -> None:
    line = np.asarray(start + size + slope * STEPS, np.float64)
    ahead = start + size + slope * (120 + np.arange(5))
    found = hankel_modes(line, 10, 3).forecast(5)
    np.testing.assert_allclose(found, ahead, atol=1e-4 * (1 + abs(start) + size))


def test_the_unseen_tells_a_wave_from_a_walk() -> None:
    dice = np.random.default_rng(3)
    wave = np.sin(0.2 * STEPS) + 0.01 * dice.normal(size=120)
    assert holdout_ratio(wave, 12, 4, 10, 3) < 0.2
    walks = [holdout_ratio(dice.normal(size=120).cumsum(), 12, 4, 10, 3) for _ in range(60)]
    assert np.median(walks) > 0.95


def test_the_held_out_values_are_not_seen() -> None:
    """If the last ten values change, the forecast of them made from those before must not."""
    series = signal(STEPS)
    spoiled = series.copy()
    spoiled[-10:] += 100.0
    error = np.sqrt(10 * 100.0**2)
    still = np.sqrt(((spoiled[-10:] - series[-11]) ** 2).sum())
    assert holdout_ratio(spoiled, 20, 4, 10, 1) == pytest.approx(error / still, rel=1e-6)


@pytest.mark.parametrize(("values", "delays", "rank"), [(10, 6, 2), (50, 5, 6), (50, 5, 0)])
def test_it_refuses_what_has_no_modes(values: int, delays: int, rank: int) -> None:
    with pytest.raises(ValueError, match=r"rank|few"):
        hankel_modes(np.ones(values), delays, rank)


def test_zeros_have_no_modes() -> None:
    with pytest.raises(ValueError, match="zeros"):
        hankel_modes(np.zeros(50), 5, 2)
    with pytest.raises(ValueError, match="never change"):
        holdout_ratio(np.ones(50), 5, 2, 5, 2)
