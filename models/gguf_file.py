"""Reads the header of a GGUF file, with nothing installed: what model it is, and whether it is whole."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import BinaryIO

from models.gguf_values import ArrayOf, Cursor, CutShort, HeaderError, Value

MAGIC = b"GGUF"
DIALECT_KEY = "wallstreet.dialect"
"""The metadata of a model that speaks a dialect of this show, see `models.dialects`."""
ENTRIES = 100_000
"""Keys, and tensors, in one file. The largest models known have about 100 and 2,000."""
NAME_BYTES = 1024
DIMENSIONS = 4
LARGEST = 2**62

BLOCKS: dict[int, tuple[str, int, int]] = {
    0: ("F32", 1, 4), 1: ("F16", 1, 2), 2: ("Q4_0", 32, 18), 3: ("Q4_1", 32, 20), 6: ("Q5_0", 32, 22),
    7: ("Q5_1", 32, 24), 8: ("Q8_0", 32, 34), 9: ("Q8_1", 32, 36), 10: ("Q2_K", 256, 84),
    11: ("Q3_K", 256, 110),
    12: ("Q4_K", 256, 144), 13: ("Q5_K", 256, 176), 14: ("Q6_K", 256, 210), 15: ("Q8_K", 256, 292),
    16: ("IQ2_XXS", 256, 66), 17: ("IQ2_XS", 256, 74), 18: ("IQ3_XXS", 256, 98), 19: ("IQ1_S", 256, 50),
    20: ("IQ4_NL", 32, 18), 21: ("IQ3_S", 256, 110), 22: ("IQ2_S", 256, 82), 23: ("IQ4_XS", 256, 136),
    24: ("I8", 1, 1), 25: ("I16", 1, 2), 26: ("I32", 1, 4), 27: ("I64", 1, 8), 28: ("F64", 1, 8),
    29: ("IQ1_M", 256, 56), 30: ("BF16", 1, 2), 34: ("TQ1_0", 256, 54), 35: ("TQ2_0", 256, 66),
    39: ("MXFP4", 32, 17), 40: ("NVFP4", 64, 36), 41: ("Q1_0", 128, 18),
}  # fmt: skip
"""Name, weights in a block and bytes of a block, by the number of the kind, as ggml lays them out."""

LOOKALIKES: tuple[tuple[bytes, str], ...] = (
    (b"version https://git-lfs", "a pointer of Git LFS: fetch the file itself with 'git lfs pull'"),
    (b"<", "a web page: the download went wrong, fetch the file again"),
    (b"PK\x03\x04", "a zip or PyTorch file: it must be converted to GGUF first"),
    (b"lmgg", "from the time before GGUF: get a newer conversion of the model"),
    (b"tjgg", "from the time before GGUF: get a newer conversion of the model"),
    (b"FUGG", "for machines with the other byte order: get the usual little-endian conversion"),
)


class ModelFileError(Exception):
    """A model's file cannot be used. The message is a sentence with the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class GgufInfo:
    """What the header says. Sizes in bytes; `needed` is how long a whole file is at least."""

    path: Path
    version: int
    size: int
    needed: int
    architecture: str
    name: str
    context: int | None
    """The longest context the model was trained for, in tokens."""
    vocabulary: int | None
    parameters: int
    tensors: int
    kinds: Mapping[str, int]
    """Bytes of weights by their kind, such as Q4_K, the largest share first."""
    chat_template: bool
    dialect: str | None

    @property
    def quantisation(self) -> str:
        """Return the kind that most of the file consists of."""
        return next(iter(self.kinds), "none")


@dataclass(frozen=True, slots=True)
class _Tensor:
    kind: str
    weights: int
    bytes: int
    offset: int


def inspect(path: Path) -> GgufInfo:
    """Read the header of a model's file.

    Raises:
        ModelFileError: it is missing, not a GGUF, damaged, cut short, or no language model.
    """
    try:
        with path.open("rb") as file:
            if not stat.S_ISREG(path.stat().st_mode):
                raise ModelFileError(f"{str(path)!r} is not a file. Name a GGUF file.")
            return _inspect(path, file)
    except OSError as error:
        raise ModelFileError(f"{str(path)!r} cannot be read: {error.strerror}. Check the path.") from error


def _inspect(path: Path, file: BinaryIO) -> GgufInfo:
    cursor = Cursor(file)
    _check_magic(path, cursor)
    try:
        version = _version(cursor)
        tensors, entries = cursor.whole("<Q"), cursor.whole("<Q")
        metadata = _metadata(cursor, _bounded(entries, "keys"))
        found = _tensors(cursor, _bounded(tensors, "tensors"))
        needed = _needed(cursor.place, found, _alignment(metadata))
        if needed > cursor.size:
            raise CutShort(f"its weights need {needed:,} bytes")
        return _info(path, version, cursor.size, needed, metadata, found)
    except CutShort as error:
        raise ModelFileError(
            f"{str(path)!r} is cut short: {error}, and the file has {cursor.size:,}. Download it again."
        ) from None
    except HeaderError as error:
        raise ModelFileError(
            f"{str(path)!r} is damaged: {error}. Download it again, or choose another model."
        ) from None


def _check_magic(path: Path, cursor: Cursor) -> None:
    start = cursor.take(min(32, cursor.size))
    if start.startswith(MAGIC):
        cursor.rewind(len(MAGIC))
        return
    if not start:
        raise ModelFileError(f"{str(path)!r} is empty. Download it again, or choose another model.")
    for beginning, what in LOOKALIKES:
        if start.lstrip().startswith(beginning):
            raise ModelFileError(f"{str(path)!r} is not a GGUF model but {what}.")
    raise ModelFileError(
        f"{str(path)!r} is not a GGUF model: it begins with {start[:4]!r} instead of {MAGIC!r}. "
        "Choose a file whose name ends in .gguf."
    )


def _version(cursor: Cursor) -> int:
    version = cursor.whole("<I")
    if version in (2, 3):
        return version
    if version == 1:
        raise HeaderError("it has version 1 of the format, which llama.cpp no longer reads")
    if version & 0xFFFF == 0 and version >> 16:
        raise HeaderError("its numbers have the byte order of other machines")
    raise HeaderError(f"it has version {version:,} of the format, and 2 and 3 are known")


def _bounded(count: int, what: str) -> int:
    if count > ENTRIES:
        raise HeaderError(f"it claims to hold {count:,} {what}")
    return count


def _metadata(cursor: Cursor, count: int) -> dict[str, Value]:
    metadata: dict[str, Value] = {}
    for _ in range(count):
        key = cursor.name()
        if key in metadata:
            raise HeaderError(f"the key {key[:80]!r} stands twice")
        metadata[key] = cursor.value(cursor.whole("<I"))
    return metadata


def _tensors(cursor: Cursor, count: int) -> list[_Tensor]:
    names: set[str] = set()
    tensors = []
    for _ in range(count):
        name = cursor.name(NAME_BYTES)
        if name in names:
            raise HeaderError(f"the tensor {name[:80]!r} stands twice")
        names.add(name)
        tensors.append(_tensor(cursor, name[:80]))
    return tensors


def _tensor(cursor: Cursor, name: str) -> _Tensor:
    dimensions = cursor.whole("<I")
    if not 0 < dimensions <= DIMENSIONS:
        raise HeaderError(f"the tensor {name!r} has {dimensions:,} dimensions")
    shape = [cursor.whole("<Q") for _ in range(dimensions)]
    kind, offset = cursor.whole("<I"), cursor.whole("<Q")
    weights = prod(shape)
    if not 0 < weights <= LARGEST or offset > LARGEST:
        raise HeaderError(f"the tensor {name!r} has an impossible size")
    if kind not in BLOCKS:
        raise HeaderError(f"the tensor {name!r} is of the unknown kind {kind}")
    label, block, size = BLOCKS[kind]
    if shape[0] % block:
        raise HeaderError(f"the tensor {name!r} has rows of {shape[0]:,} weights in blocks of {block}")
    return _Tensor(label, weights, weights // block * size, offset)


def _alignment(metadata: Mapping[str, Value]) -> int:
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 0 < alignment <= 2**20 or alignment & (alignment - 1):
        raise HeaderError(f"its alignment is {alignment!r}")
    return alignment


def _needed(header: int, tensors: list[_Tensor], alignment: int) -> int:
    start = -(-header // alignment) * alignment
    for tensor in tensors:
        if tensor.offset % alignment:
            raise HeaderError(f"a tensor begins at {tensor.offset:,}, off the alignment of {alignment}")
    return max((start + tensor.offset + tensor.bytes for tensor in tensors), default=header)


def _info(
    path: Path, version: int, size: int, needed: int, metadata: Mapping[str, Value], tensors: list[_Tensor]
) -> GgufInfo:
    architecture = metadata.get("general.architecture")
    if not isinstance(architecture, str) or not architecture:
        raise HeaderError("it does not say which architecture it has")
    kind = metadata.get("general.type", "model")
    if kind != "model":
        raise HeaderError(f"it is {str(kind)[:40]!r} and not a whole language model")
    context = metadata.get(f"{architecture}.context_length")
    tokens = metadata.get("tokenizer.ggml.tokens")
    kinds: Counter[str] = Counter()
    for tensor in tensors:
        kinds[tensor.kind] += tensor.bytes
    return GgufInfo(
        path=path, version=version, size=size, needed=needed, architecture=architecture,
        name=_text(metadata, "general.name") or path.stem,
        context=context if isinstance(context, int) and context > 0 else None,
        vocabulary=tokens.length if isinstance(tokens, ArrayOf) else None,
        parameters=sum(tensor.weights for tensor in tensors),
        tensors=len(tensors),
        kinds=dict(kinds.most_common()),
        chat_template=bool(_text(metadata, "tokenizer.chat_template")),
        dialect=_text(metadata, DIALECT_KEY) or None,
    )  # fmt: skip


def _text(metadata: Mapping[str, Value], key: str) -> str:
    value = metadata.get(key)
    return value if isinstance(value, str) else ""
