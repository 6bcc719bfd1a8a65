"""One writer a log: a lock on a side file that the operating system drops when the process dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from bot.log.faults import LogError


class ProcessLock:
    """Held from opening to closing. Not on the database itself: closing any handle of that would undo
    SQLite's own locks on it.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._side = database.with_name(database.name + ".lock")
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            LogError: another process has it, or the side file cannot be written.
        """
        try:
            handle = os.open(self._side, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise LogError(
                f"The lock {str(self._side)!r} beside the log cannot be written ({error.strerror}). Make its"
                " folder writable for you, or choose another file with --db."
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(handle, 20).decode(errors="replace").strip()
            os.close(handle)
            raise LogError(self._refusal(holder)) from error
        self._handle = handle
        _sign(handle)

    def release(self) -> None:
        """Give the lock back. The side file stays: removing it would let two others in at once."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _refusal(self, holder: str) -> str:
        who = f"process {holder}" if holder.isdigit() else "another process"
        return (
            f"A show is already running on the log {str(self._database)!r} ({who}). Stop it first, or choose"
            " another file with --db."
        )


def _sign(handle: int) -> None:
    # Only for the sentence of whoever is refused; on a full disk the lock holds all the same.
    try:
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n".encode())
    except OSError:
        return
