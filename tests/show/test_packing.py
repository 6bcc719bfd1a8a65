"""What the log packs is read back to the last figure, and rows written out in full still are."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from show.events import AssetView, DebateHeld, DeskSpoke, HouseSettled
from show.events.entry import parse_event
from show.events.packing import pack_sparse, unpack_opinions, unpack_sparse
from show.words import ASSETS

NUMBERS = st.lists(st.integers(-40_000, 40_000), max_size=9).map(tuple)
OPINION = st.one_of(st.just((0, 0)), st.tuples(st.integers(-100, 100), st.integers(0, 100)))
ROW = st.one_of(
    st.lists(OPINION, max_size=90).map(lambda pairs: tuple(part for pair in pairs for part in pair)), NUMBERS
)
SCORES = st.one_of(
    st.lists(st.tuples(st.integers(-103, 102), st.integers(-10_000, 10_000)), max_size=20).map(
        lambda pairs: tuple(part for pair in pairs for part in pair)
    ),
    NUMBERS,
)
PLACES = st.one_of(st.lists(st.integers(0, 102), max_size=9).map(tuple), NUMBERS)


@given(row=ROW, closed=SCORES, hits=PLACES)
def test_what_the_desk_spoke_survives_the_log(
    row: tuple[int, ...], closed: tuple[int, ...], hits: tuple[int, ...]
) -> None:
    event = DeskSpoke(
        tick=3, bar=15, stormy=(True, False, True), views=dict.fromkeys(ASSETS, row), closed=closed,
        hits=hits, trial={"Tech": row}, tried=closed,
    )  # fmt: skip
    assert parse_event(event.model_dump_json()) == event


@given(row=st.lists(st.one_of(st.just(0), st.integers()), max_size=30).map(tuple), way=st.floats(-1, 1))
def test_what_was_held_and_earned_survives_the_log(row: tuple[int, ...], way: float) -> None:
    view = AssetView(
        asset="Bonds", direction=way, risk=-way, execution=0.0, disagreement=0.3, subject="risk",
        challenged=True, champion="a", dissenter="b", loser="b", wanted=way / 3, shares=row,
    )  # fmt: skip
    held = DebateHeld(tick=4, views=(view, view), voices=9)
    settled = HouseSettled(tick=4, earned=row, constraint=-1, cost=2, gained=3)
    assert parse_event(held.model_dump_json()) == held
    assert parse_event(settled.model_dump_json()) == settled


def test_rows_written_out_in_full_are_read() -> None:
    body = (
        '{"version":1,"kind":"DebateHeld","tick":4,"views":[{"asset":"Tech","direction":0.5,"risk":0.0,'
        '"execution":0.0,"disagreement":0.1,"subject":"risk","voices":"a b","wanted":0.25,"shares":[0,7]}]}'
    )
    held = parse_event(body)
    assert isinstance(held, DebateHeld)
    assert (held.views[0].direction, held.views[0].shares) == (0.5, (0, 7))
    spoke = parse_event(
        '{"version":1,"kind":"DeskSpoke","tick":4,"bar":20,"stormy":[true],"views":{"Tech":[1,2]},"closed":[3,4]}'
    )
    assert isinstance(spoke, DeskSpoke)
    assert (spoke.views["Tech"], spoke.closed) == ((1, 2), (3, 4))


@pytest.mark.parametrize("text", ["?", "4", "-1:2"])
def test_a_packed_row_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        unpack_opinions(text + "!")
    with pytest.raises(ValueError, match="invalid literal|beyond a row"):
        unpack_sparse("3ez" + text)


def test_a_silent_desk_costs_a_character_an_asset() -> None:
    body = DeskSpoke(tick=1, bar=5, stormy=(False,), views={"Tech": (0,) * 50}).model_dump_json()
    assert '"views":{"Tech":"y"}' in body


def test_packing_keeps_only_so_many_of_the_prices_it_has_written() -> None:
    tracemalloc.start()
    try:
        for price in range(10_000):
            pack_sparse((price,))
        before = tracemalloc.get_traced_memory()[0]
        for price in range(10_000, 40_000):
            pack_sparse((price,))
        assert tracemalloc.get_traced_memory()[0] - before < 500_000
    finally:
        tracemalloc.stop()
