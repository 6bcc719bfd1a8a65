from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from assets.banks import REGIMES, entity_bank, headline_bank
from assets.templates import SLOT
from show.market.regimes import REGIME_NAMES, hint
from show.news import FALSE_LEAD, NEWS_CHANCE, Headline, Newsroom
from show.words import HEADLINE_CHARACTERS

HINTS = {wording.gist: wording.regimes for wording in headline_bank()}


def draw(regime: str, count: int, seed: int = 1) -> list[Headline]:
    room, dice = Newsroom(), Random(seed)
    recent: list[Headline] = []
    for _ in range(count):
        headline = room.draw(regime, recent[:24], dice)
        if headline:
            recent.insert(0, headline)
    return recent


def test_about_every_other_tick_has_news() -> None:
    assert len(draw("Stagnant", 2_000)) / 2_000 == pytest.approx(NEWS_CHANCE, abs=0.04)


@pytest.mark.parametrize("regime", REGIMES)
def test_four_of_five_headlines_hint_at_the_truth_and_one_misleads(regime: str) -> None:
    news = draw(regime, 1_500)
    false = sum(regime not in HINTS[headline.gist] for headline in news) / len(news)
    assert false == pytest.approx(FALSE_LEAD, abs=0.06)


@pytest.mark.parametrize("regime", REGIMES)
def test_no_headline_names_the_regime(regime: str) -> None:
    assert not any(regime.lower() in headline.text.lower() for headline in draw(regime, 500))


def test_every_truth_of_the_market_has_headlines() -> None:
    assert {hint(regime) for regime in REGIME_NAMES} <= set(REGIMES)


def test_wordings_and_names_of_the_last_headlines_do_not_come_back() -> None:
    news = draw("Crash", 1_200)
    gaps = [
        (headline, earlier)
        for place, headline in enumerate(news)
        for earlier in news[place + 1 : place + 13]
        if headline.entity and headline.entity == earlier.entity
    ]
    assert len(gaps) <= len(news) * 0.01
    texts = [headline.text for headline in news]
    assert all(text not in texts[place + 1 : place + 25] for place, text in enumerate(texts))


def test_a_headline_is_complete_and_short_enough() -> None:
    names = {name for known in entity_bank().values() for name in known}
    for headline in draw("Recovery", 1_000):
        assert not SLOT.search(headline.text)
        assert len(headline.text) <= HEADLINE_CHARACTERS
        assert headline.entity in names or headline.entity == ""
        assert headline.entity in headline.text


def test_equal_dice_print_equal_papers() -> None:
    assert draw("Tech Boom", 200, seed=5) == draw("Tech Boom", 200, seed=5)
    assert draw("Tech Boom", 200, seed=5) != draw("Tech Boom", 200, seed=6)


def test_rumours_are_marked_unverified() -> None:
    marks = Counter(headline.unverified for headline in draw("Tech Boom", 2_000))
    assert marks[True] > 5
    assert marks[False] > marks[True] * 5


def test_an_unknown_regime_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no regime 'Summer'; use one of Tech Boom"):
        Newsroom().draw("Summer", (), Random(1))


def test_a_ballot_offers_headlines_of_different_kinds() -> None:
    for seed in range(100):
        options = Newsroom().ballot((), Random(seed), 4)
        assert len({(headline.about, headline.tone) for headline in options}) == 4
        assert len({headline.text for headline in options}) == 4


def test_a_ballot_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="ask for at most 12"):
        Newsroom().ballot((), Random(1), 13)


def test_chaos_has_a_headline_that_is_always_bad_news() -> None:
    printed = [Newsroom().chaos((), Random(seed)) for seed in range(60)]
    assert {headline.tone for headline in printed} == {"bad"}
    assert all(headline.gist.startswith("chaos-") for headline in printed)
    assert len({headline.text for headline in printed}) > 25
