"""The transcript: every event in words, nothing private, and canned moves marked."""

from __future__ import annotations

from typing import get_args

from bot.transcript.programme import tick_ended
from bot.transcript.reporter import TELLERS, Reporter, written
from show.events import AnyEvent, DecisionMade, Event, LineSpoken, OrderFilled, SeasonOpened, TickEnded
from show.state import State
from show.words import TraderId
from tests.bot.stories import GOLDEN, beats, entries, night, quotes, transcript


def kinds() -> set[type[Event]]:
    union = get_args(AnyEvent)[0]
    return set(get_args(union))


def test_every_event_that_is_not_sealed_has_a_teller_and_happens_in_the_made_up_night() -> None:
    public = {kind for kind in kinds() if not kind.sealed}
    assert set(TELLERS) == public
    assert {type(entry.event) for entry, _ in entries(beats())} == kinds()


async def test_the_night_reads_as_it_always_did() -> None:
    assert await transcript() == GOLDEN.read_text(encoding="utf-8"), "see tests/bot/stories.py"


async def test_a_private_thought_is_in_no_transcript_before_it_is_revealed() -> None:
    before = (await transcript()).split("secretly:")[0]
    assert "no idea what I am doing" not in before
    assert "I shall read the news" not in await transcript()


def test_a_canned_move_carries_its_reason_once() -> None:
    reporter = Reporter()
    lines = [line for entry, state in night() if (line := reporter.report(entry, state)) is not None]
    assert [line.canned for line in lines if line.canned] == ["canned: late"]


def test_a_canned_move_without_a_known_reason_is_still_marked() -> None:
    move = DecisionMade(
        trader="mike", trade="Hold", size="out", location="News Room", mood="calm", mind="house", canned=True
    )
    reporter = Reporter()
    [line] = [reporter.report(entry, state) for entry, state in entries([[move]])]
    assert line is not None
    assert written(line).endswith("[canned]")


def test_no_text_of_anybody_reaches_a_screen_with_controls_in_it() -> None:
    nasty = LineSpoken(trader="mike", room="News Room", text="\x1b[2J\u202e[red]boo\n\n", heard_by=())
    reporter = Reporter()
    [line] = [reporter.report(entry, state) for entry, state in entries([[nasty]])]
    assert line is not None
    assert line.text == "[2J [red]boo"


def test_profit_is_not_guessed_when_the_reporter_comes_in_the_middle() -> None:
    story: list[list[AnyEvent]] = [
        [SeasonOpened(season=1, start=1_000_000), quotes(25_000, 4_000, 10_000)],
        [OrderFilled(trader="mike", asset="Tech", lots=1_000, price=25_000, notional=25_000, fee=25)],
        [OrderFilled(trader="mike", asset="Tech", lots=-1_000, price=26_000, notional=26_000, fee=26)],
    ]
    late, present = Reporter(), Reporter()
    for entry, state in entries(story):
        seen = present.report(entry, state)
        unseen = late.report(entry, state) if entry.beat == 3 else None
    assert seen is not None
    assert unseen is not None
    assert seen.text.endswith("Profit $10.00.")
    assert "Profit" not in unseen.text


def test_a_change_of_the_lead_is_told_with_what_brought_it() -> None:
    state = State()
    pasts: dict[TraderId, list[int]] = {
        "alex": [998_700, 990_400], "mike": [1_037_600, 976_100],
        "sarah": [900_000] * 2, "alice": [900_000] * 2,
    }  # fmt: skip
    for who, closes in pasts.items():
        state.cast[who].history = closes
    said = tick_ended(TickEnded(tick=54), state).text
    assert said.endswith("Alex takes the lead from Mike: in this tick Alex -$83, Mike -$615.")
    state.cast["mike"].history = [1_037_600, 1_000_000]
    assert "lead" not in tick_ended(TickEnded(tick=54), state).text
