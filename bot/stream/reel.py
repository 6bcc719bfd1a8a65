"""The reel: what is to be seen now, drawn whenever the stream asks. Given by the show, taken by a thread."""

from __future__ import annotations

from dataclasses import dataclass

from bot.stream.planes import Planes
from show.stage.palette import Bytes
from show.stage.picture import numbers, tint, warm
from show.stage.scene import Scene
from show.stage.spots import FRAMES_PER_SECOND

ACT_SECONDS = 8.0
"""After so long every walk and every bubble has ended, and only what never ends goes on moving."""


@dataclass(frozen=True, slots=True)
class Act:
    """A scene, and when its newest beat began in which somebody spoke or walked (None: nobody did)."""

    scene: Scene
    began: float | None = None


class Reel:
    """Draws the newest act. Handing one over is one assignment, so neither side ever waits for the other."""

    def __init__(self, began: float) -> None:
        self.act: Act | None = None
        self._began = began
        self._planes = Planes()
        self._warm = False

    def frame(self, now: float) -> Bytes | None:
        """Return the frame of this moment as planes, or None before there is anything to see.

        The next frame overwrites it.
        """
        act = self.act
        if act is None:
            return None
        if not self._warm:
            warm()
            self._warm = True
        age = None
        if act.began is not None and now - act.began <= ACT_SECONDS:
            age = max(0.0, now - act.began) * FRAMES_PER_SECOND
        drawn = numbers(act.scene, (now - self._began) * FRAMES_PER_SECOND, age)
        return self._planes.show(drawn, tint(act.scene))
