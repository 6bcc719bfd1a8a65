"""Keeps two set-ups in one folder apart."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.setup.words import say


@contextmanager
def only_one(path: Path) -> Iterator[int]:
    """Hold the lock of a set-up, waiting for another one to end. Gives the lock's file descriptor."""
    with path.open("a") as file:
        waiting = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not waiting:
                    say("Another set-up is at work in this folder; waiting until it has ended ...")
                waiting = True
                time.sleep(0.5)
            else:
                break
        yield file.fileno()
