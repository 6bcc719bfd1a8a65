"""Reads the values of a GGUF header one by one, believing none of the numbers in it.

Every count and length is checked against what is left of the file before anything is read, long strings
and arrays are passed over without being kept, and the number of steps in one file is bounded.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

Scalar = int | float | bool | str

KEY_BYTES = 65_535
"""The longest name of a key, by the format's own rules."""
KEPT_BYTES = 1_000_000
"""Longer strings are passed over. The longest that matters is a chat template of a few tens of kB."""
STEPS = 8_000_000
"""Strings and arrays in one file. A vocabulary of 256,000 with its merges takes under one million."""
DEPTH = 4
"""How deep arrays may be nested."""

STRING, ARRAY = 8, 9
FIXED = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
"""The struct format of each kind of value that has a fixed size."""


class HeaderError(Exception):
    """The header says something impossible. The message is the end of a sentence: what, and where."""


class CutShort(HeaderError):
    """The header goes on beyond the end of the file."""


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """An array that was passed over: the kind of its elements and how many there are."""

    kind: int
    length: int


Value = Scalar | ArrayOf


class Cursor:
    """A place in a file that never leaves it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._steps = 0
        self.size = os.fstat(file.fileno()).st_size
        self.place = 0

    def take(self, count: int) -> bytes:
        """Read bytes.

        Raises:
            CutShort: there are not as many left.
        """
        self._reserve(count)
        data = self._file.read(count)
        if len(data) != count:
            raise CutShort("it became shorter while it was read")
        self.place += count
        return data

    def skip(self, count: int) -> None:
        """Pass over bytes.

        Raises:
            CutShort: there are not as many left.
        """
        if count < 64:  # reading a few bytes from the buffer is quicker than seeking
            self.take(count)
            return
        self._reserve(count)
        self._file.seek(count, os.SEEK_CUR)
        self.place += count

    def rewind(self, place: int) -> None:
        """Go back to a place that was read already."""
        self._file.seek(place)
        self.place = place

    def fixed(self, form: str) -> int | float | bool:
        """Read one number of a struct format."""
        number: int | float | bool = struct.unpack(form, self.take(struct.calcsize(form)))[0]
        return number

    def whole(self, form: str) -> int:
        """Read one whole number of a struct format."""
        return int(self.fixed(form))

    def name(self, most: int = KEY_BYTES) -> str:
        """Read a short string.

        Raises:
            HeaderError: it is longer than `most` bytes or is not UTF-8.
        """
        length = self.whole("<Q")
        if length > most:
            raise HeaderError(f"at byte {self.place:,} a name would be {length:,} bytes long")
        try:
            return self.take(length).decode("utf-8")
        except UnicodeDecodeError:
            raise HeaderError(f"the name at byte {self.place - length:,} is not text") from None

    def value(self, kind: int) -> Value:
        """Read one value. Texts that are too long to matter are read as an empty one."""
        if kind in FIXED:
            return self.fixed(FIXED[kind])
        if kind == STRING:
            return self._text()
        if kind == ARRAY:
            return self._array(1)
        raise HeaderError(f"at byte {self.place:,} there is a value of the unknown kind {kind}")

    def _text(self) -> str:
        length = self.whole("<Q")
        if length > KEPT_BYTES:
            self.skip(length)
            return ""
        return self.take(length).decode("utf-8", errors="replace")

    def _array(self, depth: int) -> ArrayOf:
        kind, length = self.whole("<I"), self.whole("<Q")
        if kind in FIXED:
            self.skip(length * struct.calcsize(FIXED[kind]))
        elif kind == STRING:
            self._pass_over(length, 8, self._pass_over_text)
        elif kind == ARRAY and depth < DEPTH:
            self._pass_over(length, 12, lambda: self._array(depth + 1))
        else:
            raise HeaderError(f"at byte {self.place:,} there is an array of the unknown kind {kind}")
        return ArrayOf(kind, length)

    def _pass_over(self, length: int, least: int, pass_one: Callable[[], object]) -> None:
        """Pass over the elements of an array, each of which takes `least` bytes or more."""
        self._reserve(length * least)
        self._steps += length
        if self._steps > STEPS:
            raise HeaderError(f"its arrays hold more than {STEPS:,} texts")
        for _ in range(length):
            pass_one()

    def _pass_over_text(self) -> None:
        self.skip(self.whole("<Q"))

    def _reserve(self, count: int) -> None:
        if count > self.size - self.place:
            raise CutShort(
                f"at byte {self.place:,} it needs {count:,} more and has {self.size - self.place:,}"
            )
