"""The limit of a machine: what its own rates of reading and writing let a tick take at the very least.

A meter measures them in a process of its own, on the bare library and in the shape of a tick: a common part,
four own parts behind it, then steps of one to eight rows at the end of these. A machine's rates wander, so it
is read beside every tick that is compared with it; each rate is the best of several tries.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from models.native import environment, prepare

if TYPE_CHECKING:
    from models.runtime import Row, Runtime

COMMON, OWN = 620, 97
"""Rows of a prompt of the show: what all share, and what one trader knows (medians of the benchmark's)."""
TRIES = 4
STEP_ROWS = (1, 2, 3, 4, 6, 8)
SEQUENCES = 4
ROOM = 2048


@dataclass(frozen=True)
class Limit:
    """Seconds for a row of a prompt, and for a step by its rows."""

    row: float
    steps: dict[int, float]

    @classmethod
    def read(cls, record: dict[str, float]) -> Limit:
        """Return the limit from a record."""
        return cls(record["row"], {int(key): value for key, value in record.items() if key != "row"})

    def record(self) -> dict[str, float]:
        """Return it in a form for a file."""
        return {"row": self.row, **{str(rows): seconds for rows, seconds in self.steps.items()}}

    @classmethod
    def best(cls, found: list[Limit]) -> Limit:
        """Return the best rate of each kind."""
        steps = {rows: min(one.steps[rows] for one in found) for rows in STEP_ROWS}
        return cls(min(one.row for one in found), steps)

    def step(self, rows: int) -> float:
        """Return the seconds of a step, between two that were measured on a straight line."""
        if rows in self.steps:
            return self.steps[rows]
        below = max((known for known in self.steps if known < rows), default=STEP_ROWS[0])
        above = min((known for known in self.steps if known > rows), default=None)
        if above is None:
            return self.steps[below] + (rows - below) * self.row
        part = (rows - below) / (above - below)
        return self.steps[below] + part * (self.steps[above] - self.steps[below])

    def seconds(self, read: int, steps: dict[int, int]) -> float:
        """Return the least seconds for so many rows read and so many steps of each size."""
        return read * self.row + sum(count * self.step(rows) for rows, count in steps.items())

    def words(self) -> str:
        """Return the rates in words."""
        steps = ", ".join(f"{rows}: {seconds * 1000:.0f}" for rows, seconds in self.steps.items())
        return f"{self.row * 1000:.1f} ms a row of a prompt; ms a step of answers by rows: {steps}"


class Meter:
    """Reads the rates of a model on this machine, as often as it is asked to, in a process of its own."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.limit", str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
            env=environment(),
        )  # fmt: skip

    def read(self) -> Limit:
        """Return the rates of now.

        Raises:
            RuntimeError: the process ended.
        """
        assert self._process.stdin is not None and self._process.stdout is not None, "both are pipes"
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The meter ended with {self._process.wait()}.")
        return Limit.read(json.loads(line))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


def rates(runtime: Runtime) -> Limit:
    """Measure once; the common part is in sequence 0."""
    from models.runtime import Row

    reading = []
    for sequence in range(1, SEQUENCES + 1):
        runtime.copy(0, sequence)
        reading.append(_seconds(runtime, [Row(at % 1000 + 300, at, sequence) for at in _places(OWN)]) / OWN)
    place = [COMMON + OWN] * SEQUENCES
    steps = {}
    for rows in STEP_ROWS:
        times = []
        for _ in range(TRIES):
            batch = []
            for row in range(rows):
                who = row % SEQUENCES
                batch.append(Row(500 + row, place[who], who + 1, asked=row >= rows - SEQUENCES))
                place[who] += 1
            times.append(_seconds(runtime, sorted(batch, key=lambda row: (row.sequence, row.place))))
        steps[rows] = min(times)
    for sequence in range(1, SEQUENCES + 1):
        runtime.drop(sequence)
    return Limit(min(reading), steps)


def _places(count: int) -> range:
    return range(COMMON, COMMON + count)


def _seconds(runtime: Runtime, rows: list[Row]) -> float:
    begun = perf_counter()
    runtime.step(rows)
    return perf_counter() - begun


def main(path: Path) -> None:
    """Print the rates as JSON for every line that comes in."""
    prepare()
    from models.runtime import CHUNK, Row, Runtime
    from models.threads import measure

    runtime = Runtime(path, 1)
    runtime.set_threads(*measure(runtime))
    runtime.open(ROOM, SEQUENCES + 1)
    for start in range(0, COMMON, CHUNK):
        runtime.step([Row(at % 1000 + 300, at, 0) for at in range(start, min(COMMON, start + CHUNK))])
    for _ in sys.stdin:
        print(json.dumps(rates(runtime).record()), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
