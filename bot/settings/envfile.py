"""The file of settings, written to: a key at a time, for its owner's eyes alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from bot.settings.configuration import env_file
from bot.settings.settings import ROOT


def keep(values: Mapping[str, str], file: Path | None = None) -> Path:
    """Write settings into the file, which only its owner may read then; return the file."""
    file = file or env_file() or ROOT / ".env"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    others = [line for line in lines if line.strip().partition("=")[0].strip() not in values]
    text = "\n".join([*others, *(f"{key}={value}" for key, value in values.items()), ""])
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    file.chmod(0o600)
    return file
