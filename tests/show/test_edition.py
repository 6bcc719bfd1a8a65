"""The newspaper's facts: each of them is in the log, and the rules that choose them hold."""

from __future__ import annotations

import asyncio

import pytest

from show.edition import Edition
from show.episode import EPISODE_TICKS
from show.events import (
    AnyEvent,
    BellRang,
    ChaosStruck,
    Entry,
    HeadlineBroke,
    LineSpoken,
    OrderFilled,
    ShowPanicked,
    VoteClosed,
)
from show.frontpage import FrontPage
from show.lies import claim
from show.state import State, fold
from tests.show.company import Company

SEED = 22


async def night(seed: int, ticks: int = EPISODE_TICKS) -> Company:
    company = await Company(seed).run(3)
    await company.ask("chaos")
    while company.state.tick < ticks:
        await company.run(1)
        if company.state.crowd.ballot is not None:
            await company.ask("vote", "2")
    return await company.run(1)


def bells(entries: list[Entry]) -> list[Entry]:
    """Return the opening bell, the closing bell, the next opening bell."""
    return [entry for entry in entries if isinstance(entry.event, BellRang)]


def printed(entries: list[Entry]) -> list[FrontPage]:
    edition, state = Edition(), State()
    for entry in entries:
        fold(state, entry)
        edition.take(entry, state)
    return edition.pages


@pytest.fixture(scope="module")
def company() -> Company:
    return asyncio.run(night(SEED))


@pytest.fixture(scope="module")
def page(company: Company) -> FrontPage:
    (only,) = printed(company.log.entries)
    return only


def test_the_page_is_signed_by_the_bell(company: Company, page: FrontPage) -> None:
    bell = bells(company.log.entries)[1]
    assert isinstance(bell.event, BellRang)
    assert (page.link, page.seed, page.season, page.episode) == (bell.hash, SEED, 1, 1)
    assert page.bell == bell.event.line
    assert [(result.who, result.closing) for result in page.results] == [
        (place.who, place.equity) for place in bell.event.standings
    ]


def test_gains_run_from_bell_to_bell(page: FrontPage) -> None:
    for result in page.results:
        assert result.opening == result.history[0] == 1_000_000
        assert result.closing == result.history[-1]
        assert len(result.history) == EPISODE_TICKS + 1
    assert page.winner.gain == max(result.gain for result in page.results)
    assert page.bell.startswith(f"{page.winner.name} had the best day")
    assert f"{page.loser.name} the worst" in page.bell


def test_the_quote_is_verbatim_and_nobody_was_heard_by_more(company: Company, page: FrontPage) -> None:
    lines = [
        (entry.tick, entry.event) for entry in company.log.entries if isinstance(entry.event, LineSpoken)
    ]
    assert page.quote is not None
    said = [line for tick, line in lines if tick == page.quote.tick and line.trader == page.quote.who]
    assert [line.text for line in said] == [page.quote.text]
    assert len(said[0].heard_by) == max(len(line.heard_by) for _, line in lines)


def test_a_lie_between_the_bells_is_printed_and_one_outside_is_not(company: Company) -> None:
    log = list(company.log.entries)
    selling: list[AnyEvent] = [
        OrderFilled(trader="mike", asset="Tech", lots=-900, price=100, notional=90, fee=1),
        LineSpoken(trader="mike", room="News Room", text="Never selling my Tech.", heard_by=()),
    ]
    closing = bells(log)[1]
    for place, told in ((log.index(closing), True), (len(log), False)):
        lying = [
            Entry(seq=closing.seq, beat=10**6, tick=closing.tick, at=0, event=event) for event in selling
        ]
        (only,) = printed([*log[:place], *lying, *log[place:]])
        assert (only.lie is not None) is told
        if only.lie is not None:
            assert (only.lie.said.text, only.lie.cents) == ("Never selling my Tech.", 90)


def test_the_headline_of_the_day_was_on_the_wire(company: Company, page: FrontPage) -> None:
    wire = [entry.event for entry in company.log.entries if isinstance(entry.event, HeadlineBroke)]
    assert (page.headline, page.rumour) in [(news.text, news.unverified) for news in wire]


def test_chaos_and_votes_are_all_told(company: Company, page: FrontPage) -> None:
    struck = [entry.event for entry in company.log.entries if isinstance(entry.event, ChaosStruck)]
    votes = [entry.event for entry in company.log.entries if isinstance(entry.event, VoteClosed)]
    assert [(strike.headline, strike.backers) for strike in page.strikes] == [
        (event.headline, event.backers) for event in struck
    ]
    assert struck and votes
    assert [(verdict.winner, verdict.total) for verdict in page.verdicts] == [
        (vote.label if vote.winner else "", sum(count.votes for count in vote.counts)) for vote in votes
    ]
    assert all(verdict.question for verdict in page.verdicts)


def test_an_episode_without_a_closing_bell_has_no_page(company: Company) -> None:
    closing = company.log.entries.index(bells(company.log.entries)[1])
    assert printed(company.log.entries[:closing]) == []


def test_what_was_said_before_a_panic_is_not_printed(company: Company, page: FrontPage) -> None:
    log = list(company.log.entries)
    at = log.index(bells(log)[1])
    blanked = Entry(seq=log[at].seq, beat=10**6, tick=log[at].tick, at=0, event=ShowPanicked(by="host"))
    (after,) = printed([*log[:at], blanked, *log[at:]])
    assert (after.quote, after.lie, after.headline, after.rumour) == (None, None, "", False)
    assert page.quote is not None and page.headline
    assert after.results == page.results


async def test_a_reset_in_mid_episode_throws_the_notes_away() -> None:
    company = await night(5, 4)
    await company.ask("reset", "A fresh start", "terminal:host", moderator=True)
    await company.run(EPISODE_TICKS + 1)
    pages = printed(company.log.entries)
    assert [(page.season, page.episode) for page in pages] == [(2, 1)]
    assert pages[0].strikes == ()


async def test_pages_are_found_by_their_number() -> None:
    company = await Company(9).run(2 * EPISODE_TICKS + 1)
    edition, state = Edition(), State()
    for entry in company.log.entries:
        fold(state, entry)
        edition.take(entry, state)
    newest, first = edition.page(), edition.page(1)
    assert newest is not None and newest.episode == 2
    assert first is not None and first.episode == 1
    assert edition.page(3) is None
    assert newest.results[0].opening in {result.closing for result in first.results}


@pytest.mark.parametrize(
    ("text", "deed", "denied", "asset"),
    [
        ("Buy Crypto!", "buy", False, "Crypto"),
        ("i'm buying this dip with both hands!", "buy", False, None),
        ("never selling my Tech. put that on my tombstone.", "sell", True, "Tech"),
        ("Tech will bounce! I'm not selling!", "sell", True, "Tech"),
        ("I am shorting Crypto.", "sell", False, "Crypto"),
        ("Tech can't shake me. diamond hands!", "hold", False, "Tech"),
    ],
)
def test_a_clear_line_is_a_claim(text: str, deed: str, denied: bool, asset: str | None) -> None:
    found = claim(text)
    assert found is not None
    assert (found.deed, found.denied, found.asset) == (deed, denied, asset)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Are you buying Tech?",
        "I have closed the Tech short. I shall be back with a bigger shovel.",
        "$458 out of Tech. i bought nothing with it yet.",
        "i'm UP on Crypto, actually. long story.",
        "crypto never sleeps, nor does my buy button.",
        "not panic selling Tech. just selling. quickly.",
        "Everyone is selling Tech.",
        "Selling Tech, buying Bonds.",
        "Selling Tech. Buying more later.",
    ],
)
def test_what_is_not_clear_is_no_claim(text: str) -> None:
    assert claim(text) is None
