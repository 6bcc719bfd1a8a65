"""What a frame costs, composed and scaled to 1280 by 720: `python -m tests.bench.picture`.

Beside it the naive way, which draws everything anew, resizes with Pillow and copies the bytes, as a ratio;
then every frame of an hour, flat out, with the memory at each tenth of it.

python -m tests.bench.picture --night --hours 3    three hours of further show, and no single frames
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import importlib
import pickle
import pkgutil
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bot.stream.reel import Act, Reel
from show import stage
from show.events import Entry
from show.stage import view
from show.stage.action import Action
from show.stage.picture import draw, numbers, png, scaled
from show.stage.scene import Scene
from show.stage.spots import FRAMES_PER_SECOND
from show.state import State, fold
from tests.show.company import Company
from tests.show.stage.gallery import CHAOS, DAY, GALLERY, says

BUDGET_MS = 2.0
"""For a warm frame, composed and scaled."""

FPS_SHARE = 30
FRAME_MS = 1000 / FPS_SHARE

HOUR_TICKS = 120
"""So many ticks last an hour at full speed."""

TENTHS = 10
FIRST = (1, 60 * FPS_SHARE, 3 * 60 * FPS_SHARE)
"""The frames up to which memory is read, too: the first one, and after one and three minutes."""

FRAMES, COLD_FRAMES, PNGS = 600, 12, 40

TALK = says("alex", "Guys. GUYS. I just put it all on Crypto!")
SCENES = {
    "calm": DAY,
    "a bubble typing": TALK,
    "chaos": CHAOS,
    "a close-up": GALLERY["close-up"],
    "twelve in a room": GALLERY["crowded-shop"],
    "the confessional": GALLERY["confession"],
}


def remembered() -> list[Callable[[], None]]:
    """Return what empties every cache of the stage."""
    names = [module.name for module in pkgutil.iter_modules(stage.__path__)]
    modules = [importlib.import_module(f"show.stage.{name}") for name in names]
    found = [value for module in modules for value in vars(module).values()]
    return [value.cache_clear for value in found if hasattr(value, "cache_clear")]


def milliseconds(
    work: Callable[[int], object], count: int, prepare: Callable[[], None] | None = None
) -> float:
    """Return the median milliseconds a piece of work takes of a core, over some frames."""
    times = []
    for frame in range(count):
        if prepare is not None:
            prepare()
        began = time.thread_time()
        work(frame)
        times.append(1000 * (time.thread_time() - began))
    return median(times)


def naive(scene: Scene, frame: int) -> bytes:
    """Draw, resize and copy as one would without thinking."""
    return scaled(draw(scene, frame)).convert("RGBA").tobytes()


def filmed(reel: Reel, scene: Scene, frame: int) -> None:
    """Compose a frame and scale it into the planes of a video, as the stream does."""
    reel.act = Act(scene, began=(frame - frame % 40) / FRAMES_PER_SECOND)
    reel.frame(frame / FRAMES_PER_SECOND)


def warm_frame(reel: Reel, scene: Scene) -> tuple[float, float]:
    """Return the median milliseconds to compose a frame, and to compose and scale it, caches warm."""
    milliseconds(lambda frame: filmed(reel, scene, frame), 60)
    compose = milliseconds(lambda frame: numbers(scene, frame, frame % 40), FRAMES)
    return compose, milliseconds(lambda frame: filmed(reel, scene, frame), FRAMES)


def main() -> None:
    """Print the medians, the ratio, and whether memory grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--night", action="store_true")
    given = parser.parse_args()
    if not given.night:
        frames()
    asyncio.run(night(given.hours))


def frames() -> None:
    """Print what single frames cost, and the naive way beside them."""
    reel, empty = Reel(0.0), remembered()

    def forget() -> None:
        for clear in empty:
            clear()

    cold = milliseconds(lambda frame: naive(TALK, frame), COLD_FRAMES, forget)
    for name, scene in SCENES.items():
        compose, show = warm_frame(reel, scene)
        print(
            f"{name:16} compose {compose:5.2f} ms, composed and scaled {show:5.2f} ms "
            f"({BUDGET_MS / show:.1f}x under {BUDGET_MS} ms), "
            f"{FPS_SHARE * show / 10:.1f}% of a core at {FPS_SHARE} a second"
        )
    warm = milliseconds(lambda frame: naive(TALK, frame), FRAMES // 4)
    fast = milliseconds(lambda frame: filmed(reel, TALK, frame), FRAMES)
    print(f"naive, warm      {warm:5.2f} ms, {warm / fast:.1f}x as long")
    print(f"naive, redrawn   {cold:5.2f} ms, {cold / fast:.0f}x as long")
    size = len(png(TALK))
    print(
        f"PNG              {milliseconds(lambda frame: png(TALK, frame), PNGS):5.2f} ms, {size / 1000:.0f} KB"
    )


def resident() -> int:
    """Return the memory this process holds now, in KB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024


async def night(hours: float) -> None:
    """Show hours of a scripted night at thirty frames a second, flat out; print time and memory.

    Memory is read as the stream's process would see it: from a cold start, with nothing leafed through
    before, and with scenes that come through a pipe.
    """
    acts = filmed_acts((await Company(7).run(round(HOUR_TICKS * hours))).log.entries)
    gc.collect()
    reel, held, frames = Reel(0.0), [(0, resident())], acts[-1].until
    times = np.ones(frames, np.float32)  # written now: what is measured must not grow it
    step = round(60 * 60 * FPS_SHARE / TENTHS)
    began = time.process_time()
    held += [
        (number, resident()) for number in played(acts, reel, times) if number % step == 0 or number in FIRST
    ]
    spent = time.process_time() - began
    seconds = frames / FPS_SHARE
    print(
        f"{seconds / 60:.0f} minutes       {frames:,} frames, {np.median(times):.2f} ms median, "
        f"{100 * spent / seconds:.1f}% of a core"
    )
    slow = np.sort(times)[-frames // 100 :]
    print(
        f"slowest          one in a hundred takes {slow[0]:.1f} ms of a core or more, the slowest "
        f"{slow[-1]:.1f} ms; {(slow > FRAME_MS).sum()} of {frames:,} over {FRAME_MS:.0f} ms"
    )
    told = ", ".join(f"{kilobytes / 1024:.1f} ({at / 60 / FPS_SHARE:.0f})" for at, kilobytes in held)
    print(f"memory           MB (after so many minutes): {told}")


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown up to a frame, as it comes through the pipe to the stream's process."""

    until: int
    act: bytes


def filmed_acts(entries: Sequence[Entry]) -> list[Part]:
    """Return what the show hands the stream in a night."""
    state, action, parts, number = State(), Action(FPS_SHARE), list[Part](), 0
    for index, entry in enumerate(entries):
        fold(state, entry)
        action.notice(entry, number)
        until = entries[index + 1].at if index + 1 < len(entries) else entry.at + 1000
        if not state.board.quotes or number * 1000 >= until * FPS_SHARE:
            continue
        began = action.began
        act = Act(action.walked(view.scene(state)), None if began is None else began / FPS_SHARE)
        number = -(-until * FPS_SHARE // 1000)
        parts.append(Part(number, pickle.dumps(act)))
    return parts


def played(acts: Sequence[Part], reel: Reel, times: NDArray[np.float32]) -> Iterator[int]:
    """Show every frame of a night, note how long each took of a core, and give its number."""
    number = 0
    for part in acts:
        reel.act = pickle.loads(part.act)
        while number < part.until:
            start = time.thread_time()
            reel.frame(number / FPS_SHARE)
            times[number] = 1000 * (time.thread_time() - start)
            number += 1
            yield number


if __name__ == "__main__":
    main()
