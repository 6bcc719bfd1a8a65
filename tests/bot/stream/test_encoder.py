"""What is encoded can be decoded: every frame, in time, with its keyframes, its colours and its sound."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from pydantic import SecretStr

from bot.stream.encoder import Encoder, Quality
from bot.stream.planes import Planes
from bot.stream.streamer import samples_of
from bot.stream.target import Target, target
from bot.stream.trouble import StreamError
from show.sound.mixer import Mixer
from show.sound.tones import RATE
from show.stage.picture import draw, numbers, scaled, tint
from tests.show.stage.gallery import DAY

FPS, FRAMES = 15, 75


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def opened(where: Target) -> Encoder:
    """Return an encoder as soon as somebody listens."""
    for _ in range(100):
        try:
            return Encoder(where, Quality(FPS, 1500))
        except StreamError:
            threading.Event().wait(0.05)
    raise AssertionError(f"nobody listens at {where}")


def film(where: Target, frames: int = FRAMES) -> None:
    encoder, planes, mixer = opened(where), Planes(), Mixer()
    mixer.cue("opening bell")
    for number in range(frames):
        encoder.show(planes.show(numbers(DAY, number), tint(DAY)))
        encoder.play(mixer.next(samples_of(number, FPS)))
    encoder.close()


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("film") / "show.flv"
    film(target(str(path), None))
    return path


def test_every_frame_comes_back_in_time(filmed: Path) -> None:
    with av.open(str(filmed)) as container:
        times = [float(frame.time or 0) for frame in container.decode(video=0)]
    assert len(times) == FRAMES
    assert np.allclose(np.diff(times), 1 / FPS, atol=0.002)


def test_a_frame_that_is_left_out_moves_nothing_else(tmp_path: Path) -> None:
    path, planes, mixer = tmp_path / "show.flv", Planes(), Mixer()
    encoder = opened(target(str(path), None))
    for number in range(30):
        frame = planes.show(numbers(DAY, number), tint(DAY)) if number % 3 == 0 else None
        encoder.show(frame)
        encoder.play(mixer.next(samples_of(number, FPS)))
    encoder.close()
    with av.open(str(path)) as container:
        times = [float(frame.time or 0) for frame in container.decode(video=0)]
    assert np.allclose(times, np.arange(0, 30, 3) / FPS + times[0], atol=0.002)
    with av.open(str(path)) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) >= 30 * RATE // FPS


def test_a_frame_may_be_overwritten_as_soon_as_it_was_shown(tmp_path: Path) -> None:
    path, planes, other = tmp_path / "show.flv", Planes(), np.full((180, 320), 7, np.uint8)
    encoder = opened(target(str(path), None))
    for _ in range(20):
        encoder.show(planes.show(numbers(DAY, 0), tint(DAY)))
        planes.show(other, tint(DAY))
    encoder.close()
    whole = Planes().show(numbers(DAY, 0), tint(DAY)).astype(int)
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            assert np.abs(frame.to_ndarray().astype(int) - whole).mean() < 4


def test_a_frame_is_encoded_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of each grew the process by some hundred MB in an hour, in holes that nothing else fitted."""
    encoder, planes, given = opened(target(str(tmp_path / "show.flv"), None)), Planes(), list[av.VideoFrame]()

    def encode(frame: av.VideoFrame) -> list[object]:
        given.append(frame)
        return []

    monkeypatch.setattr(encoder, "_video", SimpleNamespace(encode=encode))
    encoder.show(planes.show(numbers(DAY, 0), tint(DAY)))
    assert np.shares_memory(np.frombuffer(memoryview(given[0].planes[0]), np.uint8), planes.frame)


def test_a_keyframe_comes_every_two_seconds(filmed: Path) -> None:
    with av.open(str(filmed)) as container:
        keys = [number for number, frame in enumerate(container.decode(video=0)) if frame.key_frame]
    assert keys == [0, 2 * FPS, 4 * FPS]


@pytest.mark.parametrize("number", [0, 40, FRAMES - 1])
def test_a_frame_looks_like_what_was_drawn(filmed: Path, number: int) -> None:
    with av.open(str(filmed)) as container:
        frame = next(one for place, one in enumerate(container.decode(video=0)) if place == number)
        seen = frame.reformat(format="rgb24", src_colorspace="ITU709", dst_colorspace="ITU709").to_ndarray()
    drawn, other = (np.asarray(scaled(draw(DAY, at))).astype(int) for at in (number, number + 30))
    error = np.abs(seen.astype(int) - drawn).mean()
    assert error < 4
    assert error < 0.8 * np.abs(seen.astype(int) - other).mean()


def test_the_rate_is_constant_whatever_the_picture_is(filmed: Path) -> None:
    with av.open(str(filmed)) as container:
        sizes = [packet.size for packet in container.demux(video=0) if packet.size]
    second = [sum(sizes[at : at + FPS]) * 8 / 1000 for at in range(FPS, FRAMES - FPS, FPS)]
    assert all(0.8 * 1500 < rate < 1.2 * 1500 for rate in second)


def test_the_sound_is_as_long_as_the_picture_and_begins_with_the_bell(filmed: Path) -> None:
    with av.open(str(filmed)) as container:
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    assert abs(sound.shape[1] / RATE - FRAMES / FPS) < 0.06
    quarter = RATE // 4
    assert np.abs(sound[0, :quarter]).max() > 0.2


def test_an_ingest_gets_the_stream_over_rtmp() -> None:
    port = free_port()
    seen: list[bool] = []

    def ingest() -> None:
        address = f"rtmp://127.0.0.1:{port}/app/live_key"
        with (
            suppress(av.error.FFmpegError),  # the sender's goodbye reads as an error here
            av.open(address, format="flv", options={"listen": "1", "timeout": "20"}) as container,
        ):
            seen.extend(frame.key_frame for frame in container.decode(video=0))

    taking = threading.Thread(target=ingest)
    taking.start()
    film(target(f"rtmp://127.0.0.1:{port}/app", SecretStr("live_key")), 45)
    taking.join(20)
    assert len(seen) == 45
    assert [number for number, key in enumerate(seen) if key] == [0, 30]


def test_an_ingest_that_is_not_there_is_a_sentence_without_the_key() -> None:
    where = target(f"rtmp://127.0.0.1:{free_port()}/app", SecretStr("live_key"))
    with pytest.raises(StreamError, match="Nobody answers") as caught:
        Encoder(where, Quality())
    assert "live_key" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StreamError, match=r"no[^']*\.mp4.*Check the folder"):
        Encoder(target(str(tmp_path / "no" / "show.mp4"), None), Quality())
