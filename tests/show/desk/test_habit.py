"""A habit is the plain mean and variance first, and forgets later."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from show.desk.pricing.habit import MEMORY, Habit, habit_of

READINGS = st.lists(st.floats(-100, 100), min_size=1, max_size=MEMORY)


def after(readings: list[float]) -> Habit:
    habit = Habit()
    for reading in readings:
        habit = habit.after(reading)
    return habit


@given(READINGS)
def test_the_first_readings_count_the_same(readings: list[float]) -> None:
    habit = after(readings)
    assert habit.mean == pytest.approx(np.mean(readings), abs=1e-9)
    assert habit.variance == pytest.approx(np.var(readings), abs=1e-7)


@given(READINGS)
def test_a_fit_carries_it_on(readings: list[float]) -> None:
    assert habit_of(after(readings).figures()) == after(readings)


def test_an_old_habit_is_forgotten() -> None:
    habit = after([5.0] * 300 + [7.0] * 300)
    assert habit.mean == pytest.approx(7.0, abs=0.05)


def test_the_guess_gives_way_to_what_was_seen() -> None:
    dice = np.random.default_rng(1)
    assert after([1.0]).z(2.0, 0.5) == pytest.approx(2.0 * (9 / 8) ** 0.5)
    seen = after(list(dice.normal(0, 3, 600)))
    assert seen.z(seen.mean + 3, 0.01) == pytest.approx(1.0, abs=0.35)
    assert Habit().z(9.0, 1.0) == 0.0 and Habit().surety(3.0) == 0.0


def test_a_broken_fit_is_a_new_habit() -> None:
    for figures in (
        {},
        {"count": 1.0},
        {"count": float("inf"), "mean": 0.0, "variance": 1.0},
        {"count": -1.0},
    ):
        assert habit_of(figures) == Habit()
