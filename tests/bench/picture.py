"""What a frame costs, composed and scaled to 1280 by 720: `python -m tests.bench.picture`.

Beside it the naive way, which draws everything anew, resizes with Pillow and copies the bytes, as a ratio.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import pkgutil
import resource
import time
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

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
    asyncio.run(hour())


def resident() -> int:
    """Return the memory this process holds now, in KB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 1024


async def hour() -> None:
    """Show an hour of a scripted night at thirty frames a second, flat out; print time and memory.

    Memory is read as the product would see it: from a cold start, with nothing leafed through before.
    """
    entries = (await Company(7).run(HOUR_TICKS)).log.entries
    gc.collect()
    reel, held, frames, times = Reel(0.0), [], number_of_frames(entries), array("f")
    marks = {1, frames // 60, frames // 12, frames // 4, frames // 2, frames * 3 // 4}
    began = time.process_time()
    for number in played(entries, reel, times):
        if number in marks:
            held.append((number, resident()))
    spent = time.process_time() - began
    held.append((number, resident()))
    seconds = number / FPS_SHARE
    print(
        f"{seconds / 60:.0f} minutes       {number:,} frames, {median(times):.2f} ms median, "
        f"{100 * spent / seconds:.1f}% of a core"
    )
    slow = sorted(times)[-len(times) // 100 :]
    print(
        f"slowest          one in a hundred takes {slow[0]:.1f} ms of a core or more, the slowest "
        f"{slow[-1]:.1f} ms; {sum(took > FRAME_MS for took in slow)} of {len(times):,} over {FRAME_MS:.0f} ms"
    )
    told = ", ".join(f"{kilobytes / 1024:.1f} MB after {60 * at / frames:.0f} min" for at, kilobytes in held)
    print(f"memory           {told}")


def played(entries: Sequence[Entry], reel: Reel, times: array[float]) -> Iterator[int]:
    """Show every frame of a night, note how long each took of a core, and give its number."""
    state, action, number = State(), Action(FPS_SHARE), 0
    for index, entry in enumerate(entries):
        fold(state, entry)
        action.notice(entry, number)
        until = entries[index + 1].at if index + 1 < len(entries) else entry.at + 1000
        if not state.board.quotes or number * 1000 >= until * FPS_SHARE:
            continue
        began = action.began
        reel.act = Act(action.walked(view.scene(state)), None if began is None else began / FPS_SHARE)
        while number * 1000 < until * FPS_SHARE:
            start = time.thread_time()
            reel.frame(number / FPS_SHARE)
            times.append(1000 * (time.thread_time() - start))
            number += 1
            yield number


def number_of_frames(entries: Sequence[Entry]) -> int:
    """Return how many frames a night has."""
    return entries[-1].at * FPS_SHARE // 1000


if __name__ == "__main__":
    main()
