"""The last moments of a log, as scenes: who spoke or walked in each beat, and where they came from.

When a moderator blanks the show, nothing of what was seen before comes back: the only moment then is the test
card, and after it only what happens anew.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from show.audience.chaos import ChaosRules
from show.events import Entry, LineSpoken, ShowPanicked, ShowResumed, TraderMoved
from show.stage.scene import Scene
from show.stage.view import scene
from show.state import State
from show.words import Room, TraderId

KEPT = 2
"""As many moments as a clip has room for."""


class Moments:
    """Fed with every entry and the state after it, it keeps the newest beats in which something moved."""

    def __init__(self, chaos: ChaosRules | None = None) -> None:
        self._chaos = chaos
        self._beat = -1
        self._walks: dict[TraderId, Room] = {}
        self._scenes: deque[Scene] = deque(maxlen=KEPT)

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """Return the moments, oldest first; the newest ends on a line if one was ever spoken in it."""
        return tuple(self._scenes)

    def take(self, entry: Entry, state: State) -> None:
        """Note an entry; `state` has folded it already."""
        event = entry.event
        if isinstance(event, ShowPanicked | ShowResumed):
            self._beat = entry.beat
            self._scenes = deque([scene(state, self._chaos)] if state.programme.panicked else [], KEPT)
        if not isinstance(event, LineSpoken | TraderMoved):
            return
        if entry.beat == self._beat:
            self._scenes.pop()
        else:
            self._beat, self._walks = entry.beat, {}
        if isinstance(event, TraderMoved):
            self._walks[event.trader] = event.origin
        seen = scene(state, self._chaos)
        views = tuple(replace(view, came_from=self._walks.get(view.id)) for view in seen.traders)
        self._scenes.append(replace(seen, traders=views))
