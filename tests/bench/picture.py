"""What a frame costs, composed and scaled to 1280 by 720: `python -m tests.bench.picture`.

Beside it the naive way, which draws everything anew, resizes with Pillow and copies the bytes, as a ratio.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable
from statistics import median

from show.stage import (
    bubbles,
    fonts,
    header,
    light,
    panel,
    people,
    picture,
    rooms,
    screens,
    spots,
    stamps,
    ticker,
)
from show.stage.picture import Screen, draw, numbers, png, scaled
from show.stage.scene import Scene
from tests.show.stage.gallery import CHAOS, DAY, says

BUDGET_MS = 2.0
"""For a warm frame, composed and scaled."""

FPS_SHARE = 30
FRAMES, COLD_FRAMES, PNGS = 600, 12, 40

TALK = says("alex", "Guys. GUYS. I just put it all on Crypto!")


def remembered() -> list[Callable[[], None]]:
    """Return what empties every cache of the stage."""
    modules = (bubbles, fonts, header, light, panel, people, picture, rooms, screens, spots, stamps, ticker)
    found = [value for module in modules for value in vars(module).values()]
    return [value.cache_clear for value in found if hasattr(value, "cache_clear")]


def milliseconds(
    work: Callable[[int], object], count: int, prepare: Callable[[], None] | None = None
) -> float:
    """Return the median milliseconds of a piece of work over some frames."""
    times = []
    for frame in range(count):
        if prepare is not None:
            prepare()
        began = time.perf_counter()
        work(frame)
        times.append(1000 * (time.perf_counter() - began))
    return median(times)


def naive(scene: Scene, frame: int) -> bytes:
    """Draw, resize and copy as one would without thinking."""
    return scaled(draw(scene, frame)).convert("RGBA").tobytes()


def warm_frame(screen: Screen, scene: Scene) -> tuple[float, float]:
    """Return the median milliseconds to compose a frame, and to compose and scale it, caches warm."""
    milliseconds(lambda frame: screen.show(scene, frame), 60)
    compose = milliseconds(lambda frame: numbers(scene, frame, frame % 40), FRAMES)
    return compose, milliseconds(lambda frame: screen.show(scene, frame, frame % 40), FRAMES)


def main() -> None:
    """Print the medians, the ratio, and whether memory grows."""
    screen, empty = Screen(), remembered()

    def forget() -> None:
        for clear in empty:
            clear()

    cold = milliseconds(lambda frame: naive(TALK, frame), COLD_FRAMES, forget)
    for name, scene in (("calm", DAY), ("a bubble typing", TALK), ("chaos", CHAOS)):
        compose, show = warm_frame(screen, scene)
        print(
            f"{name:16} compose {compose:5.2f} ms, composed and scaled {show:5.2f} ms "
            f"({BUDGET_MS / show:.1f}x under {BUDGET_MS} ms), "
            f"{FPS_SHARE * show / 10:.1f}% of a core at {FPS_SHARE} a second"
        )
    warm = milliseconds(lambda frame: naive(TALK, frame), FRAMES // 4)
    fast = milliseconds(lambda frame: screen.show(TALK, frame), FRAMES)
    print(f"naive, warm      {warm:5.2f} ms, {warm / fast:.1f}x as long")
    print(f"naive, redrawn   {cold:5.2f} ms, {cold / fast:.0f}x as long")
    size = len(png(TALK))
    print(
        f"PNG              {milliseconds(lambda frame: png(TALK, frame), PNGS):5.2f} ms, {size / 1000:.0f} KB"
    )
    memory(screen)


def memory(screen: Screen) -> None:
    """Print how much memory ten thousand frames of changing text and money add."""

    def play(start: int, count: int) -> int:
        for number in range(start, start + count):
            screen.show(says("alex", f"Line {number} of a long night.", DAY), number, number % 30)
        gc.collect()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    first = play(0, 2_000)
    last = play(2_000, 8_000)
    print(
        f"memory           {last / 1024:.0f} MB at the most, {last - first} KB more after 8,000 frames more"
    )


if __name__ == "__main__":
    main()
