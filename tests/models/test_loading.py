"""A file that is no good is told in a sentence, and never takes the process down."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from models.llama import LlamaMind
from models.process import EngineProcess
from models.tuning import Tuning
from show.ports import Decision, MindError
from tests.models.prompts import prompt
from tests.tiny_gguf import Tiny, write_tiny


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.gguf").read_bytes()


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def cut_in_the_header(data: bytes) -> bytes:
    return data[:2000]


def text(_: bytes) -> bytes:
    return b"# This is a README and no model."


def empty(_: bytes) -> bytes:
    return b""


def old_version(data: bytes) -> bytes:
    return data[:4] + (1).to_bytes(4, "little") + data[8:]


def other_architecture(data: bytes) -> bytes:
    return data.replace(b"llama", b"lemur")


@pytest.mark.parametrize("spoil", [cut, cut_in_the_header, text, empty, old_version, other_architecture])
async def test_a_spoilt_file_is_refused_with_its_name(
    whole: bytes, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "spoilt.gguf"
    path.write_bytes(spoil(whole))
    mind = LlamaMind(path)
    with pytest.raises(MindError, match=r"spoilt\.gguf") as caught:
        await mind.open()
    assert not caught.value.retryable
    await mind.close()


@pytest.mark.parametrize("seed", range(6))
async def test_a_file_with_flipped_bits_gives_decisions_or_a_sentence(
    whole: bytes, tmp_path: Path, seed: int
) -> None:
    dice, data = Random(seed), bytearray(whole)
    for _ in range(3):
        data[dice.randrange(8, 6000)] ^= 1 << dice.randrange(8)
    path = tmp_path / "flipped.gguf"
    path.write_bytes(data)
    mind = LlamaMind(path)
    with suppress(MindError):  # anything else, and above all the end of this process, fails the test
        Decision.model_validate_json((await mind.decide(prompt())).text)
    await mind.close()


async def test_weights_that_are_not_numbers_are_found_when_they_are_loaded(tmp_path: Path) -> None:
    mind = LlamaMind(write_tiny(tmp_path / "nan.gguf", Tiny(poison=float("inf"))))
    with pytest.raises(MindError, match=r"nan\.gguf"):
        await mind.open()
    await mind.close()


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (signal.SIGILL, "another processor"),
        (signal.SIGKILL, "no memory for 'any.gguf'"),
        (signal.SIGABRT, r"broke down while loading .*signal 6"),
        (signal.SIGSEGV, r"broke down while loading .*signal 11"),
    ],
)
async def test_the_way_a_process_dies_says_what_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int, sentence: str
) -> None:
    dying = tmp_path / "dying.sh"
    dying.write_text(f"#!/bin/sh\nkill -{number} $$\n", encoding="utf-8")
    dying.chmod(0o755)
    monkeypatch.setattr("models.process.sys.executable", str(dying))
    engine = EngineProcess(Path("any.gguf"), Tuning())
    with pytest.raises(MindError, match=sentence):
        await engine.open()
    await engine.close()


async def test_a_vocabulary_that_cannot_write_json_is_refused(tmp_path: Path) -> None:
    mind = LlamaMind(write_tiny(tmp_path / "mute.gguf", Tiny(without='{"')))
    with pytest.raises(MindError, match=r"'mute.gguf' cannot write a decision .*vocabulary") as caught:
        await mind.open()
    assert not caught.value.retryable
    await mind.close()
