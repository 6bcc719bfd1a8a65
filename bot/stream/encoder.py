"""The encoder: frames and samples in, H.264 and AAC out to an ingest or a file, at a constant rate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from bot.stream.planes import HIGH, WIDE
from bot.stream.target import Target
from bot.stream.trouble import NO_PYAV, StreamError
from show.sound.tones import RATE

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.stream import VideoStream

KEYFRAME_SECONDS = 2
"""Between two keyframes, as ingests ask: a viewer who comes waits no longer than this."""

SOUND_BITS = 128_000


@dataclass(frozen=True, slots=True)
class Quality:
    """Pictures a second, and thousands of bits a second for them."""

    fps: int = 30
    kbits: int = 2500


class Encoder:
    """Writes one stream. Picture and sound are given in step: samples for a frame right after it.

    Raises:
        StreamError: PyAV is missing, or the target does not take the stream.
    """

    def __init__(self, target: Target, quality: Quality) -> None:
        self._target = target
        self._frames = 0
        self._samples = 0
        with self._sentences():
            self._container = _opened(target)
        with self._sentences():
            self._video = _video(self._container, quality)
            self._audio = _audio(self._container)
            self._container.start_encoding()

    def show(self, frame: NDArray[np.uint8] | None) -> None:
        """Encode one frame, yuv420p, shape (1080, 1280); with None the one before is shown for longer.

        It is read where it lies and may be overwritten afterwards. A copy would be 1.4 MB anew each time, and
        whatever small thing came to lie in its place would make the next one grow the process.

        Raises:
            StreamError: the target takes no more.
        """
        import av

        number, self._frames = self._frames, self._frames + 1
        if frame is None:
            return
        picture = av.VideoFrame.from_numpy_buffer(frame, format="yuv420p")
        picture.pts = number
        with self._sentences():
            self._container.mux(self._video.encode(picture))

    def play(self, samples: NDArray[np.float32]) -> None:
        """Encode samples for left and right, shape (2, n).

        Raises:
            StreamError: the target takes no more.
        """
        import av

        sound = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
        sound.sample_rate = RATE
        sound.pts = self._samples
        self._samples += samples.shape[1]
        with self._sentences():
            self._container.mux(self._audio.encode(sound))

    def close(self) -> None:
        """Write what is left and close the target. One that is gone already is let go.

        Raises:
            StreamError: the end could not be written.
        """
        with self._sentences():
            try:
                for stream in (self._video, self._audio):
                    self._container.mux(stream.encode(None))
            finally:
                self._container.close()

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        import av

        try:
            yield
        except (OSError, av.error.FFmpegError, ValueError) as error:
            raise StreamError(_sentence(self._target, error)) from None  # its text holds the key


def _sentence(target: Target, error: Exception) -> str:
    said = target.without_key(str(error))
    if target.is_file:
        return f"The stream cannot be written to {str(target)!r} ({said}). Check the folder and the disk."
    if isinstance(error, ConnectionRefusedError):
        return f"Nobody answers at {str(target)!r}. Check WALLSTREET_STREAM_URL, and that the ingest runs."
    return (
        f"The ingest {str(target)!r} does not take the stream ({said.split(':')[0]}). Check"
        " WALLSTREET_STREAM_URL and the key in WALLSTREET_STREAM_KEY."
    )


def _opened(target: Target) -> OutputContainer:
    try:
        import av
    except ImportError as error:
        raise StreamError(NO_PYAV) from error
    return av.open(target.opened_as(), "w", format=target.container)


def _video(container: OutputContainer, quality: Quality) -> VideoStream:
    gap, bits = KEYFRAME_SECONDS * quality.fps, quality.kbits * 1000
    options = {
        "preset": "ultrafast",  # flat pixels need no search, and the minds need the time
        "profile": "main",
        "maxrate": str(bits),
        "minrate": str(bits),
        "bufsize": str(2 * bits),
        "x264-params": f"nal-hrd=cbr:force-cfr=1:keyint={gap}:min-keyint={gap}:scenecut=0",
    }
    stream = container.add_stream("libx264", rate=quality.fps, options=options)
    stream.width, stream.height, stream.pix_fmt, stream.bit_rate = WIDE, HIGH, "yuv420p", bits
    stream.codec_context.thread_count = 1  # one thread keeps up easily; more would spin beside the minds
    stream.codec_context.colorspace = 1  # BT.709
    stream.codec_context.color_range = 1
    return stream


def _audio(container: OutputContainer) -> AudioStream:
    stream = container.add_stream("aac", rate=RATE, layout="stereo")
    stream.bit_rate = SOUND_BITS
    return stream
