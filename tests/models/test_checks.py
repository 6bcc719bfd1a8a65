"""True lines pass the checker, false ones are named by kind."""

from __future__ import annotations

from typing import Any

import pytest

from assets.banks import entity_bank
from models.checks import Contradiction, contradictions
from models.deeds import act
from show.ports import (
    Decision,
    HeadlineFact,
    Neighbour,
    PositionFact,
    PriceFact,
    Standing,
    TraderId,
    TurnFacts,
)

COMPANY = entity_bank()["company"][0]
STRANGER = entity_bank()["company"][1]


def facts(**changes: Any) -> TurnFacts:
    """Alex, with Mike: Tech up on good news, Crypto down on bad; long Crypto at a loss, short Bonds."""
    fields: dict[str, Any] = {
        "trader": "alex",
        "tick": 12,
        "room": "Coffee Shop",
        "neighbours": (Neighbour(who="mike", said="Crypto fell 4.1% on that!", ticks_ago=1),),
        "cash": 412_050,
        "equity": 961_250,
        "start": 1_000_000,
        "rank": 4,
        "positions": (
            PositionFact(asset="Crypto", side="long", value=700_000, profit=-42_000, held_ticks=5),
            PositionFact(asset="Bonds", side="short", value=150_800, profit=3_250, held_ticks=2),
        ),
        "prices": (
            PriceFact(asset="Tech", price=18_240, change_pct=1.84, trend_pct=3.21),
            PriceFact(asset="Crypto", price=52_310, change_pct=-4.12, trend_pct=-6.4),
            PriceFact(asset="Bonds", price=9_904, change_pct=0.02, trend_pct=-0.4),
        ),
        "headlines": (
            HeadlineFact(text=f"{COMPANY} beats estimates by 12%", about="Tech", tone="good", entity=COMPANY),
            HeadlineFact(
                text="Exchange mislays $3 million of coins", about="Crypto", tone="bad", ticks_ago=1
            ),
        ),
        "standings": (
            Standing(who="sarah", equity=1_120_000),
            Standing(who="alice", equity=1_011_000),
            Standing(who="mike", equity=990_000),
            Standing(who="alex", equity=961_250),
        ),
        "own_lines": ("Crypto only sleeps, it never dies.",),
    }
    return TurnFacts(**{**fields, **changes})


def decision(speech: str = "", thought: str = "We will see.", **changes: Any) -> Decision:
    """A decision to hold, with the texts under test."""
    fields = {"trade": "Hold", "size": "out", "location": "Coffee Shop", "mood": "calm"}
    return Decision(**{**fields, "speech": speech, "thought": thought, **changes})


def kinds(found: tuple[Contradiction, ...]) -> set[str]:
    """Return the kinds that were found."""
    return {one.kind for one in found}


TRUE_SPEECH = [
    "Mike, that is one ugly chart.",
    "Easy, Mike. Crypto is down 4.1% and I love it.",
    "Sarah will hate this.",
    "Sarah, Mike and I walk into a bar.",
    "Tech up 1.8% and I own none of it. Typical.",
    "Tech just keeps climbing!",
    "Tech is up 3.2% in ten ticks.",
    "Crypto dips, diamond hands grow.",
    "Bonds are flat. Bonds are always flat.",
    "Bad news for Crypto. Good news for people with a pulse.",
    "Great news for Tech today, folks.",
    "This is good news for Tech!",
    f"{COMPANY} beat estimates. Who knew?",
    "12% above estimates? Sure.",
    "They mislaid $3 million. Mislaid!",
    "I'm down $420 on Crypto. It's a discount.",
    "I'm down, so what? Still here.",
    "I'm dead last and I still believe.",
    "My Crypto bags are heavy but my heart is light.",
    "My short is paying for lunch.",
    "I'm long Crypto until the heat death.",
    "Still holding Crypto. Still beautiful.",
    "Holding. Diamond hands, Mike.",
    "I'm not selling a single coin.",
    "Crypto will be up 50% by lunch.",
    "If Crypto is up tomorrow, drinks are on me.",
    "Is Crypto up yet?",
    "When Tech is down I buy.",
    "I'm 100% sure about this.",
    "I'd put the odds at 73% chance of a bounce.",
    "Crypto is going to $100,000, mark my words.",
    "Only $4,120 left in cash, Mike.",
    "About $9,600 to my name, and rising.",
    "I'm up all night with these charts.",
    "I'm down for whatever you suggest.",
    "Down 3.9% on the season, but who counts?",
    "Mike says Crypto fell. Mike also says breaking.",
    "I could sell. I could also grow up.",
    "Buy Tech, Mike! You know you want to.",
    "Never sell the bottom.",
    "Selling now is for cowards.",
    "Nobody in this room believes in Crypto but me.",
    "Wake me when Crypto stops falling.",
    "I'm covering it live, with foam!",
]


@pytest.mark.parametrize("speech", TRUE_SPEECH)
def test_a_true_line_passes(speech: str) -> None:
    assert contradictions(facts(), decision(speech)) == ()


FALSE_SPEECH = [
    ("Sarah, you were right.", "person"),
    ("You were right, Sarah.", "person"),
    ("Hey Alice, run the numbers!", "person"),
    ("No way. Alice, look at this.", "person"),
    ("Tech is down again.", "price"),
    ("Tech tanks. Called it.", "price"),
    ("Crypto is pumping!", "price"),
    ("Crypto up 4.1%! Told you!", "price"),
    ("Crypto is flat today.", "price"),
    ("Look at that, Crypto finally in the green.", "price"),
    ("Great news for Crypto today!", "news"),
    ("Terrible news for Tech, honestly.", "news"),
    ("Huge headline for Bonds!", "news"),
    (f"{STRANGER} just saved my portfolio.", "entity"),
    ("Crypto fell 9.7%. Unreal.", "number"),
    ("Tech added 22.5% and I missed it.", "number"),
    ("I have $8,800 to burn.", "number"),
    ("Down about $2,300 on the day.", "number"),
    ("My Tech position is a masterpiece.", "position"),
    ("I'm short Tech and proud.", "position"),
    ("My bonds are the only adults here, I'm long Bonds.", "position"),
    ("I'm all cash and I sleep well.", "position"),
    ("I'm winning and you know it.", "rank"),
    ("I'm number one, baby!", "rank"),
    ("I'm up big on Crypto.", "profit"),
    ("I'm up on Crypto, Mike.", "profit"),
    ("I made $420 on Crypto.", "profit"),
    ("Buying Tech right now!", "speech and order"),
    ("I'm going all in, right now.", "speech and order"),
    ("Shorting Tech, thanks.", "speech and order"),
    ("I'm selling everything.", "speech and order"),
    ("Crypto only sleeps. It never dies.", "repeat"),
    ("Hello {name}, nice day.", "slot"),
    ("Hello \ue002, nice day.", "slot"),
    ("Hello [NAME], nice day.", "slot"),
    ("Nobody here. Finally.", "room"),
]


@pytest.mark.parametrize(("speech", "kind"), FALSE_SPEECH)
def test_a_false_line_is_named_by_its_kind(speech: str, kind: str) -> None:
    assert kinds(contradictions(facts(), decision(speech))) == {kind}


@pytest.mark.parametrize(("who", "found"), [("sarah", {"person"}), ("alice", {"person"}), ("mike", set())])
def test_only_a_man_is_called_sir(who: TraderId, found: set[str]) -> None:
    said = decision(f"Attack the messenger, {who.capitalize()}? The messenger has a MUG, sir.")
    assert kinds(contradictions(facts(neighbours=(Neighbour(who=who),)), said)) == found
    joke = decision(f"{who.capitalize()}, you'd be the guy who says 'sir'.")
    assert contradictions(facts(neighbours=(Neighbour(who=who),)), joke) == ()


ORDERS: list[tuple[str, str, str, str]] = [
    ("Tech", "medium", "Buying Tech, Mike. Chart looks clean.", ""),
    ("Tech", "all-in", "All in on Tech. No notes.", ""),
    ("Tech", "small", "All in on Tech. No notes.", "speech and order"),
    ("Tech", "leveraged", "Adding a little Tech.", "speech and order"),
    ("Tech", "small", "Nibbling, just adding a small bit of Tech.", ""),
    ("Tech", "short", "Buying Tech here, obviously.", "speech and order"),
    ("Tech", "short", "Shorting Tech. Gravity is undefeated.", ""),
    ("Crypto", "out", "Selling my Crypto. It's not you, it's me.", ""),
    ("Crypto", "out", "I'm out. Good luck.", ""),
    ("Crypto", "out", "Holding Crypto to the grave.", "speech and order"),
    ("Crypto", "out", "I'm not selling.", "speech and order"),
    ("Crypto", "small", "Trimming Crypto before it trims me.", ""),
    ("Crypto", "large", "Selling a slice of Crypto, Mike.", ""),
    ("Crypto", "small", "Selling a little Crypto.", "speech and order"),
    ("Crypto", "out", "Selling a bit of Crypto.", "speech and order"),
    ("Bonds", "out", "Covering my short. Thanks, bonds.", ""),
    ("Bonds", "out", "Buying more Crypto now.", "speech and order"),
    ("Tech", "medium", "Sitting this one out.", "speech and order"),
    ("Tech", "medium", "My Tech stack starts today.", ""),
    ("Hold", "out", "I bought Crypto at the top, apparently.", ""),
    ("Hold", "out", "I'll buy when you cry, Mike.", ""),
    ("Hold", "out", "Staying put.", ""),
]


@pytest.mark.parametrize(("trade", "size", "speech", "kind"), ORDERS)
def test_talk_of_an_order_is_held_against_the_order(trade: str, size: str, speech: str, kind: str) -> None:
    found = contradictions(facts(), decision(speech, trade=trade, size=size))
    assert kinds(found) == ({kind} if kind else set())


THOUGHTS: list[tuple[str, str, str, str]] = [
    ("Tech", "medium", "Buying Tech: momentum is positive and the news supports it.", ""),
    ("Tech", "short", "I'll short Tech here; the earnings beat is priced in.", ""),
    ("Tech", "short", "I'll buy Tech here; the earnings beat is not priced in.", "thought and order"),
    ("Hold", "out", "I'm going to short Tech into this strength.", "thought and order"),
    ("Hold", "out", "Crypto is bleeding, but selling the bottom would be worse. I'll hold.", ""),
    ("Crypto", "out", "Time to cut Crypto before the loss on my position grows.", ""),
    ("Crypto", "out", "I'll hold my Crypto and wait for the bounce.", "thought and order"),
    ("Tech", "small", "Going all in on Tech.", "thought and order"),
    ("Tech", "medium", "Crypto is up 4%, so risk is on. Buying Tech.", "price"),
    ("Hold", "out", "Sarah, you sly fox, you knew it.", ""),
]


@pytest.mark.parametrize(("trade", "size", "thought", "kind"), THOUGHTS)
def test_a_thought_is_held_against_order_and_facts(trade: str, size: str, thought: str, kind: str) -> None:
    found = contradictions(facts(), decision("", thought, trade=trade, size=size))
    assert kinds(found) == ({kind} if kind else set())


LANGUAGE_MODELS: list[tuple[str, str, str, str, set[str]]] = [
    (
        "Hold",
        "out",
        "Crypto's dropping fast, but this is just noise before the 100x moonshot!",
        "Patience.",
        set(),
    ),
    ("Tech", "medium", "Tech earnings beat is huge, I'm going long before everyone else does!", "Go.", set()),
    (
        "Tech",
        "large",
        "Just put half my portfolio into Tech. Let's ride this wave, Mike!",
        "Momentum.",
        set(),
    ),
    ("Crypto", "out", "I'm cutting my losses on Crypto and moving to cash.", "Discipline matters.", set()),
    ("Hold", "out", "Holding my Crypto through the dip, Mike. Diamond hands only.", "I hope.", set()),
    (
        "Hold",
        "out",
        "Patience pays.",
        "Crypto is down 4.12% and my position lost $420. Cash is $4,120.50, the trend is -6.4%, so I wait.",
        set(),
    ),
    (
        "Bonds",
        "out",
        "",
        "My Bonds short has a small profit of $32.50; I'll cover it to free up margin.",
        set(),
    ),
    (
        "Tech",
        "short",
        "",
        "Tech rallied 1.8% on hype. I'm shorting it because earnings beats get sold.",
        set(),
    ),
    ("Hold", "out", "", "With $4,120 in cash I can afford to buy more Crypto at $523 later.", set()),
    (
        "Hold",
        "out",
        "I'm buying the dip in Crypto with everything I have!",
        "To the moon.",
        {"speech and order"},
    ),
    ("Tech", "medium", "I'm loading up on Crypto while it's cheap!", "Go.", {"speech and order"}),
    ("Hold", "out", "Mike, Alice, big day: Crypto is soaring!", "Wow.", {"person", "price"}),
    ("Hold", "out", "Crypto just hit $60,000, told you so!", "Wow.", {"number"}),
    ("Hold", "out", "With bonds rallying 17% I feel safe.", "Calm.", {"price", "number"}),
    ("Hold", "out", "I'm already up 15% this week, baby!", "Ha.", {"number"}),
    ("Hold", "out", "I'm protecting my lead today.", "First place suits me.", {"rank"}),
    ("Hold", "out", "", "My Tech position is performing well, so I will hold it.", {"position"}),
    ("Hold", "out", "", "I will buy Crypto now because the dip is an opportunity.", {"thought and order"}),
    ("Crypto", "leveraged", "", "I'll add a small amount of Crypto to stay safe.", {"thought and order"}),
]


@pytest.mark.parametrize(("trade", "size", "speech", "thought", "found"), LANGUAGE_MODELS)
def test_lines_in_the_manner_of_language_models(
    trade: str, size: str, speech: str, thought: str, found: set[str]
) -> None:
    assert kinds(contradictions(facts(), decision(speech, thought, trade=trade, size=size))) == found


def test_a_lie_is_allowed_when_the_thought_admits_it() -> None:
    said, order = "Buying Tech, as always.", {"trade": "Tech", "size": "short"}
    assert contradictions(facts(), decision(said, "Of course that is a lie. Let them buy it.", **order)) == ()
    assert contradictions(facts(), decision(said, "Shorting Tech while Mike listens.", **order)) == ()
    assert kinds(contradictions(facts(), decision(said, "Nice weather.", **order))) == {"speech and order"}


def test_good_news_without_a_name_needs_some_good_news() -> None:
    bad = facts(headlines=facts().headlines[1:])
    assert kinds(contradictions(bad, decision("Great news! Drinks for all."))) == {"news"}
    assert contradictions(bad, decision("Terrible news. I love it.")) == ()
    assert contradictions(facts(), decision("Great news! Drinks for all.")) == ()


@pytest.mark.parametrize(
    "speech",
    ["Listen up, folks, it is time.", "Morning, everyone.", "This is it, guys!", "Everybody, look at Tech."],
)
def test_nobody_talks_to_an_empty_room(speech: str) -> None:
    assert kinds(contradictions(facts(neighbours=()), decision(speech))) == {"room"}
    assert contradictions(facts(), decision(speech)) == ()


def test_being_alone_may_be_said_when_it_is_so() -> None:
    assert contradictions(facts(neighbours=()), decision("Nobody here. Finally.")) == ()


def test_a_size_that_is_not_offered_is_found() -> None:
    found = contradictions(facts(sizes=("out", "small")), decision(trade="Tech", size="leveraged"))
    assert kinds(found) == {"size"}


def test_holding_is_allowed_whatever_the_sizes() -> None:
    assert contradictions(facts(sizes=()), decision()) == ()


def test_an_intern_does_not_trade() -> None:
    idle = facts(status="intern", sizes=(), positions=())
    assert kinds(contradictions(idle, decision(trade="Tech", size="small"))) == {"intern"}
    assert contradictions(idle, decision()) == ()


@pytest.mark.parametrize(
    ("trade", "size", "done"),
    [
        ("Hold", "out", "hold"),
        ("Tech", "out", "hold"),
        ("Tech", "small", "buy"),
        ("Tech", "short", "short"),
        ("Crypto", "out", "sell"),
        ("Crypto", "small", "sell"),
        ("Crypto", "leveraged", "buy"),
        ("Bonds", "out", "cover"),
        ("Bonds", "small", "buy"),
    ],
)
def test_what_an_order_does_depends_on_what_is_held(trade: str, size: str, done: str) -> None:
    assert act(facts(), decision(trade=trade, size=size)) == done


def test_only_a_short_can_have_been_covered() -> None:
    sold = contradictions(
        facts(), decision("Covered Crypto. Bad news is great news!", trade="Crypto", size="out")
    )
    assert kinds(sold) == {"speech and order"}
    bought = contradictions(facts(), decision("Covered Bonds. Out at last.", trade="Bonds", size="out"))
    assert not bought


def test_every_contradiction_is_a_sentence() -> None:
    found = contradictions(facts(), decision("Sarah, Crypto is pumping 9.7%!", "My Tech is safe."))
    assert len(found) >= 4
    assert all(one.sentence[0].isupper() and one.sentence.endswith(".") for one in found)
