"""llama.cpp is loaded with the right environment, or it is said why it cannot be."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from models import native
from show.ports import MindError


def failing(error: Exception) -> Callable[..., Any]:
    """Return an import that fails for llama_cpp."""
    real = builtins.__import__

    def load(name: str, *rest: Any, **more: Any) -> Any:
        if name == "llama_cpp":
            raise error
        return real(name, *rest, **more)

    return load


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ImportError("No module named 'llama_cpp'"), "cannot be imported .*--rehearsal"),
        (RuntimeError("libllama.so: cannot open"), "does not load .*build it again"),
        (OSError("wrong ELF class"), "does not load .*build it again"),
    ],
)
def test_a_library_that_is_missing_or_broken_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    monkeypatch.setattr(native, "_kept", [])
    monkeypatch.setattr(builtins, "__import__", failing(error))
    with pytest.raises(MindError, match=sentence) as caught:
        native.prepare()
    assert not caught.value.retryable


def test_waiting_threads_spin_for_a_moment_only_and_nothing_is_printed() -> None:
    program = "import os; from models.native import prepare; prepare(); print(os.environ['GOMP_SPINCOUNT'])"
    environment = {name: text for name, text in os.environ.items() if name != "GOMP_SPINCOUNT"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == (f"{native.SPINS}\n", "")


def test_who_starts_a_process_that_loads_the_library_may_say_how_long_it_spins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    assert native.environment()["GOMP_SPINCOUNT"] == native.SPINS
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    assert native.environment()["GOMP_SPINCOUNT"] == "7"


def test_importing_the_mind_does_not_load_the_library() -> None:
    program = "import sys, models.llama, models.deadline; print('llama_cpp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
