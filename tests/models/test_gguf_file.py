"""The reader of model files: it tells whole ones apart from broken ones, and survives hostile ones."""

from __future__ import annotations

import os
import struct
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.gguf_file import BLOCKS, DIALECT_KEY, ModelFileError, inspect
from models.house.dialect import MARK_KEY
from tests.tiny_gguf import Tiny, write_tiny

Write = Callable[[bytes], Path]


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def entry(key: str, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


ARCHITECTURE = entry("general.architecture", 8, text("llama"))
CONTEXT = entry("llama.context_length", 4, struct.pack("<I", 512))
TOKENS = entry("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 2) + text("a") + text("b" * 100))
MERGES = entry("deep", 9, struct.pack("<IQ", 9, 2) + 2 * struct.pack("<IQ2H", 2, 2, 7, 8))


def tensor(name: str, shape: tuple[int, ...], kind: int = 0, offset: int = 0) -> bytes:
    return text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)


def gguf(
    entries: list[bytes],
    tensors: Sequence[bytes] = (),
    weights: int = 0,
    version: int = 3,
    counts: tuple[int, int] | None = None,
) -> bytes:
    """Return a file's bytes. `counts` lies about how many tensors and entries there are."""
    counts = counts or (len(tensors), len(entries))
    header = b"GGUF" + struct.pack("<IQQ", version, *counts) + b"".join(entries) + b"".join(tensors)
    return header + bytes(-len(header) % 32) + bytes(weights)


SMALL = gguf(
    [ARCHITECTURE, CONTEXT, TOKENS, MERGES, entry("tokenizer.chat_template", 8, text("{{ x }}"))],
    [tensor("a", (64, 2), 8, 0), tensor("b", (3,), 0, 160)],
    weights=172,
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes bytes to a file."""

    def write_file(data: bytes) -> Path:
        path = tmp_path / "some.gguf"
        path.write_bytes(data)
        return path

    return write_file


def test_a_whole_file_is_read(write: Write) -> None:
    info = inspect(write(SMALL))
    assert (info.architecture, info.version, info.context, info.vocabulary) == ("llama", 3, 512, 2)
    assert (info.parameters, info.tensors, dict(info.kinds)) == (131, 2, {"Q8_0": 136, "F32": 12})
    assert info.quantisation == "Q8_0"
    assert (info.needed, info.size) == (len(SMALL), len(SMALL))
    assert info.chat_template and info.dialect is None and info.name == "some"


def test_a_model_of_the_usual_writer_is_read(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "tiny.gguf", Tiny(context=640, notes={DIALECT_KEY: "house-1"}))
    info = inspect(path)
    assert (info.architecture, info.context, info.dialect) == ("llama", 640, "house-1")
    assert info.chat_template and info.quantisation == "F32"
    assert info.needed <= info.size < info.needed + 64
    assert 4 * info.parameters < info.needed


def test_a_model_without_a_template_is_read(tmp_path: Path) -> None:
    assert not inspect(write_tiny(tmp_path / "tiny.gguf", Tiny(template=None))).chat_template


def test_the_dialect_is_read_from_the_key_that_is_written() -> None:
    assert DIALECT_KEY == MARK_KEY


def test_the_sizes_of_blocks_are_those_of_ggml() -> None:
    known = {int(kind): (kind.name, *sizes) for kind, sizes in GGML_QUANT_SIZES.items()}
    del known[GGMLQuantizationType.Q8_1]  # never in a file; the package still has the size of an older form
    assert {number: block for number, block in BLOCKS.items() if block[0] != "Q8_1"} == known


def test_a_file_that_ends_anywhere_too_early_is_refused(write: Write) -> None:
    for length in range(len(SMALL)):
        with pytest.raises(ModelFileError, match="cut short|is empty|not a GGUF"):
            inspect(write(SMALL[:length]))


def test_a_longer_file_is_whole(write: Write) -> None:
    assert inspect(write(SMALL + b"more")).size == len(SMALL) + 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"hello, this is a text", "begins with b'hell'"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"),
        (b"\n<!DOCTYPE html><html>", "web page"),
        (b"PK\x03\x04abc", "PyTorch"),
        (b"tjgg\x01\x00", "before GGUF"),
        (b"FUGG\x00\x00\x00\x03", "byte order"),
        (gguf([ARCHITECTURE], version=1), "version 1"),
        (gguf([ARCHITECTURE], version=4), "version 4"),
        (gguf([ARCHITECTURE], version=3 << 24), "byte order"),
        (gguf([]), "which architecture"),
        (gguf([entry("general.architecture", 4, bytes(4))]), "which architecture"),
        (gguf([ARCHITECTURE, ARCHITECTURE]), "twice"),
        (gguf([ARCHITECTURE, entry("general.type", 8, text("adapter"))]), "'adapter'"),
        (gguf([ARCHITECTURE, entry("x", 13, b"")]), "unknown kind 13"),
        (gguf([ARCHITECTURE, entry("x", 9, struct.pack("<IQ", 77, 1))]), "unknown kind 77"),
        (gguf([ARCHITECTURE, struct.pack("<Q", 2) + b"\xff\xfe"]), "is not text"),
        (gguf([ARCHITECTURE, entry("x" * 70_000, 4, bytes(4))]), "70,000 bytes long"),
        (gguf([ARCHITECTURE, entry("general.alignment", 4, struct.pack("<I", 0))]), "alignment is 0"),
        (gguf([ARCHITECTURE, entry("general.alignment", 4, struct.pack("<I", 48))]), "alignment is 48"),
        (gguf([ARCHITECTURE, entry("general.alignment", 8, text("x"))]), "alignment is 'x'"),
        (gguf([ARCHITECTURE], [tensor("a", (1,)), tensor("a", (1,))], 64), "stands twice"),
        (gguf([ARCHITECTURE], [tensor("a", ())], 64), "0 dimensions"),
        (gguf([ARCHITECTURE], [tensor("a", (1,) * 5)], 64), "5 dimensions"),
        (gguf([ARCHITECTURE], [tensor("a", (0, 4))], 64), "impossible size"),
        (gguf([ARCHITECTURE], [tensor("a", (2**63, 2**63))], 64), "impossible size"),
        (gguf([ARCHITECTURE], [tensor("a", (1,), offset=2**63)], 64), "impossible size"),
        (gguf([ARCHITECTURE], [tensor("a", (1,), offset=4)], 64), "off the alignment"),
        (gguf([ARCHITECTURE], [tensor("a", (1,), kind=5)], 64), "unknown kind 5"),
        (gguf([ARCHITECTURE], [tensor("a", (33,), kind=8)], 64), "33 weights in blocks of 32"),
    ],
)
def test_a_file_that_is_no_model_gets_its_own_sentence(data: bytes, said: str, write: Write) -> None:
    with pytest.raises(ModelFileError) as caught:
        inspect(write(data))
    sentence = str(caught.value)
    assert said in sentence
    assert "some.gguf" in sentence and "\n" not in sentence and len(sentence) < 600


HOSTILE = {
    "keys": gguf([ARCHITECTURE], counts=(0, 2**63)),
    "tensors": gguf([ARCHITECTURE], counts=(2**63, 1)),
    "a name": gguf([struct.pack("<Q", 2**63)], counts=(0, 1)),
    "a text": gguf([text("x") + struct.pack("<IQ", 8, 2**62)], counts=(0, 1)),
    "an array of numbers": gguf([text("x") + struct.pack("<IIQ", 9, 10, 2**61)], counts=(0, 1)),
    "an array of texts": gguf([text("x") + struct.pack("<IIQ", 9, 8, 2**64 - 1)], counts=(0, 1)),
    "arrays in arrays": gguf(
        [text("x") + struct.pack("<I", 9) + 5000 * struct.pack("<IQ", 9, 1)], counts=(0, 1)
    ),
    "a tensor": gguf([ARCHITECTURE], [tensor("a", (2**61,))], 64),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_number_that_is_a_lie_costs_no_memory(what: str, write: Write) -> None:
    path = write(HOSTILE[what])
    tracemalloc.start()
    try:
        with pytest.raises(ModelFileError):
            inspect(path)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_a_long_text_is_passed_over_without_being_kept(write: Write) -> None:
    long = entry("tokenizer.chat_template", 8, text("x" * 3_000_000))
    path = write(gguf([ARCHITECTURE, long, CONTEXT]))
    tracemalloc.start()
    try:
        assert inspect(path).context == 512
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_what_is_not_a_file_gets_a_sentence(tmp_path: Path) -> None:
    for path, said in (
        (tmp_path, "cannot be read"),
        (tmp_path / "no", "cannot be read"),
        (Path(os.devnull), "not a file"),
    ):
        with pytest.raises(ModelFileError, match=said):
            inspect(path)


def survives(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        inspect(path)
    except ModelFileError as refusal:
        error = refusal
    else:
        return
    assert str(path) in str(error)


FUZZ = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path: Path, data: bytes) -> None:
    survives(tmp_path / "fuzz.gguf", b"GGUF" + data)


@FUZZ
@given(
    st.lists(
        st.tuples(
            st.integers(4, len(SMALL) - 1),
            st.one_of(
                st.binary(min_size=1, max_size=9),
                st.sampled_from([b"\xff" * 8, b"\x00" * 8, struct.pack("<Q", 2**63), struct.pack("<I", 9)]),
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_changed_file_is_read_or_refused_with_a_sentence(
    tmp_path: Path, changes: list[tuple[int, bytes]]
) -> None:
    data = bytearray(SMALL)
    for place, new in changes:
        data[place : place + len(new)] = new
    survives(tmp_path / "fuzz.gguf", bytes(data))
