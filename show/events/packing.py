"""Packing: how the desk's long rows are written, so that a night of figures stays small in the log.

Only the text differs. A field holds plain numbers, and rows written out in full are read as well.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
SILENCES = "abcdefghijklmnopqrstuvwxyz"
LEVELS = 101
"""Confidences run from 0 to 100 hundredths, signals from -100 to 100."""
PLACES, SCORES = 1 << 9, 1 << 14
MARKED = re.compile("([a-z])")
KEPT = 1 << 12
"""Small numbers come again and again, prices never: more of them would only be memory."""


def pack_opinions(row: tuple[int, ...]) -> str | list[int]:
    """Return signals and confidences in turn as text: three characters an opinion, one for many silences.

    An opinion is 101 (signal + 100) + confidence to the base of 32; a small letter is 1 to 26 opinions of
    zero and zero. A row that holds anything else stays a list.
    """
    signals, sures = row[::2], row[1::2]
    if len(row) % 2 or not (_within(signals, -100, 101) and _within(sures, 0, LEVELS)):
        return list(row)
    told, silent = list[str](), 0
    for signal, sure in zip(signals, sures, strict=True):
        if signal or sure:
            if silent:
                told += _silence(silent)
                silent = 0
            told.append(_opinion(signal, sure))
        else:
            silent += 1
    return "".join([*told, *_silence(silent)])


def unpack_opinions(row: object) -> object:
    """Return what `pack_opinions` packed; anything but text as it is.

    Raises:
        ValueError: the text is no such row.
    """
    if not isinstance(row, str):
        return row
    parts, place = list[int](), 0
    while place < len(row):
        silent = SILENCES.find(row[place]) + 1
        if silent:
            parts += [0] * (2 * silent)
            place += 1
        else:
            signal, sure = divmod(int(row[place : place + 3], 32), LEVELS)
            parts += (signal - 100, sure)
            place += 3
    return parts


def _silence(count: int) -> list[str]:
    most = len(SILENCES)
    return [SILENCES[-1]] * (count // most) + ([SILENCES[count % most - 1]] if count % most else [])


@cache
def _opinion(signal: int, sure: int) -> str:
    return _digits(LEVELS * (signal + 100) + sure, 3)


def pack_places(row: tuple[int, ...]) -> str | list[int]:
    """Return places as text, two characters to the base of 32 each; a row with others stays a list."""
    return "".join(_digits(place, 2) for place in row) if _within(row, 0, 1 << 10) else list(row)


def unpack_places(row: object) -> object:
    """Return what `pack_places` packed; anything but text as it is.

    Raises:
        ValueError: the text is no such row.
    """
    return [int(row[at : at + 2], 32) for at in range(0, len(row), 2)] if isinstance(row, str) else row


def pack_scores(row: tuple[int, ...]) -> str | list[int]:
    """Return places (or, below zero, what comes before them) and scores in turn as text, 2 + 3 characters.

    Both to the base of 32, places from -512 and scores from -16384 on; a row with others stays a list.
    """
    if len(row) % 2 or not (_within(row[::2], -PLACES, PLACES) and _within(row[1::2], -SCORES, SCORES)):
        return list(row)
    pairs = zip(row[::2], row[1::2], strict=True)
    return "".join(_digits(place + PLACES, 2) + _digits(score + SCORES, 3) for place, score in pairs)


def unpack_scores(row: object) -> object:
    """Return what `pack_scores` packed; anything but text as it is.

    Raises:
        ValueError: the text is no such row.
    """
    if not isinstance(row, str):
        return row
    parts: list[int] = []
    for at in range(0, len(row), 5):
        parts += (int(row[at : at + 2], 32) - PLACES, int(row[at + 2 : at + 5], 32) - SCORES)
    return parts


def _within(row: tuple[int, ...], least: int, beyond: int) -> bool:
    return not row or (least <= min(row) and max(row) < beyond)


@lru_cache(maxsize=KEPT)
def _digits(value: int, width: int) -> str:
    return "".join(DIGITS[value >> shift & 31] for shift in range(5 * width - 5, -1, -5))


def pack_sparse(row: tuple[int, ...]) -> str | list[int]:
    """Return numbers that are mostly zero as text: each is a small letter, a sign if need be, and digits.

    The letter says how many zeros come before (none to 25), the digits are to the base of 32. The length
    of the row stands in front. A row with more zeros in one place stays a list.
    """
    told, before = [_based(len(row))], -1
    for place, value in enumerate(row):
        if value:
            if place - before > len(SILENCES):
                return list(row)
            told.append(_placed(place - before - 1, value))
            before = place
    return "".join(told)


def unpack_sparse(row: object) -> object:
    """Return what `pack_sparse` packed; anything but text as it is.

    Raises:
        ValueError: the text is no such row.
    """
    if not isinstance(row, str):
        return row
    length, *parts = MARKED.split(row)
    whole, place = [0] * int(length, 32), -1
    for letter, digits in zip(parts[::2], parts[1::2], strict=True):
        place += SILENCES.index(letter) + 1
        if place >= len(whole):
            raise ValueError(f"place {place!r} is beyond a row of {len(whole)}")
        whole[place] = int(digits, 32)
    return whole


@lru_cache(maxsize=KEPT)
def _placed(silent: int, value: int) -> str:
    return SILENCES[silent] + _based(value)


def _based(value: int) -> str:
    digits, rest = "", abs(value)
    while rest or not digits:
        digits, rest = DIGITS[rest & 31] + digits, rest >> 5
    return f"-{digits}" if value < 0 else digits


Opinions = Annotated[
    tuple[int, ...], BeforeValidator(unpack_opinions), PlainSerializer(pack_opinions, when_used="json")
]
"""Signals and confidences in turn, in hundredths."""
Places = Annotated[
    tuple[int, ...], BeforeValidator(unpack_places), PlainSerializer(pack_places, when_used="json")
]
"""Places in a list."""
Scores = Annotated[
    tuple[int, ...], BeforeValidator(unpack_scores), PlainSerializer(pack_scores, when_used="json")
]
"""Places and scores in turn."""
Sparse = Annotated[
    tuple[int, ...], BeforeValidator(unpack_sparse), PlainSerializer(pack_sparse, when_used="json")
]
"""Numbers that are mostly zero."""
