"""The stream as a host: follows the log, and hands the streamer what is to be seen and heard."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, Protocol

from bot.stream.reel import Act
from bot.stream.streamer import Tally
from bot.stream.voices import Voices
from show.audience.chaos import ChaosRules
from show.events import Entry, LineSpoken, ShowPanicked
from show.sound.bed import Mood
from show.sound.cues import cue, mood
from show.sound.mixer import Heard, Mixer
from show.sound.tones import Samples
from show.stage.action import Action
from show.stage.view import scene
from show.state import State
from show.words import SoundPart

TIMING = 1000
"""The beginning of a beat is noted to the millisecond: the stream draws at any rate."""

logger = logging.getLogger(__name__)


class Studio(Protocol):
    """Where the pictures and the sounds go: the stream's process."""

    @property
    def tally(self) -> Tally:
        """Return what was sent so far."""
        ...

    def start(self) -> None:
        """Begin."""
        ...

    def show(self, act: Act) -> None:
        """Let this be what is seen from now on."""
        ...

    def sound(self, order: Callable[[Mixer], None], lasting: str = "") -> None:
        """Let the mixer do something. What lasts has a name, and replaces its like."""
        ...

    def stop(self) -> None:
        """End."""
        ...


class StreamHost:
    """Shows the log as a live video."""

    name: Final = "stream"

    def __init__(
        self,
        streamer: Studio,
        chaos: ChaosRules,
        voices: Voices | None = None,
        heard: Heard | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._streamer = streamer
        self._chaos = chaos
        self._voices = voices
        self._clock = clock
        self._action = Action(TIMING)
        self._mood: Mood | None = None
        self._wanted = self._heard = heard or Heard()
        self._streaming = False

    async def start(self) -> None:
        """Begin to stream."""
        if not self._streaming:
            self._streaming = True
            self._streamer.start()

    async def show(self, entry: Entry, state: State) -> None:
        """Hand over what an entry changes; encoding and sending are the thread's."""
        self._action.notice(entry, int(self._clock() * TIMING))
        if state.board.quotes:
            seen = self._action.walked(scene(state, self._chaos))
            began = self._action.began
            self._streamer.show(Act(seen, None if began is None else began / TIMING))
        self._hear(entry, state)  # after its picture: a sound that comes first seems wrong

    def _hear(self, entry: Entry, state: State) -> None:
        event = entry.event
        heard = switched(self._wanted, state.programme.sound)
        if heard != self._heard:
            self._heard = heard
            self._streamer.sound(partial(Mixer.let, heard=heard), "heard")
        if isinstance(event, ShowPanicked):
            self._streamer.sound(Mixer.hush)
        sting = cue(event)
        if sting is not None:
            self._streamer.sound(partial(Mixer.cue, name=sting))
        now = mood(state)
        if now != self._mood:
            self._mood = now
            self._streamer.sound(partial(Mixer.play, mood=now), "mood")
        if isinstance(event, LineSpoken) and self._voices is not None and heard.voices:
            self._voices.speak(event.trader, event.text, self._say)

    def _say(self, samples: Samples) -> None:
        self._streamer.sound(partial(Mixer.say, samples=samples))

    async def close(self) -> None:
        """End the stream."""
        if self._voices is not None:
            self._voices.close()
        await asyncio.to_thread(self._streamer.stop)
        logger.warning("The stream has ended: %s", self._streamer.tally.sentence())


def switched(wanted: Heard, switches: Mapping[SoundPart, bool]) -> Heard:
    """Return what is heard: what the settings say, unless a moderator has switched it."""
    if not switches.get("sound", True):
        return Heard(music=False, stings=False, voices=False)
    return Heard(
        music=switches.get("music", wanted.music),
        stings=switches.get("bells", wanted.stings),
        voices=switches.get("voices", wanted.voices),
    )
