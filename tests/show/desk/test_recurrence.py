"""Recurrence quantification against counting by hand, and on plots whose measures are known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.desk.dynamics.embedding import embed
from show.desk.dynamics.recurrence import quantify, recurrence_plot
from tests.show.desk.attractors import logistic


def runs(line: list[bool]) -> list[int]:
    return [sum(1 for _ in group) for true, group in itertools.groupby(line) if true]


def by_hand(plot: np.ndarray, shortest: int) -> tuple[float, float, float]:
    """DET, LAM and TT by walking along every line."""
    size = len(plot)
    off = [[bool(plot[i, j]) and i != j for j in range(size)] for i in range(size)]
    total = sum(map(sum, off))
    diagonals = [
        [off[i][i + k] for i in range(size) if 0 <= i + k < size] for k in range(-size, size + 1) if k
    ]
    along = [run for line in diagonals for run in runs(line) if run >= shortest]
    standing = [run for i in range(size) for run in runs([off[j][i] for j in range(size)]) if run >= shortest]
    if not total:
        return 0.0, 0.0, 0.0
    return sum(along) / total, sum(standing) / total, sum(standing) / len(standing) if standing else 0.0


@settings(max_examples=60)
@given(st.integers(2, 14), st.floats(0, 1), st.integers(2, 4), st.integers(0, 10_000))
def test_lines_are_counted_as_by_hand(size: int, share: float, shortest: int, seed: int) -> None:
    drawn = np.random.default_rng(seed).random((size, size)) < share
    plot = np.triu(drawn) | np.triu(drawn).T
    found = quantify(plot, shortest)
    expected = by_hand(plot, shortest)
    assert (found.determinism, found.laminarity, found.trapping) == pytest.approx(expected, rel=1e-12)


def test_a_plot_of_chance_has_the_determinism_of_chance() -> None:
    """A point is alone on its diagonal with chance (1 - p)^2, so DET = LAM = 2p - p^2 for lines of two."""
    p, size = 0.1, 1200
    drawn = np.random.default_rng(1).random((size, size)) < p
    found = quantify(np.triu(drawn, 1) | np.triu(drawn, 1).T)
    assert found.rate == pytest.approx(p, abs=0.002)
    p = found.rate
    assert found.determinism == pytest.approx(2 * p - p * p, abs=0.01)
    assert found.laminarity == pytest.approx(2 * p - p * p, abs=0.01)
    assert found.trapping == pytest.approx(2 + p / (1 - p), abs=0.02)


@settings(max_examples=30)
@given(st.integers(4, 80), st.floats(0.02, 0.9), st.integers(0, 1000))
def test_the_radius_gives_the_rate_that_was_asked_for(count: int, rate: float, seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=(count, 2))
    plot = recurrence_plot(points, rate)
    pairs = count * (count - 1) / 2
    assert quantify(plot).rate == pytest.approx(max(1, round(rate * pairs)) / pairs, rel=1e-12)
    assert (plot == plot.T).all() and plot.diagonal().all()


def test_what_repeats_is_deterministic_and_what_stays_is_laminar() -> None:
    wave = embed(np.sin(2 * np.pi * np.arange(240) / 24), 6, 2)
    stays = np.repeat(np.random.default_rng(2).normal(size=24), 10)[:, None]
    noise = np.random.default_rng(3).normal(size=(240, 3))
    assert quantify(recurrence_plot(wave, 0.1)).determinism > 0.95
    assert quantify(recurrence_plot(stays, 0.03)).laminarity > 0.9
    assert quantify(recurrence_plot(noise, 0.1)).determinism < 0.4


def test_the_logistic_map_lingers_where_it_crosses_over_to_order() -> None:
    """Laminarity peaks at band merging, r = 3.678: Marwan et al., Physical Review E 66 (2002) 026702."""

    def laminarity(r: float) -> float:
        return quantify(recurrence_plot(logistic(800, r)[:, None], 0.05)).laminarity

    assert laminarity(3.678) > laminarity(3.60) + 0.05
    assert laminarity(3.678) > laminarity(3.99)


def test_what_is_no_plot_is_refused() -> None:
    with pytest.raises(ValueError, match="square"):
        quantify(np.zeros((3, 4), bool))
    with pytest.raises(ValueError, match="rate"):
        recurrence_plot(np.zeros((10, 1)), 0.0)
