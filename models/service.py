"""The engine's process: `python -m models.service ORDER` loads a model and answers letters on its pipes.

It ends when its input ends, so it never outlives the show, not even one that was killed.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from models.letters import Letter, answered, asked, failed, opened, ordered, seal
from models.native import prepare
from models.tuning import Tuning
from show.ports import MindError

if TYPE_CHECKING:
    from models.draft import Draft
    from models.voice import Outcome, Voice


class Mailbox:
    """Letters as they arrive. A thread of its own fills it: the model's thread is in C most of the time.

    `abort` breaks off a step as soon as nobody wants what it computes.
    """

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._letters: deque[Letter] = deque()
        self._lock = threading.Lock()
        self._arrived = threading.Event()
        self._running: set[int] = set()
        self._cancelled: set[int] = set()
        self.abort: Callable[[bool], None] = lambda yes: None
        threading.Thread(target=self._fill, name="mailbox", daemon=True).start()

    def take(self, *, wait: bool) -> list[Letter]:
        """Return the letters that arrived since the last time. `wait` waits until there is one."""
        if wait:
            self._arrived.wait()
        with self._lock:
            self._arrived.clear()
            found = [*self._letters]
            self._letters.clear()
            self._cancelled -= {letter["cancel"] for letter in found if "cancel" in letter}
        return found

    def runs(self, numbers: set[int]) -> None:
        """Take note that the next step is for these turns only; for none of them in particular if empty."""
        with self._lock:
            self._running = numbers
            self.abort(bool(numbers) and numbers <= self._cancelled)

    def _fill(self) -> None:
        for line in self._source:
            letter = opened(line)
            with self._lock:
                self._letters.append(letter)
                if "cancel" in letter:
                    self._cancelled.add(letter["cancel"])
                    self.abort(bool(self._running) and self._running <= self._cancelled)
                self._arrived.set()
        os._exit(0)  # whoever asked is gone; a step under way would only keep this process alive


class Service:
    """Hands letters to the voice and its outcomes back."""

    def __init__(self, voice: Voice, mailbox: Mailbox, out: BinaryIO) -> None:
        self._voice = voice
        self._mailbox = mailbox
        self._out = out
        voice.engine.watch = self._watch
        mailbox.abort = voice.engine.runtime.abort

    def run(self) -> None:
        """Work until the process ends."""
        while True:
            for letter in self._mailbox.take(wait=self._voice.is_idle):
                self._read(letter)
            if not self._voice.is_idle:
                self._tell(self._voice.step())

    def _read(self, letter: Letter) -> None:
        if "ask" in letter:
            seconds = inf if letter["seconds"] is None else letter["seconds"]
            self._tell(self._voice.submit(letter["ask"], asked(letter), seconds))
        elif "cancel" in letter:
            self._voice.cancel(letter["cancel"])
        elif "ahead" in letter:
            self._voice.read_ahead(*letter["ahead"])
        elif "tally" in letter:
            tally = asdict(self._voice.engine.tally) | {"held": self._voice.engine.held()}
            self._send(
                {
                    "number": letter["tally"],
                    "tally": {**tally, "threads": self._voice.threads, "idle": self._voice.is_idle},
                }
            )

    def _watch(self, running: tuple[Draft, ...]) -> None:
        numbers = self._voice.numbers
        self._mailbox.runs({numbers[draft] for draft in running if draft in numbers})

    def _tell(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.answer is not None:
                self._send(answered(outcome.number, outcome.answer))
            elif outcome.failure is not None:
                self._send(failed(outcome.number, outcome.failure))

    def _send(self, letter: Letter) -> None:
        self._out.write(seal(letter))
        self._out.flush()


def main(path: Path, tuning: Tuning) -> None:
    """Load the model and serve it. What is printed by any library goes to standard error."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    mailbox = Mailbox(sys.stdin.buffer)
    try:
        prepare()
        from models.voice import Voice  # loads llama.cpp, which must find what prepare() set

        voice = Voice(path, tuning)
    except MindError as error:
        out.write(seal(failed(0, error)))
        out.flush()
        return
    out.write(seal({"ready": voice.note, "words": voice.reads_words, "threads": voice.threads}))
    out.flush()
    Service(voice, mailbox, out).run()


if __name__ == "__main__":
    main(*ordered(sys.argv[1]))
