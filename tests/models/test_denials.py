"""Who holds something and says they do not is found out; honest denials, jokes and talk of others pass."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from assets.banks import line_bank
from assets.templates import SLOT_WIDTHS, expand, fill
from models.checks import contradictions
from models.denials import read_denials
from models.random_facts import random_facts
from models.scripted import compose
from show.ports import TRADERS
from tests.models.test_checks import decision, facts, kinds

DENIED = [
    "Not in Crypto. Never was my scene.",
    "I'm not in Crypto anymore, Mike.",
    "Crypto down 4.1% and I'm not in it.",
    "Crypto down 4.1% without me!",
    "Crypto? I own none of it.",
    "I'm out of Crypto.",
    "Fully out of Crypto. Feels like salad.",
    "Out of Bonds, every crumb.",
    "I don't own any Crypto.",
    "I do not hold Bonds.",
    "I've no Bonds.",
    "I hold no Crypto.",
    "I have no position in Bonds.",
    "No position in Crypto. My therapist is proud.",
    "No Crypto position here.",
    "I'm not short Bonds.",
    "I'm not long Crypto, Mike.",
    "I'm flat in Crypto.",
]
"""Alex is long of Crypto and short of Bonds."""


@pytest.mark.parametrize("speech", DENIED)
def test_who_denies_what_they_hold_is_found_out(speech: str) -> None:
    assert kinds(contradictions(facts(), decision(speech))) == {"position"}
    assert kinds(contradictions(facts(positions=()), decision(speech))) == set()


@pytest.mark.parametrize("thought", ["Not in Crypto. Good.", "No position in Bonds. I sleep."])
def test_a_thought_may_not_deny_it_either(thought: str) -> None:
    assert kinds(contradictions(facts(), decision(thought=thought))) == {"position"}


BARE = [
    "No position.",
    "Great story, no position!",
    "Correlation with reality: weak. No position.",
    "I've no position.",
    "I have got no trade on.",
    "I'm on the sidelines.",
]


@pytest.mark.parametrize("speech", BARE)
def test_without_a_name_a_denial_is_about_the_news(speech: str) -> None:
    about_crypto = facts().headlines[1:]
    assert kinds(contradictions(facts(headlines=about_crypto), decision(speech))) == {"position"}
    about_tech = facts(headlines=facts().headlines[:1], neighbours=())
    assert contradictions(about_tech, decision(speech)) == ()  # of Tech Alex holds nothing


@pytest.mark.parametrize("speech", BARE)
def test_without_a_name_or_news_it_is_about_everything(speech: str) -> None:
    quiet: dict[str, Any] = {"headlines": (), "neighbours": ()}
    assert kinds(contradictions(facts(**quiet), decision(speech))) == {"position"}
    assert contradictions(facts(**quiet, positions=()), decision(speech)) == ()


HONEST = [
    "Not in Tech. Watching.",
    "I'm out of Tech. For my health.",
    "Tech up 1.8% without me?!",
    "Tech up 1.8% without me.",
    "I own no Tech. Tech owns me.",
    "I don't own Tech, Mike.",
    "I've no position in Tech.",
    "I'm not long Bonds.",
    "I'm not short Crypto, I love Crypto.",
]
JOKES = [
    "I'm not in it for the money, I'm in it for the hoodie.",
    "I'm not in Crypto mood swings today.",
    "I don't hold Crypto against anybody.",
    "I'm out of tech jokes.",
    "I'm out of coffee.",
    "Out of Tech, Crypto and Bonds, I like Crypto best.",
    "No position is safe, Mike.",
    "No positions for interns, I read the rules.",
    "They had lunch without me.",
    "Crypto could not go down without me.",
    "Nobody is out of Crypto like I'm out of milk.",
    "I have no bonds with my family.",
    "I'm out of some Crypto, not all.",
    "Half out of Crypto.",
    "I'm not short of ideas.",
    "I don't own Crypto. Crypto owns me.",
    "Not in Crypto we trust? Blasphemy.",
    "I'm not in this economy, I'm above it.",
]
OTHERS = [
    "Mike is not in it.",
    "Mike's out of Crypto.",
    "Sarah holds Tech but no position in Crypto.",
    "You are long of Tech, not in Crypto, I get it.",
    "Alice says: no position.",
    "Mike's plan: no position.",
    "He owns no Crypto and it shows.",
    "Crypto went down 4.1% without you, Mike.",
    "No position, says Mike.",
    "Who's not in Crypto?",
]
ELSEWHEN = [
    "I was not in Crypto yesterday.",
    "Last week I had no position in Crypto.",
    "I used to own no Crypto.",
    "I'll be out of Crypto by lunch.",
    "Out of Crypto tomorrow, I promise.",
    "If I'm not in Crypto, call a doctor.",
    "I wish I had no Crypto.",
    "I should be out of Crypto.",
    "Am I out of Crypto?",
    "Imagine I own no Crypto.",
    "One day I'm out of Crypto.",
    "Soon no position at all.",
    "Almost out of Crypto.",
    "I'm never out of Crypto.",
]


@pytest.mark.parametrize("speech", [*HONEST, *JOKES, *OTHERS, *ELSEWHEN])
def test_what_denies_no_holding_passes(speech: str) -> None:
    assert "position" not in kinds(contradictions(facts(), decision(speech)))


def test_up_without_me_is_no_lie_of_the_short() -> None:
    assert contradictions(facts(prices=()), decision("Bonds are up without me.")) == ()


def test_who_parts_with_it_or_only_now_buys_it_may_say_so() -> None:
    gone = decision("I'm out of Crypto.", trade="Crypto", size="out")
    assert contradictions(facts(), gone) == ()
    bought = decision("Not in Tech for once. Fine, buying Tech.", trade="Tech", size="small")
    assert contradictions(facts(), bought) == ()


def test_who_trims_may_not_say_that_they_are_out() -> None:
    trimmed = decision("I'm out of Crypto.", trade="Crypto", size="small")
    assert "position" in kinds(contradictions(facts(), trimmed))


def test_a_denial_that_the_thought_calls_a_lie_is_none() -> None:
    told = decision("No position in Crypto.", "That was a lie. I hold plenty.")
    assert contradictions(facts(), told) == ()


def test_a_denial_names_the_asset_of_its_line() -> None:
    claims = read_denials("Crypto moons and I own none of it.")
    assert [(claim.topic, claim.asset, claim.way) for claim in claims] == [("lacks", "Crypto", "any")]


def test_the_bank_denies_a_holding_only_where_nothing_is_held() -> None:
    filled = dict.fromkeys(SLOT_WIDTHS, "Tech")
    for line in (line for who in TRADERS for line in line_bank(who) if not line.lie):
        for template in (line.template, line.partner):
            if template and read_denials(fill(expand(template, Random(1)), filled)):
                assert any(need <= {"empty", "out"} for need in line.needs), template.source


def test_nobody_in_the_writers_room_denies_what_they_hold() -> None:
    dice = Random(4)
    for _ in range(1_500):
        facts_, made = (drawn := random_facts(dice, "all")), compose(drawn, dice)
        assert "position" not in kinds(contradictions(facts_, made.decision)), made.decision
