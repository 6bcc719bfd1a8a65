"""The streamer keeps its pace: late frames are made up for, a lost ingest is tried again, nothing drifts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.stream.encoder import Quality
from bot.stream.reel import Act, Reel
from bot.stream.streamer import BACK_OFF, Streamer, samples_of
from bot.stream.trouble import StreamError
from show.sound.mixer import Heard, Mixer
from show.sound.tones import RATE
from tests.show.stage.gallery import DAY as SCENE

FPS = 10


@dataclass
class Studio:
    """A clock that only the streamer's waiting moves, and sinks that take what they are given.

    `naps` are extra seconds that single frames take to encode, by their number; `breaks` are the frames at
    which a connection breaks, `refused` how many connections fail at first, and `away` from when to when
    nobody answers at all.
    """

    naps: dict[int, float] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)
    refused: int = 0
    away: tuple[float, float] = (0.0, 0.0)
    last: int = 100
    now: float = 0.0
    frames: list[tuple[float, int]] = field(default_factory=list)
    samples: int = 0
    pauses: list[float] = field(default_factory=list)
    opened: int = 0
    closed: int = 0
    stop: Callable[[], None] = lambda: None

    def connect(self) -> Studio:
        self.opened += 1
        if self.opened <= self.refused or self.gone:
            raise StreamError("nobody answers")
        return self

    @property
    def gone(self) -> bool:
        return self.away[0] <= self.now < self.away[1]

    def show(self, frame: NDArray[np.uint8] | None) -> None:
        if frame is None:
            return
        if self.gone:
            raise StreamError("gone")
        if self.breaks and len(self.frames) == self.breaks[0]:
            self.breaks.pop(0)
            raise StreamError("gone")
        self.frames.append((self.now, crc32(frame.tobytes())))
        self.now += self.naps.get(len(self.frames), 0.0)
        if len(self.frames) >= self.last:
            self.stop()

    def play(self, samples: NDArray[np.float32]) -> None:
        self.samples += samples.shape[1]

    def close(self) -> None:
        self.closed += 1

    def wait(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.now += seconds
        return False

    def run(self, back_off: tuple[float, ...] = (1, 2, 4)) -> Streamer:
        streamer = Streamer(
            self.connect, Quality(FPS), Mixer(), clock=lambda: self.now, wait=self.wait, back_off=back_off
        )
        self.stop = streamer._over.set
        streamer.show(Act(SCENE, 0.0))
        streamer._run()
        return streamer


def test_frames_come_at_a_constant_rate_with_their_sound() -> None:
    studio = Studio(last=50)
    tally = studio.run().tally
    assert [round(10 * at) for at, _ in studio.frames] == list(range(50))
    assert studio.samples == 50 * RATE // FPS
    assert (tally.frames, tally.late, tally.skipped, tally.connections) == (50, 0, 0, 1)
    assert studio.closed == 1


def test_the_picture_moves_while_nothing_happens_on_the_floor() -> None:
    studio = Studio(last=40)
    studio.run()
    assert len({frame for _, frame in studio.frames}) > 10


def test_frames_that_are_late_are_what_they_would_have_been() -> None:
    studio, calm = Studio(naps={10: 0.55}, last=40), Studio(last=40)
    tally = studio.run().tally
    calm.run()
    assert tally.late == 4
    assert [frame for _, frame in studio.frames] == [frame for _, frame in calm.frames]
    assert studio.samples == 40 * RATE // FPS
    assert round(10 * studio.frames[-1][0]) == 39  # as late as if nothing had happened


def test_far_behind_only_every_third_frame_is_drawn_and_all_sound_sent() -> None:
    studio = Studio(naps={10: 1.55}, last=40)
    tally = studio.run().tally
    assert 4 <= tally.thinned <= 8
    assert tally.skipped == 0
    assert studio.samples == (40 + tally.thinned) * RATE // FPS
    assert round(10 * studio.frames[-1][0]) == 39 + tally.thinned


def test_a_machine_that_slept_goes_on_with_now() -> None:
    studio = Studio(naps={10: 60.0}, last=40)
    tally = studio.run().tally
    assert tally.skipped == 599
    assert tally.late == 0
    assert studio.samples == 40 * RATE // FPS


def test_a_broken_connection_is_opened_again_after_a_pause() -> None:
    studio = Studio(breaks=[20], last=40)
    tally = studio.run().tally
    assert (tally.connections, studio.opened, studio.closed) == (2, 2, 2)
    assert tally.frames == 40


def test_what_happened_while_the_ingest_was_gone_is_not_heard_afterwards() -> None:
    studio, spoken = Studio(refused=2, last=3), list[str]()
    streamer = Streamer(
        studio.connect, Quality(FPS), Mixer(Heard(music=False)), clock=lambda: studio.now, wait=studio.wait
    )
    studio.stop = streamer._over.set
    streamer.show(Act(SCENE))
    streamer.sound(lambda mixer: mixer.say(np.ones(RATE, np.float32)))
    streamer.sound(lambda mixer: mixer.let(Heard(music=False, stings=False)))
    streamer.sound(lambda mixer: spoken.append("and what lasts is known"))
    streamer._run()
    assert spoken
    assert not streamer._mixer.next(RATE).any()


def test_pauses_grow_while_nobody_answers() -> None:
    studio = Studio(refused=4, last=5)
    streamer = studio.run()
    assert studio.pauses[:4] == [1, 2, 4, 4]
    assert streamer.tally.attempts == 5
    assert streamer.tally.skipped == FPS * (1 + 2 + 4 + 4)


def test_an_ingest_that_is_gone_for_ten_minutes_is_asked_now_and_then_and_gets_the_present() -> None:
    studio = Studio(away=(10.0, 610.0), last=200)
    tally = studio.run(BACK_OFF).tally
    before, after = studio.frames[99], studio.frames[100]
    assert before[0] < 10
    assert 610 <= after[0] < 610 + BACK_OFF[-1]
    assert tally.attempts < 30
    assert max(studio.pauses) == BACK_OFF[-1]
    assert tally.skipped >= 600 * FPS
    reel = Reel(0.0)
    reel.act = Act(SCENE, 0.0)
    frame = reel.frame(after[0])  # the picture of that very moment, and none of the ten minutes before it
    assert frame is not None
    assert crc32(frame.tobytes()) == after[1]


def test_a_connection_that_takes_no_frame_is_not_called_live() -> None:
    studio, told = Studio(breaks=[0, 0, 0], last=FPS + 5), list[str]()

    def connect() -> Studio:
        told.append(streamer.tally.trouble)
        return studio.connect()

    streamer = Streamer(connect, Quality(FPS), Mixer(), clock=lambda: studio.now, wait=studio.wait)
    studio.stop = streamer._over.set
    streamer.show(Act(SCENE, 0.0))
    streamer._run()
    assert told == ["", "gone", "gone", "gone"]
    assert streamer.tally.trouble == ""


def test_orders_reach_the_mixer_before_its_next_samples() -> None:
    heard: list[str] = []
    studio = Studio(last=3)
    streamer = Streamer(
        studio.connect, Quality(FPS), Mixer(), clock=lambda: studio.now, wait=studio.wait, back_off=(1,)
    )
    studio.stop = streamer._over.set
    streamer.sound(lambda mixer: heard.append("first"))
    streamer.sound(lambda mixer: heard.append("second"))
    streamer.show(Act(SCENE))
    streamer._run()
    assert heard == ["first", "second"]


def test_a_stream_that_was_never_shown_anything_can_be_stopped() -> None:
    streamer = Streamer(Studio().connect, Quality(FPS), Mixer())
    streamer.start()
    streamer.stop()
    assert streamer.tally.frames == 0


@settings(max_examples=30)
@given(fps=st.integers(10, 60), frames=st.integers(1, 5000))
def test_sound_never_drifts_from_the_frames(fps: int, frames: int) -> None:
    assert sum(samples_of(number, fps) for number in range(frames)) == frames * RATE // fps


@pytest.mark.parametrize("count", [1, 2])
def test_the_tally_reads_as_a_sentence(count: int) -> None:
    tally = Studio(last=1).run().tally
    tally.connections = count
    assert tally.sentence().startswith("1 frames sent, 0 of them late, 0 left out to keep up, 0 lost, ")
