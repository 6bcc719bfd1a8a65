"""A virtual environment that is either ready, with a stamp that says for what, or is made ready again."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from bot.setup.words import SetupError
from bot.setup.work import Work

FORM = "1"
"""Raised when set-up itself does something new, so that finished environments are set up again."""


class Environment:
    """The virtual environment in `folder`. `unfinished` marks that a change to it was cut short."""

    def __init__(self, root: Path, folder: str) -> None:
        self.root = root
        self.folder = root / folder
        self.python = self.folder / "bin" / "python"
        self.unfinished = self.folder / "unfinished"

    def stamp(self, files: tuple[str, ...]) -> str:
        """Return what must be written in a stamp for the environment to be ready for these lock files."""
        digest = hashlib.sha256(FORM.encode())
        for text in (sys.version, sys.base_prefix, str(self.root), _project(self.root)):
            digest.update(text.encode() + b"\0")
        for name in files:
            digest.update((self.root / name).read_bytes() + b"\0")
        return digest.hexdigest()

    def ready(self, purpose: str, stamp: str) -> bool:
        """Return whether set-up for `purpose` was finished with this very stamp."""
        if self.unfinished.exists() or not self.python.exists():
            return False
        try:
            return (self.folder / f"ready-{purpose}").read_text() == stamp
        except OSError:
            return False

    def open(self, work: Work) -> None:
        """Make the environment if it is missing, broken or half changed; from here on it is unfinished.

        Raises:
            SetupError: this Python cannot make virtual environments.
        """
        if self.unfinished.exists() or not self._sound():
            if importlib.util.find_spec("ensurepip") is None:
                raise SetupError(
                    f"This Python ({sys.executable}) cannot make virtual environments. {_venv_remedy()}"
                )
            work.run(
                "Virtual environment", [sys.executable, "-m", "venv", "--clear", str(self.folder)], _clean()
            )
        self.unfinished.touch()

    def give_up(self) -> None:
        """Note that a step failed by itself: what is there is whole, only not complete."""
        self.unfinished.unlink(missing_ok=True)

    def close(self, purpose: str, stamp: str) -> None:
        """Note that the environment is ready."""
        (self.folder / f"ready-{purpose}").write_text(stamp)
        self.unfinished.unlink(missing_ok=True)

    def pip(self, work: Work, saying: str, *words: str, env: dict[str, str] | None = None) -> None:
        """Run pip in the environment."""
        command = [str(self.python), "-m", "pip", "--no-input", "--disable-pip-version-check", *words]
        work.run(saying, command, {**_clean(), **self._paths(), **(env or {})})

    def _paths(self) -> dict[str, str]:
        path = os.pathsep.join([str(self.python.parent), os.environ.get("PATH", os.defpath)])
        return {"PATH": path, "VIRTUAL_ENV": str(self.folder)}

    def _sound(self) -> bool:
        if not self.python.exists():
            return False
        question = "import sys, pip; print(sys.version, sys.base_prefix, sep='')"
        answer = subprocess.run([str(self.python), "-I", "-c", question], capture_output=True, text=True)
        return answer.returncode == 0 and answer.stdout.rstrip("\n") == sys.version + sys.base_prefix


def _project(root: Path) -> str:
    """Return the part of pyproject.toml that an installation depends on."""
    document = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return repr([document.get(table) for table in ("build-system", "project", "dependency-groups")])


def _clean() -> dict[str, str]:
    """Return our environment without what would make pip or Python work somewhere else."""
    meddling = {"PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV"}
    return {name: value for name, value in os.environ.items() if name not in meddling}


def _venv_remedy() -> str:
    if shutil.which("apt-get"):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return f"Install what is missing with: sudo apt install python{version}-venv"
    return "Install a complete Python 3.11 or newer (with venv and ensurepip)."
