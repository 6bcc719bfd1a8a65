"""The other side of the stream's process: streams what the pipe brings, and reports how it goes."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection

from bot.stream.encoder import Encoder, Quality
from bot.stream.reel import Act
from bot.stream.streamer import Streamer
from bot.stream.target import Target
from show.sound.mixer import Heard, Mixer

REPORT_SECONDS = 0.5

Order = Callable[[Mixer], None]
Message = Act | Order
"""What to show, or what the mixer is to do."""


def run(pipe: Connection, where: Target, quality: Quality, heard: Heard) -> None:
    """Stream until the pipe says so with None, or is closed because the show is gone."""
    # Ctrl-C reaches every process of a terminal; this one ends when the show tells it to.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    streamer = Streamer(partial(Encoder, where, quality), quality, Mixer(heard))
    streamer.start()
    try:
        while True:
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
