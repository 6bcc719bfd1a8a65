"""The stream as a host: follows the log, and hands the streamer what is to be seen and heard."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from bot.stream.process import StreamProcess
from bot.stream.reel import Act
from bot.stream.voices import Voices
from show.audience.chaos import ChaosRules
from show.events import Entry, LineSpoken, ShowPanicked, TraderMoved
from show.sound.bed import Mood
from show.sound.cues import cue, mood
from show.sound.mixer import Mixer
from show.sound.tones import Samples
from show.stage.view import scene
from show.state import State
from show.words import Room, TraderId

logger = logging.getLogger(__name__)


class StreamHost:
    """Shows the log as a live video."""

    name: Final = "stream"

    def __init__(
        self,
        streamer: StreamProcess,
        chaos: ChaosRules,
        voices: Voices | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._streamer = streamer
        self._chaos = chaos
        self._voices = voices
        self._clock = clock
        self._beat = -1
        self._began: float | None = None
        self._walks: dict[TraderId, Room] = {}
        self._mood: Mood | None = None
        self._streaming = False

    async def start(self) -> None:
        """Begin to stream."""
        if not self._streaming:
            self._streaming = True
            self._streamer.start()

    async def show(self, entry: Entry, state: State) -> None:
        """Hand over what an entry changes; encoding and sending are the thread's."""
        self._hear(entry, state)
        self._notice(entry)
        if state.board.quotes:
            seen = scene(state, self._chaos)
            views = tuple(replace(view, came_from=self._walks.get(view.id)) for view in seen.traders)
            self._streamer.show(Act(replace(seen, traders=views), self._began))

    def _notice(self, entry: Entry) -> None:
        event = entry.event
        if not isinstance(event, LineSpoken | TraderMoved):
            return
        if entry.beat != self._beat:
            self._beat, self._began, self._walks = entry.beat, self._clock(), {}
        if isinstance(event, TraderMoved):
            self._walks[event.trader] = event.origin

    def _hear(self, entry: Entry, state: State) -> None:
        event = entry.event
        if isinstance(event, ShowPanicked):
            self._streamer.sound(Mixer.hush)
        sting = cue(event)
        if sting is not None:
            self._streamer.sound(partial(Mixer.cue, name=sting))
        now = mood(state)
        if now != self._mood:
            self._mood = now
            self._streamer.sound(partial(Mixer.play, mood=now))
        if isinstance(event, LineSpoken) and self._voices is not None:
            self._voices.speak(event.trader, event.text, self._say)

    def _say(self, samples: Samples) -> None:
        self._streamer.sound(partial(Mixer.say, samples=samples))

    async def close(self) -> None:
        """End the stream."""
        if self._voices is not None:
            self._voices.close()
        await asyncio.to_thread(self._streamer.stop)
        logger.info("The stream has ended: %s", self._streamer.tally.sentence())
