"""How many threads suit a model on this machine: tried out at the start, not guessed."""

from __future__ import annotations

from time import perf_counter

from models.runtime import Row, Runtime
from models.tuning import MOST_THREADS, cores

READING_ROWS = 16
TRIES = 3


def choices() -> list[int]:
    """Return the numbers of threads worth a try here: 1, 2, 4 and so on."""
    most = min(cores(), MOST_THREADS)
    return sorted({1, *(count for count in (2, 4) if count <= most), most})


def measure(runtime: Runtime) -> tuple[int, int]:
    """Return the quickest number of threads for writing and for reading. More threads win a tie.

    Raises:
        MindError: the model does not run.
    """
    found = {count: _seconds(runtime, count) for count in choices()}
    writing = min(reversed(found), key=lambda count: found[count][0])
    reading = min(reversed(found), key=lambda count: found[count][1])
    return writing, reading


def _seconds(runtime: Runtime, threads: int) -> tuple[float, float]:
    runtime.open(READING_ROWS * (TRIES + 1), 1)
    runtime.set_threads(threads, threads)
    place, times = 0, []
    for rows in (READING_ROWS, READING_ROWS, *([1] * TRIES)):
        start = perf_counter()
        runtime.step([Row(0, place + at, 0, asked=at == rows - 1) for at in range(rows)])
        times.append(perf_counter() - start)
        place += rows
    return min(times[2:]), min(times[:2])  # the least disturbed try
