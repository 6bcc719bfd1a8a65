"""The music bed: a slow loop for quiet hours and a driven one for chaos. Written here, played by no one."""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

import numpy as np

from show.sound.tones import (
    RATE,
    Samples,
    brighter,
    darker,
    glide,
    laid,
    noise,
    pitch,
    shaped,
    span,
    wave,
)

Mood = Literal["calm", "chaos"]
MOODS: tuple[Mood, ...] = get_args(Mood)

CALM_BPM, CHAOS_BPM = 76, 138
BARS, BEATS = 8, 4

CALM_CHORDS: tuple[tuple[int, tuple[int, ...]], ...] = (
    (38, (60, 64, 65, 69)), (43, (59, 62, 65, 69)), (36, (59, 62, 64, 67)), (45, (60, 64, 67, 71)),
    (38, (57, 60, 65, 69)), (43, (59, 64, 65, 69)), (40, (59, 62, 67, 71)), (45, (61, 64, 67, 70)),
)  # fmt: skip
"""The bass note and the chord of each bar: two turns through ii, V, I and vi in C, the last one altered."""

CALM_TUNE: tuple[tuple[float, int], ...] = (
    (2.5, 76), (3.0, 77), (3.5, 74), (6.0, 71), (9.5, 72), (10.0, 74), (10.5, 67), (14.5, 69), (15.0, 72),
    (18.0, 77), (19.5, 76), (20.5, 74), (22.0, 69), (26.5, 71), (27.0, 74), (27.5, 79), (30.0, 76),
    (31.0, 73),
)  # fmt: skip
"""Beat and note of the little tune over it; most of the time there is none."""

CHAOS_BASS = (38, 38, 41, 38, 36, 38, 44, 43)
"""The bass of each bar of chaos; its semitones rub on purpose."""


@cache
def bed(mood: Mood) -> Samples:
    """Return one turn of the loop, mono, shape (n,). Its end goes on into its beginning without a seam."""
    made = _calm() if mood == "calm" else _chaos()
    for notes in (_keys, _hat, _brush):
        notes.cache_clear()  # nobody needs its notes any more, and they are 9 MB
    return (made * np.float32(0.8 / float(np.abs(made).max()))).astype(np.float32)


def _loop(bpm: int) -> tuple[Samples, float]:
    beat = 60 / bpm
    return np.zeros(round(BARS * BEATS * beat * RATE), np.float32), beat


def _calm() -> Samples:
    loop, beat = _loop(CALM_BPM)
    for bar, (root, chord) in enumerate(CALM_CHORDS):
        start = bar * BEATS * beat
        for lag, note in enumerate(chord):
            laid(loop, _keys(note, 2.6), start + 0.012 * lag, 0.16)
            laid(loop, _keys(note, 1.2), start + 2.5 * beat + 0.012 * lag, 0.09)
        laid(loop, _bass(root, 1.4 * beat), start, 0.5)
        laid(loop, _bass(root + 7, 0.8 * beat), start + 2.5 * beat, 0.34)
        for half in range(2 * BEATS):
            late = 0.06 * beat * (half % 2)  # a little swing
            laid(loop, _hat(half), start + half * beat / 2 + late, 0.08 if half % 2 else 0.05)
        for at in (0, 2.5):
            laid(loop, _kick(), start + at * beat, 0.45)
        for at in (1, 3):
            laid(loop, _brush(), start + at * beat, 0.16)
    for at, note in CALM_TUNE:
        laid(loop, _keys(note, 1.1), at * beat, 0.15)
    return loop


def _chaos() -> Samples:
    loop, beat = _loop(CHAOS_BPM)
    for bar, root in enumerate(CHAOS_BASS):
        start = bar * BEATS * beat
        for eighth in range(2 * BEATS):
            laid(loop, _pulse(root + 12 * (eighth % 4 == 3), beat / 2), start + eighth * beat / 2, 0.32)
        for at in range(BEATS):
            laid(loop, _kick(), start + at * beat, 0.6)
            laid(loop, _hat(at), start + (at + 0.5) * beat, 0.14)
        for at in (1, 3):
            laid(loop, _brush(), start + at * beat, 0.3)
        for lag, note in enumerate((root + 24, root + 27, root + 30)):
            laid(loop, _keys(note, 0.5), start + (3 + lag / 3) * beat, 0.12)
    return loop


@cache
def _keys(note: int, seconds: float) -> Samples:
    """An electric piano: a sine, its octave, and a bar that rings for a moment at the strike."""
    body = wave(pitch(note), seconds, (1.0, 0.35, 0.08))
    strike = wave(pitch(note) * 7, 0.12)
    strike = shaped(strike, 0.001, 0.03) * np.float32(0.12)
    made = shaped(body, 0.006, seconds / 3)
    made[: len(strike)] += strike[: len(made)]
    tremble = 1 + 0.12 * np.sin(2 * np.pi * 4.6 * span(len(made) / RATE)[: len(made)])
    shaken: Samples = (made * tremble).astype(np.float32)
    return shaken


def _bass(note: int, seconds: float) -> Samples:
    return shaped(wave(pitch(note), seconds, (1.0, 0.4, 0.15)), 0.012, seconds / 2)


def _pulse(note: int, seconds: float) -> Samples:
    return shaped(wave(pitch(note), seconds, (1.0, 0.6, 0.5, 0.35, 0.25, 0.2)), 0.004, seconds / 2)


def _kick() -> Samples:
    return shaped(glide(120, 42, 0.22), 0.002, 0.07)


@cache
def _hat(seed: int) -> Samples:
    return shaped(brighter(noise(0.07, 100 + seed)), 0.001, 0.018)


@cache
def _brush() -> Samples:
    return shaped(darker(noise(0.25, 7), 3), 0.008, 0.06)
