"""The stream's own process, seen from the show: what it is shown, and a watch on whether it goes on.

An ingest can take a connection and then take nothing more for ever, and no library call gets out of that. So
encoding and sending have a process of their own, which is ended and begun again when nothing has moved for a
while. The minds, the floor and the page never wait for it, and it never waits for them.
"""

from __future__ import annotations

import logging
import multiprocessing
import queue
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from bot.stream.child import FAREWELL_SECONDS, Message, Order, run
from bot.stream.encoder import Quality
from bot.stream.reel import Act
from bot.stream.streamer import Tally
from bot.stream.target import Target
from show.sound.mixer import Heard

STUCK_SECONDS = 15.0
"""So long without a frame, while none is being waited for, and the ingest holds the process fast."""

START_SECONDS = 30.0
"""What a busy machine may take until the process reports for the first time."""

CLOSE_SECONDS = 5.0
ORDERS_KEPT = 256
LOOK_SECONDS = 0.25

logger = logging.getLogger(__name__)


class StreamProcess:
    """Streams in another process. Everything it is told is handed over by a thread, so nobody waits."""

    def __init__(
        self,
        where: Target,
        quality: Quality,
        heard: Heard | None = None,
        *,
        stuck: float = STUCK_SECONDS,
        farewell: float = FAREWELL_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._arguments = (where, quality, heard or Heard(), farewell)
        self._stuck = stuck
        self._clock = clock
        self._orders: queue.Queue[Message] = queue.Queue(ORDERS_KEPT)
        self._act: Act | None = None
        self._lasting: dict[str, Order] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._tend, name="stream", daemon=True)
        self.tally = Tally()
        self.restarts = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def show(self, act: Act) -> None:
        """Let this be what is seen from now on."""
        self._act = act
        self._tell(act)

    def sound(self, order: Order, lasting: str = "") -> None:
        """Let the mixer do something. What lasts has a name, and replaces its like."""
        if lasting:
            self._lasting[lasting] = order  # a process that has to begin again must know it
        self._tell(order)

    def stop(self) -> None:
        """End the stream. An ingest that does not answer is left behind after some seconds."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS + 2)

    def _tell(self, message: Message) -> None:
        try:
            self._orders.put_nowait(message)
        except queue.Full:
            logger.debug("The stream's process is behind; one of its orders was left out.")

    # --- on the thread

    def _tend(self) -> None:
        while not self._over.is_set():
            ours, theirs = _context().Pipe()
            process = _context().Process(
                target=run, args=(theirs, *self._arguments), name="stream", daemon=True
            )
            process.start()
            theirs.close()
            try:
                self._watch(ours)
            except (EOFError, OSError):
                logger.warning("The stream's process has ended by itself and is started again.")
            finally:
                # One that is held fast by its ingest would not end by itself.
                _end(process, ours, CLOSE_SECONDS if self._over.is_set() else 0.0)
            self.restarts += not self._over.is_set()
            self._over.wait(1.0 * (not self._over.is_set()))

    def _watch(self, pipe: Connection) -> None:
        """Hand over what is told and read reports, until it is over or nothing moves any more."""
        for order in tuple(self._lasting.values()):
            pipe.send(order)
        if self._act is not None:
            pipe.send(self._act)
        moved = self._clock() + START_SECONDS
        while not self._over.is_set():
            self._hand_over(pipe)
            while pipe.poll():
                if self._take(pipe.recv()):
                    moved = self._clock()
            if self._clock() - moved > self._stuck:  # also when it is held so fast that it cannot report
                logger.warning(
                    "The ingest %s has taken nothing for %.0f seconds. The stream begins again.",
                    self._arguments[0], self._stuck,
                )  # fmt: skip
                return

    def _hand_over(self, pipe: Connection) -> None:
        try:
            pipe.send(self._orders.get(timeout=LOOK_SECONDS))
            while True:
                pipe.send(self._orders.get_nowait())
        except queue.Empty:
            return

    def _take(self, tally: Tally) -> bool:
        """Note a report; return whether the stream has moved, or has nothing to move for."""
        if tally.trouble and tally.trouble != self.tally.trouble:
            logger.warning("%s It is tried again.", tally.trouble)
        elif self.tally.trouble and not tally.trouble:
            logger.warning("The stream is live again.")
        before, self.tally = self.tally, tally
        moved = (tally.frames, tally.attempts) != (before.frames, before.attempts)
        return moved or tally.pausing or self._act is None


def _context() -> Any:
    # Not a fork: it would copy a process with threads, sockets and a model in it.
    return multiprocessing.get_context("spawn")


def _end(process: Any, pipe: Connection, patience: float) -> None:
    try:
        pipe.send(None)
    except OSError:
        logger.debug("The stream's process was gone before it could be told to end.")
    process.join(patience)
    if process.is_alive():
        process.kill()
        process.join()
    pipe.close()
