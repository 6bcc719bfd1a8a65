"""The limit of a machine: what its own rates of reading and writing let a tick take at the very least.

`python -m tests.bench.limit MODEL` measures the rates in a process of its own, on the bare library: the best
of several tries for a row of a prompt and for a step of one to eight rows behind a prompt of usual length.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from models.native import SPINS, prepare

CHUNKS = 5
ROWS = 128
DEPTH = CHUNKS * ROWS
TRIES = 4
STEP_ROWS = (1, 2, 3, 4, 6, 8)
SEQUENCES = 4


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

    def words(self) -> str:
        """Return the rates in words."""
        steps = ", ".join(f"{rows}: {seconds * 1000:.0f}" for rows, seconds in self.steps.items())
        return f"{self.row * 1000:.1f} ms a row of a prompt; ms a step of answers by rows: {steps}"


def model_seconds(limit: Limit, read: int, steps: dict[int, int]) -> float:
    """Return the least seconds for so many rows read and so many steps of each size."""
    return read * limit.row + sum(count * limit.step(rows) for rows, count in steps.items())


def measured(path: Path) -> Limit:
    """Measure in a process of its own, with the threads that suit best."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.limit", str(path)],
        check=True, capture_output=True, text=True, env={**os.environ, "GOMP_SPINCOUNT": SPINS},
    )  # fmt: skip
    return Limit.read(json.loads(said.stdout.splitlines()[-1]))


def main(path: Path) -> None:
    """Print the rates as JSON."""
    prepare()
    from models.runtime import Row, Runtime
    from models.threads import measure

    runtime = Runtime(path, 1)
    runtime.set_threads(*measure(runtime))
    runtime.open(2 * DEPTH, SEQUENCES + 1)
    reading = []
    for start in range(0, DEPTH, ROWS):
        begun = perf_counter()
        runtime.step([Row(at % 1000 + 300, at, 0) for at in range(start, start + ROWS)])
        reading.append((perf_counter() - begun) / ROWS)
    place = [DEPTH] * SEQUENCES
    for sequence in range(1, SEQUENCES + 1):
        runtime.copy(0, sequence)
    steps = {}
    for rows in STEP_ROWS:
        times = []
        for _ in range(TRIES):
            batch = []
            for row in range(rows):
                who = row % SEQUENCES
                batch.append(Row(500 + row, place[who], who + 1, asked=row >= rows - SEQUENCES))
                place[who] += 1
            batch.sort(key=lambda row: (row.sequence, row.place))
            begun = perf_counter()
            runtime.step(batch)
            times.append(perf_counter() - begun)
        steps[rows] = min(times)
    print(json.dumps(Limit(sum(sorted(reading)[:3]) / 3, steps).record()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
