"""The project's own source, as the rule tests read it."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("assets", "bot", "models", "show")


@dataclass(frozen=True)
class Module:
    """One Python file of the product."""

    path: str
    text: str

    @property
    def folder(self) -> str:
        return self.path.split("/")[0]

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.text)

    def imports(self) -> Iterator[tuple[str, int]]:
        """Give the full name of everything that is imported, anywhere in the file, and the line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def modules(*folders: str) -> list[Module]:
    """Return the modules of the folders, all four if none is named."""
    files = sorted(path for folder in folders or FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return [Module(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in files]


def project_files() -> list[Path]:
    """Return what git tracks or would track; without git, everything that is not an output."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        made = {".venv", ".venv-train", ".setup", "data", "__pycache__"}
        return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.parts)]
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]
