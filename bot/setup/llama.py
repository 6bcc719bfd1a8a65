"""Compiles llama.cpp and its Python binding, once, from the source whose hash is in the lock file."""

from __future__ import annotations

import os
import shlex
import shutil
import zipfile
from pathlib import Path

from bot.setup.environment import Environment
from bot.setup.machine import find_compiler
from bot.setup.pins import Pin
from bot.setup.words import say
from bot.setup.work import Work

NAME = "llama-cpp-python"
BUILDING = "building"
LEAN = """\
# Read by llama-cpp-python's own build, right after its project() line. A normal variable wins over the
# cached one that the build forces on: the library of llama.cpp's command line tools, which takes a third of
# the compile time and which nothing here loads, is left out.
set(LLAMA_BUILD_COMMON OFF)
"""


def check_compilers() -> None:
    """Try the compilers before anything is downloaded.

    Raises:
        SetupError: one is missing or does not work.
    """
    found = [find_compiler(language) for language in ("C", "C++")]
    say(f"  Compiler: {found[-1].version}")


def find_wheel(folder: Path, pin: Pin) -> Path | None:
    """Return the whole wheel of this version that an earlier set-up compiled, also one that was killed."""
    for place in (folder, folder.parent / BUILDING):
        for wheel in sorted(place.glob(f"{pin.name.replace('-', '_')}-{pin.version}-*.whl")):
            if zipfile.is_zipfile(wheel):  # a file that was cut short has no end of a zip
                return wheel
    return None


def compile_wheel(environment: Environment, work: Work, folder: Path, pin: Pin) -> Path:
    """Compile the wheel and keep it in `folder`. An interrupted compile leaves nothing there.

    Raises:
        SetupError: the build failed.
    """
    say("  Now llama.cpp is compiled for this machine: once, 3 minutes on two idle cores, less on more.")
    building = folder.parent / BUILDING
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    lean, lock = building / "lean.cmake", building / "llama.lock"
    lean.write_text(LEAN)
    lock.write_text(pin.entry)
    environment.pip(
        work, "Compiling llama.cpp",
        "wheel", "--verbose", "--no-deps", "--no-build-isolation", "--require-hashes",
        "--no-binary", pin.name, "--wheel-dir", str(building), "--requirement", str(lock),
        env={"CMAKE_ARGS": _arguments(lean), "TMPDIR": str(building)},
    )  # fmt: skip
    built = find_wheel(folder, pin)
    assert built is not None, "pip said that it had built the wheel"
    folder.mkdir(exist_ok=True)
    kept = built.replace(folder / built.name)
    shutil.rmtree(building)
    return kept


def _arguments(lean: Path) -> str:
    ours = ["-DLLAVA_BUILD=OFF", f"-DCMAKE_PROJECT_llama_cpp_INCLUDE={lean}"]
    return " ".join([os.environ.get("CMAKE_ARGS", ""), *map(shlex.quote, ours)]).strip()
