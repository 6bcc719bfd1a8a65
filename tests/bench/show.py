"""The whole show as a process: ticks a second, whether that stays flat, memory, and the log's size.

python -m tests.bench.show                 1,000 ticks of rehearsal, five times
python -m tests.bench.show --long 20000    one long season: cost per tick and memory as it grows
python -m tests.bench.show --long 5000 --house    the same with the house model
python -m tests.bench.show --first         seconds from `make show` to the first trader's first line
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.machine import family_mb

ROOT = Path(__file__).parents[2]
TICK_ENDS = re.compile(r"Tick (\d+) ends")
LINE_SAID = re.compile(r'^ *\d+ \d\d:\d\d \S.* (Alex|Sarah|Alice|Mike): "')


@contextmanager
def show(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Start the show and give the process; its database is thrown away afterwards."""
    process = subprocess.Popen(
        list(words), cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def command(db: Path, *words: str) -> list[str]:
    """Return the command line of a show with a database of its own."""
    return [sys.executable, "-m", "bot", "run", "--db", str(db), "--speed", "0", "--no-page", *words]


def resident_mb(process: subprocess.Popen[str]) -> float:
    """Return the resident memory of the show in MB, that of the model's process included."""
    return family_mb(process.pid)


def rate(ticks: int, rounds: int) -> None:
    """Print ticks a second of a rehearsal without a terminal, set-up included and not."""
    whole, steady, sizes = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            db = Path(folder) / "bench.db"
            began = time.perf_counter()
            times = tick_times(db, ticks, "--rehearsal")
            whole.append(ticks / (time.perf_counter() - began))
            steady.append((len(times) - 1) / (times[-1][1] - times[0][1]))
            sizes.append(sum(path.stat().st_size for path in Path(folder).iterdir()) / ticks / 1000)
    print(f"rehearsal of {ticks} ticks, median of {rounds}")
    print(f"  ticks a second, with the start of the process  {statistics.median(whole):8.0f}")
    print(f"  ticks a second, from the first tick on         {statistics.median(steady):8.0f}")
    print(f"  log, kB a tick                                 {statistics.median(sizes):8.2f}")


def tick_times(db: Path, ticks: int, *mind: str) -> list[tuple[int, float, float]]:
    """Play a show and return (tick, seconds, resident MB) whenever a tick's end was read."""
    times = []
    with show(*command(db, *mind, "--seed", "7", "--ticks", str(ticks))) as process:
        assert process.stdout is not None
        for line in process.stdout:
            found = TICK_ENDS.search(line)
            if found:
                tick = int(found[1])
                memory = resident_mb(process) if tick % 500 == 0 and tick < ticks else 0.0
                times.append((tick, time.perf_counter(), memory))
    return times


def growth(ticks: int, *mind: str) -> None:
    """Print the cost of a tick and the memory as a season grows."""
    with tempfile.TemporaryDirectory() as folder:
        times = tick_times(Path(folder) / "bench.db", ticks, *mind)
    step = max(1000, ticks // 10)
    print(f"{'ticks':>14} {'ms a tick':>10} {'MB resident':>12}")
    costs = []
    for start in range(0, ticks - step + 1, step):
        part = times[start : start + step]
        costs.append(1000 * (part[-1][1] - part[0][1]) / (len(part) - 1))
        memory = max(one[2] for one in part)
        print(f"{start:>6} - {start + step:>5} {costs[-1]:>10.2f} {memory:>12.0f}")
    print(f"last part to first part: {costs[-1] / costs[0]:.2f}")


def first_line(rounds: int) -> None:
    """Print the seconds from `make show` to the first line a trader says, with the house model."""
    seconds = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            arguments = f"ARGS=--no-page --db {folder}/bench.db"
            with show("make", "-s", "show", arguments) as process:
                assert process.stdout is not None
                next(line for line in process.stdout if LINE_SAID.search(line))
                seconds.append(time.perf_counter() - began)
    print(f"make show to the first line, median of {rounds}: {statistics.median(seconds):.1f} s")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--ticks", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--long", type=int, metavar="TICKS")
    parser.add_argument("--first", action="store_true")
    parser.add_argument("--house", action="store_true")
    given = parser.parse_args()
    if given.first:
        first_line(given.rounds)
    elif given.long:
        growth(given.long, *([] if given.house else ["--rehearsal"]))
    else:
        rate(given.ticks, given.rounds)


if __name__ == "__main__":
    main()
