"""What the terminal at the other end can do: it is asked once, before anybody types."""

from __future__ import annotations

import os
import re
import select
import sys
import termios
import time
import tty

ASK = b"\x1b[c\x1b[14t"
"""Primary device attributes, and how large the text area is in pixels."""

ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]*)c")
AREA = re.compile(rb"\x1b\[4;(\d+);(\d+)t")
SIXEL = b"4"
PATIENCE = 1.0
"""Seconds to wait for an answer: a terminal here takes thousandths, one behind a slow line half a second."""

COLUMN_PIXELS = 10
"""How wide a column is taken to be when the terminal does not tell."""


def sixel_width(source: int | None = None, target: int | None = None, columns: int = 80) -> int:
    """Return how many pixels wide a sixel picture may be, or 0 if the terminal shows none.

    `source` and `target` are what is read from and written to, this process's own if left out.
    """
    reads = sys.stdin.fileno() if source is None else source
    writes = sys.stdout.fileno() if target is None else target
    if not (os.isatty(reads) and os.isatty(writes)):
        return 0
    answer = _ask(reads, writes)
    found = ATTRIBUTES.search(answer)
    if found is None or SIXEL not in found[1].split(b";"):
        return 0
    area = AREA.search(answer)
    return int(area[2]) if area else columns * COLUMN_PIXELS


def _ask(reads: int, writes: int) -> bytes:
    """Ask, and read what comes back, without echo and without waiting for a newline."""
    before = termios.tcgetattr(reads)
    try:
        tty.setcbreak(reads, termios.TCSANOW)
        os.write(writes, ASK)
        return _answer(reads)
    finally:
        termios.tcsetattr(reads, termios.TCSANOW, before)


def _answer(reads: int) -> bytes:
    answer, end = b"", time.monotonic() + PATIENCE
    while (left := end - time.monotonic()) > 0:
        if not select.select([reads], [], [], left)[0]:
            break
        part = os.read(reads, 1024)
        answer += part
        if not part or (ATTRIBUTES.search(answer) and AREA.search(answer)):
            break
        if ATTRIBUTES.search(answer):
            end = min(end, time.monotonic() + PATIENCE / 4)  # not every terminal tells its size
    return answer
