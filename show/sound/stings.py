"""Stings: the short sounds of what happens on the floor. Mono, loudest sample below one."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import numpy as np

from show.sound.tones import RATE, Samples, bell, brighter, darker, glide, noise, pitch, shaped, wave

Sting = Literal["opening bell", "closing bell", "alarm", "all clear", "cash", "loss", "ruin", "news", "vote"]
STINGS: tuple[Sting, ...] = get_args(Sting)

BRASS_BELL = (
    (0.5, 0.25, 2.2), (1.0, 0.8, 1.6), (1.19, 0.3, 1.1), (1.56, 0.35, 0.8),
    (2.0, 0.45, 0.6), (2.66, 0.25, 0.4), (3.01, 0.2, 0.25), (4.1, 0.12, 0.12),
)  # fmt: skip
"""Partials of a hand bell: hum, prime, tierce, quint, nominal and what is above, each dying sooner."""

COIN = ((1.0, 0.7, 0.35), (2.76, 0.4, 0.2), (5.4, 0.2, 0.08))
"""Partials of a free bar, as of a till's little bell."""

LOUDEST = 0.9


@cache
def sting(name: Sting) -> Samples:
    """Return the samples of a sting, made once."""
    made = _MAKERS[name]()
    return (made * np.float32(LOUDEST / max(1e-9, float(np.abs(made).max())))).astype(np.float32)


def _strokes(times: int, gap: float, hertz: float) -> Samples:
    stroke = bell(hertz, 2.4, BRASS_BELL)
    return _together(*((number * gap, stroke) for number in range(times)))


def _opening() -> Samples:
    return _strokes(6, 0.18, pitch(79))


def _closing() -> Samples:
    return _strokes(3, 0.55, pitch(74))


def _alarm() -> Samples:
    low, high = wave(pitch(69), 0.22, (1, 0.5, 0.3)), wave(pitch(74), 0.22, (1, 0.5, 0.3))
    return _together(*((0.23 * number, shaped((low, high)[number % 2], 0.01, 1.0)) for number in range(8)))


def _all_clear() -> Samples:
    notes = ((0.0, 67), (0.14, 72), (0.28, 76), (0.42, 79))
    return _together(*((at, shaped(wave(pitch(note), 0.7, (1, 0.3, 0.1)), 0.005, 0.2)) for at, note in notes))


def _cash() -> Samples:
    drawer = shaped(darker(noise(0.18, 3), 6), 0.002, 0.05)
    return _together((0.0, drawer), (0.09, bell(pitch(96), 0.8, COIN)), (0.16, bell(pitch(100), 0.9, COIN)))


def _loss() -> Samples:
    return _together((0.0, shaped(glide(330, 180, 0.35), 0.01, 0.2)), (0.0, shaped(wave(90, 0.3), 0.01, 0.1)))


def _ruin() -> Samples:
    """Four falling notes of a sorry trombone, the last one long."""
    made = []
    for number, note in enumerate((58, 57, 56, 55)):
        long = number == 3
        tone = wave(pitch(note), 1.5 if long else 0.32, (1, 0.7, 0.5, 0.35, 0.2))
        shake = 1 + 0.25 * np.sin(2 * np.pi * 5.5 * np.arange(len(tone)) / RATE) * long
        made.append((0.36 * number, shaped((tone * shake).astype(np.float32), 0.03, 0.7 if long else 0.3)))
    return _together(*made)


def _news() -> Samples:
    """A teleprinter: eight quick strikes, each a click with a little pitch."""
    strike = shaped(brighter(noise(0.03, 11)), 0.001, 0.008) * np.float32(0.8)
    ring = shaped(wave(2100, 0.05), 0.001, 0.012) * np.float32(0.3)
    times = (0.0, 0.07, 0.14, 0.24, 0.31, 0.38, 0.48, 0.55)
    return _together(*((at, strike) for at in times), *((at, ring) for at in times))


def _vote() -> Samples:
    notes = ((0.0, 76), (0.1, 81))
    return _together(*((at, shaped(wave(pitch(note), 0.5, (1, 0.2)), 0.004, 0.12)) for at, note in notes))


def _together(*parts: tuple[float, Samples]) -> Samples:
    """Return parts that begin at so many seconds, added up."""
    ends = [round(at * RATE) + len(part) for at, part in parts]
    made = np.zeros(max(ends), np.float32)
    for (at, part), end in zip(parts, ends, strict=True):
        made[round(at * RATE) : end] += part
    return made


_MAKERS = {
    "opening bell": _opening,
    "closing bell": _closing,
    "alarm": _alarm,
    "all clear": _all_clear,
    "cash": _cash,
    "loss": _loss,
    "ruin": _ruin,
    "news": _news,
    "vote": _vote,
}
