"""The other side of the stream's process: streams what the pipe brings, and reports how it goes."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection

from bot.stream.encoder import Encoder, Quality
from bot.stream.reel import Act
from bot.stream.streamer import Streamer
from bot.stream.target import Target
from show.sound.mixer import Heard, Mixer, warm

REPORT_SECONDS = 0.5

FAREWELL_SECONDS = 10.0
"""After so long somebody else has ended this process, and the show is not there to tell it."""

Order = Callable[[Mixer], None]
Message = Act | Order
"""What to show, or what the mixer is to do."""


def run(
    pipe: Connection, where: Target, quality: Quality, heard: Heard, farewell: float = FAREWELL_SECONDS
) -> None:
    """Stream until the pipe says so with None, or is closed because the show is gone."""
    # Ctrl-C, or the end of a service, reaches every process there is. This one ends when the show tells it
    # to, which it does within seconds: else a film would lack its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asked: list[float] = []
    signal.signal(signal.SIGTERM, lambda *_: asked.append(time.monotonic()))
    warm()
    streamer = Streamer(partial(Encoder, where, quality), quality, Mixer(heard))
    streamer.start()
    try:
        while not asked or time.monotonic() - asked[0] < farewell:
            if pipe.poll(REPORT_SECONDS):
                message: Message | None = pipe.recv()
                if message is None:
                    break
                if isinstance(message, Act):
                    streamer.show(message)
                else:
                    streamer.sound(message)
            pipe.send(streamer.tally)
    except (EOFError, OSError):
        pass  # the show is gone, and so is everyone who could be told
    finally:
        streamer.stop()
    with suppress(OSError):
        pipe.send(streamer.tally)
