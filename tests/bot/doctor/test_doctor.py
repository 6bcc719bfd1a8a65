"""The doctor: what it finds in machines, models and logs that are well and in those that are not."""

from __future__ import annotations

import importlib.metadata
import io
import shutil
import socket
import sqlite3
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.doctor import checkup, examination
from bot.doctor.doctor import doctor, examine
from bot.doctor.findings import Finding
from bot.log.store import opened
from bot.settings.settings import Settings
from models.house.dialect import MARK, MARK_KEY
from tests.tiny_gguf import Tiny, write_tiny


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "nights" / "show.db"


@pytest.fixture
async def log(db: Path) -> Settings:
    """Return settings with a log that was made and closed."""
    async with opened(db):
        pass
    return Settings(db=db)


def told(finding: Finding, verdict: str, said: str) -> None:
    assert finding.verdict == verdict, finding
    assert said in finding.found + finding.remedy
    assert finding.remedy or finding.verdict in ("ok", "skipped")


def model(path: Path, **more: object) -> Settings:
    return Settings.model_validate({"model": path, **more})


def test_a_machine_that_is_well_passes(tmp_path: Path, db: Path) -> None:
    write_tiny(tmp_path / "tiny.gguf")
    findings = examine({"db": db, "model": tmp_path / "tiny.gguf", "port": 0})
    assert {finding.verdict for finding in findings} <= {"ok", "skipped", "warning"}, findings
    assert len({finding.id for finding in findings}) == len(findings)


def test_one_failed_check_gives_exit_code_one(tmp_path: Path, db: Path) -> None:
    write_tiny(tmp_path / "tiny.gguf")
    quiet = Console(file=io.StringIO())
    well = {"db": db, "model": tmp_path / "tiny.gguf", "port": 0}
    assert doctor(well, quiet) == 0
    assert doctor({**well, "model": tmp_path / "none.gguf"}, quiet) == 1


def test_wrong_settings_are_a_finding_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLSTREET_SPED", "4")
    findings = {finding.id: finding for finding in examine({})}
    told(findings["settings"], "failed", "WALLSTREET_SPEED")
    assert findings["python"].verdict == "ok"
    assert {findings[name].verdict for name in ("model", "log", "page", "disk")} == {"skipped"}


def test_markup_in_a_name_is_shown_as_it_is(tmp_path: Path) -> None:
    page = io.StringIO()
    doctor(
        {"db": tmp_path / "[red]x[/red].db", "rehearsal": True, "page": False}, Console(file=page, width=500)
    )
    assert "[red]x[/red].db" in page.getvalue()


def test_a_good_model_is_described(tmp_path: Path) -> None:
    finding = examination.check_model(model(write_tiny(tmp_path / "tiny.gguf")))
    told(finding, "ok", "llama")
    assert "F32" in finding.found and "4096" in finding.found


@pytest.mark.parametrize(
    ("tiny", "verdict", "said"),
    [
        (Tiny(context=256), "failed", "256 are there"),
        (Tiny(context=256, notes={MARK_KEY: MARK}), "ok", repr(MARK)),
        (Tiny(context=256, notes={MARK_KEY: "house-0"}), "failed", "'house-0'"),
        (Tiny(template=None), "warning", "chat template"),
    ],
)
def test_a_model_that_suits_less_is_told_apart(tiny: Tiny, verdict: str, said: str, tmp_path: Path) -> None:
    told(examination.check_model(model(write_tiny(tmp_path / "tiny.gguf", tiny))), verdict, said)


def test_a_context_set_too_short_is_found(tmp_path: Path) -> None:
    told(
        examination.check_model(model(write_tiny(tmp_path / "tiny.gguf"), context=128)),
        "failed",
        "128 are there",
    )


def test_a_truncated_model_is_found(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "tiny.gguf")
    path.write_bytes(path.read_bytes()[:-5000])
    told(examination.check_model(model(path)), "failed", "cut short")


def test_a_model_larger_than_the_memory_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_tiny(tmp_path / "tiny.gguf")
    monkeypatch.setattr(examination, "free_memory", lambda: path.stat().st_size)
    told(examination.check_model(model(path)), "failed", "memory")


def test_a_rehearsal_needs_no_model(tmp_path: Path) -> None:
    told(examination.check_model(model(tmp_path / "none.gguf", rehearsal=True)), "skipped", "needs none")


def test_a_new_log_will_be_made_and_is_not_made_by_looking(db: Path) -> None:
    told(examination.check_log(Settings(db=db)), "ok", "will be made")
    assert not db.parent.exists()


def test_a_whole_log_is_counted(log: Settings) -> None:
    told(examination.check_log(log), "ok", "0 events in 0 ticks, whole")


async def test_a_log_of_a_running_show_is_told(log: Settings) -> None:
    async with opened(log.db):
        told(examination.check_log(log), "warning", "already running")
    told(examination.check_log(log), "ok", "whole")


def test_a_log_of_a_newer_version_is_told(log: Settings) -> None:
    with sqlite3.connect(log.db) as raw:
        raw.execute("INSERT INTO migrations (name, recorded_at) VALUES ('99 far future', 0)")
    raw.close()
    told(examination.check_log(log), "failed", "newer version")


def test_a_file_that_is_no_log_is_told(db: Path) -> None:
    db.parent.mkdir()
    db.write_bytes(b"no database at all, only words" * 100)
    told(examination.check_log(Settings(db=db)), "failed", "not a show's log")


def test_a_corrupt_page_is_told(log: Settings) -> None:
    data = bytearray(log.db.read_bytes())
    data[4096 + 4 : 4096 * 6] = b"\xa5" * (4096 * 5 - 4)
    log.db.write_bytes(bytes(data))
    told(examination.check_log(log), "failed", "damaged")


def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told(checkup.check_page(Settings(port=port)), "failed", f"127.0.0.1:{port} is taken")
    told(checkup.check_page(Settings(port=port)), "ok", "is free")


@pytest.mark.parametrize("host", ["192.0.2.1", "x" * 70])
def test_an_address_of_nobody_here_is_told(host: str) -> None:
    told(checkup.check_page(Settings(host=host)), "failed", host)


def test_no_page_needs_no_port() -> None:
    told(checkup.check_page(Settings(page=False)), "skipped", "switched off")


def test_a_missing_compiler_is_a_warning_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    finding = checkup.check_compiler(Settings())
    told(finding, "warning", "no C++ compiler")
    assert "Install" in finding.remedy


@pytest.mark.parametrize(
    ("script", "said"),
    [("kill -ILL $$", "another processor"), ("echo 'OSError: libgomp.so.1' >&2; exit 1", "libgomp.so.1")],
)
def test_a_llama_that_does_not_load_takes_only_its_own_process_down(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    told(checkup.check_llama(Settings()), "failed", said)


def test_packages_that_are_missing_or_not_as_locked_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.0.1")
    told(checkup.check_packages(Settings()), "warning", "pydantic 0.0.1 instead of")

    def none(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", none)
    told(checkup.check_packages(Settings()), "failed", "missing: aiohappyeyeballs")


@pytest.mark.parametrize(("free", "verdict"), [(50_000_000, "failed"), (10**9, "warning"), (10**10, "ok")])
def test_a_full_disk_is_told(free: int, verdict: str, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    told(checkup.check_disk(Settings(db=db)), verdict, "GB free for the log")


@pytest.mark.parametrize(("free", "verdict"), [(None, "skipped"), (10**8, "warning"), (10**10, "ok")])
def test_little_memory_is_told(free: int | None, verdict: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "free_memory", lambda: free)
    told(checkup.check_memory(Settings()), verdict, "free")
