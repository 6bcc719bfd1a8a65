"""The reel: a moving picture of a state that changes. It knows when somebody spoke or walked, and when."""

from __future__ import annotations

from dataclasses import replace

from PIL import Image

from show.stage.picture import draw
from show.stage.scene import Scene
from show.stage.view import scene
from show.state import State
from show.words import Room, TraderId


class Reel:
    """Turns states and frame numbers, as a host meets them, into scenes with walks and lines that type.

    The same states at the same frame numbers give the same pictures. One reel serves one host.
    """

    def __init__(self) -> None:
        self._rooms: dict[TraderId, Room] = {}
        self._came: dict[TraderId, Room] = {}
        self._spoken: tuple[TraderId | None, str | None] = (None, None)
        self._since: int | None = None

    def take(self, state: State, frame: int) -> tuple[Scene, int | None]:
        """Return the scene of a state and its age in frames; None before anything has happened."""
        seen = scene(state)
        rooms = {view.id: view.room for view in seen.traders}
        spoken = (seen.speaker, next((view.speech for view in seen.traders if view.speech), None))
        if self._rooms and (rooms != self._rooms or spoken != self._spoken):
            self._came = {who: old for who, old in self._rooms.items() if rooms[who] != old}
            self._since = frame
        self._rooms, self._spoken = rooms, spoken
        views = tuple(replace(view, came_from=self._came.get(view.id)) for view in seen.traders)
        age = None if self._since is None else max(0, frame - self._since)
        return replace(seen, traders=views), age

    def paint(self, state: State, frame: int) -> Image.Image:
        """Return the frame of a state, 320 by 180."""
        taken, age = self.take(state, frame)
        return draw(taken, frame, age)
