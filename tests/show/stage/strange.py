"""Strategies: scenes as strange as the audience, the market and a language model can make them."""

from __future__ import annotations

from hypothesis import strategies as st

from show.stage.scene import (
    ChaosView,
    ConfessionView,
    DealView,
    GuestView,
    OptionView,
    PriceView,
    Scene,
    SeatView,
    TraderView,
    VerdictView,
    VoteView,
)
from show.words import ASSETS, HEADLINE_CHARACTERS, MOODS, ROOMS, SPEECH_CHARACTERS, TRADERS
from tests.show.stage.gallery import KINDS

LETTERS = st.characters(codec="utf-8")
WORDS = st.text("abcdefghijklmnopqrstuvwxyz WMQ!?.,'", max_size=SPEECH_CHARACTERS)
SPEECH = st.one_of(WORDS, st.text(LETTERS, max_size=SPEECH_CHARACTERS), st.just("W" * SPEECH_CHARACTERS))
HEADLINES = st.one_of(
    WORDS, st.text(LETTERS, max_size=HEADLINE_CHARACTERS), st.just("W" * HEADLINE_CHARACTERS)
)
NAMES = st.one_of(st.sampled_from(("Alex", "Wwwwwwwwwwwwww", "")), st.text(LETTERS, max_size=20))
CENTS = st.integers(-(10**13), 10**13)
PERCENT = st.floats(-1e7, 1e7)
COUNTS = st.integers(0, 10**6)
HISTORY = st.lists(CENTS, max_size=64).map(tuple)


@st.composite
def traders(draw: st.DrawFn) -> tuple[TraderView, ...]:
    """Draw the four, each anywhere, ranked."""
    crowded, room = draw(st.booleans()), draw(st.sampled_from(ROOMS))
    return tuple(
        TraderView(
            id=who,
            name=draw(NAMES),
            room=room if crowded else draw(st.sampled_from(ROOMS)),
            mood=draw(st.sampled_from(MOODS)),
            equity=draw(CENTS),
            change_pct=draw(PERCENT),
            rank=rank,
            status=draw(st.sampled_from(("trading", "trading", "margin call", "intern"))),
            history=draw(HISTORY),
            speech=draw(st.one_of(st.none(), SPEECH)),
            came_from=draw(st.one_of(st.none(), st.sampled_from(ROOMS))),
            canned=draw(st.booleans()),
            thinking=draw(st.booleans()),
            fallen=draw(st.booleans()),
        )
        for rank, who in enumerate(TRADERS, 1)
    )


PRICES = st.tuples(
    *(
        st.builds(
            PriceView,
            asset=st.just(asset),
            price=st.integers(1, 10**11),
            change_pct=PERCENT,
            history=st.lists(st.integers(1, 10**9), max_size=64).map(tuple),
        )
        for asset in ASSETS
    )
)
OPTION_VIEWS = st.builds(OptionView, label=HEADLINES, votes=COUNTS)
VOTES = st.builds(
    VoteView,
    question=HEADLINES,
    options=st.lists(OPTION_VIEWS, min_size=1, max_size=6).map(tuple),
    ticks_left=st.integers(0, 99),
)
LOTS = st.integers(-(10**12), 10**12)
DEALS = st.builds(
    DealView,
    trader=st.sampled_from(TRADERS),
    asset=st.sampled_from(ASSETS),
    verb=st.sampled_from(("buys", "buys back", "turns short and sells")),
    lots=LOTS,
    price=st.integers(1, 10**11),
    notional=st.integers(0, 10**13),
    reason=st.sampled_from(("decision", "margin call", "bankruptcy")),
    refusal=st.one_of(st.just(""), HEADLINES),
)
VERDICTS = st.builds(VerdictView, label=HEADLINES, votes=COUNTS)
CONFESSIONS = st.builds(ConfessionView, trader=st.sampled_from(TRADERS), thought=st.one_of(SPEECH, HEADLINES))
SEATS = st.lists(
    st.builds(
        SeatView,
        name=NAMES,
        layer=st.sampled_from(("regime", "pricing", "dynamics", "execution")),
        weight=st.floats(0, 9),
    ),
    max_size=25,
).map(tuple)
GUESTS = st.lists(
    st.builds(GuestView, kind=st.sampled_from(KINDS), room=st.sampled_from(ROOMS)), max_size=8
).map(tuple)

SCENES = st.builds(
    Scene,
    tick=st.integers(0, 10**6),
    season=st.integers(0, 99),
    episode=st.integers(0, 99),
    minutes=st.integers(0, 24 * 60 - 1),
    traders=traders(),
    prices=PRICES,
    headline=HEADLINES,
    unverified=st.booleans(),
    chaos=st.one_of(st.none(), st.builds(ChaosView, headline=HEADLINES, ticks_left=st.integers(0, 99))),
    backers=COUNTS,
    needed=st.integers(1, 100),
    vote=st.one_of(st.none(), VOTES),
    verdict=st.one_of(st.none(), VERDICTS),
    deal=st.one_of(st.none(), DEALS),
    confession=st.one_of(st.none(), st.none(), st.none(), CONFESSIONS),
    desk=SEATS,
    mind=NAMES,
    canned_pct=st.floats(0, 100),
    paused=st.booleans(),
    speaker=st.one_of(st.none(), st.sampled_from(TRADERS)),
    guests=GUESTS,
    focus=st.one_of(st.none(), st.none(), st.sampled_from(ROOMS)),
)
