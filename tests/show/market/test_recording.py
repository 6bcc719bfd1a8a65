"""A recorded market is a market like any other: the same interface, the same truth to go on from."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from show.market.recording import Recording, RecordingError, read_recording
from show.market.simulator import Simulator
from show.market.source import ChaosForce, MarketSource
from show.words import ASSETS

HEADER = "tick,asset,bid,ask\n"
DICE = random.Random(0)


def rows(ticks: int = 3) -> list[tuple[int, str, int, int]]:
    return [
        (tick * 5, asset, 1_000 * (place + 1) + tick, 1_010 * (place + 1) + tick)
        for tick in range(ticks)
        for place, asset in enumerate(ASSETS)
    ]


def write_csv(path: Path, text: str | None = None) -> Path:
    lines = HEADER + "".join(",".join(map(str, row)) + "\n" for row in rows()) if text is None else text
    path.write_text(lines)
    return path


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    return read_recording(write_csv(tmp_path / "night.csv"))


def test_every_source_has_the_one_interface(recording: Recording) -> None:
    sources: list[MarketSource] = [Simulator(), recording]
    for source in sources:
        prices, truth = source.first(random.Random(1))
        for tick in range(4):
            prices, truth = source.move(truth, random.Random(tick), chaos=None, flow={})
            assert set(prices.quotes) == set(ASSETS)
        assert source.name


def test_moves_are_played_in_order_and_the_last_stands(recording: Recording) -> None:
    move, truth = recording.first(DICE)
    bids = [move.quotes["Tech"].bid]
    for _ in range(4):
        move, truth = recording.move(truth, DICE, chaos=None, flow={})
        bids.append(move.quotes["Tech"].bid)
    assert bids == [1_000, 1_001, 1_002, 1_002, 1_002]


def test_json_lines_and_csv_are_the_same_recording(tmp_path: Path, recording: Recording) -> None:
    lines = [json.dumps(dict(zip(("tick", "asset", "bid", "ask"), row, strict=True))) for row in rows()]
    path = tmp_path / "night.jsonl"
    path.write_text("\n\n".join(lines) + "\n")
    assert read_recording(path) == recording


def test_what_is_recorded_hears_neither_chaos_nor_orders(recording: Recording) -> None:
    truth = recording.first(DICE)[1]
    plain = recording.move(truth, DICE, chaos=None, flow={})
    assert recording.move(truth, DICE, chaos=ChaosForce(5), flow={"Tech": 10**9}) == plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER, "is empty"),
        (HEADER + "0,Tech,10,11\n", "Tick 0 of the recording has no quote for Crypto, Bonds"),
        (HEADER + "0,Gold,10,11\n", "Line 2 .* asset: Input should be 'Tech', 'Crypto' or 'Bonds'"),
        (HEADER + "0,Tech,10.5,11\n", "Line 2 .* bid"),
        (HEADER + "0,Tech,11,11\n", "Line 2 of the recording bids 11, which is not below the ask 11"),
        (HEADER + "0,Tech,10,11\n0,Tech,10,11\n", "Line 3 quotes Tech a second time for tick 0"),
        (HEADER + "0,Tech,10\n", "Line 2 .* ask"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(RecordingError, match=words):
        read_recording(write_csv(tmp_path / "night.csv", text))


def test_broken_json_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "night.jsonl"
    path.write_text("\n{tick")
    with pytest.raises(RecordingError, match="Line 2 of the recording is no JSON"):
        read_recording(path)


def test_a_season_of_another_source_cannot_be_played_on(recording: Recording) -> None:
    truth = Simulator().first(random.Random(1))[1]
    with pytest.raises(RecordingError, match="use the one it began with, or reset"):
        recording.move(truth, DICE, chaos=None, flow={})
