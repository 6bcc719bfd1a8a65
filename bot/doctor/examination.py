"""The checks of what the show works with: the model's file and the log."""

from __future__ import annotations

import asyncio
import os
from contextlib import closing
from pathlib import Path

from bot.doctor.checkup import existing, free_memory
from bot.doctor.findings import Finding, failed, ok, skipped, warning
from bot.doctor.suitability import described, suitable
from bot.log.database import damage, read_only
from bot.log.faults import LogError
from bot.log.lock import ProcessLock
from bot.minds import check_room, open_mind
from bot.seating import Seat, seating
from bot.settings.settings import Settings
from models.gguf_file import ModelFileError, inspect
from show.ports import MindError


def check_model(settings: Settings) -> Finding:
    """Look at every mind that the settings name: the headers of files, and whether servers answer."""
    if settings.rehearsal:
        return skipped("model", "a rehearsal needs none")
    try:
        seats = list(dict.fromkeys(seating(settings).values()))
        check_room(seats, free_memory())
    except MindError as error:
        return failed("model", str(error), "Or play without a model: --rehearsal")
    findings = [_check_seat(seat, settings) for seat in seats]
    worst = min(findings, key=lambda finding: ("failed", "warning", "ok").index(finding.verdict))
    found = "; ".join(finding.found for finding in findings)
    return Finding("model", worst.verdict, found, worst.remedy)


def _check_seat(seat: Seat, settings: Settings) -> Finding:
    if seat.kind == "server":
        return asyncio.run(_check_server(seat, settings))
    if seat.kind != "file":
        return ok("model", seat.kind)
    try:
        info = inspect(seat.path)
    except ModelFileError as error:
        return failed("model", str(error), "Or play without a model: --rehearsal")
    found = described(info) + (f", dialect {info.dialect!r}" if info.dialect else "")
    for finding in suitable(info, settings, None):
        if finding.verdict != "ok":
            return Finding("model", finding.verdict, f"{found}. {finding.found}", finding.remedy)
    return ok("model", found)


async def _check_server(seat: Seat, settings: Settings) -> Finding:
    try:
        mind = await open_mind(settings, seat)
    except MindError as error:
        return failed("model", str(error), "")
    name = mind.name
    await mind.close()
    return ok("model", f"{name!r} on {seat.where.split('#')[0]}")


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
