"""The streamer: a thread that sends a frame and its sound at a constant rate, whatever the show does.

A tick that is slow, a model that thinks, a floor that is paused: the picture goes on moving. Frames that are
late are drawn and sent all the same, each as it was due, so that nothing stands still and picture and sound
never drift apart. When the ingest is gone it is tried again with longer and longer pauses, and what could not
be sent is gone: a live picture is of now.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.stream.encoder import Quality
from bot.stream.reel import Act, Reel
from bot.stream.trouble import StreamError
from show.sound.mixer import Mixer
from show.sound.tones import RATE

BACK_OFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds to wait after each failure in a row."""

LATEST = 2.0
"""Seconds of frames that are made up for; a machine that slept longer goes on with now."""

BEHIND, EVERY = 6, 3
"""More than six frames behind, only every third is drawn until it has caught up: on a machine that is too
busy the picture then moves ten times a second and is of now, and the sound is whole."""

LONGEST = 47 * 3600.0
"""Ingests end a broadcast after 48 hours; a new connection before that costs a second."""

ROUNDING = 1e-6
"""Of a frame: a moment that falls short of a frame by less than this is that frame's."""

CLOSE_SECONDS = 3.0

logger = logging.getLogger(__name__)


class Sink(Protocol):
    """What takes a stream: an encoder."""

    def show(self, frame: NDArray[np.uint8] | None) -> None:
        """Take one frame, or let the one before stand for as long."""
        ...

    def play(self, samples: NDArray[np.float32]) -> None:
        """Take the sound of that frame."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


@dataclass(slots=True)
class Tally:
    """What was sent so far."""

    frames: int = 0
    late: int = 0
    """Of the frames, how many were made after their moment because the machine was busy."""
    thinned: int = 0
    """Frames that were left out while their sound was sent, to catch up."""
    skipped: int = 0
    """Frames that were never sent: the machine slept, or the ingest was gone."""
    attempts: int = 0
    """Connections that were tried."""
    connections: int = 0
    pausing: bool = False
    """Between two attempts, or before there is anything to see."""
    trouble: str = ""
    """Why the stream is not live; empty while it is."""

    def sentence(self) -> str:
        """Return it in words."""
        return (
            f"{self.frames:,} frames sent, {self.late:,} of them late,"
            f" {self.thinned:,} left out to keep up, {self.skipped:,} lost,"
            f" {self.connections} connection{'' if self.connections == 1 else 's'}."
        )


class Streamer:
    """Streams what it is shown to what `connect` opens, from `start` to `stop`.

    `clock` counts seconds; `wait` sleeps that many, or less when it is time to stop, and says so.
    """

    def __init__(
        self,
        connect: Callable[[], Sink],
        quality: Quality,
        mixer: Mixer,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], bool] | None = None,
        back_off: tuple[float, ...] = BACK_OFF,
    ) -> None:
        self._connect = connect
        self._fps = quality.fps
        self._mixer = mixer
        self._clock = clock
        self._over = threading.Event()
        self._wait = wait or self._over.wait
        self._back_off = back_off
        self._reel = Reel(clock())
        self._orders: queue.SimpleQueue[Callable[[Mixer], None]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="stream", daemon=True)
        self._ready = threading.Event()
        self.tally = Tally(pausing=True)

    def start(self) -> None:
        """Begin. The first connection is made once there is something to see."""
        self._thread.start()

    def show(self, act: Act) -> None:
        """Let this be what is seen from now on."""
        self._reel.act = act
        self._ready.set()

    def sound(self, order: Callable[[Mixer], None]) -> None:
        """Let the mixer do something before its next samples."""
        self._orders.put(order)

    def stop(self) -> None:
        """End the stream and write what is left; an ingest that does not answer is left behind."""
        self._over.set()
        self._ready.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)

    # --- on the thread

    def _run(self) -> None:
        self._ready.wait()
        failures = 0
        while not self._over.is_set():
            began = self._clock()
            try:
                self._broadcast()
                failures = 0
            except StreamError as error:
                self.tally.trouble = str(error)
                # One that held for a while is not the one that failed before.
                failures = 1 if self._clock() - began > self._back_off[-1] else failures + 1
                pause = self._back_off[min(failures, len(self._back_off)) - 1]
                self.tally.skipped += round(pause * self._fps)
                self.tally.pausing = True
                if self._wait(pause):
                    return
                self._catch_up()

    def _broadcast(self) -> None:
        """Stream over one connection, until it breaks or the show ends."""
        self.tally.attempts += 1
        self.tally.pausing = False
        sink = self._connect()
        self.tally.connections += 1
        try:
            self._send(sink)
        except StreamError:
            _let_go(sink)
            raise
        sink.close()

    def _send(self, sink: Sink) -> None:
        start, sent = self._clock(), 0
        while not self._over.is_set() and sent < LONGEST * self._fps:
            now = self._clock()
            due = int((now - start) * self._fps + ROUNDING) + 1
            if due - sent > LATEST * self._fps:
                late = due - sent - 1
                start += late / self._fps  # go on with now; sound and picture skip alike
                self.tally.skipped += late
                due -= late
            self.tally.late += max(0, due - sent - 1)
            while sent < due and not self._over.is_set():
                # Drawn as it was due: a viewer's buffer hides that it came late, and nothing stood still.
                seen = due - sent <= BEHIND or sent % EVERY == 0
                self._one(sink, start + sent / self._fps, sent, seen)
                sent += 1
            if sent >= self._fps:
                self.tally.trouble = ""  # an ingest that refuses a key takes the connection first
            self._wait(max(0.0, start + sent / self._fps - self._clock()))

    def _catch_up(self) -> None:
        """Let the mixer know what has changed, and play none of what nobody could hear."""
        self._obey()
        self._mixer.hush()

    def _obey(self) -> None:
        while not self._orders.empty():
            self._orders.get()(self._mixer)

    def _one(self, sink: Sink, moment: float, number: int, seen: bool) -> None:
        self._obey()
        frame = self._reel.frame(moment) if seen else None
        sink.show(frame)
        sink.play(self._mixer.next(samples_of(number, self._fps)))
        self.tally.frames += seen
        self.tally.thinned += not seen


def samples_of(frame: int, fps: int) -> int:
    """Return how many samples belong to a frame, so that the sum never drifts from the frames."""
    return (frame + 1) * RATE // fps - frame * RATE // fps


def _let_go(sink: Sink) -> None:
    try:
        sink.close()
    except StreamError:
        logger.debug("The broken connection could not be closed in order.")
