"""Runs one long command: its output goes to a log file, and one line on screen says how far it is."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.setup.words import SetupError, duration, say

LOOK = 0.5
"""Seconds between two looks at a running command on a terminal."""
BEAT = 20.0
"""Seconds between two lines of progress when there is no terminal, as in a build log."""
STEP = re.compile(rb"^\s*\[(\d+)/(\d+)\]", re.MULTILINE)
"""What ninja prints before each file it compiles."""
NO_NETWORK = re.compile(r"NewConnectionError|NameResolutionError|ConnectTimeout|Network is unreachable")
TELLING = (
    re.compile(r":\d+:\d+: (fatal )?error: |^\S+: fatal error: "),  # a compiler's
    re.compile(r"^CMake Error"),
    re.compile(r"^\w*(Error|Exception): "),  # Python's
    re.compile(r"^ERROR: "),  # pip's
)
"""Which lines of a log say what went wrong, the most telling kind first."""


class Work:
    """Runs the steps of one set-up. Every command inherits `lock`, so that a set-up that was killed
    keeps the next one waiting until what it had started has ended too."""

    def __init__(self, log: Path, lock: int) -> None:
        self.log = log
        self.lock = lock

    def run(self, saying: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Run a command to its end.

        Raises:
            SetupError: it failed; the message names the log and quotes its last line that speaks of an error.
        """
        began = time.monotonic()
        with self.log.open("ab") as output:
            output.write(f"\n$ {' '.join(command)}\n".encode())
            output.flush()
            start = output.tell()
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env,
                start_new_session=True, pass_fds=(self.lock,),
            )  # fmt: skip
            try:
                self._watch(process, saying, began, start)
            except BaseException:
                _end(process)
                raise
        if process.returncode != 0:
            raise SetupError(
                f"{saying} failed: {self._reason(start, process.returncode)} The full log is"
                f" {str(self.log)!r}. "
                "Run the same command again when it is mended; set-up goes on from here."
            )

    def _watch(self, process: subprocess.Popen[bytes], saying: str, began: float, start: int) -> None:
        live = sys.stdout.isatty()
        spoken = began
        while True:
            try:
                process.wait(LOOK)
            except subprocess.TimeoutExpired:
                now = time.monotonic()
                if live:
                    print(f"\r\033[K  {self._line(saying, now - began, start)}", end="", flush=True)
                elif now - spoken >= BEAT:
                    spoken = now
                    say(f"  {self._line(saying, now - began, start)}")
            else:
                break
        end = "" if process.returncode == 0 else "failed after "
        say(("\r\033[K" if live else "") + f"  {saying}: {end}{duration(time.monotonic() - began)}")

    def _line(self, saying: str, seconds: float, start: int) -> str:
        steps = STEP.findall(self._tail(start))
        done = f"{int(steps[-1][0])} of {int(steps[-1][1])} files, " if steps else ""
        return f"{saying} ... {done}{duration(seconds)}"

    def _tail(self, start: int, size: int = 100_000) -> bytes:
        with self.log.open("rb") as output:
            end = output.seek(0, os.SEEK_END)
            output.seek(max(start, end - size))
            return output.read()

    def _reason(self, start: int, code: int) -> str:
        text = self._tail(start).decode(errors="replace")
        if NO_NETWORK.search(text):
            return "it could not reach the package index, and set-up needs the network once."
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        for telling in TELLING:
            found = [line for line in lines if telling.search(line)]
            if found:
                return _sentence(found[0])
        ended = f"it was ended by signal {-code}" if code < 0 else f"it ended with status {code}"
        return _sentence(lines[-1] if lines and code > 0 else ended)


def _sentence(text: str) -> str:
    return text[:300].rstrip(".") + "."


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop a command and everything it started, politely first."""
    for number, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(process.pid, number)
            process.wait(patience)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
