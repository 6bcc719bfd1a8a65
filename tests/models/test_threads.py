"""The number of threads: the most that no smaller number clearly beats."""

from __future__ import annotations

import pytest

from models.native import prepare

prepare()
from models.threads import best  # noqa: E402 - loads llama.cpp, which must find what prepare() set


@pytest.mark.parametrize(
    ("seconds", "chosen"),
    [
        ({1: 2.0, 2: 1.0}, 2),
        ({1: 1.0, 2: 1.0}, 2),
        ({1: 0.9, 2: 1.0}, 2),
        ({1: 0.7, 2: 1.0}, 1),
        ({1: 4.0, 2: 2.0, 4: 1.0}, 4),
        ({1: 3.0, 2: 1.0, 4: 2.0}, 2),
        ({1: 1.0}, 1),
    ],
)
def test_fewer_threads_are_chosen_only_when_they_are_clearly_quicker(
    seconds: dict[int, float], chosen: int
) -> None:
    assert best(seconds) == chosen
