"""Brings llama.cpp's library into the process: its environment first, its log led into ours.

Nothing here imports llama_cpp at the top: loading it takes a fifth of a second and may fail, and both
belong into the worker thread of a mind.
"""

from __future__ import annotations

import ctypes
import logging
import os
import threading
from collections import deque
from typing import Any

from show.ports import MindError

LOG = logging.getLogger("wallstreet.llama")
ERROR = 4  # ggml's level of an error; 5 continues the line before
SPIN_KEY, SPINS = "GOMP_SPINCOUNT", "1000"
"""How often a waiting thread looks again before it sleeps. A step has a thousand such waits.

On two cores with 1.3 billion weights a step of one row took 69 to 78 ms with this, 71 at once asleep, 73 to
82 with ten times as many and 61 as libgomp would by itself; beside a busy process 118, 111, 240 and 225.
"""

_complaints: deque[str] = deque(maxlen=8)
_lock = threading.Lock()
_kept: list[Any] = []  # the C side holds a pointer to the callback, so Python must hold the object


def environment() -> dict[str, str]:
    """Return the environment of a process that loads the library: this one's, with `SPINS` unless it says."""
    return {SPIN_KEY: SPINS, **os.environ}


def prepare() -> None:
    """Load the library once. A second call does nothing.

    How long threads spin must stand in the environment before libgomp is loaded, see `SPINS`.

    Raises:
        MindError: llama-cpp-python is missing or does not load.
    """
    with _lock:
        if not _kept:
            _load()


def _load() -> None:
    os.environ.setdefault(SPIN_KEY, SPINS)
    try:
        import llama_cpp
    except ImportError as error:
        raise MindError(
            f"llama-cpp-python cannot be imported ({error}): "
            "run 'make show' again, which installs it, or use --rehearsal.",
            retryable=False,
        ) from error
    except (OSError, RuntimeError) as error:
        raise MindError(
            f"llama.cpp's library does not load ({error}): build it again on this machine with "
            "'pip install --force-reinstall --no-binary llama-cpp-python llama-cpp-python'.",
            retryable=False,
        ) from error
    callback = llama_cpp.llama_log_callback(_log)
    _kept.append(callback)
    llama_cpp.llama_log_set(callback, ctypes.c_void_p(0))
    llama_cpp.llama_backend_init()


def complaints() -> str:
    """Return the first error that llama.cpp wrote since the last call, or an empty text."""
    first = _complaints[0] if _complaints else ""
    _complaints.clear()
    return first


def _log(level: int, text: bytes, _user: object) -> None:
    line = text.decode("utf-8", errors="replace").strip()
    if level == ERROR and line:
        _complaints.append(line)
    if line.strip("."):
        LOG.debug("%s", line)
