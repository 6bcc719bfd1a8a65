"""The headless host: one event one plain line, for logs, pipes and tests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from typing import TextIO

from bot.phrases import clock
from bot.terminal.tags import ROOM_TAGS, TAG_WIDTH, TAGS
from bot.transcript.line import Line
from bot.transcript.reporter import Reporter, written
from show.events import Entry
from show.state import State


class HeadlessHost:
    """Writes lines such as `  12 09:41 coffee     Alex: "We are so early."` to a stream."""

    name = "terminal"

    def __init__(self, stream: TextIO, on_quit: Callable[[], None]) -> None:
        self._stream = stream
        self._on_quit = on_quit
        self._reporter = Reporter()
        self._flushing: asyncio.Handle | None = None

    async def start(self) -> None:
        """Do nothing: there is no input to listen to."""

    async def show(self, entry: Entry, state: State) -> None:
        """Write the line of an entry. Lines that come at once, as from one beat, leave together."""
        line = self._reporter.report(entry, state)
        if line is None:
            return
        try:
            self._stream.write(plain_row(line, clock(state)) + "\n")
        except BrokenPipeError:
            self._leave()
        if self._flushing is None:
            self._flushing = asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        """Let the lines go. A reader that has gone, as in a pipe to `head`, ends the show."""
        self._flushing = None
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._leave()

    def _leave(self) -> None:
        with suppress(OSError):  # a stream without a file has nothing left over to write at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        self._on_quit()

    async def close(self) -> None:
        """Let the last lines go."""
        if self._flushing is not None:
            self._flushing.cancel()
            self._flush()


def plain_row(line: Line, now: str) -> str:
    """Return a line with its tick, the office clock and where it happened."""
    tag = ROOM_TAGS[line.room] if line.room is not None else TAGS[line.kind]
    return f"{line.tick:>4} {now} {tag:<{TAG_WIDTH}} {written(line)}"
