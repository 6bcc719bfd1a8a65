"""The targets of the Makefile: set up what is missing, then become the program that was asked for."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType
from typing import NoReturn

from bot.setup.environment import Environment
from bot.setup.targets import BUILD, ROOT, SHOW, TEST, for_show, for_stream, for_tests, for_training
from bot.setup.words import SetupError, complain, say


def main(words: list[str]) -> int:
    """Run one target with the arguments after it and return its exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        target, *rest = words
        return TARGETS[target](rest)
    except SetupError as error:
        complain(f"\n{error}")
    except OSError as error:
        complain(f"\nSet-up could not go on: {error}. Mend that and run the same command again.")
    except KeyboardInterrupt:
        complain("\nInterrupted. Run the same command again: set-up goes on from here.")
        return 130
    return 1


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _become(environment: Environment, *words: str) -> NoReturn:
    os.chdir(ROOT)
    os.execv(environment.python, [str(environment.python), *words])


def _show(words: list[str]) -> int:
    _become(for_show(), "-m", "bot", "run", *words)


def _stream(words: list[str]) -> int:
    _become(for_stream(), "-m", "bot", "run", "--stream", *words)


def _doctor(words: list[str]) -> int:
    _become(for_show(), "-m", "bot", "doctor", *words)


def _train(words: list[str]) -> int:
    _become(for_training(), "-m", "models.house.train", *words)


def _test(words: list[str]) -> int:
    """Run the linter, the type checker and the tests: all of them, and the tests last."""
    python = str(for_tests().python)
    codes = []
    for name, *rest in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["pytest", *words]):
        say(" ".join(["$", name, *rest]))
        codes.append(subprocess.run([python, "-m", name, *rest], cwd=ROOT).returncode)
    return next((code for code in codes if code), 0)


def _format(words: list[str]) -> int:
    python = str(for_tests().python)
    sort = subprocess.run([python, "-m", "ruff", "check", "--fix-only", "--quiet"], cwd=ROOT)
    return sort.returncode or subprocess.run([python, "-m", "ruff", "format", *words], cwd=ROOT).returncode


def _lock(words: list[str]) -> int:
    """Write the lock files again: for all platforms and Pythons, with hashes, without any address."""
    command = [
        str(for_tests().python), "-m", "uv", "--no-config", "--system-certs", "pip", "compile", "--quiet",
        "--universal", "--python-version", "3.11", "--fork-strategy", "fewest",
        "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url",
    ]  # fmt: skip
    for file, asked in (
        (SHOW, ["pyproject.toml"]),
        (TEST, ["pyproject.toml", "--extra", "dev", "--constraint", SHOW]),
        (BUILD, ["--group", "pyproject.toml:build"]),
    ):
        done = subprocess.run([*command, *words, *asked, "--output-file", file], cwd=ROOT)
        if done.returncode:
            return done.returncode
    return 0


TARGETS = {
    "show": _show, "stream": _stream, "test": _test, "doctor": _doctor, "format": _format, "lock": _lock,
    "train": _train,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
