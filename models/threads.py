"""How many threads suit a model on this machine: tried out at the start, not guessed."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from models.runtime import Row, Runtime
from models.tuning import MOST_THREADS, cores

READING_ROWS = 16
READINGS, WRITINGS = 3, 8
"""How often each number is tried. The best counts: what disturbed the others will not always be there."""
CLEARLY = 0.8
"""Fewer threads must need less than this share of the time. Beside a busy process one thread and two are as
quick (135 ms a step, two cores), without it two are twice as quick (67 ms), so a tie is for the more."""


def choices() -> list[int]:
    """Return the numbers of threads worth a try here: 1, 2, 4 and so on."""
    most = min(cores(), MOST_THREADS)
    return sorted({1, *(count for count in (2, 4) if count <= most), most})


def measure(runtime: Runtime) -> tuple[int, int]:
    """Return the numbers of threads that suit writing and reading.

    Raises:
        MindError: the model does not run.
    """
    found = {count: _seconds(runtime, count) for count in choices()}
    return best({count: times[0] for count, times in found.items()}), best(
        {count: times[1] for count, times in found.items()}
    )


def best(seconds: dict[int, float]) -> int:
    """Return the most threads that no smaller number clearly beats; `seconds` are those of a step."""
    chosen = max(seconds)
    for count in sorted(seconds, reverse=True):
        if seconds[count] < CLEARLY * seconds[chosen]:
            chosen = count
    return chosen


def _seconds(runtime: Runtime, threads: int) -> tuple[float, float]:
    runtime.open(READINGS * READING_ROWS + WRITINGS, 1)
    runtime.set_threads(threads, threads)
    place = 0

    def step(rows: int) -> float:
        nonlocal place
        start = perf_counter()
        runtime.step([Row(0, place + at, 0, asked=at == rows - 1) for at in range(rows)])
        place += rows
        return perf_counter() - start

    return _least(WRITINGS, lambda: step(1)), _least(READINGS, lambda: step(READING_ROWS))


def _least(tries: int, measured: Callable[[], float]) -> float:
    return min(measured() for _ in range(tries))
