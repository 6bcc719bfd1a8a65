"""The scoreboard of minds: what is measured, how sure it is, and that a contest goes on where it stopped."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rich.console import Console

from bot.cli import main
from bot.contest.contest import contest
from bot.contest.intervals import interval
from bot.contest.measures import (
    MEASURES,
    adaptation,
    drawdown,
    in_step,
    likeness,
    measured,
    repeats,
    replies,
)
from bot.contest.night import Night, Standing, Turn, play_night
from bot.contest.scores import Played, add_score, read_scores
from bot.contest.table import markdown
from bot.contest.wish import Wish
from bot.settings.configuration import load
from models.random_mind import RandomMind
from models.scripted import ScriptedMind
from show.ports import Answer, Decision, MindError, Neighbour, Prompt
from show.words import ASSETS, TRADERS
from tests.models.fake_openai import DECISION
from tests.models.prompts import facts


def standing(**shares: float) -> Standing:
    return Standing(1_000_000, {asset: shares.get(asset, 0.0) for asset in ASSETS})


def turn(speech: str, said: str = "", ticks_ago: int = 1) -> Turn:
    neighbours = (Neighbour(who="mike", said=said, ticks_ago=ticks_ago),) if said else ()
    decision = Decision.model_validate({**DECISION, "speech": speech})
    return Turn(facts(neighbours=neighbours), decision, 0.1, 40)


def test_a_drawdown_is_the_largest_fall_from_a_high() -> None:
    assert drawdown([100, 120, 90, 130, 117]) == pytest.approx(25)
    assert drawdown([100, 110]) == 0


def test_adaptation_counts_the_ticks_until_positions_gain_by_the_regime() -> None:
    regimes = ["Stagnant"] * 2 + ["Crash"] * 4 + ["Tech Boom"] * 3
    out, short, long = standing(), standing(Crypto=-0.5), standing(Tech=0.5)
    late = [out, out, out, out, short, short, short, long, long]
    assert adaptation(regimes, late) == [2.0, 1.0]
    assert in_step(regimes, late) == [False, False, True, True, False, True, True]


def test_a_regime_that_was_never_matched_counts_whole_unless_the_night_ended() -> None:
    regimes = ["Stagnant"] * 2 + ["Crash"] * 4 + ["Tech Boom"] * 3
    assert adaptation(regimes, [standing()] * 9) == [4.0]
    assert adaptation(["Crash"] * 3, [standing()] * 3) == [], "the first regime is no change"


def test_a_line_is_repeated_if_nearly_all_its_words_come_again() -> None:
    lines = [
        "one two three four five",
        "something else",
        "Five, four, three, two, one!",
        "three two one zero",
    ]
    assert repeats(lines) == 25
    assert repeats([]) is None
    many = [f"line number {number} about the thing {number * 7}" for number in range(80)]
    assert repeats([*many, many[0]]) == 0, "sixty lines later it may come again"
    assert repeats([*many, many[-60]]) == pytest.approx(100 / 81)


def test_a_reply_fits_what_was_said_better_than_other_lines() -> None:
    elsewhere = [
        ("Sarah", "The bubble in Bonds ends in tears."),
        ("Alice", "My coffee is cold, statistically."),
    ]
    heard = "Crypto is going to the moon tonight!"
    good, deaf = turn("Mike, Crypto has no moon.", heard), turn("I like my hat.", heard)
    assert replies([good], elsewhere) == 100
    assert replies([deaf], elsewhere) == 50
    assert replies([turn("Crypto!", heard, ticks_ago=9), turn("Crypto!")], elsewhere) is None
    assert likeness("Mike, sell Crypto", ("Mike", "Crypto is up")) == 3


class Mute:
    """Fails at every third question."""

    name = "mute"

    def __init__(self) -> None:
        self.asked = 0

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer at random, or not."""
        self.asked += 1
        if self.asked % 3 == 0:
            raise MindError("no answer today")
        return await RandomMind().decide(prompt)

    async def close(self) -> None:
        """Do nothing."""


async def test_a_night_is_played_with_one_mind_and_counted() -> None:
    ticks: list[int] = []
    night = await play_night(Mute(), 5, 12, ticks.append)
    assert ticks == list(range(1, 13))
    assert len(night.regimes) == 12
    found = measured(night)
    assert sum(each["valid"] for each in found.values()) / 4 == pytest.approx(100 * 2 / 3)
    for trader in TRADERS:
        assert len(night.turns[trader]) == 12
        assert found[trader]["canned"] == pytest.approx(100 - found[trader]["valid"])
        assert len(night.standings[trader]) == 12


async def test_equal_nights_have_equal_measures_but_for_the_time() -> None:
    one, two = [measured(await play_night(ScriptedMind(), 9, 10)) for _ in range(2)]
    for trader in TRADERS:
        assert {**one[trader], "seconds": 0} == {**two[trader], "seconds": 0}


def test_an_interval_holds_the_mean_and_widens_with_the_scatter() -> None:
    narrow, wide = interval([[1.0, 1.1], [0.9, 1.0]]), interval([[1.0, 9.0], [-9.0, 3.0]])
    assert narrow is not None and wide is not None
    assert narrow.low <= narrow.mean <= narrow.high
    assert wide.high - wide.low > 10 * (narrow.high - narrow.low)
    assert interval([[], []]) is None
    assert interval([[2.0, 2.0]]) == interval([[2.0], [2.0]])


def test_the_bootstrap_draws_whole_nights() -> None:
    apart = interval([[0.0] * 8, [10.0] * 8])
    mixed = interval([[0.0, 10.0] * 4, [0.0, 10.0] * 4])
    assert apart is not None and mixed is not None
    assert (apart.low, apart.high) == (0.0, 10.0), "two nights that differ say little"
    assert mixed.high - mixed.low < 7


def played(seed: int = 1, **changes: Any) -> Played:
    traders: Any = {trader: {"return": 1.0} for trader in TRADERS}
    usual = {"mind": "m", "identity": "i", "seed": seed, "ticks": 3, "traders": traders}
    return Played(**{**usual, **changes})


def test_scores_survive_a_torn_line_and_forget_old_measures(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "scores.jsonl"
    add_score(path, played(1))
    with path.open("a") as file:
        file.write(json.dumps({"mind": "m"})[:7])
    add_score(path, played(2))
    add_score(path, played(3, version=0))
    assert [each.seed for each in read_scores(path)] == [1, 2]
    assert read_scores(tmp_path / "none") == []


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    return Wish(("scripted", "random"), 2, 3, tmp_path / "contest.jsonl", tmp_path / "board.png")


def test_a_contest_plays_what_is_missing_and_shows_the_board(
    wish: Wish, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = Console(width=160, file=StringIO(), record=True)
    assert contest(load({}), wish, paper) == 0
    said = paper.export_text()
    assert all(measure.title in said for measure in MEASURES)
    with Image.open(wish.out) as picture:
        assert picture.size[0] == 1280
    assert "| scripted | random |" in wish.out.with_suffix(".md").read_text().splitlines()[0]
    nights: list[int] = []

    async def counted(*words: Any) -> Night:
        nights.append(1)
        return await play_night(*words)

    monkeypatch.setattr("bot.contest.contest.play_night", counted)
    contest(load({}), wish, paper)
    assert nights == [], "all nights were there"
    more = Wish(wish.minds, 3, wish.ticks, wish.results, wish.out)
    contest(load({}), more, paper)
    assert len(nights) == 2, "one more seed for each of two minds"


def test_markdown_says_what_it_does_not_know() -> None:
    table = markdown({"m": {}}, "How it was made.")
    assert table.splitlines()[0] == "|  | m | what it is |"
    assert "| valid, % ↑ | - |" in table
    assert table.endswith("How it was made.")


def test_a_contest_of_nobody_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["models", "bench", "--models", "nobody", "--out", str(tmp_path / "a.png")]) == 1
    assert "There is no model at 'nobody'" in capsys.readouterr().err
