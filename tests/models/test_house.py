"""The house model: its dialect loses nothing, its corpus repeats, and the shipped GGUF answers."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from assets.banks import headline_bank
from models.checks import contradictions
from models.house import dialect
from models.house.corpus import PLAIN, digest, examples, gather
from models.house.dialect import (
    EDGES,
    MARK,
    MARK_KEY,
    SLOT_SIGNS,
    DialectError,
    Filler,
    HouseDialect,
    answer_text,
    closed_words,
    prompt_text,
)
from models.house.evaluate import prompts, score
from models.house.recipe import PIECE, RECIPES, Recipe
from models.llama import LlamaMind
from models.persona import BARELY_SHORT, WORTH_IT, calm
from models.random_facts import random_facts
from models.runtime import Runtime
from models.scripted import ScriptedMind, compose
from models.situations import EXPOSURE, Situation, exposure
from models.tuning import Tuning
from show.ports import TRADERS, Decision, PositionFact, Side, TraderId
from tests.models.prompts import facts

MODEL = Path(dialect.__file__).with_name("house.gguf")
PROBE = MODEL.with_suffix(".probe.json")
PLAIN_ORDER = {"trade": "Hold", "size": "out", "location": "Coffee Shop", "mood": "calm"}


def turns(count: int, seed: int = 3) -> list[tuple[Filler, str, str]]:
    """Return (filler, answer in the dialect, the decision as JSON) for composed turns."""
    dice = Random(seed)
    found = []
    for _ in range(count):
        facts = random_facts(dice)
        composed = compose(facts, dice)
        text = answer_text(composed.decision, composed.speech_template, composed.thought_template)
        found.append((Filler(facts, composed.situation), text, composed.decision.model_dump_json()))
    return found


def test_an_answer_in_the_dialect_becomes_the_decision_it_was_made_from() -> None:
    for filler, text, whole in turns(200):
        assert HouseDialect().decode(text, filler) == whole


def test_a_slot_without_a_fact_is_refused() -> None:
    filler = next(filler for filler, _, _ in turns(200) if filler.cue.kind == "alone")
    text = json.dumps({**PLAIN_ORDER, "speech": f"Yes, {SLOT_SIGNS['name']}.", "thought": "I know."})
    with pytest.raises(DialectError, match="the slot 'name'"):
        HouseDialect().decode(text, filler)


def test_a_word_that_is_none_is_refused() -> None:
    text = json.dumps({**PLAIN_ORDER, "speech": "I am selling my salled.", "thought": "I know."})
    with pytest.raises(DialectError, match="'salled'"):
        HouseDialect().decode(text, turns(1)[0][0])


def test_a_text_that_is_too_long_once_filled_is_refused() -> None:
    filler = next(filler for filler, _, _ in turns(200) if filler.cue.entity)
    text = json.dumps({**PLAIN_ORDER, "speech": SLOT_SIGNS["entity"] * 40, "thought": "I know."})
    with pytest.raises(DialectError, match="no decision"):
        HouseDialect().decode(text, filler)


def test_rubbish_is_refused_with_a_sentence() -> None:
    with pytest.raises(DialectError, match="no decision"):
        HouseDialect().decode('{"trade":"Gold"', turns(1)[0][0])


def test_the_prompt_holds_closed_words_and_nothing_that_was_typed() -> None:
    words = set(closed_words())
    for filler, _, _ in turns(200):
        text = prompt_text(filler.facts, filler.cue)
        assert all(f"<{word}>" in words for word in text[1:-1].split("><"))


def test_the_prompt_tells_what_the_answer_depends_on() -> None:
    filler = next(filler for filler, _, _ in turns(200) if filler.facts.positions and filler.facts.neighbours)
    told = filler.facts
    base = prompt_text(told, filler.cue)
    for change in ({"positions": ()}, {"neighbours": ()}, {"sizes": ("out",)}, {"status": "margin call"}):
        assert prompt_text(told._replace(**change), filler.cue) != base


def words_of(**changes: Any) -> list[str]:
    """Return the words of a first turn's prompt with these facts."""
    return prompt_text(facts(**changes), Situation("alone"))[1:-1].split("><")


@pytest.mark.parametrize("who", TRADERS)
def test_the_prompt_says_who_has_sat_still_for_long_enough(who: TraderId) -> None:
    held = PositionFact(asset="Tech", side="long", value=250_000, profit=0, held_ticks=9)
    assert "restless" in words_of(trader=who) and "restless" in words_of(trader=who, positions=(held,))
    fresh = held._replace(asset="Crypto", held_ticks=1)
    assert "restless" not in words_of(trader=who, positions=(held, fresh))
    assert "restless" not in words_of(trader=who, status="margin call")


def test_the_prompt_says_which_sizes_are_worth_an_order() -> None:
    dice = Random(4)
    seen: dict[str, set[tuple[bool, ...]]] = {}
    for _ in range(2_000):
        side: Side = dice.choice(("long", "short"))
        held = PositionFact(asset="Tech", side=side, value=dice.randint(1, 2_500_000), profit=0, held_ticks=9)
        turn = facts(positions=(held,))
        word = next(word for word in words_of(positions=(held,)) if word.startswith("Tech "))
        seen.setdefault(word, set()).add(worth_it(exposure(turn, "Tech")))
    assert len(seen) == len(EDGES) + 3 and all(len(worth) == 1 for worth in seen.values())


def worth_it(now: float) -> tuple[bool, ...]:
    """Return which sizes change a position of this share of equity by enough; a short is one anyway."""
    changes = [abs(share - now) > WORTH_IT for share in EXPOSURE.values() if share > 0]
    return (*changes, now > BARELY_SHORT, now < 0)


def test_random_turns_hold_something_new_and_only_old_things_often_enough_to_be_learned() -> None:
    dice = Random(5)
    turns = [one for one in (random_facts(dice) for _ in range(1_000)) if one.positions]
    for who in TRADERS:
        theirs = [calm(one) == 1 for one in turns if one.trader == who]
        assert 0.08 < sum(theirs) / len(theirs) < 0.75


def test_every_closed_word_is_there_once() -> None:
    assert len(set(closed_words())) == len(closed_words())


def test_candidates_of_one_prompt_may_take_different_cues() -> None:
    facts = next(
        filler.facts for filler, _, _ in turns(200) if filler.facts.headlines and filler.facts.positions
    )
    assert len({HouseDialect().encode(facts, Random(seed))[0] for seed in range(20)}) > 1


def test_the_corpus_is_the_same_for_the_same_seed() -> None:
    first, again, other = (digest(list(examples(seed, 40))) for seed in (1, 1, 2))
    assert first == again != other


def test_the_corpus_is_the_same_by_any_number_of_processes() -> None:
    alone, shared = (gather(7, 50, 20, workers) for workers in (1, 2))
    assert alone == shared and alone[:20] == list(examples(7, 20))
    assert not set(alone[:20]) & set(alone[20:40])


def test_the_recipe_of_a_gpu_begins_with_the_corpus_of_the_processor() -> None:
    assert RECIPES["cpu"].examples == PIECE and RECIPES["cuda"].seed == RECIPES["cpu"].seed
    assert RECIPES["cuda"].examples % PIECE == 0


def test_the_corpus_is_plain_and_true() -> None:
    assert all(PLAIN.fullmatch(example.answer) for example in examples(5, 60))
    assert not any("{" in json.loads(example.answer)["speech"] for example in examples(5, 60))


def test_unseen_prompts_show_only_headlines_kept_out_of_training() -> None:
    kept = {wording.gist for wording in headline_bank() if wording.heldout}
    assert {
        news.gist
        for prompt in prompts(1, 50)
        for news in prompt.facts.headlines
        if prompt.facts.chaos is None
    } <= kept


def test_the_rate_rises_holds_and_falls_to_nothing() -> None:
    paces = [Recipe().pace(step / 100) for step in range(101)]
    assert paces[0] < 0.1 and max(paces) == 1.0 and paces[-1] == 0.0
    assert all(later <= earlier for earlier, later in pairwise(paces[40:]))


def test_the_shipped_model_is_small_and_says_what_it_is() -> None:
    runtime = Runtime(MODEL, threads=1)
    assert MODEL.stat().st_size < 8 * 2**20
    assert runtime.metadata[MARK_KEY] == MARK
    assert runtime.metadata["wallstreet.seed"] == str(Recipe().seed)
    assert runtime.metadata["general.license"] == "MIT"
    runtime.close()


def test_llama_cpp_reads_the_dialect_as_the_trainer_wrote_it() -> None:
    runtime = Runtime(MODEL, threads=1)
    pairs = json.loads(PROBE.read_text(encoding="utf-8"))
    read = [list(runtime.words.tokens(text))[1:] for text, _ in pairs]
    runtime.close()
    assert len(pairs) >= 20
    assert read == [ids for _, ids in pairs]


@pytest.mark.parametrize(("candidates", "clean"), [(1, 19), (None, 20)])
async def test_most_answers_of_the_shipped_model_contradict_nothing(
    candidates: int | None, clean: int
) -> None:
    mind = LlamaMind(MODEL, Tuning(candidates=candidates, threads=1, trial=False))
    result = await score(mind, prompts(5, 20))
    await mind.close()
    assert result.valid >= clean
    assert result.clean >= clean


async def test_the_shipped_model_gets_up_when_its_newest_position_is_old() -> None:
    mind = LlamaMind(MODEL, Tuning(candidates=1, threads=1, trial=False))
    holding = dict.fromkeys((1, 30), 0)
    asked = [one for one in prompts(21, 80) if one.facts.positions and one.facts.status == "trading"]
    for ticks in holding:
        for one in asked:
            held = tuple(position._replace(held_ticks=ticks) for position in one.facts.positions)
            answer = await mind.decide(one._replace(facts=one.facts._replace(positions=held)))
            holding[ticks] += Decision.model_validate_json(answer.text).trade == "Hold"
    await mind.close()
    assert holding[1] > 1.25 * holding[30]


async def test_the_writers_room_contradicts_next_to_nothing() -> None:
    result = await score(ScriptedMind(), prompts(6, 300))
    assert result.valid == 300
    assert result.clean >= 290


async def test_answers_to_other_turns_are_found_out() -> None:
    asked = prompts(8, 200)
    found = 0
    for prompt, other in pairwise(asked):
        composed = compose(other.facts, Random(other.seed))
        facts = prompt.facts._replace(trader=other.facts.trader)
        found += bool(contradictions(facts, composed.decision))
    assert found > 80
