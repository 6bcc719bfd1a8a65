"""The mixer: a bed that never ends, stings over it, voices over both. It is asked for the next samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from show.sound.bed import MOODS, Mood, bed
from show.sound.stings import STINGS, Sting, sting
from show.sound.tones import RATE, Samples

BED_GAIN, STING_GAIN, VOICE_GAIN = 0.22, 0.6, 0.9
DUCKED = 0.35
"""What is left of the bed while a voice speaks."""

FADE = 0.9
"""Seconds in which one bed gives way to another, or to silence."""

CUT = 0.08
"""Seconds in which stings and voices that are switched off go to silence: at once, and without a click."""

LATE = 1.5
"""Seconds that a voice may wait for the one before. Later it would speak over another line's caption."""

MOST_STINGS = 6
"""More at once are only noise; the oldest gives way."""


@dataclass(slots=True)
class Playing:
    """Samples that are being played, and how far they are through."""

    samples: Samples
    gain: float
    at: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What of the mix is heard."""

    music: bool = True
    stings: bool = True
    voices: bool = True


class Mixer:
    """Mixes sound as it is asked for, in order. It follows what it was told, and no clock."""

    def __init__(self, heard: Heard | None = None) -> None:
        self._heard = heard or Heard()
        self._mood: Mood = "calm"
        self._levels: dict[Mood, float] = {"calm": 0.0, "chaos": 0.0}
        self._at = 0
        self._duck = 1.0
        self._sting_level, self._voice_level = 1.0, 1.0
        self._stings: list[Playing] = []
        self._voices: list[Playing] = []

    def play(self, mood: Mood) -> None:
        """Let the bed change its mood from the next samples on."""
        self._mood = mood

    def let(self, heard: Heard) -> None:
        """Let this be heard from now on, and the rest not."""
        self._heard = heard

    def cue(self, name: Sting) -> None:
        """Play a sting from the next samples on. The same one is never doubled within its first tenth."""
        if not self._heard.stings:
            return
        made = sting(name)
        if any(one.samples is made and one.at < RATE // 10 for one in self._stings):
            return
        self._stings = [*self._stings[1 - MOST_STINGS :], Playing(made, STING_GAIN)]

    def say(self, samples: Samples) -> None:
        """Speak after whatever is being said, unless that would be long after its caption."""
        left = sum(len(one.samples) - one.at for one in self._voices)
        if not self._heard.voices or left > LATE * RATE:
            return
        self._voices.append(Playing(samples, VOICE_GAIN))

    def hush(self) -> None:
        """Let go of everything but the bed: for a moderator who blanks the show."""
        self._stings, self._voices = [], []

    def next(self, count: int) -> NDArray[np.float32]:
        """Return the next samples for left and right, shape (2, count), in [-1, 1]."""
        steps = np.arange(1, count + 1, dtype=np.float32) / np.float32(RATE)
        mixed = self._bed(count, steps / np.float32(FADE))
        stings = _towards(self._sting_level, float(self._heard.stings), steps / np.float32(CUT))
        voices = _towards(self._voice_level, float(self._heard.voices), steps / np.float32(CUT))
        mixed += stings * self._struck(count) + voices * self._spoken(count)
        if count:
            self._sting_level, self._voice_level = float(stings[-1]), float(voices[-1])
        self._stings = self._stings if self._sting_level else []
        self._voices = self._voices if self._voice_level else []
        soft = np.tanh(mixed).astype(np.float32)  # never clips, however much comes together
        return np.stack((soft, soft))

    def _struck(self, count: int) -> Samples:
        mixed = np.zeros(count, np.float32)
        for one in self._stings:
            _add(mixed, one)
        self._stings = [one for one in self._stings if one.at < len(one.samples)]
        return mixed

    def _spoken(self, count: int) -> Samples:
        mixed, left = np.zeros(count, np.float32), count
        while self._voices and left > 0:
            voice = self._voices[0]
            left -= _add(mixed, voice, count - left)
            if voice.at >= len(voice.samples):
                self._voices.pop(0)
        return mixed

    def _bed(self, count: int, steps: Samples) -> Samples:
        mixed = np.zeros(count, np.float32)
        duck = _towards(self._duck, DUCKED if self._voices else 1.0, steps)
        self._duck = float(duck[-1]) if count else self._duck
        for mood in self._levels:
            wanted = 1.0 if self._heard.music and mood == self._mood else 0.0
            if wanted == self._levels[mood] == 0.0:
                continue
            level = _towards(self._levels[mood], wanted, steps)
            loop = bed(mood)
            places = (self._at + np.arange(count)) % len(loop)
            mixed += np.float32(BED_GAIN) * level * duck * loop[places]
            self._levels[mood] = float(level[-1]) if count else self._levels[mood]
        self._at += count
        return mixed


def warm() -> None:
    """Make every bed and sting, so that neither memory nor a moment jumps with the first chaos."""
    for mood in MOODS:
        bed(mood)
    for name in STINGS:
        sting(name)


def _towards(now: float, wanted: float, steps: Samples) -> Samples:
    moved = now + steps if wanted > now else now - steps
    level: Samples = np.clip(moved, min(now, wanted), max(now, wanted)).astype(np.float32)
    return level


def _add(mixed: Samples, one: Playing, offset: int = 0) -> int:
    """Add what is left of one sound, as far as there is room; return how many samples that were."""
    part = one.samples[one.at : one.at + len(mixed) - offset]
    mixed[offset : offset + len(part)] += np.float32(one.gain) * part
    one.at += len(part)
    return len(part)
