"""The planes of a frame say exactly what its colour numbers say."""

from __future__ import annotations

import numpy as np
import pytest

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
