"""The action: who walks and speaks in the newest beat, and how long ago it began, counted in frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from show.events import Entry, LineSpoken, TraderMoved
from show.stage.scene import Scene
from show.words import Room, TraderId

PACE = 10
"""Frames a second that everything in a picture is counted in."""

STILL_FRAMES = 8 * PACE
"""After so long every walk and every bubble has ended, and only what never ends goes on moving."""


class Action:
    """Fed with every entry, it knows the age of what is seen. Numbers of pictures count up at `fps`."""

    def __init__(self, fps: int = PACE) -> None:
        self.fps = fps
        self._beat = -1
        self._began: int | None = None
        self._waits = False
        self._walks: dict[TraderId, Room] = {}

    @property
    def began(self) -> int | None:
        """Return the number of the picture in which the beat began; None if that is still to come."""
        return self._began

    @property
    def walks(self) -> Mapping[TraderId, Room]:
        """Return who walks, and from where."""
        return self._walks

    def notice(self, entry: Entry, number: int | None = None) -> None:
        """Take an entry in: lines are typed and walks walked from picture `number`, or the next one, on."""
        event = entry.event
        if not isinstance(event, LineSpoken | TraderMoved):
            return
        if entry.beat != self._beat:
            self._beat, self._walks = entry.beat, {}
            self._began, self._waits = number, number is None
        if isinstance(event, TraderMoved):
            self._walks[event.trader] = event.origin

    def frame(self, number: int) -> float:
        """Return the frame of a picture, and part of one where pictures are taken faster."""
        return number * PACE / self.fps

    def age(self, number: int) -> float | None:
        """Return the frames since the beat began, or None if all of it is over."""
        if self._waits:
            self._began, self._waits = number, False
        if self._began is None:
            return None
        age = (number - self._began) * PACE / self.fps
        return age if age <= STILL_FRAMES else None

    def walked(self, scene: Scene) -> Scene:
        """Return a scene in which those who walk come from where they were."""
        if not self._walks:
            return scene
        views = tuple(replace(view, came_from=self._walks.get(view.id)) for view in scene.traders)
        return replace(scene, traders=views)
