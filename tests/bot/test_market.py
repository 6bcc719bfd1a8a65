"""`wallstreet market`: bars in a file, the facts report, and a sentence for what cannot be done."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from bot import market as command
from bot.cli import main
from bot.market import market, moves, report
from show.market.board import Board
from show.market.eve import EVE_BARS
from show.market.facts import Finding
from show.words import ASSETS

Printed = pytest.CaptureFixture[str]


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def test_a_csv_has_a_row_for_each_bar_and_asset_and_is_what_the_tape_says(tmp_path: Path) -> None:
    out = tmp_path / "bars.csv"
    assert market(13, out, 5, facts=False) == 0
    rows = read(out)
    assert len(rows) == 13 * 3
    board = Board()
    for prices, _ in moves(13, 5):
        board.move(prices)
    for asset in ASSETS:
        mine = [row for row in rows if row["asset"] == asset]
        assert [int(row["bar"]) for row in mine] == list(range(13))
        tape = board.tape(asset).since(EVE_BARS)
        assert [float(row["close"]) for row in mine] == tape.close[:13].tolist()
        assert [float(row["sold"]) for row in mine] == tape.sold[:13].tolist()


def test_both_formats_hold_the_same_market(tmp_path: Path) -> None:
    for name in ("bars.csv", "bars.npz"):
        assert main(["market", "--bars", "20", "--seed", "9", "--out", str(tmp_path / name)]) == 0
    rows = read(tmp_path / "bars.csv")
    with np.load(tmp_path / "bars.npz") as arrays:
        assert arrays["close"].shape == (20, 3)
        assert [float(row["high"]) for row in rows] == arrays["high"].ravel().tolist()
        assert [float(row["variance"]) for row in rows] == pytest.approx(arrays["variance"].ravel())
        assert [row["regime"] for row in rows[::3]] == arrays["regime"].tolist()
        assert set(arrays["jumped"].ravel().tolist()) <= {0, 1}


def test_equal_seeds_write_equal_files(tmp_path: Path) -> None:
    written = []
    for seed in (1, 1, 2):
        assert market(40, tmp_path / "m.csv", seed, facts=False) == 0
        written.append((tmp_path / "m.csv").read_bytes())
    assert written[0] == written[1] != written[2]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ([], 2, "Say --bars N --out FILE"),
        (["--bars", "9"], 2, "Say --bars N --out FILE"),
        (["--bars", "9", "--out", "bars.txt"], 1, "'bars.txt' names no format: end it in .csv or .npz"),
        (["--bars", "9", "--out", "nowhere/bars.csv"], 1, "cannot be written: No such file"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    words: list[str],
    code: int,
    sentence: str,
    capsys: Printed,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["market", *words]) == code
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "-5", "1.5", "many", "2000000"])
def test_a_number_of_bars_is_one(number: str, capsys: Printed) -> None:
    with pytest.raises(SystemExit):
        main(["market", "--bars", number])
    assert "is not a number of bars from 1 to 1000000" in capsys.readouterr().err


def findings(tech: float) -> list[Finding]:
    return [
        Finding("excess kurtosis", asset, value, 3, 60, "Cont 2001")
        for asset, value in zip(ASSETS, (tech, 9.0, 10.0), strict=True)
    ]


def test_the_report_says_holds_or_who_fails(capsys: Printed) -> None:
    assert report(findings(8.5)) == 0
    said = capsys.readouterr().out
    assert "excess kurtosis" in said
    assert "8.500" in said
    assert "3 to 60" in said
    assert "All facts hold." in said
    assert report(findings(2.0)) == 1
    said = capsys.readouterr().out
    assert "fails: Tech" in said
    assert "1 of 3 figures are out of range." in said


def test_the_facts_command_measures_and_returns_the_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def measure(bars: int, paths: int, seed: int) -> list[Finding]:
        asked.append((bars, paths, seed))
        return findings(random.Random(1).uniform(0, 1))

    monkeypatch.setattr(command, "measured", measure)
    assert main(["market", "--facts", "--seed", "4"]) == 1
    assert asked == [(20_000, 8, 4)]
