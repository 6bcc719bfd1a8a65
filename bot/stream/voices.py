"""Spoken voices for the stream, where a speaking program is installed: espeak-ng, or Piper.

Captions are always in the picture; a voice is an extra. Text goes to the program as its input, never as an
argument, and a line that comes while two wait is not spoken: late talk is worse than none.
"""

from __future__ import annotations

import json
import logging
import queue
import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from wave import Error as WaveError
from wave import open as open_wave

import numpy as np

from bot.plain import one_line
from bot.stream.trouble import StreamError
from show.sound.tones import RATE, Samples
from show.words import TRADERS, TraderId

ESPEAK_NAME = "espeak"
"""What the setting says for espeak-ng; everything else is a folder of Piper's voices."""

SPEAK_SECONDS = 10.0
"""A line is 80 characters; a program that takes longer over it hangs."""

WAITING = 2

PATIENCE = 3
"""So many lines in a row that could not be spoken, and a voice is broken: it is tried no more."""

ESPEAK: dict[TraderId, tuple[str, ...]] = {
    "alex": ("-v", "en-us+m7", "-s", "195", "-p", "62"),
    "sarah": ("-v", "en-gb+f2", "-s", "150", "-p", "38"),
    "alice": ("-v", "en-us+f4", "-s", "165", "-p", "55"),
    "mike": ("-v", "en-us+m3", "-s", "185", "-p", "42"),
}
"""Voice, words a minute and pitch: Alex rushes, Sarah drones, Alice is exact, Mike is on the news."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Speaker:
    """How one trader's lines are spoken: a command that reads text and writes sound."""

    command: tuple[str, ...]
    rate: int | None = None
    """Samples a second of bare 16-bit sound; None when the command writes a WAV."""

    def speak(self, text: str) -> Samples:
        """Return a line as samples, mono, at the stream's rate.

        Raises:
            StreamError: the program failed, or wrote no sound.
        """
        try:
            done = subprocess.run(
                self.command, input=text.encode(), capture_output=True, timeout=SPEAK_SECONDS, check=True
            )
            rate, sound = (self.rate, done.stdout) if self.rate else _unpacked(done.stdout)
        except (OSError, subprocess.SubprocessError, WaveError, EOFError) as error:
            raise StreamError(f"{self.command[0]!r} could not speak a line ({_why(error)}).") from error
        return _at_our_rate(np.frombuffer(sound[: len(sound) // 2 * 2], "<i2"), rate)


class Voices:
    """Speaks lines one after another on a thread of its own. Whose voice is broken gets a spare one."""

    def __init__(
        self, speakers: Mapping[TraderId, Speaker], spare: Mapping[TraderId, Speaker] | None = None
    ) -> None:
        self._speakers, self._spare = dict(speakers), spare or {}
        self._failures: Counter[TraderId] = Counter()
        self._lines: queue.Queue[tuple[TraderId, str, Callable[[Samples], None]] | None] = queue.Queue(
            WAITING
        )
        self._thread = threading.Thread(target=self._run, name="voices", daemon=True)
        self._thread.start()

    def speak(self, trader: TraderId, text: str, heard: Callable[[Samples], None]) -> None:
        """Speak a line soon and hand over its samples, or leave it out when too many wait."""
        if trader not in self._speakers:
            return
        try:
            self._lines.put_nowait((trader, text, heard))
        except queue.Full:
            logger.debug("A line of %s was not spoken: the voices are behind.", trader)

    def close(self) -> None:
        """Speak no more lines."""
        while True:
            try:
                self._lines.put_nowait(None)
                return
            except queue.Full:
                self._lines.get()

    def _run(self) -> None:
        while (line := self._lines.get()) is not None:
            trader, text, heard = line
            speaker = self._speakers.get(trader)
            try:
                if speaker is not None:
                    heard(speaker.speak(text))
                    self._failures[trader] = 0
            except StreamError as error:
                logger.debug("%s", error)
                self._failed(trader, str(error))

    def _failed(self, trader: TraderId, why: str) -> None:
        self._failures[trader] += 1
        if self._failures[trader] < PATIENCE:
            return
        broken = self._speakers.pop(trader)
        del self._failures[trader]
        instead = self._spare.get(trader)
        if instead is not None and instead is not broken:
            self._speakers[trader] = instead
        now = "espeak-ng speaks instead" if trader in self._speakers else "Captions stay"
        logger.warning(
            "The voice of %s is broken: %s %s. Correct WALLSTREET_STREAM_VOICE, or set it to nothing.",
            trader.capitalize(), why, now,
        )  # fmt: skip


def speakers(wanted: str) -> dict[TraderId, Speaker]:
    """Return who speaks how: `espeak` for espeak-ng, or a folder of Piper voices such as `alex.onnx`.

    Raises:
        StreamError: the program or the voices are not there.
    """
    if wanted == ESPEAK_NAME:
        program = _found("espeak-ng", "Install it with 'apt install espeak-ng' or 'brew install espeak-ng'")
        return {trader: Speaker((program, *ESPEAK[trader], "--stdin", "--stdout")) for trader in TRADERS}
    voices = {trader: Path(wanted).expanduser() / f"{trader}.onnx" for trader in TRADERS}
    found = {trader: file for trader, file in voices.items() if file.is_file()}
    if not found:
        raise StreamError(
            f"There is no voice in {wanted!r}: it needs files such as 'alex.onnx' with 'alex.onnx.json'."
            " Set WALLSTREET_STREAM_VOICE to such a folder, to 'espeak', or to nothing."
        )
    program = _found("piper", "Install it with 'pip install piper-tts'")
    return {trader: _piper(program, file) for trader, file in found.items()}


def spare(wanted: str) -> dict[TraderId, Speaker]:
    """Return who speaks when a voice of these settings turns out to be broken: espeak-ng, if it is there."""
    if wanted == ESPEAK_NAME or shutil.which("espeak-ng") is None:
        return {}
    return speakers(ESPEAK_NAME)


def _why(error: Exception) -> str:
    said = error.stderr if isinstance(error, subprocess.CalledProcessError) else b""
    last = (said or b"").decode(errors="replace").strip().rpartition("\n")[2]
    return one_line(last, 120) or type(error).__name__


def _found(program: str, remedy: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise StreamError(f"The program {program!r} is not installed. {remedy}, or set no voice.")
    return path


def _piper(program: str, file: Path) -> Speaker:
    try:
        rate = int(json.loads(Path(f"{file}.json").read_text(encoding="utf-8"))["audio"]["sample_rate"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StreamError(
            f"The voice {str(file)!r} has no readable '{file.name}.json' that names its sample rate. Download"
            " it again, both files."
        ) from error
    return Speaker((program, "--model", str(file), "--output-raw"), rate)


def _unpacked(sound: bytes) -> tuple[int, bytes]:
    # A program that writes to a pipe cannot know the length it announces, so everything that came is read.
    with open_wave(BytesIO(sound)) as file:
        return file.getframerate(), file.readframes(len(sound))


def _at_our_rate(samples: np.ndarray[tuple[int], np.dtype[np.int16]], rate: int) -> Samples:
    if not len(samples):
        return np.zeros(0, np.float32)
    count = round(len(samples) * RATE / rate)
    places = np.arange(count) * (rate / RATE)
    made: Samples = (np.interp(places, np.arange(len(samples)), samples) / 32768).astype(np.float32)
    return made
