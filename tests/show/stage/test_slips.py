"""Trade cards, the booth and the seating plan: what they say, and what they never hide."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from show.stage import seating
from show.stage.alt import alt_text
from show.stage.canvas import Box
from show.stage.cards import confession_card
from show.stage.layout import layout
from show.stage.picture import draw, numbers
from show.stage.rooms import room_box
from show.stage.scene import ConfessionView, DealView, Scene, SeatView
from show.stage.screens import safe
from show.stage.seats import LAYERS
from show.stage.tradecard import Trade, card, outcome, slip
from show.stage.tradecard import alt_text as trade_text
from tests.show.stage.gallery import (
    BLOCKED,
    CHAOS,
    DAY,
    DEAL,
    DESK,
    FORCED,
    GALLERY,
    HOMES,
    PRICES,
    SECRET,
    STRANGE,
)  # fmt: skip
from tests.show.stage.presses import watched
from tests.show.stage.strange import DEALS, NAMES, SEATS

OPENED = replace(DAY, confession=ConfessionView(trader="alex", thought=SECRET))


def test_a_slip_hangs_in_the_room_of_whoever_traded() -> None:
    for view in HOMES:
        plan = layout(replace(DAY, deal=replace(DEAL, trader=view.id)))
        assert plan.slip is not None
        assert room_box(view.room).grown(3).meets(plan.slip.box)


def test_a_pause_and_a_walk_have_no_slip() -> None:
    assert layout(replace(DAY, deal=DEAL, paused=True)).slip is None
    walking = replace(DAY, deal=DEAL, traders=(replace(HOMES[0], came_from="News Room"), *HOMES[1:]))
    assert layout(walking, 2, 2).slip is None
    assert layout(walking).slip is not None


@pytest.mark.parametrize(("deal", "word"), [(DEAL, "FILLED"), (FORCED, "FORCED"), (BLOCKED, "BLOCKED")])
def test_a_slip_says_what_became_of_the_order(deal: DealView, word: str) -> None:
    assert outcome(deal) == word


@given(DEALS, NAMES)
@settings(max_examples=60, deadline=None)
def test_no_figure_on_a_slip_or_a_card_is_cut_or_written_over(deal: DealView, name: str) -> None:
    slip.cache_clear()
    card.cache_clear()
    view = replace(HOMES[0], id=deal.trader, name=name)
    with pytest.MonkeyPatch.context() as patch, watched(patch) as pressed:
        slip(deal, name)
        card(Trade(deal=deal, view=view, asset=PRICES[0], tick=10**6))
    assert not pressed.cut()
    assert not pressed.crossing()


@given(SEATS)
@settings(max_examples=40, deadline=None)
def test_no_name_on_the_seating_plan_is_cut_or_written_over(desk: tuple[SeatView, ...]) -> None:
    seating.card.cache_clear()
    few: list[SeatView] = []
    for seat in desk:
        if sum(one.layer == seat.layer for one in few) < 8:
            few.append(seat)
    with pytest.MonkeyPatch.context() as patch, watched(patch) as pressed:
        seating.card(tuple(few))
    assert not pressed.cut()
    assert not pressed.crossing()


def test_the_plan_seats_twenty_five_in_four_rows_and_says_who_counts() -> None:
    assert len(DESK) == 25
    assert [seat.layer for seat in DESK] == sorted((s.layer for s in DESK), key=LAYERS.index)
    words = seating.alt_text(DESK)
    assert "25 analysts" in words
    for seat in DESK:
        assert f"{seat.name} {seat.weight:.1f}" in words


def test_a_heavier_analyst_is_seen_to_be_heavier() -> None:
    plans = [
        seating.card((SeatView(name="hmm", layer="regime", weight=weight),)).colour
        for weight in (0.3, 1.0, 1.6, 2.5)
    ]
    assert len({plan.tobytes() for plan in plans}) == 4


def test_the_whiteboard_turns_from_prices_to_the_seating_plan_and_back() -> None:
    board = Box(43, 9, 34, 13)
    scene = replace(DAY, desk=DESK, headline="")

    def shown(frame: int) -> bytes:
        return numbers(scene, frame)[12 + board.y : 12 + board.bottom, board.x : board.right].tobytes()

    assert shown(0) == shown(60) == shown(180) != shown(120)


def test_the_safe_opens_with_profit_and_is_bare_after_losses() -> None:
    def floor(change: float) -> Scene:
        return replace(DAY, traders=tuple(replace(view, change_pct=change) for view in HOMES))

    assert [safe(floor(change)) for change in (9, 0, -20)] == ["safe-gold", "safe", "safe-bare"]
    frames = [draw(floor(change)).crop((210, 20, 240, 60)).tobytes() for change in (9, 0, -20)]
    assert len(set(frames)) == 3


def test_a_revealed_thought_cuts_to_the_booth_and_leaves_bars_and_panel() -> None:
    office, booth = numbers(DAY), numbers(OPENED)
    assert not np.array_equal(office[12:168, :240], booth[12:168, :240])
    assert np.array_equal(office[:12], booth[:12])
    assert np.array_equal(office[12:168, 240:], booth[12:168, 240:])
    assert SECRET in alt_text(OPENED)


def test_chaos_and_a_pause_are_never_hidden_by_the_booth() -> None:
    for scene in (CHAOS, replace(DAY, paused=True)):
        opened = replace(scene, confession=OPENED.confession)
        assert np.array_equal(numbers(opened, 3), numbers(scene, 3))
        assert SECRET not in alt_text(opened)


@pytest.mark.parametrize("text", ["", "No.", SECRET, "w" * 160, "W" * 160, STRANGE * 6])
def test_every_letter_of_a_thought_is_in_the_booth(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch, watched(patch) as pressed:
        confession_card(replace(HOMES[2], name="Alice", equity=len(text)), text)
    assert not pressed.cut()
    assert not pressed.crossing()


def test_the_words_tell_the_trade_the_vote_and_the_close_up() -> None:
    words = alt_text(GALLERY["trade-filled"])
    assert "Alex buys 131.8 Crypto at $37.98 for $5,004.06." in words
    assert "Sarah's order in Bonds was blocked: Sarah has nothing left" in alt_text(GALLERY["trade-blocked"])
    assert "The audience chose: Sarah moves to the Coffee Shop" in alt_text(GALLERY["verdict"])
    assert "A close-up of the News Room" in alt_text(GALLERY["forced-sale"])
    assert "Open vote, 2 ticks left: Who must" in alt_text(GALLERY["vote"])
    assert "Open vote, last tick: Who must" in alt_text(GALLERY["last-call"])
    assert "to make toast (last tick)." in alt_text(GALLERY["last-call"])
    assert "4 visitors" in alt_text(GALLERY["public"])
    blocked = Trade(deal=BLOCKED, view=HOMES[1], asset=PRICES[2], tick=3)
    assert "was blocked" in trade_text(blocked)
    assert "(margin call)" in trade_text(replace(blocked, deal=FORCED, view=HOMES[3]))
