"""What a check of the machine found, as data: whoever shows it decides how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.settings.settings import Settings

Verdict = Literal["ok", "warning", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: `found` is what is there, `remedy` what to do about it when it is not ok."""

    id: str
    verdict: Verdict
    found: str
    remedy: str = ""


Check = Callable[[Settings], Finding]


def ok(name: str, found: str) -> Finding:
    """Return that all is well."""
    return Finding(name, "ok", found)


def warning(name: str, found: str, remedy: str) -> Finding:
    """Return that the show runs, but less well than it could."""
    return Finding(name, "warning", found, remedy)


def failed(name: str, found: str, remedy: str) -> Finding:
    """Return that the show cannot run like this."""
    return Finding(name, "failed", found, remedy)


def skipped(name: str, found: str) -> Finding:
    """Return that there was nothing to check, and why."""
    return Finding(name, "skipped", found)
