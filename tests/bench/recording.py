"""What an ingest's recording holds: are its frames there, does it stand still, do sound and picture drift?

python -m tests.bench.recording FILE.flv [FILE.flv ...] --db show.db

Sound and picture are held together at what makes both at once: chaos reddens the whole picture and sounds
an alarm, its end takes the red away and sounds the all clear; a ballot comes up with two notes. The sound is
found by correlation with the sting, the picture by the frame in which its redness or the panel at its right
changes most. With the log, both are held against the wall clock, too.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from scipy.signal import oaconvolve

from show.sound.stings import Sting, sting
from show.sound.tones import RATE

MARKS: dict[str, Sting] = {
    "ChaosStruck": "alarm", "ChaosPassed": "all clear", "VoteOpened": "vote", "VoteClosed": "vote",
}  # fmt: skip
STRENGTH = 0.55
"""How like a sting a sound must be; music under it and AAC cost some of it."""
STEP = 24
"""Steps of brightness that make one pixel of the show another one, after the encoder's losses."""
PANEL = np.s_[90:166, 244:318]
"""Where a ballot comes up, in the show's pixels."""
PANEL_CHANGE, RED_CHANGE = 1000, 2.0
NEAR = 0.4
"""Seconds around a sting in which its picture is looked for."""


Happened = list[tuple[float, Sting]]


@dataclass(frozen=True, slots=True)
class Film:
    """A recording's frames: when each is shown, and how many pixels of the show's 57,600 it changed.

    `panel` counts those of the panel at the right alone; `red` is the mean of the red difference.
    """

    times: NDArray[np.float64]
    changed: NDArray[np.int64]
    panel: NDArray[np.int64]
    red: NDArray[np.float64]
    sound: NDArray[np.float32]
    sound_began: float


def read(path: Path) -> Film:
    """Return what a recording holds."""
    times, changed, panel, red = [], [], [], []
    last: NDArray[np.int16] | None = None
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            small = _plane(frame, 0)[2::4, 2 : frame.width : 4].astype(np.int16)
            moved = np.zeros_like(small, bool) if last is None else np.abs(small - last) > STEP
            changed.append(int(np.count_nonzero(moved)))
            panel.append(int(np.count_nonzero(moved[PANEL])))
            red.append(float(_plane(frame, 2)[1::8, 1 : frame.width // 2 : 8].mean()))
            times.append(float(frame.time or 0))
            last = small
    began, parts = 0.0, list[NDArray[np.float32]]()
    with av.open(str(path)) as container:
        for sound in container.decode(audio=0):
            began = float(sound.time or 0) if not parts else began
            parts.append(sound.to_ndarray()[0].astype(np.float32))
    shown = np.array(times), np.array(changed), np.array(panel), np.array(red)
    return Film(*shown, np.concatenate(parts), began)


def _plane(frame: av.VideoFrame, number: int) -> NDArray[np.uint8]:
    plane = frame.planes[number]
    return np.frombuffer(bytes(plane), np.uint8).reshape(plane.height, plane.line_size)


def heard(film: Film, name: Sting) -> Iterator[float]:
    """Give the seconds at which a sting begins."""
    made = sting(name)
    made = made[: 2 * RATE]
    made = made / np.float32(np.sqrt(np.sum(made**2)))
    met = oaconvolve(film.sound, made[::-1], mode="valid")
    power = oaconvolve(film.sound**2, np.ones(len(made), np.float32), mode="valid")
    like = met / np.sqrt(np.maximum(power, 1e-6))
    while len(like) and like[at := int(np.argmax(like))] > STRENGTH:
        yield film.sound_began + at / RATE
        like[max(0, at - RATE) : at + RATE] = 0


def seen(film: Film, at: float, name: Sting) -> float | None:
    """Return when what belongs to a sting came up in the picture, near a moment; None if it did not."""
    change = film.panel if name == "vote" else np.abs(np.diff(film.red, prepend=film.red[:1]))
    near = np.flatnonzero(np.abs(film.times - at) <= NEAR)
    if not len(near) or change[near].max() < (PANEL_CHANGE if name == "vote" else RED_CHANGE):
        return None
    return float(film.times[near[np.argmax(change[near])]])


def still(film: Film) -> float:
    """Return for how many seconds the picture stood still at most."""
    moves = [0.0, *film.times[film.changed > 0], float(film.times[-1])]
    return float(max(after - before for before, after in pairwise(moves)))


def floor(db: Path) -> Happened:
    """Return when the log has what makes each sting, in seconds of the wall clock."""
    found: list[tuple[float, Sting]] = []
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as raw:
        for kind, at in raw.execute("SELECT kind, recorded_at FROM events ORDER BY seq"):
            if kind in MARKS:
                found.append((at / 1000, MARKS[kind]))
    return found


def report(path: Path, happened: Happened) -> str:
    """Return the findings about one recording, one a line."""
    film = read(path)
    gaps = np.diff(film.times)
    lines = [
        f"{path.name}: {len(film.times)} frames in {film.times[-1]:.1f} s ="
        f" {(len(film.times) - 1) / (film.times[-1] - film.times[0]):.3f} a second, longest gap"
        f" {1000 * gaps.max():.0f} ms; {int(np.count_nonzero(film.changed == 0))} frames like the one before,"
        f" still for {still(film):.2f} s at most; sound {film.sound_began + len(film.sound) / RATE:.2f} s"
    ]
    marks = [one for name in sorted(set(MARKS.values())) for one in _marks(film, name)]
    lines += [_words(mark, path, happened) for mark in sorted(marks)]
    late = [1000 * (picture - at) for at, picture, _ in sorted(marks)]
    if late:
        lines.append(
            f"  picture after its sound: {late[0]:+.0f} ms at first, {late[-1]:+.0f} ms at last, median"
            f" {statistics.median(late):+.0f} ms, between {min(late):+.0f} and {max(late):+.0f} ms"
        )
    return "\n".join(lines)


def _marks(film: Film, name: Sting) -> Iterator[tuple[float, float, Sting]]:
    for at in heard(film, name):
        picture = seen(film, at, name)
        if picture is not None:
            yield at, picture, name


def _words(mark: tuple[float, float, Sting], path: Path, happened: Happened) -> str:
    at, picture, name = mark
    line = f"  {at:8.2f} s {name}: picture {1000 * (picture - at):+.0f} ms after the sound"
    # nginx names a recording after the second it began in.
    began = int(path.stem.rpartition("-")[2]) if path.stem.rpartition("-")[2].isdecimal() else None
    waits = [began + at - when for when, what in happened if what == name] if began is not None else []
    wait = min(waits, key=abs, default=None)
    return line if wait is None or abs(wait) > 60 else f"{line}, {wait:+.2f} s after the log"


def main() -> None:
    """Look at what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--db", type=Path)
    given = parser.parse_args()
    happened = floor(given.db) if given.db else []
    for path in given.files:
        print(report(path, happened), flush=True)


if __name__ == "__main__":
    main()
