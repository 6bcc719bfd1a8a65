"""`wallstreet desk`: nights are played once, the report is whole, and what makes no sense is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.cli import main
from bot.desk.league import league, write
from bot.desk.nights import file_of, played, save
from tests.show.desk.test_league import TICKS, made_up


def test_the_report_has_a_line_for_every_judge_and_every_claim() -> None:
    out = io.StringIO()
    write([made_up(seed) for seed in (1, 2)], TICKS, out)
    said = out.getvalue()
    assert "2 nights of 400 ticks, seeds 1, 2" in said
    assert "| hmm | 1.00 [1.00, 1.00] | +" in said
    assert "THE HOUSE (Darwin's weights)" in said
    assert said.count("**confirmed**") + said.count("**refuted**") + said.count("**not decidable**") == 18
    assert "nan" not in said


def test_a_night_on_disk_is_not_played_again(tmp_path: Path) -> None:
    done: list[int] = []
    for seed in (4, 5):
        save(made_up(seed), file_of(tmp_path, seed, TICKS))
    nights = list(played([4, 5], TICKS, tmp_path, 1, done.append))
    assert [night.seed for night in nights] == [4, 5]
    assert done == [2]


def test_a_night_too_short_to_judge_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk", "--ticks", "20"]) == 2
    assert "a night of 20 ticks says nothing" in capsys.readouterr().err


def test_what_is_on_disk_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for seed in (1, 2):
        save(made_up(seed), file_of(tmp_path, seed, TICKS))
    assert league(2, TICKS, 1, tmp_path, 1) == 0
    assert "Direction: does the regime drift up?" in capsys.readouterr().out
