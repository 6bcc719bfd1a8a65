"""Tones: waves, noises and envelopes as arrays. All samples are float32 in [-1, 1] at `RATE` a second."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Times = NDArray[np.float64]

RATE = 44_100
"""Samples a second: what streaming services ask for."""

A4 = 440.0


FADE_OUT = 0.02
"""Seconds in which a sound that is cut goes to silence."""


def pitch(note: int) -> float:
    """Return the frequency of a MIDI note in hertz: 69 is the A of 440 Hz, equal temperament."""
    return float(A4 * 2 ** ((note - 69) / 12))


def span(seconds: float) -> Times:
    """Return the moments of so many seconds, in seconds, shape (n,)."""
    return np.arange(round(seconds * RATE), dtype=np.float64) / RATE


def wave(hertz: float, seconds: float, overtones: tuple[float, ...] = (1.0,)) -> Samples:
    """Return a tone whose overtones have these strengths; those above half the sample rate are left out."""
    at = span(seconds)
    made = np.zeros_like(at)
    for number, strength in enumerate(overtones, 1):
        if number * hertz < RATE / 2:
            made += strength * np.sin(2 * np.pi * number * hertz * at)
    return (made / sum(overtones)).astype(np.float32)


def bell(hertz: float, seconds: float, partials: tuple[tuple[float, float, float], ...]) -> Samples:
    """Return a struck tone: each partial is its ratio to `hertz`, its strength and its decay in seconds."""
    at = span(seconds)
    made = np.zeros_like(at)
    for ratio, strength, decay in partials:
        made += strength * np.sin(2 * np.pi * ratio * hertz * at) * np.exp(-at / decay)
    return _ended((made / sum(strength for _, strength, _ in partials)).astype(np.float32))


def noise(seconds: float, seed: int) -> Samples:
    """Return white noise, the same for the same seed."""
    return np.random.default_rng(seed).uniform(-1, 1, round(seconds * RATE)).astype(np.float32)


def glide(start: float, end: float, seconds: float) -> Samples:
    """Return a sine that slides from one frequency to another."""
    at = span(seconds)
    hertz = start + (end - start) * at / seconds
    turned: Samples = np.sin(2 * np.pi * np.cumsum(hertz) / RATE).astype(np.float32)
    return turned


def brighter(samples: Samples) -> Samples:
    """Return the difference of neighbours: a plain high-pass, for hats and paper."""
    return (np.diff(samples, prepend=np.float32(0)) / 2).astype(np.float32)


def darker(samples: Samples, width: int) -> Samples:
    """Return the running mean over `width` samples: a plain low-pass."""
    kernel = np.full(width, 1 / width, np.float32)
    return np.convolve(samples, kernel, "same").astype(np.float32)


def shaped(samples: Samples, attack: float, decay: float) -> Samples:
    """Return the samples faded in over `attack` seconds, then out with the time constant `decay`."""
    at = span(len(samples) / RATE)[: len(samples)]
    rise = np.minimum(1, at / max(attack, 1 / RATE))
    fall = np.exp(-np.maximum(0, at - attack) / decay)
    return _ended((samples * rise * fall).astype(np.float32))


def _ended(samples: Samples) -> Samples:
    """The samples with their last moment faded out: no click where they are cut."""
    left = np.arange(len(samples))[::-1] / (FADE_OUT * RATE)
    return (samples * np.minimum(1, left)).astype(np.float32)


def laid(into: Samples, samples: Samples, at: float, gain: float = 1.0) -> None:
    """Add samples into a loop at a moment in seconds; what is beyond its end begins it again."""
    start = round(at * RATE)
    for offset in range(0, len(samples), len(into)):
        part = samples[offset : offset + len(into)]
        here = (start + offset) % len(into)
        first = min(len(part), len(into) - here)
        into[here : here + first] += np.float32(gain) * part[:first]
        into[: len(part) - first] += np.float32(gain) * part[first:]
