"""One person, one vote: linked accounts, polls nobody can put a name to, weight behind chaos, arrivals."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.audience.arrivals import REST_TICKS, WORDINGS
from show.audience.intents import Intent
from show.audience.people import People
from show.audience.polls import numbers
from show.events import ChaosStruck, HeadlineBroke, IntentAccepted, IntentRefused, VoteClosed
from show.lines import Gate
from show.state import STATE
from tests.show.company import Company, folded

ANN, BOB, TWITCH = "page:ann", "discord:22", "twitch:33"
ACCOUNTS = st.sampled_from([f"page:{letter}" for letter in "abcdef"])


async def voting() -> Company:
    company = await Company().run(3)
    assert company.state.crowd.ballot is not None
    return company


def counts(company: Company) -> list[int]:
    ballot = company.state.crowd.ballot
    assert ballot is not None
    return list(ballot.counts().values())


async def test_linked_accounts_have_one_vote_and_the_last_one_counts() -> None:
    company = await voting()
    await company.ask("link", ANN, TWITCH)
    await company.ask("vote", "1", ANN)
    await company.ask("vote", "2", TWITCH)
    assert counts(company) == [0, 1, 0]


async def test_votes_of_both_accounts_become_one_when_they_are_linked() -> None:
    company = await voting()
    await company.ask("vote", "1", ANN)
    await company.ask("vote", "2", TWITCH)
    await company.ask("link", ANN, TWITCH)
    assert counts(company) == [1, 0, 0]


async def test_linked_accounts_back_chaos_once() -> None:
    company = await Company().run(2)
    for viewer in (BOB, "page:x", "page:y", "page:z"):
        company.state.crowd.seen[viewer] = company.state.tick
    await company.ask("link", ANN, TWITCH)
    await company.ask("chaos", viewer=ANN)
    answer = await company.ask("chaos", viewer=TWITCH)
    assert isinstance(answer, IntentRefused)
    assert company.state.crowd.backing(company.state.tick) == 1


async def test_a_linked_person_is_one_of_those_seen() -> None:
    company = await voting()
    await company.ask("vote", "1", ANN)
    await company.ask("vote", "1", TWITCH)
    before = company.state.crowd.active(company.state.tick)
    await company.ask("link", ANN, TWITCH)
    assert company.state.crowd.active(company.state.tick) == before - 1


async def test_linking_twice_and_leaving_alone_are_refused() -> None:
    company = await voting()
    assert isinstance(await company.ask("link", ANN, TWITCH), IntentAccepted)
    assert isinstance(await company.ask("link", ANN, TWITCH), IntentRefused)
    assert isinstance(await company.ask("link", TWITCH, TWITCH), IntentAccepted)
    assert isinstance(await company.ask("link", TWITCH, TWITCH), IntentRefused)


async def test_a_restart_remembers_who_is_one_person() -> None:
    company = await voting()
    await company.ask("link", ANN, TWITCH)
    await company.ask("vote", "1", ANN)
    company.restart()
    assert folded(company.log.entries).crowd.people.person(TWITCH) == ANN
    assert STATE.validate_json(STATE.dump_json(company.state)) == company.state


@given(st.lists(st.tuples(ACCOUNTS, ACCOUNTS), max_size=20))
@settings(max_examples=100)
def test_whoever_is_one_person_names_the_same_account(links: list[tuple[str, str]]) -> None:
    people = People()
    for viewer, other in links:
        people.link(viewer, other)
        if viewer != other:
            assert people.person(viewer) == people.person(other)
        else:
            assert people.accounts(people.person(viewer)) == [viewer]
        assert all(people.person(who) == who for who in people.linked.values())


async def test_a_poll_and_named_votes_are_one_tally() -> None:
    company = await voting()
    await company.ask("vote", "1", ANN)
    ballot = company.state.crowd.ballot
    assert ballot is not None
    text = numbers(ballot.number, {"1": 3, "2": 5, "3": 0})
    assert isinstance(await company.ask("poll", text, "twitch:poll"), IntentAccepted)
    await company.ask("poll", text, "twitch:poll")
    assert counts(company) == [4, 5, 0]
    await company.run(3)
    closed = company.events("VoteClosed")[0]
    assert isinstance(closed, VoteClosed)
    assert (closed.winner, [count.votes for count in closed.counts]) == ("2", [4, 5, 0])


@pytest.mark.parametrize("text", ["", "1", "x 1=2", "1 1=-2", "1 1=2 ;", "999 1=2", "1 nobody=2"])
async def test_numbers_of_another_poll_are_refused(text: str) -> None:
    company = await voting()
    assert isinstance(await company.ask("poll", text, "twitch:poll"), IntentRefused)
    assert counts(company) == [0, 0, 0]


async def test_a_poll_is_no_viewer() -> None:
    company = await voting()
    await company.ask("poll", "1 1=2", "twitch:poll")
    assert company.state.crowd.active(company.state.tick) == 0


async def ask_heavily(company: Company, weight: int, viewer: str) -> None:
    await company.log.put(Intent(viewer=viewer, what="chaos", weight=weight))
    await company.director.take_intents()


async def test_weight_charges_the_meter_faster_and_only_once() -> None:
    company = await Company().run(2)
    for number in range(11):
        company.state.crowd.seen[f"page:{number}"] = company.state.tick
    await ask_heavily(company, 3, ANN)
    assert company.state.crowd.backing(company.state.tick) == 3
    await ask_heavily(company, 2, ANN)
    await company.ask("chaos", viewer=ANN)
    assert company.state.crowd.backing(company.state.tick) == 3
    await ask_heavily(company, 5, BOB)
    assert any(isinstance(entry.event, ChaosStruck) for entry in company.log.entries)
    assert company.state.crowd.weights == {}


async def test_an_arrival_is_in_the_news_in_our_words_and_not_too_often() -> None:
    company = await Company().run(2)
    assert isinstance(await company.ask("arrival", "raid 1200", "twitch:lobby"), IntentAccepted)
    news = company.events("HeadlineBroke")[-1]
    assert isinstance(news, HeadlineBroke)
    assert (news.source, "1,200 people" in news.text) == ("lobby", True)
    assert isinstance(await company.ask("arrival", "raid 5", "twitch:lobby"), IntentRefused)
    await company.run(REST_TICKS)
    assert isinstance(await company.ask("arrival", "patrons 1", "twitch:lobby"), IntentAccepted)


@pytest.mark.parametrize("text", ["", "raid", "raid 0", "raid -3", "raid 1 @everyone", "buy now 3"])
async def test_an_arrival_of_nobody_is_refused(text: str) -> None:
    company = await Company().run(2)
    assert isinstance(await company.ask("arrival", text, "twitch:lobby"), IntentRefused)


def test_every_wording_of_an_arrival_passes_the_gate() -> None:
    for wordings in WORDINGS.values():
        for wording in wordings:
            for count in ("one person", "1,000,000 people"):
                assert Gate().judge(wording.format(count=count), 120).rule is None


async def test_the_show_knows_who_stopped_it() -> None:
    company = await Company().run(1)
    await company.ask("pause", viewer="twitch:stream", moderator=True)
    assert company.state.programme.paused_by == "twitch:stream"
    await company.ask("resume", viewer="twitch:stream", moderator=True)
    assert company.state.programme.paused_by == ""
