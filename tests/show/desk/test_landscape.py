"""Persistence landscapes against closed forms and against gudhi's own grid."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from show.desk.dynamics.landscape import landscape, landscape_norm, loops

TWO = np.array([[0.0, 4.0], [1.0, 3.0]])


def polygon(corners: int, radius: float = 1.0) -> np.ndarray:
    angles = 2 * np.pi * np.arange(corners) / corners
    return radius * np.column_stack([np.cos(angles), np.sin(angles)])


@pytest.mark.parametrize("corners", [6, 12, 20, 31])
def test_a_circle_is_one_loop_with_a_known_life(corners: int) -> None:
    """It is born when neighbours join, 2 sin(pi / n), and filled when a triangle holds the centre,
    2 sin(pi ceil(n / 3) / n): Adamaszek & Adams, Pacific J. Mathematics 290 (2017) 1."""
    pairs = loops(polygon(corners, 3.0))
    born, filled = 6 * math.sin(math.pi / corners), 6 * math.sin(math.pi * math.ceil(corners / 3) / corners)
    np.testing.assert_allclose(pairs, [[born, filled]], rtol=1e-12)
    height = (filled - born) / 2
    assert landscape_norm(pairs) == pytest.approx(height**2, rel=1e-12)
    assert landscape_norm(pairs, 2) == pytest.approx(math.sqrt(2 * height**3 / 3), rel=1e-12)


def test_two_circles_far_apart_are_two_loops() -> None:
    both = np.concatenate([polygon(12), polygon(8) * 2 + [20, 0]])
    assert len(loops(both)) == 2


def test_the_tents_by_hand() -> None:
    at = np.array([0.0, 1.0, 1.5, 2.0, 2.5, 4.0])
    np.testing.assert_allclose(landscape(TWO, at), [[0, 1, 1.5, 2, 1.5, 0], [0, 0, 0.5, 1, 0.5, 0]])
    assert landscape_norm(TWO) == pytest.approx(4 + 1)


@settings(max_examples=30)
@given(
    arrays(np.float64, st.tuples(st.integers(1, 6), st.just(2)), elements=st.floats(0, 5)), st.floats(1, 4)
)
def test_the_norm_is_the_integral_over_all_layers(raw: np.ndarray, power: float) -> None:
    pairs = np.column_stack([raw[:, 0], raw[:, 0] + raw[:, 1]])
    at = np.linspace(0, 10, 20_001)
    integral = np.trapezoid((landscape(pairs, at) ** power).sum(axis=0), at)
    assert landscape_norm(pairs, power) ** power == pytest.approx(integral, rel=1e-4, abs=1e-6)


def test_gudhi_draws_the_same_landscape() -> None:
    from gudhi import representations

    pairs = loops(np.random.default_rng(1).normal(size=(40, 3)))
    theirs = representations.Landscape(num_landscapes=3, resolution=50, sample_range=[0.2, 2.0])
    drawn = theirs.fit_transform([pairs]).reshape(3, 50) / math.sqrt(2)
    ours = landscape(pairs, np.linspace(0.2, 2.0, 50))[:3]
    np.testing.assert_allclose(ours, drawn, atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.floats(0.01, 100))
def test_it_does_not_change_when_the_cloud_is_moved_and_grows_with_it(seed: int, scale: float) -> None:
    cloud = np.random.default_rng(seed).normal(size=(20, 3))
    turned, _ = np.linalg.qr(np.random.default_rng(seed + 1).normal(size=(3, 3)))
    here = landscape_norm(loops(cloud))
    assert landscape_norm(loops(scale * cloud @ turned + 5)) == pytest.approx(
        scale**2 * here, rel=1e-6, abs=1e-12
    )


def test_a_line_has_no_loop_and_no_norm() -> None:
    pairs = loops(np.arange(10.0)[:, None])
    assert pairs.shape == (0, 2)
    assert landscape_norm(pairs) == 0.0


def test_what_has_no_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="at least four"):
        loops(np.zeros((3, 2)))
    with pytest.raises(ValueError, match="finite"):
        loops(np.full((9, 2), np.nan))
    with pytest.raises(ValueError, match="L\\^p"):
        landscape_norm(TWO, 0.5)
