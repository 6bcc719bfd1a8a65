"""llama.cpp's sources as llama-cpp-python carries them, and the llama-server built from them, both kept."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

FLAGS = (
    "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_SHARED_LIBS=OFF", "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF", "-DLLAMA_BUILD_APP=OFF", "-DLLAMA_BUILD_UI=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF", "-DLLAMA_OPENSSL=OFF", "-DLLAMA_BUILD_TOOLS=ON",
    "-DLLAMA_BUILD_SERVER=ON",
)  # fmt: skip
VOCABULARY = "models/ggml-vocab-starcoder.gguf"


def cache() -> Path:
    """Return the folder for what is too large to make each time."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "wallstreet"


def _folder() -> Path:
    return cache() / f"llama-server-{version('llama-cpp-python')}"


def sources() -> Path:
    """Return the folder of llama.cpp's sources; they are downloaded with llama-cpp-python's if need be."""
    number = version("llama-cpp-python")
    package = f"llama_cpp_python-{number}"
    found = _folder() / package / "vendor" / "llama.cpp"
    if not found.is_dir():
        _folder().mkdir(parents=True, exist_ok=True)
        _run(
            sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", ":all:",
            f"llama-cpp-python=={number}", "--dest", str(_folder()),
        )  # fmt: skip
        with tarfile.open(_folder() / f"{package}.tar.gz") as archive:
            archive.extractall(_folder(), filter="data")
    return found


def vocabulary() -> Path:
    """Return a GGUF with StarCoder's vocabulary and no weights."""
    return sources() / VOCABULARY


def server() -> Path:
    """Return the program llama-server; building it takes eight minutes on two cores, once."""
    build = _folder() / "build"
    program = build / "bin" / "llama-server"
    if not program.is_file():
        print("Building llama-server, about eight minutes ...", flush=True)
        _run("cmake", "-S", str(sources()), "-B", str(build), *FLAGS)
        _run(
            "cmake", "--build", str(build), "--target", "llama-server", "--parallel", str(os.cpu_count() or 1)
        )
    return program


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
