"""What the machine must have before anything is installed: compilers and room on the disk."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bot.setup.words import SetupError

ROOM_NEEDED = 1_500_000_000
"""Bytes: 0.5 GB of packages, 0.5 GB while llama.cpp is compiled, and as much again to spare."""

PROGRAMS = {
    "C": (("CC", "cc", "gcc", "clang"), ".c", "#include <stdio.h>\nint main(void) { return 0; }\n"),
    "C++": (
        ("CXX", "c++", "g++", "clang++"),
        ".cpp",
        "#include <optional>\n#include <thread>\nint main() { return std::optional<int>(0).value(); }\n",
    ),
}


@dataclass(frozen=True)
class Compiler:
    """A compiler that has just compiled and linked a program."""

    language: str
    command: str
    version: str


def find_compiler(language: str) -> Compiler:
    """Return the compiler that builds will use: the one the environment names, or the first on the path.

    Raises:
        SetupError: there is none, or it cannot compile a program of three lines.
    """
    (variable, *names), suffix, program = PROGRAMS[language]
    chosen = os.environ.get(variable)
    command = chosen or next((name for name in names if shutil.which(name)), None)
    if command is None:
        raise SetupError(f"There is no {language} compiler on this machine. {compiler_remedy()}")
    fault = _try_compiler(command, suffix, program)
    if fault is not None:
        named = f"{variable}={chosen!r}" if chosen else f"{command!r}"
        raise SetupError(f"The {language} compiler {named} does not work ({fault}). {compiler_remedy()}")
    return Compiler(language, command, _version(command))


def _try_compiler(command: str, suffix: str, program: str) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "try" + suffix)
        source.write_text(program)
        words = [*shlex.split(command), str(source), "-o", str(source.with_suffix(".out"))]
        try:
            done = subprocess.run(words, capture_output=True, text=True, errors="replace")
        except OSError as error:
            return str(error)
    complaint = done.stderr.strip().splitlines()
    return None if done.returncode == 0 else (complaint[0] if complaint else f"exit code {done.returncode}")


def _version(command: str) -> str:
    done = subprocess.run(
        [*shlex.split(command), "--version"], capture_output=True, text=True, errors="replace"
    )
    lines = done.stdout.strip().splitlines()
    return lines[0] if lines else command


def compiler_remedy() -> str:
    """Return the sentence that says how to get a compiler on this kind of machine."""
    if sys.platform == "darwin":
        return "Install one with: xcode-select --install"
    for program, command in (
        ("apt-get", "sudo apt install build-essential"),
        ("dnf", "sudo dnf install gcc gcc-c++"),
        ("pacman", "sudo pacman -S base-devel"),
        ("zypper", "sudo zypper install gcc gcc-c++"),
        ("apk", "sudo apk add build-base linux-headers"),
    ):
        if shutil.which(program):
            return f"Install one with: {command}"
    return "Install gcc and g++ (or clang) with your system's package manager."


def check_room(folder: Path, needed: int = ROOM_NEEDED) -> int:
    """Return the free bytes under `folder`.

    Raises:
        SetupError: there are fewer than `needed`.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SetupError(
            f"The disk under {str(folder)!r} has {free / 1e9:.1f} GB free and set-up needs"
            f" {needed / 1e9:.1f} GB. Make room, or move the project to a larger disk."
        )
    return free
