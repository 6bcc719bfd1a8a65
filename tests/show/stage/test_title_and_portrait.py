"""The title card and the portrait card: true to the state, and no text is cut."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from show.cast import persona
from show.stage import fonts, portraitcard, titlecard
from show.stage.canvas import Box
from show.stage.portraitcard import Holding, Portrait, card, sitting
from show.stage.scene import TraderView
from show.stage.titlecard import Title, title, title_card
from show.words import ASSETS, TRADERS
from tests.show.company import Company
from tests.show.stage.gallery import HOMES
from tests.show.stage.presses import watched
from tests.show.stage.strange import CENTS, SPEECH, traders

FIXTURES = [HealthCheck.function_scoped_fixture]

SARAH = Portrait(
    view=HOMES[1],
    role="Bear Market Shorter",
    cash=412_300,
    holdings=(
        Holding(asset="Tech", short=True, value=312_000, profit=18_400),
        Holding(asset="Bonds", short=False, value=330_000, profit=-2_100),
    ),
    quote="Everything goes to zero. I merely intend to be short when it does.",
)
TROUBLE = Portrait(
    view=replace(HOMES[3], status="margin call", mood="panicked", equity=-1_234_567),
    role="Hype Trader",
    cash=-41_230,
    loan=500_000,
    holdings=tuple(Holding(asset=asset, short=True, value=123_456_700, profit=-(10**12)) for asset in ASSETS),
    quote="W" * 80,
)
TITLE = Title(
    season=1, episode=7, line="Previously: Alice leads with $11,414, Alex trails with $7,424.", cast=HOMES
)
HOLDINGS = st.lists(
    st.builds(Holding, asset=st.sampled_from(ASSETS), short=st.booleans(), value=CENTS, profit=CENTS),
    max_size=3,
).map(tuple)


PORTRAITS = st.builds(
    Portrait,
    view=traders().map(lambda cast: cast[0]),
    role=SPEECH,
    cash=CENTS,
    loan=CENTS,
    holdings=HOLDINGS,
    quote=SPEECH,
)
LONG = tuple(replace(view, name="W" * 40, equity=-(10**13)) for view in HOMES)


@given(PORTRAITS)
@example(SARAH)
@example(replace(TROUBLE, view=LONG[0], role="W" * 80))
@settings(max_examples=25, deadline=None, suppress_health_check=FIXTURES)
def test_no_text_of_a_card_is_cut_or_written_over(monkeypatch: pytest.MonkeyPatch, shown: Portrait) -> None:
    card.cache_clear()
    with watched(monkeypatch) as presses:
        canvas = card(shown)
    assert len(presses.on(canvas)) >= 4
    assert not presses.cut()
    assert not presses.crossing()
    assert portraitcard.alt_text(shown).startswith(shown.view.name)


@given(traders(), SPEECH)
@example(HOMES, "W" * 120)
@example(LONG, "W" * 80)
@settings(max_examples=15, deadline=None, suppress_health_check=FIXTURES)
def test_no_text_of_a_title_is_cut_or_written_over(
    monkeypatch: pytest.MonkeyPatch, cast: tuple[TraderView, ...], line: str
) -> None:
    title_card.cache_clear()
    with watched(monkeypatch) as presses:
        canvas = title_card(replace(TITLE, cast=cast, line=line))
    boxes = presses.on(canvas)
    assert len(boxes) >= 2
    assert all(Box(0, 0, 320, 180).holds(box) for box in boxes)
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]


async def test_a_card_says_what_the_books_say() -> None:
    company = await Company(11).run(9)
    state = company.state
    for who in TRADERS:
        shown, account = sitting(state, who), state.books.accounts[who]
        assert (shown.view.name, shown.role) == (persona(who).name, persona(who).role)
        assert shown.cash == account.cash
        assert {held.asset for held in shown.holdings} == set(account.positions)
        worth = sum(-held.value if held.short else held.value for held in shown.holdings)
        assert shown.cash + worth - shown.loan == state.equity(who) == shown.view.equity
        if state.cast[who].lines:
            assert shown.quote == state.cast[who].lines[0]
            assert f'"{shown.quote}"' in portraitcard.alt_text(shown)


async def test_the_title_names_the_episode_and_the_cast_in_their_order() -> None:
    company = await Company(11).run(2)
    shown = title(company.state, "Off we go.")
    assert (shown.season, shown.episode, shown.line) == (1, 1, "Off we go.")
    assert [view.id for view in shown.cast] == list(TRADERS)
    assert "season 1, episode 1. Off we go." in titlecard.alt_text(shown)


@given(SPEECH, st.integers(60, 300))
def test_balanced_lines_are_as_few_and_lose_nothing(text: str, width: int) -> None:
    lines, plain = fonts.balanced("talk", text, width), fonts.wrap("talk", text, width)
    assert len(lines) == len(plain)
    assert "".join(lines).replace(" ", "") == "".join(plain).replace(" ", "")
