"""Front pages for tests: an ordinary one, one that has everything, and strategies for strange ones."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from show.frontpage import Course, FrontPage, Lie, Result, Said, Strike, Verdict
from show.words import ASSETS, TRADERS
from tests.show.stage.gallery import HOMES, STRANGE
from tests.show.stage.strange import CENTS, COUNTS, HEADLINES, HISTORY, NAMES, SPEECH

RESULTS = tuple(
    Result(who=view.id, name=view.name, opening=1_000_000, closing=view.equity, history=view.history)
    for view in HOMES
)
PAGE = FrontPage(
    season=1,
    episode=7,
    headline="Nimbus Cloud wins the city contract in a very expensive suit",
    rumour=False,
    bell="Alex had the best day (+23.4%), Mike the worst (-17.0%). Alex leads with $12,345.",
    results=RESULTS,
    quote=Said(
        who="sarah", name="Sarah", text="Everything goes to zero. I merely intend to be short.", tick=33
    ),
    lie=Lie(
        said=Said(who="mike", name="Mike", text="Tech will bounce! I'm not selling!", tick=41),
        asset="Tech",
        bought=False,
        cents=412_900,
    ),
    prices=(
        Course(asset="Tech", opening=25_000, closing=24_058),
        Course(asset="Crypto", opening=4_000, closing=5_119),
        Course(asset="Bonds", opening=10_000, closing=10_002),
    ),
    strikes=(Strike(headline="The exchange has unplugged itself to make toast", backers=8),),
    verdicts=(
        Verdict(question="Whose secret thought gets read out?", winner="Alice", votes=30, total=45),
        Verdict(question="Which headline breaks next?", winner="Goose occupies the vault", votes=4, total=9),
    ),
    broke=(),
    seed=42,
    link="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)
EMPTY = replace(
    PAGE, headline="", bell="", results=(), quote=None, lie=None, prices=(), strikes=(), verdicts=(), link=""
)
WORDY = replace(
    PAGE,
    season=99,
    episode=99,
    headline="W" * 120,
    rumour=True,
    results=tuple(
        replace(result, name="Alexander the Very Great", opening=1, closing=closing, history=(5, 5, 5))
        for result, closing in zip(RESULTS, (123_456_700, -123_456_700, 10**13, -(10**13)), strict=True)
    ),
    quote=Said(who="alex", name="Alexander the Very Great", text="W" * 80, tick=10**6),
    lie=Lie(
        said=Said(who="alex", name=STRANGE, text=STRANGE, tick=3),
        asset="Crypto",
        bought=True,
        thought="m" * 160,
    ),
    strikes=tuple(Strike(headline="W" * 120, backers=at) for at in range(6)),
    verdicts=tuple(Verdict(question="W" * 120, winner="M" * 120, votes=9, total=10**6) for _ in range(6)),
    broke=("Alexander the Very Great",) * 3,
    seed=2**63 - 1,
)
PAGES = {"newspaper-day": PAGE, "newspaper-empty": EMPTY, "newspaper-wordy": WORDY}

_NAMED = st.sampled_from(TRADERS)
_SAID = st.builds(Said, who=_NAMED, name=NAMES, text=SPEECH, tick=COUNTS)
STRANGE_PAGES = st.builds(
    FrontPage,
    season=st.integers(0, 10**6),
    episode=st.integers(0, 10**6),
    headline=HEADLINES,
    rumour=st.booleans(),
    bell=HEADLINES,
    results=st.tuples(
        *(
            st.builds(Result, who=st.just(who), name=NAMES, opening=CENTS, closing=CENTS, history=HISTORY)
            for who in TRADERS
        )
    ),
    quote=st.one_of(st.none(), _SAID),
    lie=st.one_of(
        st.none(),
        st.builds(
            Lie,
            said=_SAID,
            asset=st.sampled_from(ASSETS),
            bought=st.booleans(),
            cents=CENTS,
            thought=HEADLINES,
        ),
    ),
    prices=st.tuples(
        *(
            st.builds(
                Course,
                asset=st.just(asset),
                opening=st.integers(0, 10**9),
                closing=st.integers(0, 10**13),
            )
            for asset in ASSETS
        )
    ),
    strikes=st.lists(st.builds(Strike, headline=HEADLINES, backers=COUNTS), max_size=6).map(tuple),
    verdicts=st.lists(
        st.builds(Verdict, question=HEADLINES, winner=HEADLINES, votes=COUNTS, total=COUNTS), max_size=6
    ).map(tuple),
    broke=st.lists(NAMES, max_size=6).map(tuple),
    seed=st.integers(0, 2**63 - 1),
    link=st.just("f" * 64),
)
