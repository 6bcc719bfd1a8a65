"""The stream as a host: it is told what is seen and heard, and lines are spoken if somebody can speak."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from bot.stream.host import StreamHost, switched
from bot.stream.reel import Act
from bot.stream.streamer import Tally
from bot.stream.trouble import StreamError
from bot.stream.voices import Speaker, Voices, speakers
from show.audience.chaos import ChaosRules
from show.events import LineSpoken
from show.sound.mixer import Heard, Mixer
from show.sound.tones import RATE, Samples
from show.state import State, fold
from show.words import SoundPart, TraderId
from tests.show.company import Company


@dataclass
class FakeProcess:
    """Keeps what it is told."""

    acts: list[Act] = field(default_factory=list)
    orders: list[Callable[[Mixer], None]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    running: bool = False
    lasting: set[str] = field(default_factory=set)

    def start(self) -> None:
        self.running = True

    def show(self, act: Act) -> None:
        self.acts.append(act)

    def sound(self, order: Callable[[Mixer], None], lasting: str = "") -> None:
        self.orders.append(order)
        self.lasting.add(lasting)

    def stop(self) -> None:
        self.running = False


async def shown(process: FakeProcess, ticks: int = 4) -> Company:
    company = await Company().run(ticks)
    host = StreamHost(process, ChaosRules(), clock=lambda: 7.0)
    await host.start()
    state = State()
    for entry in company.log.entries:
        fold(state, entry)
        if not entry.event.sealed:
            await host.show(entry, state)
    assert process.running
    await host.close()
    return company


async def test_every_line_is_seen_with_its_beginning() -> None:
    process = FakeProcess()
    company = await shown(process)
    said = [event.text for event in company.events("LineSpoken") if isinstance(event, LineSpoken)]
    seen = [view.speech for act in process.acts for view in act.scene.traders if view.speech]
    assert said
    assert set(said) <= set(seen)
    assert {act.began for act in process.acts} == {None, 7.0}


async def test_the_stream_is_heard_from_the_opening_bell_on() -> None:
    process = FakeProcess()
    await shown(process)
    mixer = Mixer(Heard(music=False))
    for order in process.orders[:2]:
        order(mixer)
    assert np.abs(mixer.next(RATE // 2)).max() > 0.1


@pytest.mark.parametrize(
    ("switches", "heard"),
    [
        ({}, Heard(music=False)),
        ({"sound": False}, Heard(music=False, stings=False, voices=False)),
        ({"sound": False, "music": True}, Heard(music=False, stings=False, voices=False)),
        ({"sound": True, "music": True, "bells": False}, Heard(stings=False)),
        ({"voices": False}, Heard(music=False, voices=False)),
    ],
)
def test_a_switch_comes_before_the_settings(switches: dict[SoundPart, bool], heard: Heard) -> None:
    assert switched(Heard(music=False), switches) == heard


async def test_a_switch_is_heard_in_the_running_stream() -> None:
    process, company = FakeProcess(), await Company().run(1)
    await company.ask("sound", "off", viewer="terminal:host", moderator=True)
    await company.run(2)
    host, state, mixer = StreamHost(process, ChaosRules()), State(), Mixer()
    await host.start()
    for entry in company.log.entries:
        fold(state, entry)
        if not entry.event.sealed:
            await host.show(entry, state)
    assert "heard" in process.lasting
    for order in process.orders:
        order(mixer)
    mixer.next(RATE)
    assert not mixer.next(RATE).any()


async def test_the_stream_ends_with_the_show() -> None:
    process = FakeProcess()
    await shown(process, 1)
    assert not process.running


def heard(speaker: Speaker, text: str) -> Samples:
    lines: list[Samples] = []
    voices = Voices({"mike": speaker})
    voices.speak("mike", text, lines.append)
    voices.speak("alex", text, lines.append)
    voices.close()
    voices._thread.join(10)
    return lines[0] if lines else np.zeros(0, np.float32)


def test_a_program_that_writes_bare_sound_is_heard_at_our_rate() -> None:
    speaker = Speaker(("sh", "-c", "head -c 44100 /dev/zero | tr '\\0' '\\100'"), 22_050)
    assert len(heard(speaker, "hello")) == RATE


def test_a_line_goes_to_the_program_as_its_input_alone() -> None:
    speaker = Speaker(("cat",), RATE // 2)
    text = "-v; rm $(echo x) `y` and so on"
    samples = heard(speaker, text)
    assert len(samples) == 2 * (len(text) // 2)


@pytest.mark.parametrize("command", [("false",), ("no-such-program",), ("cat",)])
def test_a_program_that_fails_leaves_silence(command: tuple[str, ...]) -> None:
    assert len(heard(Speaker(command), "not a wave file")) == 0


def broken(trader: TraderId, spare: dict[TraderId, Speaker], count: int = 5) -> list[Samples]:
    """Return what is heard of some lines of somebody whose program fails."""
    lines: list[Samples] = []
    voices = Voices({trader: Speaker(("sh", "-c", "echo 'no such model' >&2; exit 1"))}, spare)
    for _ in range(count):
        voices.speak(trader, "hello", lines.append)
        while voices._lines.qsize():
            threading.Event().wait(0.005)
    voices.close()
    voices._thread.join(10)
    return lines


def test_a_voice_that_is_broken_is_given_up_in_one_sentence(caplog: pytest.LogCaptureFixture) -> None:
    assert broken("mike", {}) == []
    assert len(caplog.records) == 1
    for words in ("voice of Mike", "no such model", "Captions stay", "WALLSTREET_STREAM_VOICE"):
        assert words in caplog.text


def test_a_spare_voice_speaks_for_one_that_is_broken(caplog: pytest.LogCaptureFixture) -> None:
    spare = Speaker(("sh", "-c", "head -c 44100 /dev/zero"), 22_050)
    assert [len(line) for line in broken("mike", {"mike": spare})] == [RATE, RATE]
    assert "espeak-ng speaks instead" in caplog.text


def test_a_spare_voice_that_is_broken_too_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    assert broken("mike", {"mike": Speaker(("false",))}, 8) == []
    assert ["Captions stay" in record.getMessage() for record in caplog.records] == [False, True]


@pytest.mark.parametrize("about", [None, "{", "{}", '{"audio": {"sample_rate": "fast"}}'])
def test_a_piper_voice_without_its_description_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, about: str | None
) -> None:
    program = tmp_path / "piper"
    program.touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "alex.onnx").touch()
    if about is not None:
        (tmp_path / "alex.onnx.json").write_text(about, encoding="utf-8")
    with pytest.raises(StreamError, match=r"alex\.onnx\.json.*Download"):
        speakers(str(tmp_path))


def test_piper_itself_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (tmp_path / "alex.onnx").touch()
    with pytest.raises(StreamError, match="pip install piper-tts"):
        speakers(str(tmp_path))


PIPER = """#!/bin/sh
test "$1 $3" = "--model --output-raw" || exit 2
test "$(cat)" = "Down we go." || exit 3
head -c 44100 "$2"
"""


def test_a_folder_of_piper_voices_speaks_for_those_who_are_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Piper is played by a script that takes what Piper 1.8 takes."""
    program = tmp_path / "piper"
    program.write_text(PIPER, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    (tmp_path / "mike.onnx").write_bytes(b"\0\100" * 30_000)
    (tmp_path / "mike.onnx.json").write_text('{"audio": {"sample_rate": 22050}}', encoding="utf-8")
    cast = speakers(str(tmp_path))
    assert set(cast) == {"mike"}
    assert len(heard(cast["mike"], "Down we go.")) == RATE


def test_espeak_speaks_each_trader_differently() -> None:
    try:
        cast = speakers("espeak")
    except Exception as error:  # noqa: BLE001 - whatever is missing, the reason is in the sentence
        pytest.skip(f"NO VOICE: {error}")
    lengths = {len(speaker.speak("Buy the dip, then buy the dip of the dip.")) for speaker in cast.values()}
    assert len(lengths) == 4
    assert min(lengths) > RATE
