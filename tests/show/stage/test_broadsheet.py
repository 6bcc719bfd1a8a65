"""The newspaper's page: any facts fit on it, and its words are the log's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings

from show.frontpage import FrontPage, Result
from show.stage.broadsheet import TALLEST, WIDTH, alt_text, broadsheet
from show.stage.race import race
from tests.show.stage.paper import EMPTY, PAGE, PAGES, RESULTS, STRANGE_PAGES, WORDY
from tests.show.stage.presses import watched

FIXTURES = [HealthCheck.function_scoped_fixture]


@given(STRANGE_PAGES)
@example(PAGE)
@example(WORDY)
@settings(max_examples=25, deadline=None, suppress_health_check=FIXTURES)
def test_no_text_of_any_page_is_cut_or_written_over(monkeypatch: pytest.MonkeyPatch, page: FrontPage) -> None:
    broadsheet.cache_clear()
    race.cache_clear()
    with watched(monkeypatch) as presses:
        sheet = broadsheet(page)
    assert presses.found
    assert not presses.cut()
    assert not presses.crossing()
    assert sheet.width == WIDTH and sheet.height < TALLEST
    written = [box for canvas, box in presses.found if canvas.width == WIDTH]
    assert max(box.bottom for box in written) <= sheet.height


@pytest.mark.parametrize("name", PAGES)
def test_equal_facts_make_equal_pages(name: str) -> None:
    first = broadsheet(PAGES[name]).colour.tobytes()
    broadsheet.cache_clear()
    assert broadsheet(PAGES[name]).colour.tobytes() == first


def test_the_winner_gained_most_and_the_loser_least() -> None:
    assert (PAGE.winner.who, PAGE.loser.who) == ("alex", "mike")
    level = replace(PAGE, results=tuple(replace(result, closing=result.opening) for result in RESULTS))
    assert (level.winner.who, level.loser.who) == ("alex", "mike")


@pytest.mark.parametrize("history", [(), (7,), (5, 5, 5), (-(10**13), 10**13)])
def test_any_day_can_be_drawn_as_a_race(history: tuple[int, ...]) -> None:
    result = Result(who="alex", name="Alex", opening=5, closing=5, history=history)
    assert race((result,), 120, 40).width == 120


def test_the_words_of_the_page_are_the_log_s() -> None:
    words = alt_text(PAGE)
    for part in (
        "season 1, episode 7",
        PAGE.headline,
        PAGE.bell,
        'Sarah: "Everything goes to zero. I merely intend to be short."',
        'Mike: "Tech will bounce! I\'m not selling!" In the same breath sold $4,129 of Tech.',
        "1 Alex $12,345",
        "Chaos: The exchange has unplugged itself",
        "Seed 42, link 9f86d081884c",
    ):
        assert part in words
    assert "Rumour: " in alt_text(replace(PAGE, rumour=True))
    assert "A quiet day on the floor" in alt_text(EMPTY)
