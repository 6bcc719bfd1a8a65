"""Text made harmless for a screen: one line, no controls, no direction marks, no towers of accents.

The gate has judged what the show says long before; this is the door of a screen, which trusts nobody.
"""

from __future__ import annotations

import unicodedata

CUT = "…"
UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and marks that show nothing. Chat programs put some behind a message to send it once more."""

MARKS_KEPT = 2
"""Marks that may follow one letter: some scripts need two; a tower needs more."""


def one_line(text: str, limit: int = 400) -> str:
    """Return at most `limit` printable characters of a text, spaces folded, an ellipsis where it was cut."""
    most = 4 * limit + 16  # a megabyte of accents is not worth composing
    short = text[:most]
    if not (short.isascii() and short.isprintable()):
        short = _printable(unicodedata.normalize("NFC", short))
    folded = " ".join(short.split())
    if len(folded) > limit or len(text) > most:
        return folded[: limit - 1].rstrip() + CUT
    return folded


def _printable(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter)[0] == "M" else 0
        if marks > MARKS_KEPT:
            continue
        kept.append(letter if letter.isprintable() and letter not in UNSEEN else " ")
    return "".join(kept)
