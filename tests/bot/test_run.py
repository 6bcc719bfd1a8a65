"""The show as a process: equal nights, clean ends, and going on where the log stands."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def wallstreet(*words: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "WALLSTREET_ENV_FILE": ""}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def rehearse(db: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return wallstreet("run", "--rehearsal", "--speed", "0", "--no-page", "--db", str(db), *words)


def summary(db: Path) -> str:
    replayed = wallstreet("replay", "--db", str(db))
    assert replayed.returncode == 0, replayed.stderr
    return replayed.stdout


def test_equal_nights_have_equal_summaries(tmp_path: Path) -> None:
    for name in ("one.db", "two.db"):
        assert rehearse(tmp_path / name, "--seed", "7", "--ticks", "6").returncode == 0
    assert summary(tmp_path / "one.db") == summary(tmp_path / "two.db")
    assert "The chain holds." in summary(tmp_path / "one.db")


def test_a_night_in_two_parts_is_the_same_night(tmp_path: Path) -> None:
    rehearse(tmp_path / "whole.db", "--seed", "7", "--ticks", "7")
    rehearse(tmp_path / "parts.db", "--seed", "7", "--ticks", "3")
    rehearse(tmp_path / "parts.db", "--ticks", "4")
    assert summary(tmp_path / "whole.db") == summary(tmp_path / "parts.db")


def test_lines_of_the_show_are_printed_without_a_terminal(tmp_path: Path) -> None:
    shown = rehearse(tmp_path / "a.db", "--seed", "7", "--ticks", "2")
    assert "Opening bell" in shown.stdout
    assert "\x1b" not in shown.stdout
    assert shown.stderr == ""


def test_another_seed_for_an_open_show_is_refused_with_a_sentence(tmp_path: Path) -> None:
    rehearse(tmp_path / "a.db", "--seed", "7", "--ticks", "1")
    refused = rehearse(tmp_path / "a.db", "--seed", "8", "--ticks", "1")
    assert refused.returncode == 2
    assert "opened with seed 7" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_reset_archives_the_season_and_keeps_every_event(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    rehearse(db, "--seed", "7", "--ticks", "3")
    before = count(db)
    done = wallstreet("reset", "--db", str(db), "--reason", "Too many interns")
    assert done.returncode == 0, done.stderr
    assert "Season 2" in done.stdout
    assert count(db) > before
    assert rehearse(db, "--ticks", "1").returncode == 0
    assert "The chain holds." in summary(db)


def test_a_reset_without_a_show_says_how_to_open_one(tmp_path: Path) -> None:
    refused = wallstreet("reset", "--db", str(tmp_path / "none.db"))
    assert refused.returncode == 1
    assert "wallstreet run" in refused.stdout + refused.stderr
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_show_between_two_beats(tmp_path: Path, number: signal.Signals) -> None:
    db = tmp_path / "a.db"
    words = ["run", "--rehearsal", "--speed", "50", "--no-page", "--db", str(db)]
    show = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    assert show.stdout is not None
    for line in show.stdout:
        if "Opening bell" in line:
            break
    show.send_signal(number)
    _, errors = show.communicate(timeout=30)
    assert show.returncode == 0
    assert "Traceback" not in errors
    assert "The chain holds." in summary(db)


def test_a_model_that_is_no_model_is_refused_with_a_sentence(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.gguf"
    rubbish.write_bytes(b"not a model at all" * 100)
    refused = wallstreet(
        "run", "--model", str(rubbish), "--no-page", "--db", str(tmp_path / "a.db"), "--ticks", "1"
    )
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "rubbish.gguf" in refused.stderr


def count(db: Path) -> int:
    connection = sqlite3.connect(db)
    try:
        return int(connection.execute("SELECT count(*) FROM events").fetchone()[0])
    finally:
        connection.close()


def test_a_checkpoint_that_cannot_be_read_costs_nothing_but_time(tmp_path: Path) -> None:
    rehearse(tmp_path / "a.db", "--seed", "7", "--ticks", "3")
    connection = sqlite3.connect(tmp_path / "a.db")
    with connection:
        connection.execute('UPDATE checkpoints SET state = \'{"tick": "rubbish"}\'')
    connection.close()
    assert rehearse(tmp_path / "a.db", "--ticks", "1").returncode == 0
    assert "The chain holds." in summary(tmp_path / "a.db")
