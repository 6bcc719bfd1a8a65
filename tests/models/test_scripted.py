from __future__ import annotations

import re
from collections import Counter
from random import Random
from typing import Any

import pytest

from assets.banks import TONES_OF, TOPICS, TRADERS, line_bank
from assets.templates import fill
from models.checks import contradictions
from models.random_facts import random_facts
from models.scripted import Composition, ScriptedMind, compose
from models.situations import Situation, exposure, hear, named_asset, position, situation, topic_of
from show.ports import (
    SPEECH_CHARACTERS,
    THOUGHT_CHARACTERS,
    Decision,
    HeadlineFact,
    Neighbour,
    PositionFact,
    PriceFact,
    Prompt,
    TraderId,
    TurnFacts,
)
from tests.models.prompts import facts as first_turn

COUNT = 4_000


@pytest.fixture(scope="module")
def turns() -> list[tuple[TurnFacts, Composition]]:
    """Return thousands of random turns with what the scripted mind makes of them."""
    dice = Random(2026)
    drawn = [random_facts(dice, "all") for _ in range(COUNT)]
    return [(facts, compose(facts, dice)) for facts in drawn]


Turns = list[tuple[TurnFacts, Composition]]


def test_every_decision_keeps_the_schema_and_its_slots_are_filled(turns: Turns) -> None:
    for _, made in turns:
        Decision.model_validate(made.decision.model_dump())
        assert len(made.decision.speech) <= SPEECH_CHARACTERS
        assert 1 < len(made.decision.thought) <= THOUGHT_CHARACTERS
        assert not re.search(r"[{}()|]", made.decision.speech + made.decision.thought)


def test_a_composition_can_be_put_together_again_from_its_parts(turns: Turns) -> None:
    for _, made in turns:
        assert fill(made.speech_template, made.slots) == made.decision.speech
        assert fill(made.thought_template, made.slots) == made.decision.thought


def test_orders_respect_the_sizes_on_offer_and_interns_never_trade(turns: Turns) -> None:
    for facts, made in turns:
        if made.decision.trade != "Hold":
            assert made.decision.size in facts.sizes
            assert facts.status != "intern"
            assert facts.equity > 0


def test_a_margin_call_is_never_answered_with_more_exposure(turns: Turns) -> None:
    called = [(facts, made) for facts, made in turns if facts.status == "margin call"]
    assert len(called) > 100
    assert all(made.stance not in ("buy", "rotate", "short") for _, made in called)


def test_buying_raises_what_is_held_and_selling_lowers_it(turns: Turns) -> None:
    for facts, made in turns:
        if made.decision.trade == "Hold":
            continue
        now = exposure(facts, made.decision.trade)
        if made.stance in ("sell", "cover"):
            assert now != 0
            assert (now > 0) is (made.stance == "sell")
        if made.stance in ("buy", "rotate"):
            assert 0 <= now < 2


def test_whoever_is_addressed_stands_in_the_room(turns: Turns) -> None:
    for facts, made in turns:
        here = {neighbour.who.capitalize() for neighbour in facts.neighbours}
        for name in ("Alex", "Sarah", "Alice", "Mike"):
            if name != facts.trader.capitalize() and re.search(rf"\b{name}\b", made.decision.speech):
                assert name in here


def test_nothing_said_contradicts_the_facts(turns: Turns) -> None:
    wrong = [made for facts, made in turns if contradictions(facts, made.decision)]
    assert len(wrong) <= COUNT // 500


def test_silence_is_rare_but_happens(turns: Turns) -> None:
    silent = sum(not made.decision.speech for _, made in turns)
    assert 0.05 <= silent / COUNT <= 0.13


def test_traders_stay_twice_as_often_as_they_walk(turns: Turns) -> None:
    walked = sum(made.decision.location != facts.room for facts, made in turns)
    assert 0.22 <= walked / COUNT <= 0.40


def test_every_kind_of_situation_and_stance_occurs(turns: Turns) -> None:
    kinds = Counter(made.situation.kind for _, made in turns)
    assert set(kinds) == {
        "news", "reply", "price", "own", "chaos", "leading", "trailing", "alone", "margin", "intern", "idle"
    }  # fmt: skip
    stances = Counter(made.stance for _, made in turns)
    assert min(stances[meant] for meant in ("buy", "sell", "short", "cover", "hold", "rotate")) >= 40


def test_a_lie_is_admitted_in_a_thought_of_its_own(turns: Turns) -> None:
    lies = [made for _, made in turns if made.lie]
    assert lies
    pairs = {line.template.source for who in TRADERS for line in line_bank(who) if line.lie}
    assert all(made.decision.speech and made.decision.thought for made in lies)
    assert {made.speech_template for made in lies} <= pairs


# --- character -------------------------------------------------------------------------------------------


def orders(turns: Turns, trader: str) -> Counter[str]:
    return Counter(f"{m.decision.trade} {m.decision.size}" for f, m in turns if f.trader == trader)


def test_each_trades_in_character(turns: Turns) -> None:
    alex, sarah = orders(turns, "alex"), orders(turns, "sarah")
    shorts = {
        who: sum(n for order, n in orders(turns, who).items() if order.endswith("short")) for who in TRADERS
    }
    brave = {
        who: sum(n for order, n in orders(turns, who).items() if order.endswith(("all-in", "leveraged")))
        for who in TRADERS
    }
    assert max(shorts, key=lambda who: shorts[who]) == "sarah"
    assert max(brave, key=lambda who: brave[who]) == "alex"
    assert brave["sarah"] + brave["alice"] < brave["alex"] / 20
    bought = {
        asset: sum(n for order, n in alex.items() if order.startswith(asset)) for asset in ("Crypto", "Bonds")
    }
    assert bought["Crypto"] > 2 * bought["Bonds"]
    long = {
        asset: sum(sarah[f"{asset} {size}"] for size in ("small", "medium", "large"))
        for asset in ("Bonds", "Crypto")
    }
    assert long["Bonds"] > 3 * long["Crypto"]


def test_the_news_trader_follows_the_headline_and_the_bear_leans_against_it() -> None:
    news = HeadlineFact(text="Splonk soars", about="Crypto", tone="good", entity="Splonk", gist="meme-rally")
    cue = Situation("news", "Crypto", "good", entity="Splonk", gist="meme-rally")
    done = {
        who: Counter(compose(turn(who, headlines=(news,)), Random(seed), cue).stance for seed in range(200))
        for who in TRADERS
    }
    assert done["mike"]["buy"] > 120
    assert done["sarah"]["short"] > 50
    assert done["sarah"]["buy"] == 0


def test_the_bear_shorts_what_falls_and_buys_back_what_rises() -> None:
    cue = Situation("reply", "Crypto", "neutral", "alex")
    short = PositionFact(asset="Crypto", side="short", value=500_000, profit=0, held_ticks=9)
    done = {
        (trend, held): Counter(
            compose(drifting(trend, positions=held), Random(seed), cue).stance for seed in range(200)
        )
        for trend in (-4.0, 4.0)
        for held in ((), (short,))
    }
    assert done[-4.0, ()]["short"] > 100 and done[4.0, ()]["short"] == 0
    assert done[4.0, (short,)]["cover"] > 2 * done[-4.0, (short,)]["cover"]


def drifting(trend: float, **changes: Any) -> TurnFacts:
    """Return a turn of Sarah's in which everything has drifted that far."""
    prices = tuple(
        PriceFact(asset=asset, price=10_000, change_pct=0.0, trend_pct=trend)
        for asset in ("Tech", "Crypto", "Bonds")
    )
    return first_turn(trader="sarah", prices=prices, **changes)


def test_nobody_goes_all_in_by_selling_much_else() -> None:
    owned = PositionFact(asset="Tech", side="long", value=500_000, profit=0, held_ticks=1)
    cue = Situation("news", "Crypto", "good", entity="Splonk", gist="meme-rally")
    bold = {
        len(held): sum(
            compose(turn("alex", positions=held), Random(seed), cue).decision.size in ("all-in", "leveraged")
            for seed in range(200)
        )
        for held in ((), (owned,))
    }
    assert bold[0] > 40 and bold[1] == 0


@pytest.mark.parametrize("who", TRADERS)
def test_a_new_position_keeps_everyone_busy_and_an_old_one_does_not(who: TraderId) -> None:
    cue = Situation("idle", neighbour="sarah" if who != "sarah" else "mike")
    held = {
        ticks: PositionFact(asset="Tech", side="long", value=200_000, profit=0, held_ticks=ticks)
        for ticks in (0, 9)
    }
    still = {
        ticks: sum(
            compose(turn(who, positions=(position,)), Random(seed), cue).stance == "hold"
            for seed in range(200)
        )
        for ticks, position in held.items()
    }
    assert still[9] < 0.9 * still[0]


def turn(trader: str, **changes: Any) -> TurnFacts:
    prices = tuple(
        PriceFact(asset=asset, price=10_000, change_pct=1.0, trend_pct=2.0)
        for asset in ("Tech", "Crypto", "Bonds")
    )
    return first_turn(**{"trader": trader, "prices": prices, **changes})


# --- cues ------------------------------------------------------------------------------------------------


def test_chaos_is_what_people_talk_about_while_it_lasts() -> None:
    struck = turn("alex", chaos={"headline": "All screens go dark", "ticks_left": 3})
    kinds = Counter(situation(struck, Random(seed)).kind for seed in range(300))
    assert kinds.most_common(1)[0][0] == "chaos"


def test_whoever_is_called_by_name_mostly_answers() -> None:
    said = Neighbour(who="mike", said="Alex, your teleprompter is showing!", ticks_ago=0)
    kinds = Counter(situation(turn("alex", neighbours=(said,)), Random(seed)).kind for seed in range(300))
    assert kinds["reply"] > 150


def test_old_lines_get_no_answer() -> None:
    said = Neighbour(who="mike", said="Alex, hello!", ticks_ago=9)
    facts = turn("alex", neighbours=(said,))
    assert all(situation(facts, Random(seed)).kind != "reply" for seed in range(200))


@pytest.mark.parametrize(
    ("said", "asset", "tone"),
    [
        ("Buying Crypto with both hands!", "Crypto", "bull"),
        ("I am short Tech.", "Tech", "bear"),
        ("SELLING Bonds, everyone out!", "Bonds", "bear"),
        ("Nice hat.", None, "neutral"),
        ("Out of Tech and buying Bonds.", None, "neutral"),
    ],
)
def test_a_line_is_heard_as_what_it_says(said: str, asset: str | None, tone: str) -> None:
    assert hear(said) == (asset, tone)


def test_what_is_said_of_an_order_is_heard_the_right_way_round(turns: Turns) -> None:
    spoken = [made for _, made in turns if made.decision.speech and not made.lie]
    bulls = [
        hear(made.decision.speech)[1]
        for made in spoken
        if made.stance == "buy" and "uy" in made.decision.speech
    ]
    bears = [
        hear(made.decision.speech)[1]
        for made in spoken
        if made.stance == "short" and "hort" in made.decision.speech
    ]
    assert bulls.count("bear") <= len(bulls) * 0.08
    assert bears.count("bull") <= len(bears) * 0.08


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("One coffee says I am right.", "coffee"),
        ("The hoodie is the fund.", "looks"),
        ("Two sigma, at least.", "numbers"),
        ("Can you hear that?", "question"),
        ("Nothing to see.", ""),
    ],
)
def test_a_line_is_known_by_its_topic(said: str, topic: str) -> None:
    assert topic_of(said) == topic
    assert topic in (*TOPICS, "")


def test_answers_pick_up_the_topic_of_what_was_said() -> None:
    said = Neighbour(who="sarah", said="Tea or coffee? You owe me one.", ticks_ago=0)
    cue = Situation("reply", None, "neutral", "sarah", topic="coffee")
    speeches = [
        compose(turn("mike", neighbours=(said,)), Random(seed), cue).decision.speech for seed in range(200)
    ]
    drinks = sum(
        bool(re.search(r"coffee|barista|cup|double|foam", speech, re.IGNORECASE)) for speech in speeches
    )
    assert drinks > 60


def test_the_named_asset_is_the_traded_one_and_else_the_cues() -> None:
    cue = Situation("news", "Tech", "bad")
    bought = Decision(trade="Bonds", size="large", speech="", thought="-", location="VC Office", mood="calm")
    assert named_asset(cue, bought) == "Bonds"
    assert named_asset(cue, bought.model_copy(update={"trade": "Hold"})) == "Tech"


def test_tones_belong_to_their_kind(turns: Turns) -> None:
    for _, made in turns:
        assert made.situation.tone in TONES_OF.get(made.situation.kind, ("",))


def test_own_profit_is_told_with_the_right_sign() -> None:
    held = PositionFact(asset="Tech", side="long", value=500_000, profit=-12_300, held_ticks=4)
    facts = turn("alice", positions=(held,))
    made = compose(facts, Random(1), Situation("own", "Tech", "loss"))
    assert made.slots["pnl"] == "$123"
    assert position(facts, "Tech") is held


# --- the mind --------------------------------------------------------------------------------------------


def prompts(count: int) -> list[Prompt]:
    dice = Random(9)
    return [Prompt(facts=random_facts(dice), seed=dice.randrange(2**31)) for _ in range(count)]


async def test_equal_prompts_get_equal_answers() -> None:
    one, two = ScriptedMind(), ScriptedMind()
    for prompt in prompts(50):
        assert await one.decide(prompt) == await two.decide(prompt)


async def test_answers_are_json_for_a_decision() -> None:
    mind = ScriptedMind()
    assert mind.name == "rehearsal"
    for prompt in prompts(50):
        Decision.model_validate_json((await mind.decide(prompt)).text)
    await mind.close()


async def test_a_line_said_lately_is_not_said_again() -> None:
    mind, prompt = ScriptedMind(), prompts(1)[0]
    said: list[str] = []
    for seed in range(60):
        facts = prompt.facts._replace(own_lines=tuple(said[:8]))
        answer = await mind.decide(prompt._replace(facts=facts, seed=seed))
        speech = Decision.model_validate_json(answer.text).speech
        assert not speech or speech not in said[:8]
        if speech:
            said.insert(0, speech)
    assert len(said) > 30


# --- random facts ----------------------------------------------------------------------------------------


def test_random_facts_add_up() -> None:
    dice = Random(3)
    for _ in range(1_000):
        facts = random_facts(dice, "train")
        assert facts.rank == 1 + [place.who for place in facts.standings].index(facts.trader)
        assert [place.equity for place in facts.standings] == sorted(
            (place.equity for place in facts.standings), reverse=True
        )
        assert facts.trader not in {neighbour.who for neighbour in facts.neighbours}
        assert len({held.asset for held in facts.positions}) == len(facts.positions)


def test_held_out_wordings_never_reach_the_training_split() -> None:
    dice = Random(4)
    seen = {
        split: {(news.gist, news.text) for _ in range(800) for news in random_facts(dice, split).headlines}
        for split in ("train", "heldout")
    }
    words = {split: {plain(text) for _, text in found} for split, found in seen.items()}
    assert not words["train"] & words["heldout"]


def plain(text: str) -> str:
    """Return a headline without its capitalised names, so that two prints of one wording look alike."""
    return " ".join(re.findall(r"(?<![\w'])[a-z][a-z'-]{2,}", text))
