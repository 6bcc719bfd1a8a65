"""The checks of what the show works with: the model's file and the log."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from bot.checkup import existing, free_memory
from bot.database import damage, read_only
from bot.faults import LogError
from bot.findings import Finding, failed, ok, skipped, warning
from bot.lock import ProcessLock
from bot.settings import Settings
from models.catalogue import resolve
from models.gguf_file import GgufInfo, ModelFileError, inspect
from show.ports import MindError

SHORT_CONTEXT = 1024
"""Tokens. 500 prompts had up to 2,333 characters, some 700 tokens; an answer takes up to 120 more."""
OVERHEAD = 1.4
"""How much more memory than its file a model takes: its context, and weights laid out for speed."""


def check_model(settings: Settings) -> Finding:
    """Read the header of the model's file."""
    if settings.rehearsal:
        return skipped("model", "a rehearsal needs none")
    try:
        info = inspect(resolve(settings.model))
    except MindError as error:
        return failed("model", str(error), "")
    except ModelFileError as error:
        return failed("model", str(error), "Or play without a model: --rehearsal")
    found = (
        f"{info.path.name!r}: {info.architecture}, {info.parameters / 1e6:,.1f} M weights in "
        f"{info.quantisation}, {info.size / 1e6:,.1f} MB, context {info.context or 'unknown'}"
    )
    return _suitable(info, settings, found)


def _suitable(info: GgufInfo, settings: Settings, found: str) -> Finding:
    free = free_memory()
    if free is not None and info.size * OVERHEAD > free:
        need = (
            f"It needs about {info.size * OVERHEAD / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB are free."
        )
        return failed("model", f"{found}. {need}", "Close other programs, or choose a smaller model.")
    if info.dialect is not None:
        return ok("model", f"{found}, dialect {info.dialect!r}")
    context = settings.context or info.context
    if context is not None and context < SHORT_CONTEXT:
        return failed(
            "model", f"{found}. The show's prompts need {SHORT_CONTEXT:,} tokens, and {context:,} are there.",
            "Choose a model with a longer context, or leave WALLSTREET_CONTEXT out.",
        )  # fmt: skip
    if not info.chat_template:
        remedy = "Choose an 'instruct' or 'chat' version of the model if its answers are poor."
        return warning("model", f"{found}, no chat template", remedy)
    return ok("model", found)


def check_log(settings: Settings) -> Finding:
    """Check that the log can be written, is whole and belongs to nobody else now."""
    path = settings.db
    if not path.exists():
        folder = existing(path.parent)
        if os.access(folder, os.W_OK):
            return ok("log", f"{str(path)!r} will be made on the first start")
        return failed("log", f"{str(folder)!r} cannot be written", "Choose another file with --db.")
    try:
        with closing(read_only(path)) as raw:
            fault = damage(raw)
            count, last = raw.execute("SELECT count(*), coalesce(max(tick), 0) FROM events").fetchone()
    except LogError as error:
        return failed("log", str(error), "Nothing was changed.")
    if fault is not None:
        remedy = "Put a copy of it back, or begin a new one with --db."
        return failed("log", f"{str(path)!r} is damaged: {fault}", remedy)
    holder = _holder(path)
    if holder:
        return warning("log", holder, "This is as it should be if you mean that show.")
    if not os.access(path, os.W_OK):
        return failed("log", f"{str(path)!r} cannot be written", "Choose another file with --db.")
    return ok("log", f"{str(path)!r}: {count:,} events in {last:,} ticks, whole")


def _holder(path: Path) -> str:
    """Return the sentence about the process that writes the log now, or an empty text."""
    if not path.with_name(path.name + ".lock").exists():
        return ""
    lock = ProcessLock(path.resolve())
    try:
        lock.acquire()
    except LogError as error:
        return str(error).split(". ")[0]
    lock.release()
    return ""
