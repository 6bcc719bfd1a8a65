"""Loads a GGUF in a child process first: a file that brings llama.cpp down takes the child, not the show.

`python -m models.trial PATH` is the child. It checks the numbers of every tensor and runs one token; the
parent turns the way it ended into a sentence.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from models.stopping import Stop, Stopped, never
from show.ports import MindError

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 300.0  # a 4B model from a slow disk takes a minute
PAUSE_SECONDS = 0.01
REFUSED = 3


def try_out(path: Path, stop: Stop = never) -> None:
    """Return when a child process has loaded the model and run a token.

    Raises:
        MindError: it could not, and the message says why and what to do.
        Stopped: `stop` returned true.
    """
    command = [sys.executable, "-m", "models.trial", str(path.resolve())]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "GGML_NO_BACKTRACE": "1", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is for the show, which then stops the child itself
    ) as child:
        try:
            said = _wait(child, stop)
        finally:
            child.kill()
    if stop():
        raise Stopped
    if child.returncode != 0:
        raise MindError(_verdict(path, child.returncode, said), retryable=False)


def _wait(child: subprocess.Popen[bytes], stop: Stop) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not stop() and time.monotonic() < deadline:
        try:
            said, _ = child.communicate(timeout=PAUSE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        return said.decode("utf-8", errors="replace").strip()
    return f"it was not loaded after {PATIENCE_SECONDS:.0f} s"


def _verdict(path: Path, code: int, said: str) -> str:
    if code == -signal.SIGILL:
        return (
            "llama.cpp was built for another processor (illegal instruction): build it again on this machine "
            "with 'pip install --force-reinstall --no-binary llama-cpp-python llama-cpp-python'."
        )
    if code == -signal.SIGKILL and not said:
        return f"There is no memory for {path.name!r} (the system stopped the trial): choose a smaller model."
    last = said.splitlines()[-1] if said else "no reason given"
    if code == REFUSED:
        return last
    how = f"signal {-code}" if code < 0 else f"exit status {code}"
    return (
        f"llama.cpp broke down while loading {str(path)!r} ({how}: {last}): "
        "the file is damaged or needs a newer llama.cpp; download it again or choose another model."
    )


def main(path: Path) -> int:
    """Load the model, run one token, and return the exit status."""
    from models.native import prepare

    try:
        prepare()
        from models.runtime import Runtime

        Runtime(path, threads=2, verify=True).check()
    except MindError as error:
        print(error)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
