"""The stream: what it costs, and whether picture and sound stay together beside a real show.

python -m tests.bench.stream                     share of a core at 15 and 30 frames, drawn and encoded
python -m tests.bench.stream --show 5            five minutes of the house model's show with the stream and
                                                 without: frames sent twice, drift, and the model's speed
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import av

from bot.stream.encoder import Encoder, Quality
from bot.stream.planes import Planes
from bot.stream.streamer import samples_of
from bot.stream.target import target
from show.sound.mixer import Mixer
from show.stage.picture import numbers, tint
from show.stage.scene import Scene
from show.stage.spots import FRAMES_PER_SECOND
from tests.show.stage.gallery import CHAOS, DAY

ROOT = Path(__file__).parents[2]
SECONDS = 10
TURN = re.compile(r"Tick \d+ ends")


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
    """Print how a streamed show went beside one that is not streamed."""
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "show.flv"
        plain = run(Path(folder) / "plain.db", minutes)
        streamed = run(Path(folder) / "streamed.db", minutes, "--stream", "--stream-to", str(film))
        with av.open(str(film)) as container:
            video = [float(frame.time or 0) for frame in container.decode(video=0)]
        with av.open(str(film)) as container:
            samples = sum(frame.samples for frame in container.decode(audio=0))
    gaps = [after - before for before, after in pairwise(video)]
    print(f"frames {len(video)}, longest gap {1000 * max(gaps):.0f} ms")
    print(f"picture {video[-1] + gaps[0]:.2f} s, sound {samples / 44_100:.2f} s")
    print(f"ticks in {minutes:g} minutes: {plain} without the stream, {streamed} with it")


def run(db: Path, minutes: float, *more: str) -> int:
    """Play a show for some minutes of wall-clock time and return the ticks that ended."""
    words = [sys.executable, "-m", "bot", "run", "--db", str(db), "--no-page", "--seed", "7", "--speed", "8"]
    process = subprocess.Popen([*words, *more], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        output, _ = process.communicate(timeout=60 * minutes)
    except subprocess.TimeoutExpired:
        process.terminate()
        output, _ = process.communicate()
    return len(TURN.findall(output))


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--show", type=float, metavar="MINUTES")
    given = parser.parse_args()
    if given.show:
        whole_show(given.show)
    else:
        costs(given.rounds)


if __name__ == "__main__":
    main()
