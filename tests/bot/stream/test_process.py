"""The stream's process: it films a show into a file, and is begun again when an ingest holds it fast."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import active_children
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import av
import pytest
from pydantic import SecretStr

from bot.stream import process as process_module
from bot.stream.encoder import Quality
from bot.stream.process import StreamProcess
from bot.stream.reel import Act
from bot.stream.target import target
from show.sound.mixer import Heard, Mixer
from tests.show.stage.gallery import DAY

QUALITY = Quality(15, 600)
KEY = SecretStr("live_key")
BUSY_SECONDS = 60.0


@dataclass
class Pipe:
    """Keeps what is sent."""

    sent: list[object] = field(default_factory=list)

    def send(self, message: object) -> None:
        self.sent.append(message)


def until(true: object) -> None:
    """Wait for what another process does; a minute is more than it ever takes, however busy the machine."""
    for _ in range(round(BUSY_SECONDS / 0.05)):
        if callable(true) and true():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it never happened")


@contextmanager
def dumb_ingest() -> Iterator[tuple[int, list[socket.socket]]]:
    """Listen, take connections, and never say a word."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            while True:
                try:
                    held.append(listening.accept()[0])
                except OSError:
                    return

        taking = threading.Thread(target=take)
        taking.start()
        yield listening.getsockname()[1], held
        listening.shutdown(socket.SHUT_RDWR)
    taking.join()
    for one in held:
        one.close()


def test_what_is_shown_is_filmed_and_the_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "show.mp4"
    stream = StreamProcess(target(str(path), None), QUALITY)
    stream.start()
    stream.show(Act(DAY))
    stream.sound(partial(Mixer.cue, name="alarm"))
    until(lambda: stream.tally.frames >= 20)
    stream.stop()
    assert stream.tally.trouble == ""
    with av.open(str(path)) as container:
        assert sum(1 for _ in container.decode(video=0)) >= 20


def test_the_end_of_all_processes_at_once_leaves_the_film_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine ten frames and the end of a film take longer than a service would wait for them.
    monkeypatch.setattr(process_module, "CLOSE_SECONDS", BUSY_SECONDS)
    path = tmp_path / "show.mp4"
    stream = StreamProcess(target(str(path), None), QUALITY, farewell=BUSY_SECONDS)
    stream.start()
    stream.show(Act(DAY))
    until(lambda: stream.tally.frames >= 10)
    for process in active_children():
        process.terminate()
    sent = stream.tally.frames
    until(lambda: stream.tally.frames > sent + 10)
    stream.stop()
    assert (stream.restarts, list(tmp_path.iterdir())) == (0, [path])
    with av.open(str(path)) as container:
        assert sum(1 for _ in container.decode(video=0)) > sent


def test_an_ingest_that_takes_nothing_is_left_and_tried_again() -> None:
    with dumb_ingest() as (port, held):
        stream = StreamProcess(target(f"rtmp://127.0.0.1:{port}/app", KEY), QUALITY, stuck=0.5)
        stream.start()
        stream.show(Act(DAY))
        until(lambda: len(held) >= 2)
        stream.stop()
    assert stream.restarts >= 1


def test_a_process_that_begins_again_is_told_what_lasts() -> None:
    stream = StreamProcess(target("rtmp://127.0.0.1:9/app", KEY), QUALITY)
    quiet, ours = Heard(music=False), Pipe()
    stream.sound(partial(Mixer.let, heard=Heard()), "heard")
    stream.sound(partial(Mixer.let, heard=quiet), "heard")
    stream.sound(partial(Mixer.cue, name="alarm"))
    stream.show(Act(DAY))
    stream._over.set()
    stream._watch(cast(Connection, ours))
    order, act = ours.sent
    assert isinstance(order, partial)
    assert order.keywords == {"heard": quiet}
    assert act == Act(DAY)


def test_a_stream_that_fails_goes_on_trying_and_says_why(tmp_path: Path) -> None:
    stream = StreamProcess(target(str(tmp_path / "no" / "show.mp4"), None), QUALITY)
    stream.start()
    stream.show(Act(DAY))
    until(lambda: "Check the folder" in stream.tally.trouble)
    stream.stop()
    assert stream.tally.frames == 0
