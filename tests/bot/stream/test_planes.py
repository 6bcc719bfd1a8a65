"""The planes of a frame say exactly what its colour numbers say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.stream.planes import HIGH, WIDE, Planes, table
from show.stage.palette import Tint, colours
from show.stage.picture import HEIGHT, WIDTH

NUMBERS = np.random.default_rng(3).integers(0, 48, (HEIGHT, WIDTH)).astype(np.uint8)


def test_each_number_is_four_by_four_bright_and_two_by_two_coloured_pixels() -> None:
    frame = Planes().show(NUMBERS, "day").reshape(-1)
    luma, blue, red = table("day")
    size, half = WIDE * HIGH, WIDE * HIGH // 4
    assert np.array_equal(frame[:size].reshape(HIGH, WIDE), luma[NUMBERS].repeat(4, 0).repeat(4, 1))
    for part, values in ((frame[size : size + half], blue), (frame[size + half :], red)):
        assert np.array_equal(part.reshape(HIGH // 2, WIDE // 2), values[NUMBERS].repeat(2, 0).repeat(2, 1))


@pytest.mark.parametrize("tint", ["day", "night", "alarm day", "paused"])
def test_the_table_gives_the_colours_back(tint: Tint) -> None:
    luma, blue, red = table(tint).astype(np.float64)
    bright, across, down = (luma - 16) / 219, (blue - 128) / 224, (red - 128) / 224
    found = np.stack(
        [
            bright + 1.5748 * down,
            bright - 0.1873 * across - 0.4681 * down,
            bright + 1.8556 * across,
        ],
        axis=1,
    )
    assert np.abs(255 * found - colours(tint)).max() < 3  # rounding to eight bits, twice


def test_a_frame_takes_no_new_memory() -> None:
    planes = Planes()
    first = planes.show(NUMBERS, "day")
    assert planes.show(NUMBERS[::-1], "night") is first


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, HEIGHT), st.integers(0, HEIGHT), st.booleans()), max_size=6))
def test_a_frame_is_the_same_whatever_was_shown_before_it(changes: list[tuple[int, int, bool]]) -> None:
    planes, numbers = Planes(), NUMBERS
    for first, last, dark in changes:
        numbers = numbers.copy()
        numbers[first:last] = (numbers[first:last] + 1) % 48
        tint: Tint = "night" if dark else "day"
        assert np.array_equal(planes.show(numbers, tint), Planes().show(numbers, tint))
