"""The mix never clips, never jumps, and is the same however it is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.sound.bed import MOODS, Mood, _keys, bed
from show.sound.mixer import Heard, Mixer, warm
from show.sound.stings import STINGS, Sting, sting
from show.sound.tones import RATE, Samples


def loudness(samples: Samples) -> float:
    return float(np.sqrt((samples.astype(np.float64) ** 2).mean()))


@pytest.mark.parametrize("name", STINGS)
def test_every_sting_is_heard_and_ends_in_silence(name: Sting) -> None:
    made = sting(name)
    assert made.dtype == np.float32
    assert 0.3 * RATE < len(made) < 5 * RATE
    assert 0.85 < np.abs(made).max() <= 0.91
    assert np.abs(made[-1]) < 0.02


@pytest.mark.parametrize("mood", ["calm", "chaos"])
def test_a_bed_goes_on_into_its_beginning_without_a_seam(mood: Mood) -> None:
    loop = bed(mood)
    steps = np.abs(np.diff(loop))
    assert abs(float(loop[0] - loop[-1])) <= float(steps.max())
    assert loudness(loop) > 0.05


def test_what_is_warm_is_made_only_once_and_keeps_no_notes() -> None:
    warm()
    made = bed.cache_info().misses, sting.cache_info().misses
    mixer = Mixer()
    for mood in reversed(MOODS):
        mixer.play(mood)
        mixer.next(RATE)
    for name in STINGS:
        mixer.cue(name)
    assert (bed.cache_info().misses, sting.cache_info().misses) == made
    assert _keys.cache_info().currsize == 0


def test_the_two_beds_differ() -> None:
    assert len(bed("calm")) != len(bed("chaos"))


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 4000), min_size=1, max_size=8))
def test_the_mix_does_not_depend_on_how_much_is_asked_for_at_once(counts: list[int]) -> None:
    pieces, whole = told(Mixer()), told(Mixer())
    assert np.allclose(
        np.concatenate([pieces.next(count) for count in counts], axis=1), whole.next(sum(counts)), atol=1e-5
    )


def told(mixer: Mixer) -> Mixer:
    mixer.play("chaos")
    mixer.cue("cash")
    return mixer


def test_everything_at_once_does_not_clip() -> None:
    mixer = Mixer()
    for name in STINGS:
        mixer.cue(name)
    mixer.say(np.ones(RATE, np.float32))
    heard = mixer.next(RATE)
    assert heard.shape == (2, RATE)
    assert np.abs(heard).max() < 1.0


def test_without_music_and_stings_there_is_silence() -> None:
    mixer = Mixer(Heard(music=False, stings=False))
    mixer.cue("alarm")
    assert not mixer.next(RATE).any()


def test_a_voice_that_would_come_long_after_its_caption_is_left_out() -> None:
    mixer = Mixer(Heard(music=False))
    for _ in range(9):
        mixer.say(np.full(3 * RATE, 0.5, np.float32))
    mixer.next(2 * RATE)
    mixer.say(np.full(RATE, 0.5, np.float32))  # the one before has a second left
    heard = mixer.next(5 * RATE)
    assert heard[:, : 2 * RATE].all()
    assert not heard[:, 2 * RATE :].any()


def test_what_is_switched_off_is_silent_at_once_and_without_a_click() -> None:
    mixer = Mixer(Heard(music=False))
    mixer.say(np.full(4 * RATE, 0.5, np.float32))
    mixer.cue("opening bell")
    before = mixer.next(RATE // 2)
    mixer.let(Heard(music=False, stings=False, voices=False))
    after = np.concatenate([mixer.next(441) for _ in range(50)], axis=1)
    assert loudness(before) > 0.1
    assert not after[:, RATE // 10 :].any()
    whole = np.concatenate([before, after], axis=1)[0]
    loudest_step = np.abs(np.diff(sting("opening bell"))).max()
    assert np.abs(np.diff(whole)).max() <= loudest_step
    mixer.cue("alarm")
    mixer.say(np.ones(RATE, np.float32))
    mixer.let(Heard(music=False))
    assert not mixer.next(RATE).any()  # what nobody heard does not come later


def test_the_bed_fades_in_and_gives_way_to_a_voice() -> None:
    mixer = Mixer(Heard(stings=False))
    first, later = mixer.next(2000), (mixer.next(3 * RATE), mixer.next(3 * RATE))[1]
    mixer.say(np.zeros(4 * RATE, np.float32))
    mixer.next(RATE)
    under = mixer.next(3 * RATE)
    assert loudness(first) < loudness(later)
    assert loudness(under) < 0.6 * loudness(later)


def test_voices_speak_one_after_another() -> None:
    mixer = Mixer(Heard(music=False))
    mixer.say(np.full(100, 0.5, np.float32))
    mixer.say(np.full(50, -0.5, np.float32))
    heard = mixer.next(200)[0]
    assert (heard[:100] > 0.3).all()
    assert (heard[100:150] < -0.3).all()
    assert not heard[150:].any()


def test_a_blanked_show_is_hushed_at_once() -> None:
    mixer = Mixer(Heard(music=False))
    mixer.cue("alarm")
    mixer.say(np.ones(RATE, np.float32))
    mixer.hush()
    assert not mixer.next(RATE).any()


def test_the_same_sting_twice_in_one_moment_is_one() -> None:
    once, twice = Mixer(Heard(music=False)), Mixer(Heard(music=False))
    once.cue("cash")
    twice.cue("cash")
    twice.cue("cash")
    assert np.array_equal(once.next(RATE), twice.next(RATE))
