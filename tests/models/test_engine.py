"""The engine shares what prompts have in common, and nothing else: to the last bit, where it says so."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
import pytest

from models.dialects import answer_grammar
from models.native import prepare
from models.tuning import Tuning
from show.ports import SIZES, SPEECH_CHARACTERS, THOUGHT_CHARACTERS, TRADERS, Answer, Decision, Prompt
from tests.models.prompts import prompt
from tests.tiny_gguf import Tiny, write_tiny

prepare()
from models.draft import Draft  # noqa: E402 - loads llama.cpp, which must find what prepare() set
from models.engine import Engine  # noqa: E402 - the same
from models.guides import Guides  # noqa: E402 - the same
from models.runtime import CHUNK, Row, Runtime  # noqa: E402 - the same
from models.schedule import TILE, portions  # noqa: E402 - the same
from models.shelf import FIRST_FREE, Common, Shelf  # noqa: E402 - the same
from models.voice import Voice  # noqa: E402 - the same

RULES = tuple(range(40, 40 + CHUNK + 30))
FLOOR = (tuple(range(60, 100)), tuple(range(70, 110)))
COMMON = Common(RULES, FLOOR)
OWN = [list(range(start, start + 25)) for start in (33, 120, 45, 80)]
SECRET = list(range(200, 225))
DEEP = Tiny(layers=3, width=64, heads=4, hidden=128)


@pytest.fixture(scope="module")
def deep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny(tmp_path_factory.mktemp("deep") / "deep.gguf", DEEP)


@pytest.fixture
def runtime(deep: Path) -> Iterator[Runtime]:
    runtime = Runtime(deep, threads=1)
    yield runtime
    runtime.close()


def fresh(runtime: Runtime) -> Shelf:
    """Return an empty shelf over a new context."""
    runtime.open(4096, FIRST_FREE + 4)
    return Shelf(runtime)


def read_alone(runtime: Runtime, own: list[int], common: Common = COMMON) -> np.ndarray:
    """Return the odds after the whole prompt in one sequence of a fresh context, in the engine's pieces."""
    runtime.open(4096, 1)
    place = 0
    for chunk in (*common.rule_chunks, *common.floor_chunks, tuple(own)):
        last = len(chunk) - 1
        runtime.step([Row(token, place + at, 0, asked=at == last) for at, token in enumerate(chunk)])
        place += len(chunk)
    return runtime.odds(len(own) - 1)


def read_shared(runtime: Runtime, shelf: Shelf, owns: list[list[int]]) -> list[np.ndarray]:
    """Return the odds after each prompt, when the common part is read once and copied."""
    while not shelf.advance(COMMON):
        pass
    odds = []
    for number, own in enumerate(owns):
        runtime.drop(FIRST_FREE + number)
        place = shelf.copy_to(FIRST_FREE + number, COMMON)
        last = len(own) - 1
        rows = [Row(token, place + at, FIRST_FREE + number, asked=at == last) for at, token in enumerate(own)]
        runtime.step(rows)
        odds.append(runtime.odds(last))
    return odds


def test_sharing_gives_the_same_bits_as_reading_everything_alone(runtime: Runtime) -> None:
    alone = read_alone(runtime, OWN[0])
    shared = read_shared(runtime, fresh(runtime), OWN[:1])[0]
    assert np.array_equal(alone, shared)


def test_another_prompt_gives_other_bits(runtime: Runtime) -> None:
    shared = read_shared(runtime, fresh(runtime), OWN[:1])[0]
    edited = [*OWN[0][:-1], OWN[0][-1] + 1]
    assert not np.array_equal(read_alone(runtime, edited), shared)


@pytest.mark.parametrize("keeper", range(3))
def test_a_secret_of_one_is_in_nobody_elses_odds(runtime: Runtime, keeper: int) -> None:
    plain = read_shared(runtime, fresh(runtime), OWN)
    hidden = [SECRET if number == keeper else own for number, own in enumerate(OWN)]
    secret = read_shared(runtime, fresh(runtime), hidden)
    for number in range(len(OWN)):
        same = np.array_equal(plain[number], secret[number])
        assert same == (number != keeper)


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """Return how far apart two rows of odds are: the root of the mean square over the spread."""
    return float(np.sqrt(np.mean((one - other) ** 2)) / np.std(one))


def test_in_a_used_context_the_odds_stay_within_a_bound_that_a_wrong_floor_breaks(runtime: Runtime) -> None:
    alone = read_alone(runtime, OWN[0])
    shelf = fresh(runtime)
    read_shared(runtime, shelf, OWN)
    for number in (2, 0, 3):  # leave holes in the memory
        runtime.drop(FIRST_FREE + number)
    shelf.advance(Common(RULES, (FLOOR[1],)))
    used = read_shared(runtime, shelf, [OWN[2], OWN[0]])[1]
    wrong = Common(RULES, (FLOOR[0], tuple(token + 1 for token in FLOOR[1])))
    assert distance(alone, used) < 0.001
    assert distance(alone, read_alone(runtime, OWN[0], wrong)) > 0.01


def test_what_was_read_in_stages_is_kept_and_only_the_rest_is_read(runtime: Runtime) -> None:
    shelf = fresh(runtime)
    for sections in (FLOOR[:1], FLOOR):
        while not shelf.advance(Common(RULES, sections)):
            pass
    assert shelf.read == COMMON.length
    while not shelf.advance(Common(RULES, (FLOOR[1],))):
        pass
    assert shelf.read == COMMON.length + len(FLOOR[1])
    assert shelf.length == len(RULES) + len(FLOOR[1])
    assert runtime.length(1) == shelf.length


def engine_for(runtime: Runtime, together: int = 4) -> tuple[Engine, Guides]:
    return Engine(runtime, together), Guides(runtime.words)


def drafts(guides: Guides, owns: list[list[int]]) -> list[Draft]:
    grammar = answer_grammar(SIZES)
    return [
        Draft(COMMON, own, guides.guide(grammar, 0.8, np.random.default_rng(number)), grammar.most_tokens)
        for number, own in enumerate(owns)
    ]


def finish(engine: Engine) -> None:
    while engine.drafts:
        for ended in engine.step():
            assert ended.failure is None


def test_four_answers_written_together_are_whole_and_leave_no_sequence_behind(runtime: Runtime) -> None:
    engine, guides = engine_for(runtime)
    for _ in range(5):
        begun = drafts(guides, OWN)
        for draft in begun:
            engine.begin(draft)
        finish(engine)
        for draft in begun:
            Decision.model_validate_json(draft.text)
    assert [runtime.length(FIRST_FREE + number) for number in range(4)] == [0] * 4
    assert runtime.length(1) == COMMON.length


def test_the_first_word_is_thought_alone_and_the_rest_together(runtime: Runtime) -> None:
    engine, guides = engine_for(runtime)
    steps: list[tuple[int, ...]] = []
    begun = drafts(guides, OWN)
    engine.watch = lambda running: steps.append(tuple(begun.index(draft) for draft in running))
    for draft in begun:
        engine.begin(draft)
    finish(engine)
    writing = [running for running in steps if running]
    last_of_first = max(index for index, running in enumerate(writing) if 0 in running)
    assert set(writing[: last_of_first + 1]) == {(0,)}
    assert (1, 2, 3) in writing[last_of_first:]


def test_nobody_thinks_alone_when_others_would_be_late(runtime: Runtime) -> None:
    engine, guides = engine_for(runtime)
    engine.rates.row = 1000.0
    steps: list[int] = []
    engine.watch = lambda running: steps.append(len(running))
    begun = drafts(guides, OWN)
    for draft in begun:
        engine.begin(draft)
    begun[3].due = monotonic() + 60
    while engine.drafts:
        engine.step()
    assert 4 in steps


def test_alone_or_together_with_others_an_answer_is_the_same_when_they_do_not_share_steps(
    runtime: Runtime,
) -> None:
    one, guides = engine_for(runtime, together=1)
    texts = []
    for together in (False, True):
        found = []
        begun = drafts(guides, OWN)
        for draft in begun:
            one.begin(draft)
            if not together:
                finish(one)
        finish(one)
        found = [draft.text for draft in begun]
        texts.append(found)
    assert texts[0] == texts[1]


def test_a_draft_that_is_dropped_leaves_the_others_as_they_were(runtime: Runtime) -> None:
    engine, guides = engine_for(runtime, together=1)
    (kept,) = drafts(guides, OWN[:1])
    engine.begin(kept)
    finish(engine)
    gone, again = drafts(guides, [SECRET, OWN[0]])[0], drafts(guides, OWN[:1])[0]
    engine.begin(gone)
    for _ in range(12):
        engine.step()
    engine.drop(gone)
    engine.begin(again)
    finish(engine)
    assert again.text == kept.text


def test_a_step_that_is_broken_off_fails_only_those_in_it(runtime: Runtime) -> None:
    engine, guides = engine_for(runtime, together=1)
    whole, broken, after = (drafts(guides, OWN[:1])[0] for _ in range(3))
    engine.begin(whole)
    finish(engine)
    engine.begin(broken)
    engine.step()
    runtime.abort(True)
    failed = [ended.draft for _ in range(3) for ended in engine.step()]
    runtime.abort(False)
    assert failed == [broken]
    engine.begin(after)
    finish(engine)
    assert after.text == whole.text


def test_a_context_that_is_too_small_for_four_lets_them_wait(deep: Path) -> None:
    runtime = Runtime(deep, threads=1)
    grammar = answer_grammar(SIZES)
    engine = Engine(runtime, 4, COMMON.length + 2 * (25 + grammar.most_tokens))
    for draft in drafts(Guides(runtime.words), OWN):
        engine.begin(draft)
    most = 0
    while engine.drafts:
        assert all(ended.failure is None for ended in engine.step())
        most = max(most, sum(draft.sequence is not None for draft in engine.drafts))
    assert most == 2
    runtime.close()


def test_prompts_with_nothing_in_common_but_the_rules_wait_for_room_and_are_all_answered(deep: Path) -> None:
    runtime = Runtime(deep, threads=1)
    guides, grammar = Guides(runtime.words), answer_grammar(SIZES)
    engine = Engine(runtime, 4, COMMON.length + 2 * (25 + grammar.most_tokens))
    for number, own in enumerate(OWN):
        common = Common(RULES, (tuple(range(50 + number, 110 + number)),))
        guide = guides.guide(grammar, 0.8, np.random.default_rng(number))
        engine.begin(Draft(common, own, guide, grammar.most_tokens))
    for _ in range(5000):
        assert all(ended.failure is None for ended in engine.step())
        if not engine.drafts:
            break
    assert engine.drafts == ()
    runtime.close()


def answers(voice: Voice, asked: list[Prompt]) -> list[Answer]:
    """Let a voice answer prompts of different traders at once."""
    found: dict[int, Answer] = {}
    settled = [outcome for number, one in enumerate(asked) for outcome in voice.submit(number, one)]
    while len(found) < len(asked):
        for outcome in settled:
            assert outcome.answer is not None, outcome.failure
            found[outcome.number] = outcome.answer
        settled = voice.step()
    return [found[number] for number in range(len(asked))]


def test_forty_decisions_of_random_weights_are_json_within_their_bounds(deep: Path) -> None:
    voice = Voice(deep, Tuning(trial=False, temperature=1.5))
    for tick in range(10):
        asked = [
            prompt(seed=tick, trader=who, public=f"Tick {tick}.\n\nPrices.", user=f"You are {who}.")
            for who in TRADERS
        ]
        for answer in answers(voice, asked):
            said = json.loads(answer.text)
            assert len(said["speech"]) <= SPEECH_CHARACTERS
            assert 1 <= len(said["thought"]) <= THOUGHT_CHARACTERS
            assert not [c for c in said["speech"] + said["thought"] if unicodedata.category(c) == "Cc"]
    voice.close()


def test_what_is_shared_is_read_once_for_all_four(deep: Path) -> None:
    voice = Voice(deep, Tuning(trial=False))
    public = "The leaderboard.\n\nThe news. " + "More news. " * 20
    asked = [prompt(trader=who, public=public, user="Hm.") for who in TRADERS]
    first = answers(voice, asked[:1])[0]
    before = voice.engine.tally.read_rows
    others: list[Any] = answers(voice, asked[1:])
    assert voice.engine.tally.read_rows - before < 3 * 40 < first.prompt_tokens
    assert {answer.prompt_tokens for answer in others} == {first.prompt_tokens}
    voice.close()


@pytest.mark.parametrize(
    ("pending", "shares"),
    [
        ([7], [7]),
        ([1, 1, 1], [1, 1, 1]),
        ([1, 4, 1], [1, 2, 1]),
        ([3, 1, 2, 1], [1, 1, 1, 1]),
        ([5, 1], [3, 1]),
        ([2, 3], [2, 2]),
    ],
)
def test_what_must_follow_fills_the_last_tile_and_waits_otherwise(
    pending: list[int], shares: list[int]
) -> None:
    assert portions(pending) == shares


def test_those_who_think_together_run_a_tile_at_a_time(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, guides = engine_for(runtime)
    shared: list[int] = []
    step = runtime.step

    def counted(rows: Sequence[Row]) -> None:
        if len({row.sequence for row in rows}) > 1:
            shared.append(len(rows))
        step(rows)

    monkeypatch.setattr(runtime, "step", counted)
    for draft in drafts(guides, OWN):
        engine.begin(draft)
    finish(engine)
    assert max(shared) == TILE


def test_what_must_follow_is_written_to_its_last_letter(runtime: Runtime) -> None:
    words = runtime.words
    guide = Guides(words).guide(answer_grammar(SIZES), 0.0, np.random.default_rng(0))
    guide.start()
    assert guide.written == b'{"trade":"'
    odds = np.zeros(words.size, dtype=np.float32)
    odds[next(token for token in range(words.size) if words.piece(token) == b"H")] = 1.0
    guide.follow(odds)
    assert guide.written == b'{"trade":"Hold","size":"'
    guide.close()


def test_the_number_of_threads_changes_no_bit(runtime: Runtime) -> None:
    found = []
    for threads in ([1], [2], [1, 2, 2]):
        fresh(runtime)
        odds = []
        for step, rows in enumerate((40, 7, 4, 3, 2, 1, 1)):
            runtime.set_threads(*[threads[step % len(threads)]] * 2)
            start = runtime.length(0)
            runtime.step(
                [Row(60 + at, at, 0, asked=at == start + rows - 1) for at in range(start, start + rows)]
            )
            odds.append(runtime.odds(rows - 1))
        found.append(np.concatenate(odds))
    assert np.array_equal(found[0], found[1])
    assert np.array_equal(found[0], found[2])
