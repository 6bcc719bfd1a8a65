"""The stream: what it costs, what it costs the minds, and whether picture and sound stay together.

python -m tests.bench.stream                     share of a core at 15 and 30 frames, drawn and encoded
python -m tests.bench.stream --show 5            five minutes of the house model's show: frames, stills, drift
python -m tests.bench.stream --thinking          how long the house model thinks with a stream beside it
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.stream.encoder import Encoder, Quality
from bot.stream.planes import Planes
from bot.stream.process import StreamProcess
from bot.stream.reel import Act
from bot.stream.streamer import samples_of
from bot.stream.target import target
from models.catalogue import HOUSE
from models.llama import LlamaMind
from models.tuning import Tuning
from show.ports import Prompt
from show.sound.mixer import Mixer
from show.stage.picture import numbers, tint
from show.stage.scene import Scene
from show.stage.spots import FRAMES_PER_SECOND
from tests.bench.engine import ticks
from tests.bench.recording import floor, report
from tests.show.stage.gallery import CHAOS, DAY

ROOT = Path(__file__).parents[2]
SECONDS = 10
FPS, TICKS = 30, 12


def share(fps: int, work: Callable[[int], None]) -> float:
    """Return the share of a core that so many frames a second take, in percent."""
    began = time.process_time()
    for number in range(fps * SECONDS):
        work(number)
    return 100 * (time.process_time() - began) / SECONDS


def costs(rounds: int) -> None:
    """Print the share of a core for drawing, sound and encoding, side by side."""
    print(
        f"share of a core, median of {rounds} rounds of {SECONDS} s; picture changes between calm and chaos"
    )
    print(f"{'':>10} {'drawn':>8} {'+ planes':>9} {'+ sound':>8} {'+ encoded':>10}")
    for fps in (15, 30):
        found: list[list[float]] = [[], [], [], []]
        for _ in range(rounds):
            for column, value in zip(found, one_round(fps), strict=True):
                column.append(value)
        row = [statistics.median(column) for column in found]
        print(f"{fps:>6} fps  {row[0]:>7.1f}% {row[1]:>8.1f}% {row[2]:>7.1f}% {row[3]:>9.1f}%")


def one_round(fps: int) -> list[float]:
    """Measure the four steps once."""
    planes, mixer = Planes(), Mixer()
    mixer.next(1)

    def scene(number: int) -> tuple[float, float | None]:
        moved = number * FRAMES_PER_SECOND / fps
        return moved, moved % 80

    def drawn(number: int) -> None:
        numbers(shown(number), *scene(number))

    def shown(number: int) -> Scene:
        return CHAOS if number // (2 * fps) % 2 else DAY

    def filled(number: int) -> None:
        planes.show(numbers(shown(number), *scene(number)), tint(shown(number)))

    def heard(number: int) -> None:
        filled(number)
        mixer.next(samples_of(number, fps))

    with tempfile.TemporaryDirectory() as folder:
        encoder = Encoder(target(f"{folder}/bench.flv", None), Quality(fps))

        def encoded(number: int) -> None:
            filled(number)
            encoder.show(planes.frame)
            encoder.play(mixer.next(samples_of(number, fps)))

        row = [share(fps, work) for work in (drawn, filled, heard, encoded)]
        encoder.close()
    return row


def whole_show(minutes: float) -> None:
    """Print what the film of a show at twice its pace holds: frames, stills, sound against picture."""
    with tempfile.TemporaryDirectory() as folder:
        film, db = Path(folder) / "show.flv", Path(folder) / "show.db"
        words = [sys.executable, "-m", "bot", "run", "--db", str(db), "--no-page", "--seed", "7"]
        words += ["--speed", "2", "--stream", "--stream-to", str(film)]
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60 * minutes)
        process.terminate()
        process.wait()
        print(report(film, floor(db)))


async def thinking(rounds: int) -> None:
    """Print how long the house model takes over a tick's four decisions with a stream beside it and without.

    Both are measured in turn, so that what else the machine does falls on both alike.
    """
    night, mind = await ticks(TICKS), LlamaMind(HOUSE, Tuning(seconds=60.0))
    await mind.open()
    alone, beside = list[float](), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            alone.append(await _tick_time(mind, night))
            with _streaming(Path(folder) / f"{number}.flv"):
                beside.append(await _tick_time(mind, night))
    await mind.close()
    ratios = [one / other for one, other in zip(beside, alone, strict=True)]
    print(f"four decisions, median of {rounds} rounds: {1000 * statistics.median(alone):.0f} ms alone,")
    print(f"{1000 * statistics.median(beside):.0f} ms beside a stream at {FPS} frames a second;")
    print(f"ratio {statistics.median(ratios):.2f}, rounds between {min(ratios):.2f} and {max(ratios):.2f}")


async def _tick_time(mind: LlamaMind, night: list[list[Prompt]]) -> float:
    times = []
    for prompts in night:
        began = time.perf_counter()
        await asyncio.gather(*(mind.decide(prompt) for prompt in prompts))
        times.append(time.perf_counter() - began)
    return statistics.median(times)


@contextmanager
def _streaming(film: Path) -> Iterator[None]:
    stream = StreamProcess(target(str(film), None), Quality(FPS))
    stream.start()
    stream.show(Act(CHAOS))
    while stream.tally.frames < FPS:
        time.sleep(0.05)
    yield
    stream.stop()


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--show", type=float, metavar="MINUTES")
    parser.add_argument("--thinking", action="store_true")
    given = parser.parse_args()
    if given.show:
        whole_show(given.show)
    elif given.thinking:
        asyncio.run(thinking(given.rounds))
    else:
        costs(given.rounds)


if __name__ == "__main__":
    main()
